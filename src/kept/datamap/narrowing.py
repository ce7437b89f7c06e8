"""The data map as an earlier statement can read it: without the names that came after it."""

from __future__ import annotations

from dataclasses import replace

from kept.datamap.model import NOT_ITEMS, DataMap, TableMap
from kept.statement import Statement


def narrowed(datamap: DataMap, statement: Statement) -> DataMap:
    """The same stores and tables, with only those functions, purposes, items and rules that ``statement`` declares.

    A column of an item that it does not know is a fact to it: it promised nothing about that.
    """
    return replace(datamap, tables={path: _known(table, statement) for path, table in datamap.tables.items()})


def _known(table: TableMap, statement: Statement) -> TableMap:
    def knows(section: str, name: str | None) -> bool:
        return f"{section}.{name}" in statement.declarations

    def among(section: str, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if knows(section, name))

    def column(said: str | tuple[str, ...]) -> str | tuple[str, ...]:
        words = (said,) if isinstance(said, str) else said
        known = tuple(word for word in words if word in NOT_ITEMS or knows("items", word))
        return said if known == words else known or "fact"

    return replace(
        table,
        functions=among("functions", table.functions),
        cookies=among("cookies", table.cookies),
        purposes=among("purposes", table.purposes),
        source=table.source if knows("sources", table.source) else None,
        kept=tuple(kept for kept in table.kept if knows("retention", kept.rule)),
        reminders=tuple(reminder for reminder in table.reminders if knows("notices", reminder.notice)),
        grant=table.grant if table.grant and knows("permissions", table.grant.permission) else None,
        columns={name: column(said) for name, said in table.columns.items()},
    )
