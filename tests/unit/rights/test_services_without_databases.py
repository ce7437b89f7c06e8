"""A service that has no databases and no data map yet: its promises about rights and keeping are unproven, with a reason."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import TypeAdapter

from kept.promises import Look, known_kinds

WORDS = {"zh": "…", "en": "…"}


def look_at_nothing() -> Look:
    nothing: Any = SimpleNamespace(
        now=None,
        statement=SimpleNamespace(of_kind=lambda kind: (), section=lambda name: {}),
        promise=SimpleNamespace(path="retention.it", origin="rows", clauses=()),
        datamap=SimpleNamespace(tables={}, stores={}, roles=SimpleNamespace(tenants="")),
        databases=lambda store=None: (),
        table=lambda path: None,
        holding=lambda path: (),
        counts=lambda: (),
        page=lambda language: None,
    )
    return cast(Look, nothing)


@pytest.mark.parametrize(
    ("kind", "declared"),
    [
        ("retention", {"period": "duration of use"}),
        ("retention", {"period": "3 years and above", "purpose": WORDS}),
        ("retention", {"limit": "purpose need", "exceptions": WORDS}),
        ("retention", {"limit": "not beyond need", "who": WORDS}),
        ("retention", {"criteria": WORDS}),
        ("retention", {"options": ["1 day"]}),
        ("deletion", {"trigger": "organisation cancellation", "action": ["delete", "anonymise"]}),
        ("deletion", {"timing": "timely", "period": "not stated"}),
        ("deletion", {"state": [WORDS]}),
        ("deletion", {"exceptions": ["laws"]}),
        ("deletion", {"notify": "recipients"}),
        ("statutory-minimum", {"least": "3 years", "start": WORDS}),
        ("statutory-minimum", {"exception": "law"}),
        ("shutdown", {"ahead": "30 days"}),
        ("shutdown", {"action": "stop collection"}),
        ("shutdown", {"action": ["delete", "anonymise"]}),
        ("backup", {"reason": "backup"}),
        ("right-cancel", {"within": "6 months", "who": "paying user"}),
        ("right-withdraw", {"retroactive": False}),
        ("request-verify", {"occasion": "registration", "method": WORDS}),
        ("request-verify", {"proof": "written request"}),
        ("request-deadline", {"within": "15 working days"}),
        ("request-deadline", {"within": "48 hours", "of": "cancel", "since": "received"}),
        ("request-deadline", {"deadline": "as soon as possible"}),
        ("request-deadline", {"within": "1 day", "store": WORDS}),
        ("request-fee", {"fee": "0"}),
        ("request-refuse", {"grounds": WORDS}),
    ],
)
def test_it_is_unproven_and_says_why(kind: str, declared: dict[str, Any]) -> None:
    look = look_at_nothing()
    parameters: Any = TypeAdapter(known_kinds()[kind].parameters).validate_python(declared)
    assert list(parameters.questions(look)) == []
    verdict = parameters.prove(look)
    assert verdict.outcome == "unproven"
    assert verdict.reason is not None
    assert verdict.reason.zh
    assert verdict.reason.en
