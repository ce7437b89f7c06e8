"""What the probes of notices, definitions, contacts, languages and updates read off the page and the declarations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import TypeAdapter

from kept.errors import Place
from kept.promises import Look, Page, Promise, Verdict, known_kinds
from kept.statement import Statement, render_page
from tests.unit.statement.small import read_small


@dataclass
class Seen:
    """A look at pages and declarations alone: there is no database."""

    statement: Statement
    promise: Promise
    pages: dict[str, str]
    now: datetime = datetime(2024, 1, 2, tzinfo=UTC)
    staged: bool = False

    @property
    def datamap(self) -> Any:
        raise AssertionError("a probe of the page needs no data map")

    def page(self, language: str) -> Page | None:
        return Page(f"https://shop.example/{language}", 200, self.pages[language]) if language in self.pages else None

    def counts(self) -> tuple[()]:
        return ()

    def databases(self, store: str | None = None) -> tuple[()]:
        return ()

    def table(self, path: str) -> None:
        return None


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    sensitive = (
        "mobile: {zh: 手机号码, en: mobile number, group: contact",
        "mobile: {zh: 手机号码, en: mobile number, sensitive: yes, group: contact",
    )
    return read_small(tmp_path, sensitive)


def _proven(statement: Statement, kind: str, said: dict[str, Any], *changes: tuple[str, str], origin: str = "config") -> Verdict:
    known = known_kinds()[kind]
    path = "functions.ordering"
    parameters = TypeAdapter(known.parameters).validate_python(said)
    promise = Promise(path, path, kind, parameters, "auto", ("1",), (), origin, Place("statement.yaml", 1, 1))
    pages = {language: render_page(statement, language) for language in statement.languages.all}
    for old, new in changes:
        assert any(old in html for html in pages.values()), old
        pages = {language: html.replace(old, new) for language, html in pages.items()}
    return cast(Verdict, parameters.prove(cast(Look, Seen(statement, promise, pages))))


STRONG = (("手机号码", "<strong>手机号码</strong>"), ("mobile number", "<strong>mobile number</strong>"))


@pytest.mark.parametrize("kind", ["notice", "definition"])
def test_sensitive_items_must_stand_out_where_that_is_promised(statement: Statement, kind: str) -> None:
    assert _proven(statement, kind, {"emphasis": "bold"}, *STRONG).outcome == "kept"
    assert _proven(statement, kind, {"emphasis": "bold"}).outcome == "broken"
    assert _proven(statement, kind, {"emphasis": "bold"}, STRONG[0]).outcome == "broken"
    assert _proven(statement, kind, {"emphasis": "highlight"}, *STRONG).outcome == "broken"
    assert _proven(statement, kind, {"emphasis": "bold"}, *STRONG, ("收集</", "收集 手机号码</")).outcome == "broken"


def test_nothing_sensitive_on_the_page_proves_no_emphasis(tmp_path: Path) -> None:
    assert _proven(read_small(tmp_path), "notice", {"emphasis": "bold"}).outcome == "unproven"


def test_a_definition_says_whether_its_items_are_sensitive(statement: Statement) -> None:
    assert _proven(statement, "definition", {"items": ["mobile"], "sensitive": True}).outcome == "kept"
    assert _proven(statement, "definition", {"items": ["mobile", "name"], "sensitive": True}).outcome == "broken"
    assert _proven(statement, "definition", {"items": ["mobile"], "sensitive": False}).outcome == "broken"


def test_what_a_word_means_stands_on_the_page(statement: Statement) -> None:
    assert _proven(statement, "definition", {"means": {"zh": "姓名", "en": "name"}}).outcome == "kept"
    assert _proven(statement, "definition", {"means": {"zh": "客户端", "en": "client"}}).outcome == "broken"
    assert _proven(statement, "definition", {"means": {"zh": "姓名", "en": "name"}}, origin="rows").outcome == "unproven"


def test_personal_information_needs_databases_to_be_looked_at(statement: Statement) -> None:
    assert _proven(statement, "definition", {"excludes": "anonymised"}, origin="register").outcome == "unproven"


def test_dates_of_a_notice_stand_on_the_page_and_fit_the_version(statement: Statement) -> None:
    other = {"effective_date": date(2024, 1, 3)}
    assert _proven(statement, "notice", {"effective_date": date(2024, 1, 2)}).outcome == "broken"
    assert _proven(replace(statement, version=date(2024, 1, 3)), "notice", other).outcome == "broken"
    clause = replace(statement.clauses[0], text=replace(statement.clauses[0].text, zh="自 2024 年 1 月 2 日", en="Since 2 January 2024"))  # type: ignore[type-var]
    said = replace(statement, clauses=(clause, *statement.clauses[1:]))
    assert _proven(said, "notice", {"effective_date": date(2024, 1, 2)}).outcome == "kept"
    assert _proven(said, "notice", {"update_date": date(2024, 1, 2)}, ("2 January", "3 January")).outcome == "broken"


def test_what_only_records_or_messages_show_stays_unproven(statement: Statement) -> None:
    for origin in ("act", "rows", "traffic"):
        assert _proven(statement, "notice", {"advice": "use a long password"}, origin=origin).outcome == "unproven"
    assert _proven(statement, "notice", {"advice": "use a long password"}).outcome == "kept"


def test_the_number_of_software_kits_is_that_of_the_table(statement: Statement) -> None:
    assert _proven(statement, "notice", {"sdk_entries": 0}).outcome == "unproven"
    assert _proven(statement, "notice", {"sdk_entries": 3}).outcome == "broken"


def test_a_contact_stands_on_the_page_or_is_owned_up_to_as_missing(statement: Statement) -> None:
    assert _proven(statement, "contact", {"address": "1 High Street"}).outcome == "broken"
    assert _proven(statement, "contact", {"address": {"zh": "手机号码", "en": "mobile number"}}).outcome == "kept"
    assert _proven(statement, "contact", {"email": "missing"}).outcome == "unproven"
    assert _proven(statement, "contact", {"channels": "online service"}, origin="act").outcome == "unproven"


def test_a_language_for_reference_is_published_and_does_not_prevail(statement: Statement) -> None:
    assert _proven(statement, "language", {"precedence": "zh-CN", "reference": ["zh"]}).outcome == "broken"
    assert _proven(statement, "language", {"precedence": "en"}).outcome == "broken"
    assert _proven(statement, "language", {"precedence": "zh-CN", "reference": ["en"]}).outcome == "unproven"


def test_a_note_of_changes_lists_as_many_as_it_says(statement: Statement) -> None:
    assert _proven(statement, "policy-update", {"count": 4}).outcome == "broken"
    assert _proven(statement, "policy-update", {"criteria": "recipients"}, origin="act").outcome == "unproven"


@pytest.mark.parametrize("kind", ["role", "incident-notice", "third-party-data", "jurisdiction", "policy-archive"])
def test_without_databases_nothing_is_claimed(statement: Statement, kind: str) -> None:
    said = {"role": {"trigger": "order"}, "incident-notice": {"within": "30 days"}, "jurisdiction": {"regions": ["EEA", "UK"]}}
    origin = "act" if kind == "policy-archive" else "rows"
    if kind == "third-party-data":
        said[kind] = {"direction": "inward"}
    assert _proven(statement, kind, said.get(kind, {"archive": "archive"}), origin=origin).outcome == "unproven"
