"""Every row of an inventory is taken up by a promise whose typed parameters say what the row says."""

from __future__ import annotations

import pytest

from kept.packs import PackPlace, services_folder, versions
from kept.promises import known_kinds
from kept.statement import Statement, disagreements, read_inventory, read_statement

PACKS = [pack for folder in sorted(services_folder().iterdir()) if (folder / "statement").is_dir() for pack in versions(folder)]


@pytest.fixture(params=PACKS, ids=lambda pack: pack.label)
def pack(request: pytest.FixtureRequest) -> PackPlace:
    found: PackPlace = request.param
    return found


@pytest.fixture
def statement(pack: PackPlace) -> Statement:
    return read_statement(pack.statement, known_kinds(), pack.inventory)


def test_there_are_packs_to_look_at() -> None:
    assert "neocrm-2023" in [pack.label for pack in PACKS]


def test_no_row_of_the_inventory_is_left_out(pack: PackPlace, statement: Statement) -> None:
    rows = read_inventory(pack.inventory)
    covered = {row for promise in statement.promises for row in promise.covers}
    assert len(rows) > 200
    assert sorted(set(rows) - covered) == []


def test_typed_parameters_say_what_the_rows_say(pack: PackPlace, statement: Statement) -> None:
    rows, kinds = read_inventory(pack.inventory), known_kinds()
    found = [
        disagreement
        for promise in statement.promises
        for row in promise.covers
        for disagreement in disagreements(rows[row], promise, kinds[promise.kind], statement.declarations)
    ]
    assert found == []


def test_every_row_has_exactly_one_kind_of_promise(pack: PackPlace, statement: Statement) -> None:
    rows = read_inventory(pack.inventory)
    assert [(promise.id, row) for promise in statement.promises for row in promise.covers if rows[row].kind != promise.kind] == []


def test_every_promise_covers_a_row_or_follows_from_one(statement: Statement) -> None:
    stated = {promise.path for promise in statement.promises if promise.covers}
    assert [promise.id for promise in statement.promises if promise.path not in stated] == []


def test_both_languages_say_something_in_every_clause_that_has_text(statement: Statement) -> None:
    empty = [clause.id for clause in statement.clauses if clause.text and not (clause.text.zh.strip() and clause.text.en.strip())]
    assert empty == []
