"""A number beside listed items is the number of items; alone it is the number of occasions."""

from types import SimpleNamespace
from typing import Any

from kept.datamap.kinds.collection import MISCOUNTED, NO_TABLE, Collection

NOTHING_MAPPED: Any = SimpleNamespace(
    promise=SimpleNamespace(path="functions.device", clauses=()), datamap=SimpleNamespace(tables={}), counts=tuple
)


def test_fewer_items_than_are_counted_break_the_promise() -> None:
    verdict = Collection(items=("imei",), count=2).prove(NOTHING_MAPPED)
    assert (verdict.outcome, verdict.reason) == ("broken", MISCOUNTED)


def test_as_many_items_as_are_counted_are_judged_by_their_tables() -> None:
    verdict = Collection(items=("imei", "imsi"), count=2).prove(NOTHING_MAPPED)
    assert (verdict.outcome, verdict.reason) == ("unproven", NO_TABLE)


def test_a_count_without_items_is_of_occasions() -> None:
    assert Collection(count=10).of_occasions
    assert not Collection(items=("imei",), count=1).of_occasions
