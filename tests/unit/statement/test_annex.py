"""The tables at a glance say what the declarations say, in the language of the page, and where the text says it in full."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.packs import find
from kept.promises import known_kinds
from kept.statement import Statement, read_statement
from kept.statement.annex import NONE, Table, annex
from kept.statement.model import Language
from tests.unit.statement.paged import read_paged


@pytest.fixture(scope="module")
def neocrm() -> Statement:
    return read_statement(find("neocrm-2023").statement, known_kinds())


def _tables(statement: Statement, language: Language) -> dict[str, Table]:
    return {table.id: table for table in annex(statement, language)}


def _row(table: Table, name: str) -> tuple[str, ...]:
    return next(row.cells for row in table.rows if row.cells[0] == name)


def test_there_is_a_table_for_everything_that_people_look_up(neocrm: Statement) -> None:
    names = ["items", "recipients", "sdks", "permissions", "regions", "retention", "rights", "deadlines"]
    assert list(_tables(neocrm, "zh")) == list(_tables(neocrm, "en")) == names


def test_every_item_stands_with_what_collects_it_why_and_who_gets_it(neocrm: Statement) -> None:
    table = _tables(neocrm, "en")["items"]
    assert len(table.rows) == len(neocrm.section("items"))
    mobile = _row(table, "mobile number")
    assert "SMS verification" in mobile[1] and mobile[3] == "telecom operator"
    assert "targeted marketing" in _row(table, "email address")[2]
    assert _row(table, "body temperature (sensitive)")[1] == "visitor health screening"


def test_recipients_permissions_and_places_are_the_declared_ones(neocrm: Statement) -> None:
    tables = _tables(neocrm, "en")
    assert _row(tables["recipients"], "Google Maps")[1:3] == ("map and positioning service", "de-identified location")
    assert _row(tables["permissions"], "GPS")[1] == "longitude, latitude"
    assert "Singapore" in _row(tables["regions"], "P10-Singapore Cluster")[1]


def test_numbers_come_with_what_they_count_from(neocrm: Statement) -> None:
    assert _row(_tables(neocrm, "en")["retention"], "erasure after use has ended")[1] == "60 days"
    answer = next(row for row in _tables(neocrm, "zh")["deadlines"].rows if row.cells[0] == "答复个人请求")
    assert answer.cells[1:] == ("7 日", "身份核实之日")
    assert answer.clauses == ("7.6",)


def test_every_right_stands_once_with_the_clauses_that_grant_it(neocrm: Statement) -> None:
    rights = _tables(neocrm, "en")["rights"]
    names = [row.cells[0] for row in rights.rows]
    assert len(names) == len(set(names)) == len({one.kind for one in neocrm.section("rights").values()})
    assert all(row.clauses for row in rights.rows)


def test_no_table_shows_words_of_the_other_language(neocrm: Statement) -> None:
    english = [cell for table in annex(neocrm, "en") for row in table.rows for cell in row.cells]
    assert not [cell for cell in english if any("\u4e00" <= sign <= "\u9fff" for sign in cell)]
    plain = {"end of use", "delete or anonymise", "before cooperation", "reasonable", "voluntary cancellation"}
    assert not plain & {cell for table in annex(neocrm, "zh") for row in table.rows for cell in row.cells}


def test_an_empty_table_is_left_out_and_so_is_an_empty_column(tmp_path: Path) -> None:
    tables = _tables(read_paged(tmp_path), "en")
    assert list(tables) == ["items", "retention"]
    assert not [table for table in tables.values() if table.id not in ("items", "retention")]
    assert _row(tables["items"], "mobile number")[2:] == (NONE, NONE)
