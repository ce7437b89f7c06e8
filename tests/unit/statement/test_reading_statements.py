"""A statement is read once: values resolved, references checked, promises derived, words filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.errors import Faults
from kept.promises import Duration
from kept.statement import filled, plain_text
from tests.unit.statement.small import read_small


def test_a_value_is_typed_once_and_referred_to_elsewhere(tmp_path: Path) -> None:
    statement = read_small(tmp_path, ("60 days", "45 days"))
    assert {promise.parameters.within for promise in statement.of_kind("deletion")} == {Duration(45, "day")}
    assert "45 days" in plain_text(statement, "en")
    assert "45 日" in plain_text(statement, "zh")


def test_lists_are_filled_with_the_names_that_people_read(tmp_path: Path) -> None:
    statement = read_small(tmp_path)
    clause = statement.clause("1")
    assert clause.text is not None
    assert filled(clause.text.zh, statement.declarations, "zh") == "你下单时，我们收集姓名、手机号码。"
    assert filled(clause.text.en, statement.declarations, "en") == "When you use ordering we collect name, mobile number."


def test_every_declaration_yields_a_promise_that_knows_its_clause_and_its_line(tmp_path: Path) -> None:
    statement = read_small(tmp_path)
    found = {promise.id: (promise.kind, promise.clauses, promise.place.line) for promise in statement.promises}
    assert found["functions.ordering"] == ("collection", ("1",), 13)
    assert found["retention.withdrawn"] == ("deletion", ("2",), 25)


def test_the_same_text_gives_the_same_hash_and_another_gives_another(tmp_path: Path) -> None:
    assert read_small(tmp_path).sha256 == read_small(tmp_path).sha256 != read_small(tmp_path, ("60 days", "61 days")).sha256


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("functions:", "funktions:"), "KEPT-S010", 12),
        (("is: collection", "is: colection"), "KEPT-S013", 14),
        (("    is: collection\n", ""), "KEPT-S012", 13),
        (("items: [name, mobile]", "items: [name, mobil]"), "KEPT-S030", 17),
        (("within: 60 days", "within: two months"), "KEPT-S023", 22),
        (("within: 60 days", "wthin: 60 days"), "KEPT-S021", 22),
        (("    en: ordering\n", ""), "KEPT-S014", 13),
        (('"{retention.ended_use.within}"', '"{retention.nowhere.within}"'), "KEPT-S015", 27),
        (("version: 2024-01-02", "version: 2024-02-30"), "KEPT-S025", 2),
        (('id: "2"', 'id: "1"'), "KEPT-S017", 36),
        (("states: [functions.ordering]", "states: [functions.odering]"), "KEPT-S032", 32),
        (("[retention.ended_use, retention.withdrawn]", "[retention.ended_use]"), "KEPT-S031", 25),
        (("We delete after {retention.ended_use.within}.", "We delete later."), "KEPT-S035", 41),
        (("{functions.ordering.items}", "{functions.ordering.itmes}"), "KEPT-S036", 34),
    ],
)
def test_what_is_wrong_is_said_with_its_code_and_its_line(tmp_path: Path, change: tuple[str, str], code: str, line: int) -> None:
    with pytest.raises(Faults) as refused:
        read_small(tmp_path, change)
    found = {fault.code: fault for fault in reversed(refused.value.faults)}
    assert code in found, [fault.text() for fault in refused.value.faults]
    assert (found[code].place.file, found[code].place.line) == ("2024-01-02.yaml", line)
    assert found[code].text("zh") != found[code].text("en")


def test_all_that_is_wrong_is_said_in_one_run(tmp_path: Path) -> None:
    with pytest.raises(Faults) as refused:
        read_small(tmp_path, ("within: 60 days", "within: soon"), ("is: collection", "is: colection"), ('id: "2"', 'id: "1"'))
    assert {"KEPT-S023", "KEPT-S013", "KEPT-S017"} <= {fault.code for fault in refused.value.faults}
    places = [fault.place for fault in refused.value.faults]
    assert places == sorted(places)
