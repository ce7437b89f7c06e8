"""What the databases really hold against what the data map says: columns that nobody declared, items that nobody may collect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, TableClause

from kept.datamap.model import NOT_ITEMS, TableMap
from kept.promises import Finding, Look, Rehearsal, Verdict, Words, unproven
from kept.statement.weighing import found

UNDECLARED = Words("数据库中有数据地图没有登记的列。", "The database has a column that the data map does not know.")
UNCHECKED = """
do $$ declare c record; begin
  for c in select conname from pg_constraint where conrelid = cast('{path}' as regclass) and contype = 'c' loop
    execute 'alter table {path} drop constraint ' || quote_ident(c.conname);
  end loop;
end $$"""
UNMAPPED = Words("数据地图没有把任何表归于此处。", "The data map puts no table here.")


def items_in(said: str | tuple[str, ...]) -> frozenset[str]:
    """The items among what a column is said to hold."""
    return frozenset(word for word in ((said,) if isinstance(said, str) else said) if word not in NOT_ITEMS)


def holders(look: Look | Rehearsal, section: str, name: str) -> Mapping[str, TableMap]:
    """The tables that name ``section.name`` (``functions``, ``purposes``, ``source``) as what their rows come from or serve."""
    tables = look.datamap.tables.items()
    if section == "sources":
        return {path: table for path, table in tables if table.source == name}
    return {path: table for path, table in tables if name in getattr(table, section)}


def declared_items(look: Look, function: str) -> frozenset[str]:
    """The items that the statement's function collects."""
    return frozenset(getattr(look.statement.section("functions")[function].body, "items", None) or ())


def columns_as_mapped(look: Look, tables: Mapping[str, TableMap]) -> Verdict:
    """Whether the reflected columns of these tables are the mapped ones: one more is broken, one less or no table is unproven."""
    checked, findings = 0, []
    for path, mapped in tables.items():
        for database in look.holding(path):
            table = look.schema(database).tables.get(path)
            absent = sorted(set(mapped.columns) - set(table.columns)) if table else [path]
            if table is None or absent:
                gone = f"{database.name} {path}: {', '.join(absent)}"
                return unproven(Words(f"数据地图所列的列或表不存在：{gone}", f"Mapped, but not there: {gone}"))
            checked += len(table.columns)
            findings += [undeclared(database.name, path, column) for column in sorted(set(table.columns) - set(mapped.columns))]
    return found("columns as reflected", checked, findings, UNDECLARED, UNMAPPED, query="pg_catalog.pg_attribute")


def undeclared(database: str, path: str, column: str) -> Finding:
    what = Words(f"列 {column} 没有在数据地图中登记。", f"The column {column} is not in the data map.")
    return Finding(f"{database} {path}", column, what)


def surplus_items(tables: Mapping[str, TableMap], allowed: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Columns that hold an item which nobody who fills the table (``allowed`` by table) may collect."""
    for path, mapped in tables.items():
        for column, said in mapped.columns.items():
            for item in sorted(items_in(said) - allowed[path]):
                what = Words(f"列 {column} 存放声明未列的 {item}。", f"The column {column} holds {item}, which is not declared.")
                yield Finding(path, column, what)


def columns_of(mapped: TableMap, without: Iterable[str]) -> Sequence[str]:
    """The columns that hold items, none of which is in ``without``."""
    free = frozenset(without)
    return [column for column, said in mapped.columns.items() if items_in(said) and not items_in(said) & free]


def key_of(rows: TableClause, mapped: TableMap) -> ColumnElement[Any]:
    """The row's surrogate key: the first column called ``key`` that is neither the tenant's nor the person's, its own if it has one."""
    keys = [column for column, said in mapped.columns.items() if said == "key" and column not in (mapped.held_for, mapped.subject)]
    own = [column for column in keys if rows.name in column]
    names = own or keys or list(mapped.columns)
    return rows.c[names[0]]


def placed(rehearsal: Rehearsal, tables: Iterable[str]) -> Iterator[tuple[str, TableMap, Any]]:
    """Every database of every table, for a breach that looks for a row to violate."""
    for path in tables:
        mapped = rehearsal.datamap.tables[path]
        for database in rehearsal.databases(mapped.store):
            yield path, mapped, database
