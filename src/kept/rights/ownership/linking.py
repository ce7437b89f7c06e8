"""When a row of one table is linked to a row of another by an edge or a foreign key, in terms of tables or of keys already found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, and_
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from kept.rights.ownership.graph import Edge
from kept.rights.ownership.work import Work


def paired(left: FromClause, right: FromClause, on: tuple[tuple[str, str], ...]) -> ColumnElement[bool]:
    """That these columns of two rows are equal. A null is equal to nothing."""
    return and_(*(left.c[one] == right.c[other] for one, other in on))


def linked(edge: Edge, owner: FromClause, owned: FromClause) -> ColumnElement[bool]:
    """That a row is another's by this edge; ``owner`` and ``owned`` are the tables, or stand for them."""
    holder = owner if edge.holder == "owner" else owned
    return and_(paired(owner, owned, edge.on), matching(holder, edge.when))


def matching(holder: FromClause, when: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(True, *(holder.c[name] == value for name, value in when.items()))


def owners(edge: Edge, work: Work, found: Table) -> tuple[FromClause, FromClause]:
    """Keys of owners already found: what to read them from, and what their columns are named in. The table itself only where it must."""
    return rows_of(work, found, [column for column, _ in edge.on], whole=edge.holder == "owner")


def rows_of(work: Work, found: FromClause, columns: Iterable[str], *, whole: bool = False) -> tuple[FromClause, FromClause]:
    """Rows whose keys were found: what to read them from, and what these columns are named in. Their keys alone, where that is enough."""
    if not whole and set(columns) <= set(work.node.key):
        return found, found
    table = work.node.table.alias()
    return found.join(table, work.same(found, table)), table
