"""Whether a promise takes up what an inventory row says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.promises import Promise, known_kinds
from kept.statement import Row, Statement, disagreements, read_inventory
from tests.unit.statement.small import read_small


@pytest.fixture
def statement(tmp_path: Path) -> Statement:
    return read_small(tmp_path)


def _promise(statement: Statement, name: str) -> Promise:
    return next(promise for promise in statement.promises if promise.id == name)


def _found(statement: Statement, name: str, **parameters: str) -> list[str]:
    promise = _promise(statement, name)
    row = Row("shop-1", "1", promise.kind, "…", parameters, "rows", "auto")
    return [found.parameter for found in disagreements(row, promise, known_kinds()[promise.kind], statement.declarations)]


def test_equal_values_agree_whatever_their_spelling(statement: Statement) -> None:
    assert _found(statement, "retention.ended_use", days="60", start="End  of use", action="delete or anonymise") == []
    assert _found(statement, "functions.ordering", function="ordering", items="cell phone,name") == []


def test_another_number_another_list_or_another_name_disagrees(statement: Statement) -> None:
    assert _found(statement, "retention.ended_use", days="61") == ["days"]
    assert _found(statement, "functions.ordering", items="name") == ["items"]
    assert _found(statement, "functions.ordering", items="name,mobile,email") == ["items"]
    assert _found(statement, "functions.ordering", function="returning") == ["function"]


def test_a_parameter_that_no_field_takes_disagrees(statement: Statement) -> None:
    assert _found(statement, "retention.ended_use", colour="blue") == ["colour"]


def test_what_a_row_says_about_itself_is_no_parameter(tmp_path: Path) -> None:
    file = tmp_path / "rows.tsv"
    header = "id\tsection\tkind\tpromise\tparameters\tkeep\tprove\tcheckable\n"
    file.write_text(header + "shop-1\t1\tdeletion\t…\tdays=60; url=a (b; c); conflict=x; origin=rows\t…\t…\tevidence\n", encoding="utf-8")
    row = read_inventory(file)["shop-1"]
    assert (row.parameters, row.origin, row.check) == ({"days": "60", "url": "a (b; c)"}, "rows", "attested")
