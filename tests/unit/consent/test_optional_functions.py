from types import SimpleNamespace
from typing import Any

from kept.consent.kinds.function_extended import FunctionExtended
from kept.datamap import TableMap
from kept.promises import Table

PROFILE = TableMap(store="shop", functions=("profile",), columns={"person_id": "key", "nickname": "nickname", "gender": "gender"})
LOOK: Any = SimpleNamespace(datamap=SimpleNamespace(tables={"shop.profile": PROFILE}))
COLUMNS = {"person_id": "bigint", "nickname": "text", "gender": "text"}


def insisted(*tables: Table) -> list[str]:
    function = FunctionExtended(items=("nickname", "gender"), optional=True)
    return list(function._insists(LOOK, "shop.profile", {found.path: found for found in tables}))


def test_a_profile_that_may_stay_empty_costs_nothing() -> None:
    assert insisted(Table("shop", "profile", COLUMNS, frozenset({"person_id"})), Table("shop", "order", {"order_id": "bigint"})) == []


def test_a_column_that_must_be_filled_is_found() -> None:
    assert insisted(Table("shop", "profile", COLUMNS, frozenset({"person_id", "gender"}))) == ["gender"]


def test_a_table_that_needs_the_profile_is_found() -> None:
    order = Table("shop", "order", {"person_id": "bigint"}, foreign_keys=((("person_id",), "shop.profile", ("person_id",)),))
    assert insisted(Table("shop", "profile", COLUMNS), order) == ["shop.order"]
