"""What a role can reach in a database, as the database itself computes it: by its own grants, its groups' and everybody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import TextClause, text

from kept.promises import Database, Look

VIEWS: Final = ("v", "m")


@dataclass(frozen=True)
class Reached:
    """A relation and what the role may do with it. ``invoker``: a view that reads with its reader's rights, so that policies hold."""

    path: str
    relation: str
    invoker: bool
    selects: bool
    inserts: bool
    updates: bool
    deletes: bool
    columns: tuple[str, ...]

    @property
    def writes(self) -> bool:
        return self.inserts or self.updates or self.deletes

    @property
    def is_view(self) -> bool:
        return self.relation in VIEWS


@dataclass(frozen=True)
class UniqueIndex:
    """A unique index and its first column; None where it is an expression."""

    path: str
    name: str
    first: str | None


def reach(look: Look, database: Database, role: str) -> Sequence[Reached]:
    """Every relation outside PostgreSQL's own schemas on which the role has any privilege; empty for a role that does not exist."""
    rows = look.rows(database, _query("reach", role))
    return [Reached(*(*row[:7], tuple(row[7] or ()))) for row in rows]


def definers(look: Look, database: Database, role: str) -> Sequence[str]:
    """The functions with their owner's rights that the role may call, with their argument types."""
    return [row[0] for row in look.rows(database, _query("definers", role))]


def unique_indexes(look: Look, database: Database) -> Sequence[UniqueIndex]:
    """The unique indexes of a database, primary keys among them."""
    return [UniqueIndex(*row) for row in look.rows(database, _query("unique"))]


def _query(name: str, role: str | None = None) -> Any:
    query: TextClause = text(files("kept.protect").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8"))
    return query if role is None else query.bindparams(role=role)
