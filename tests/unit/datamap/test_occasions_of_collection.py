"""The occasions of direct collection are counted from the clauses, however the version numbers them."""

from __future__ import annotations

import pytest

from kept.datamap.kinds.collection import occasions
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement


@pytest.mark.parametrize(("label", "first", "last"), [("neocrm-2021", "2.1.1", "2.1.10"), ("neocrm-2023", "2.1(1)", "2.1(10)")])
def test_as_many_occasions_are_listed_as_the_statement_says(label: str, first: str, last: str) -> None:
    statement = read_statement(find(label).statement, known_kinds())
    (promise,) = (promise for promise in statement.promises if promise.path == "functions.direct_collection")
    listed = occasions(statement, promise.clauses)
    assert (listed[0], listed[-1]) == (first, last)
    assert len(listed) == promise.parameters.count


def test_data_that_people_give_about_others_is_no_occasion() -> None:
    statement = read_statement(find("neocrm-2021").statement, known_kinds())
    assert "2.1.11" in [clause.id for clause in statement.clauses]
    assert "2.1.11" not in occasions(statement, ["2.1"])
