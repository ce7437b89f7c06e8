"""Kinds of page and wording take up rows of all the statements, each parameter by the field that means it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from kept.errors import Place
from kept.promises import Promise, known_kinds
from kept.statement import Row, disagreements

ROWS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    (
        "notice",
        {"surfaces": ["website", "services"], "documents": "Terms of Use"},
        {"scope": "website,services", "parent_document": "Terms of Use"},
    ),
    ("notice", {"absolute_security": False, "limits": "100%"}, {"guarantee": "none", "limit": "100%"}),
    ("notice", {"emphasis": ["bold", "underline"]}, {"style": "bold,underline"}),
    ("notice", {"count": 10}, {"chapters": "10"}),
    ("notice", {"chapters": ["cookies", "rights"], "count": 2}, {"topics": "cookies,rights", "count": "2"}),
    ("notice", {"messages": ["legal"], "items": ["email"]}, {"notices": "legal", "items": "email"}),
    (
        "definition",
        {"excludes": "anonymised", "form": ["electronic", "other"]},
        {"recording": "electronic,other", "excludes": "anonymised"},
    ),
    ("definition", {"means": "client"}, {"term": "the entry", "means": "client"}),
    ("definition", {"age_under": 14}, {"child_age_under": "14"}),
    ("contact", {"hours": {"zh": "周六 9:00-17:30", "en": "Sat 9:00-17:30"}}, {"hours": "Sat 9:00-17:30"}),
    ("contact", {"address": "1 High Street, Town"}, {"address": "1 High Street,Town"}),
    ("contact", {"channels": ["phone"], "recipients": ["enterprise"]}, {"channel": "phone", "address_to": "enterprise"}),
    ("policy-update", {"criteria": ["recipients"], "examples": "high risk"}, {"criterion": "recipients", "level": "high risk"}),
    ("policy-archive", {"archive": "archive"}, {"place": "archive"}),
    ("language", {"precedence": "zh-CN", "reference": ["en"]}, {"authoritative": "zh-CN", "reference": "en"}),
    ("role", {"operator": "Shop Ltd.", "controller": "enterprise"}, {"provider": "Shop Ltd.", "owner": "enterprise"}),
    ("jurisdiction", {"regions": ["EEA", "UK"], "bases": ["consent"]}, {"regions": "EEA,UK", "bases": "consent"}),
    ("incident-notice", {"within": "30 days"}, {"max_days": "30", "unit": "calendar days"}),
    ("incident-notice", {"events": ["leak"], "plan": "plan"}, {"trigger": "leak", "action": "plan"}),
    ("incident-regulator", {"recipient": "regulators", "duty": "report"}, {"to": "regulators", "duty": "report"}),
    ("ugc", {"places": ["chat"], "forbidden": ["illegal"]}, {"areas": "chat", "forbidden": "illegal"}),
    ("third-party-data", {"sources": "Apple", "basis": "consent"}, {"provider": "Apple", "duty": "consent"}),
]


def _promise(kind: str, said: dict[str, Any]) -> Promise:
    known = known_kinds()[kind]
    parameters = TypeAdapter(known.parameters).validate_python(said)
    path = f"{known.section}.the_entry"
    return Promise(path, path, kind, parameters, known.check, (), (), "", Place("statement.yaml", 1, 1))


@pytest.mark.parametrize(("kind", "said", "row"), ROWS)
def test_a_row_is_taken_up_by_the_field_that_means_it(kind: str, said: dict[str, Any], row: dict[str, str]) -> None:
    promise = _promise(kind, said)
    inventoried = Row("shop-1", "1", kind, "…", row, "", promise.check)
    assert list(disagreements(inventoried, promise, known_kinds()[kind], {})) == []


def test_another_period_or_a_promise_that_is_kept_absolutely_disagrees() -> None:
    for kind, said, row in [
        ("incident-notice", {"within": "31 days"}, {"max_days": "30"}),
        ("incident-notice", {"within": "30 working days"}, {"unit": "calendar days"}),
        ("notice", {"absolute_security": True}, {"guarantee": "none"}),
        ("contact", {"address": "2 High Street, Town"}, {"address": "1 High Street,Town"}),
    ]:
        promise = _promise(kind, said)
        inventoried = Row("shop-1", "1", kind, "…", row, "", promise.check)
        assert [one.parameter for one in disagreements(inventoried, promise, known_kinds()[kind], {})] == list(row)


def test_a_phrase_written_once_reads_the_same_in_both_languages() -> None:
    hours = _promise("contact", {"hours": "8:00-23:00"}).parameters.hours
    assert (hours.words("zh"), hours.words("en")) == ("8:00-23:00", "8:00-23:00")
    places = _promise("ugc", {"places": {"zh": "聊天", "en": "chat"}}).parameters.places
    assert [place.words("zh") for place in places] == ["聊天"]
