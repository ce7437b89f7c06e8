from typing import Any

from kept.datamap import DataMap, Kept, Roles, TableMap
from kept.retention.kinds.retention import unruled


def mapped(**tables: TableMap) -> DataMap:
    roles = Roles(application="app", support="support", tenant="t_{tenant}", tenants="shop.tenant.tenant_id")
    return DataMap("shop", {}, {f"shop.{name}": table for name, table in tables.items()}, roles, {}, {})


def table(**said: Any) -> TableMap:
    return TableMap(store="shop", **said)


def test_a_table_that_the_data_map_does_not_know_has_no_rule() -> None:
    assert unruled(mapped(), "shop.forgotten")


def test_personal_columns_without_a_rule_are_found() -> None:
    assert unruled(mapped(person=table(columns={"person_id": "key", "name": "name"})), "shop.person")


def test_free_text_counts_as_personal() -> None:
    assert unruled(mapped(note=table(columns={"note_id": "key", "remark": "free text"})), "shop.note")


def test_a_rule_or_nothing_personal_is_enough() -> None:
    ruled = table(columns={"name": "name"}, kept=(Kept(rule="ended_use", since="subject.ended_at"),))
    plain = table(columns={"product_id": "key", "price": "fact"})
    known = mapped(person=ruled, product=plain)
    assert not unruled(known, "shop.person")
    assert not unruled(known, "shop.product")
