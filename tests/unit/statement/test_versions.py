"""Two versions of a small statement: what counts as a change, what follows from it, and what the pages show."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from kept.statement.versions import Difference, date_faults, difference, difference_page

Compare = Callable[..., Difference]
OLD = """
service: shop
version: 2024-01-02
label: shop-2024
title: {zh: 隐私声明, en: Privacy statement}
languages: {prevailing: zh, also: [en]}
countries: [CN]
items:
  name: {zh: 姓名, en: name}
  email: {zh: 邮箱, en: email}
  phone: {zh: 电话, en: phone}
functions:
  trial: {is: collection, zh: 试用, en: trial, items: [name, email]}
retention:
  closed: {is: deletion, zh: 注销, en: closed accounts, within: 60 days, action: delete}
requests:
  answer: {is: request-deadline, zh: 答复, en: answers, within: 15 days}
contacts:
  desk: {zh: 客服, en: desk, phone: "400-1"}
updates:
  serious: {is: policy-update, zh: 重大变更, en: serious changes, criteria: [{zh: 收集, en: collection}], concerns: data}
clauses:
  - id: "1"
    title: {zh: 收集, en: Collection}
    states: [functions.trial]
    text:
      zh: 试用时收集{functions.trial.items}。我们小心处理。
      en: For the trial we collect {functions.trial.items}. We take care.
  - id: "2"
    title: {zh: 期限, en: Times}
    states: [retention.closed, requests.answer, contacts.desk, updates.serious]
    text:
      zh: 注销后{retention.closed.within}内删除；{requests.answer.within}内答复；电话{contacts.desk.phone}。
      en: We delete within {retention.closed.within}; we answer within {requests.answer.within}; phone {contacts.desk.phone}.
"""


def _read(tmp_path: Path, text: str, day: str) -> Statement:
    file = tmp_path / f"{day}.yaml"
    file.write_text(text, encoding="utf-8")
    return read_statement(file, known_kinds(), shown_as=file.name)


def _later(text: str) -> str:
    return text.replace("2024-01-02", "2025-06-01").replace("shop-2024", "shop-2025")


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    def compared(*changes: tuple[str, str]) -> Difference:
        text = _later(OLD)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return difference(_read(tmp_path, OLD, "2024-01-02"), _read(tmp_path, text, "2025-06-01"))

    return compared


def _told(found: Difference) -> list[tuple[str, str, str]]:
    return [(judged.change.id, judged.change.effect, judged.action) for judged in found.changes]


def test_the_same_text_under_another_date_changes_its_date_only(compare: Compare) -> None:
    found = compare()
    assert _told(found) == [("version", "neutral", "plain")]
    assert found.passages == ()


def test_an_item_that_is_added_to_a_function_is_asked_for(compare: Compare) -> None:
    found = compare(("items: [name, email]", "items: [name, email, phone]"))
    assert _told(found)[1:] == [("functions.trial.items", "widens", "ask")]
    change = found.changes[1].change
    assert [words.en for words in change.gained] == ["phone"]
    assert change.clauses == ("1",)
    assert found.changes[1].significant == ("data", "new use")


def test_an_item_that_is_no_longer_collected_is_told_plainly(compare: Compare) -> None:
    assert _told(compare(("items: [name, email]", "items: [name]")))[1:] == [("functions.trial.items", "narrows", "plain")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("within: 60 days", "within: 30 days", ("retention.closed.within", "narrows", "plain")),
        ("within: 60 days", "within: 6 months", ("retention.closed.within", "widens", "banner")),
        ("within: 15 days", "within: 15 working days", ("requests.answer.within", "widens", "ask")),
        ("within: 15 days", "within: 10 days", ("requests.answer.within", "narrows", "plain")),
        ('phone: "400-1"', 'phone: "400-2"', ("contacts.desk.phone", "neutral", "plain")),
    ],
)
def test_numbers_tell_for_whom_a_change_is_good(compare: Compare, old: str, new: str, told: tuple[str, str, str]) -> None:
    assert _told(compare((old, new)))[1:] == [told]


def test_a_statement_s_own_criteria_count_before_the_defaults(compare: Compare) -> None:
    found = compare(('phone: "400-1"', 'phone: "400-2"'))
    assert found.own_criteria
    assert [criterion.code for criterion in found.criteria][:1] == ["data"]
    assert found.criteria[0].source.en == "shop-2024, clause 2"


def test_a_declaration_under_another_name_is_no_change(compare: Compare) -> None:
    found = compare(("  desk: {", "  service: {"), ("contacts.desk", "contacts.service"))
    assert _told(found) == [("version", "neutral", "plain")]


def test_a_clause_that_was_moved_is_only_renumbered(compare: Compare) -> None:
    found = compare(('id: "2"', 'id: "3"'))
    assert [(passage.old, passage.new, passage.what) for passage in found.passages] == [("2", "3", "renumbered")]


def test_a_clause_that_was_split_stands_beside_its_parts(compare: Compare) -> None:
    found = compare(
        ("states: [retention.closed, requests.answer, contacts.desk, updates.serious]", "states: [retention.closed]"),
        (
            "；{requests.answer.within}内答复；电话{contacts.desk.phone}。",
            "。",
        ),
        (
            "; we answer within {requests.answer.within}; phone {contacts.desk.phone}.\n",
            """.
  - id: "2a"
    title: {zh: 答复, en: Answers}
    states: [requests.answer, contacts.desk, updates.serious]
    text:
      zh: 我们在{requests.answer.within}内答复；电话{contacts.desk.phone}。
      en: We answer within {requests.answer.within}; phone {contacts.desk.phone}.
""",
        ),
    )
    assert [(passage.old, passage.new, passage.what) for passage in found.passages] == [("2", "2, 2a", "changed")]


def test_reworded_text_alone_is_shown_and_asks_nobody(compare: Compare) -> None:
    found = compare(("We take care.", "We take great care."), ("我们小心处理。", "我们十分小心地处理。"))
    assert _told(found) == [("version", "neutral", "plain")]
    (passage,) = found.passages
    assert [(part.side, part.text) for part in passage.parts["en"] if part.side != "same"] == [("new", "great ")]


def test_the_page_shows_both_texts_side_by_side_in_both_languages(compare: Compare) -> None:
    found = compare(("items: [name, email]", "items: [name, email, phone]"))
    english, chinese = difference_page(found, "en"), difference_page(found, "zh")
    assert "<ins>phone</ins>" in english and "Asked again (1)" in english
    assert "<ins>电话</ins>" in chinese and "须重新征得同意 (1)" in chinese
    assert "<script" not in english


def test_statements_of_two_services_are_not_compared(tmp_path: Path) -> None:
    other = _later(OLD).replace("service: shop", "service: mill")
    with pytest.raises(KeptError, match="KEPT-S060"):
        difference(_read(tmp_path, OLD, "2024-01-02"), _read(tmp_path, other, "2025-06-01"))


def test_the_earlier_version_comes_first(tmp_path: Path) -> None:
    old, new = _read(tmp_path, OLD, "2024-01-02"), _read(tmp_path, _later(OLD), "2025-06-01")
    with pytest.raises(KeptError, match="KEPT-S061"):
        difference(new, old)


def test_two_versions_do_not_take_effect_on_one_day_or_in_the_wrong_order(tmp_path: Path) -> None:
    dated = "  serious: {"
    declared = "  in_force: {is: policy-update, zh: 生效, en: effect, effective_date: 2024-01-02}\n  serious: {"
    old = _read(tmp_path, OLD, "2024-01-02")
    for day in ("2024-01-02", "2023-05-05"):
        text = _later(OLD.replace(dated, declared).replace("updates.serious]", "updates.serious, updates.in_force]"))
        new = _read(tmp_path, text.replace("effective_date: 2025-06-01", f"effective_date: {day}"), "2025-06-01")
        (fault,) = date_faults(new, [old])
        assert (fault.code, fault.place.file) == ("KEPT-S063", "2025-06-01.yaml")
        assert fault.place.line > 1
    assert date_faults(_read(tmp_path, _later(OLD), "2025-06-01"), [old]) == ()


def test_a_file_is_named_after_the_day_of_its_version(tmp_path: Path) -> None:
    with pytest.raises(KeptError) as raised:
        _read(tmp_path, OLD, "2024-02-02")
    (fault,) = raised.value.faults
    assert (fault.code, fault.place.line) == ("KEPT-S062", 3)
