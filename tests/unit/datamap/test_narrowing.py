"""An earlier statement reads the data map of the running system without the names that came after it."""

from __future__ import annotations

from kept.cli.packed import judged_pack, read_pack
from kept.datamap.model import NOT_ITEMS

NEW, OLD = read_pack("neocrm-2023"), judged_pack("neocrm-2021")


def test_every_table_and_store_is_still_there() -> None:
    assert list(OLD.datamap.tables) == list(NEW.datamap.tables)
    assert OLD.datamap.stores == NEW.datamap.stores


def test_every_name_that_is_left_is_declared_in_the_earlier_statement() -> None:
    declared = OLD.statement.declarations
    for table in OLD.datamap.tables.values():
        named = [*(f"functions.{name}" for name in table.functions), *(f"purposes.{name}" for name in table.purposes)]
        named += [f"cookies.{name}" for name in table.cookies] + [f"retention.{kept.rule}" for kept in table.kept]
        words = [word for said in table.columns.values() for word in ((said,) if isinstance(said, str) else said)]
        named += [f"items.{word}" for word in words if word not in NOT_ITEMS]
        assert [name for name in named if name not in declared] == []
        assert table.source is None or f"sources.{table.source}" in declared


def test_names_that_both_know_stay_and_those_of_the_later_one_go() -> None:
    assert OLD.datamap.tables["crm.member"] == NEW.datamap.tables["crm.member"]
    recordings = [{kept.rule for kept in pack.datamap.tables["crm.call_recording"].kept} for pack in (NEW, OLD)]
    assert recordings == [{"period_over", "ended_use"}, {"ended_use"}]
