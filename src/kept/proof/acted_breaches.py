"""Breaches of what acts recorded and left, the same for every kind that has acts: probes must see both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from psycopg import sql

from kept.promises import FILLED, Promise
from kept.stores import Source

MET_OTHERWISE: Final = "the record of an act says that something else was met"
TAKEN_AWAY: Final = "what an act left is taken away"
FOUND_OTHERWISE: Final = "what an act found is altered, though it is said to be what was wanted"
STEPS: Final = """update kept.act set steps = jsonb_set(steps, %s, %s)
                  where act_id = (select act_id from kept.act where promise = %s and label = %s and jsonb_array_length(steps) > 0
                                  order by at desc limit 1)"""
LEFT: Final = """select t.store, t.source, t.conditions from kept.act_trace t join kept.act a using (act_id)
                 where a.promise = %s and a.label = %s and a.done and t.least > 0 order by a.at desc, t.place"""


class Rehearsed(Protocol):
    """As far as these breaches need it: the sources of a rehearsal, and where they touched something."""

    @property
    def promise(self) -> Promise: ...
    @property
    def sources(self) -> Mapping[str, Source]: ...
    @property
    def label(self) -> str: ...
    def changes(self, store: str, query: Any, values: Sequence[Any]) -> int:
        """Run a statement as the owner; how many rows it changed. Undone afterwards."""


@dataclass(frozen=True)
class ActedBreach:
    """One of them; ``alone`` says that no promise of another kind may change with it."""

    name: str
    title: str
    alone: bool
    violate: Callable[[Rehearsed], None]


def met_otherwise(rehearsal: Rehearsed) -> None:
    """One step of the newest act was not met."""
    _alter(rehearsal, "{0,met}", "false")


def found_otherwise(rehearsal: Rehearsed) -> None:
    """What was found in one step of the newest act is something else."""
    _alter(rehearsal, "{0,found}", '"something else"')


def _alter(rehearsal: Rehearsed, path: str, value: str) -> None:
    for store in rehearsal.sources:
        if rehearsal.changes(store, STEPS, (path, value, rehearsal.promise.id, rehearsal.label)):
            return


def taken_away(rehearsal: Rehearsed) -> None:
    """The rows of one trace are gone."""
    for source in rehearsal.sources.values():
        found = source.connection.execute(LEFT, (rehearsal.promise.id, rehearsal.label)).fetchall()
        for store, table, conditions in found:
            query, values = _deleting(table, conditions)
            # Whatever refers to these rows is no matter here: all of it is rolled back.
            rehearsal.sources[store].connection.execute("set local session_replication_role = replica")
            if rehearsal.changes(store, query, values):
                return


def _deleting(table: str, conditions: Mapping[str, Any]) -> tuple[sql.Composed, Sequence[Any]]:
    said, values = [], []
    for column, value in conditions.items():
        name = sql.Identifier(column)
        if value is None or value == FILLED:
            said.append(sql.SQL("{} is null" if value is None else "{} is not null").format(name))
        else:
            said.append(sql.SQL("{} = %s").format(name))
            values.append(value)
    return sql.SQL("delete from {} where {}").format(sql.Identifier(*table.split(".", 1)), sql.SQL(" and ").join(said)), values


ACTED_BREACHES: Final = (
    ActedBreach("met_otherwise", MET_OTHERWISE, True, met_otherwise),
    ActedBreach("found_otherwise", FOUND_OTHERWISE, True, found_otherwise),
    ActedBreach("taken_away", TAKEN_AWAY, False, taken_away),
)
