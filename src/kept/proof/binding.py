"""Which rows a statement version judges: those that were collected while it was in force.

A row is bound by the promise under which it was given, and by no later text (a change of the statement does not reach back). What has
no time of collection of its own (accounts in the vault, plans, schemas, grants) is bound by the version in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Join, TableClause, and_, literal

from kept.datamap import DataMap
from kept.promises import Question
from kept.stores.opening import compiled

# The books' records of something that happened once: the column that says when, and the one that names the version agreed to.
BOOKS: Final[Mapping[str, tuple[str, str | None]]] = {
    "kept.consent": ("given_at", "label"),
    "kept.decision": ("decided_at", "label"),
    "kept.disclosure": ("at", None),
    "kept.transfer": ("at", None),
    "kept.succession": ("at", None),
    "kept.request": ("received_at", None),
    "kept.staff_read": ("at", None),
    "kept.incident": ("discovered_at", None),
}


@dataclass(frozen=True)
class Window:
    """The days on which a version of a service was in force, among the others.

    ``since`` is its first day (None for the first version, which also answers for what is older), ``until`` the first day of the
    next one (None for the version in force). ``others`` are the labels of the other versions. ``end`` leaves out what came later.
    """

    label: str
    since: date | None = None
    until: date | None = None
    others: tuple[str, ...] = ()
    end: datetime | None = None

    @property
    def past(self) -> bool:
        """Whether a later version is in force: this one still binds its rows, but no longer the system."""
        return self.until is not None

    def within(self, at: ColumnElement[Any], label: ColumnElement[Any] | None = None) -> ColumnElement[bool] | None:
        """Whether this version judges a row; None where it judges every one. A row that says no time is the version in force's."""
        said = self._during(at) if label is None else self._named(label)
        if self.end is not None:
            said.append((at > literal(self.end)).is_not(True))
        return and_(*said) if said else None

    def _during(self, at: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        if self.until is None:
            return [] if self.since is None else [(at < literal(_midnight(self.since))).is_not(True)]
        return [at < literal(_midnight(self.until)), *([] if self.since is None else [at >= literal(_midnight(self.since))])]

    def _named(self, label: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        if self.until is not None:
            return [label == self.label]
        return [label.not_in(self.others)] if self.others else []


def window_of(label: str, versions: Sequence[tuple[str, date]], end: datetime | None = None) -> Window:
    """The window of ``label`` among all versions of its service (label and first day, oldest first)."""
    place = next(n for n, (other, _) in enumerate(versions) if other == label)
    return Window(
        label=label,
        since=versions[place][1] if place else None,
        until=versions[place + 1][1] if place + 1 < len(versions) else None,
        others=tuple(other for other, _ in versions if other != label),
        end=end,
    )


def bound(question: Question, datamap: DataMap, window: Window) -> Question | None:
    """The question about the rows of the window; None if it is about something that only the version in force judges.

    An earlier version asks of its rows only what could be wrong with them: that there are any says nothing by itself.
    """
    if window.past and compiled(question.failing)[0] == "false":
        return None
    rows = _rows(question.source)
    path = "" if rows is None else f"{rows.schema}.{rows.name}"
    at, label = _moment(path, datamap)
    if rows is None or at is None or at not in rows.c:
        return None if window.past else question
    return replace(question, within=_within(window, rows, at, label))


@lru_cache(maxsize=1024)
def _within(window: Window, rows: TableClause, at: str, label: str | None) -> ColumnElement[bool] | None:
    """One condition for all questions about a table, so that it is put into words once."""
    return window.within(rows.c[at], rows.c[label] if label else None)


def _rows(source: FromClause) -> TableClause | None:
    """The table whose rows a question counts: what else it needs is joined to it."""
    while isinstance(source, Join):
        source = source.left
    return source if isinstance(source, TableClause) else None


def _moment(path: str, datamap: DataMap) -> tuple[str | None, str | None]:
    """The columns of a table that say when a row was collected, and under which version."""
    mapped = datamap.tables.get(path)
    if mapped is None:
        return BOOKS.get(path, (None, None))
    return mapped.collected_at or (mapped.permission_log.at if mapped.permission_log else None), None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
