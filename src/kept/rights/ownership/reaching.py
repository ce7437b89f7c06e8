"""Whom each row belongs to: from people down to what is theirs, and from what several have up to the others who have it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection, Executable, Insert, and_, bindparam, exists, insert, literal, literal_column, select

from kept.rights.ownership.graph import Edge, Graph
from kept.rights.ownership.linking import linked, owners
from kept.rights.ownership.work import PERSON, RIGHT, ROUND, VIA, Work

OWN: Final = 2
SEE: Final = 1
TOLD: Final = 0
ROOT: Final = -1
ALIVE: Final = 1


@dataclass(frozen=True)
class Step:
    """A statement that may find rows of ``into`` from those of ``source`` that were found after a round."""

    source: str
    into: str
    statement: Insert


@dataclass(frozen=True)
class Reaching:
    """The statements that find rows, made once for a graph."""

    graph: Graph
    work: Mapping[str, Work]

    @cached_property
    def down(self) -> tuple[Step, ...]:
        """From a person's rows to those that are theirs, or that they may see."""
        return tuple(Step(edge.owner, edge.owned, self._reach(number, edge)) for number, edge in enumerate(self.graph.edges))

    @cached_property
    def seeds(self) -> Mapping[str, Insert]:
        """Rows found of tables where somebody else may have the same."""
        return {name: self._seed(name) for name in sorted(self.graph.shared) if not self.graph.nodes[name].person}

    @cached_property
    def up(self) -> tuple[Step, ...]:
        """From rows to all that own them, as far as other people."""
        return tuple(Step(edge.owned, edge.owner, self._climb(edge)) for edge in self._owning)

    @cached_property
    def alive(self) -> tuple[Step, ...]:
        """From other people down again: what is theirs, too."""
        return tuple(Step(edge.owner, edge.owned, self._return(edge)) for edge in self._owning)

    @property
    def _owning(self) -> Iterable[Edge]:
        return [edge for edge in self.graph.edges if edge.word == "owned_by"]

    def _reach(self, number: int, edge: Edge) -> Insert:
        work, owned = self.work[edge.owned], self.graph.nodes[edge.owned].table.alias()
        found = self.work[edge.owner].reached
        source, owner = owners(edge, self.work[edge.owner], found)
        right = {"owned_by": found.c[RIGHT], "seen_by": literal_column(str(SEE)), "mentions": literal_column(str(TOLD))}[edge.word]
        there = work.reached.alias()
        known = exists().where(
            work.same(there, owned),
            there.c[PERSON] == found.c[PERSON],
            there.c[VIA] == literal_column(str(number)),
            there.c[RIGHT] == right,
        )
        # Nobody has what another person has only because that person is theirs: rights end at somebody else.
        free = found.c[VIA] == literal_column(str(ROOT)) if self.graph.nodes[edge.owner].person else literal(True)
        rows = (
            select(*work.keys(owned), found.c[PERSON], literal_column(str(number)), right, bindparam("round"))
            .select_from(source.join(owned, linked(edge, owner, owned)))
            .where(found.c[ROUND] > bindparam("since"), found.c[RIGHT] >= SEE, free, ~known)
            .distinct()
        )
        return insert(work.reached).from_select([*work.node.key, PERSON, VIA, RIGHT, ROUND], rows)

    def _seed(self, name: str) -> Insert:
        work = self.work[name]
        rows = (
            select(*work.keys(work.reached), literal_column("0"), literal_column("1"))
            .where(work.reached.c[RIGHT] == OWN, work.reached.c[VIA] != ROOT)
            .distinct()
        )
        return insert(work.kin).from_select([*work.node.key, RIGHT, ROUND], rows)

    def _climb(self, edge: Edge) -> Insert:
        below, above = self.work[edge.owned], self.work[edge.owner]
        owned, owner = below.node.table.alias(), above.node.table.alias()
        person = above.node.person
        there, mine = above.kin.alias(), above.reached.alias()
        new = ~exists().where(above.same(there, owner))
        if person:
            new = and_(new, ~exists().where(above.same(mine, owner), mine.c[VIA] == ROOT))
        rows = (
            select(*above.keys(owner), literal_column(str(ALIVE if person else 0)), bindparam("round"))
            .select_from(below.kin.join(owned, below.same(below.kin, owned)).join(owner, linked(edge, owner, owned)))
            .where(below.kin.c[ROUND] > bindparam("since"), below.kin.c[RIGHT] == 0, new)
            .distinct()
        )
        return insert(above.kin).from_select([*above.node.key, RIGHT, ROUND], rows)

    def _return(self, edge: Edge) -> Insert:
        above, below = self.work[edge.owner], self.work[edge.owned]
        source, owner = owners(edge, above, above.kin)
        owned, among, there = below.node.table.alias(), below.kin.alias(), below.kin.alias()
        rows = (
            select(*below.keys(owned), literal_column(str(ALIVE)), bindparam("round"))
            .select_from(source.join(owned, linked(edge, owner, owned)).join(among, and_(below.same(among, owned), among.c[RIGHT] == 0)))
            .where(above.kin.c[ROUND] > bindparam("since"), above.kin.c[RIGHT] == ALIVE)
            .where(~exists().where(below.same(there, owned), there.c[RIGHT] == ALIVE))
            .distinct()
        )
        return insert(below.kin).from_select([*below.node.key, RIGHT, ROUND], rows)


def spread(connection: Connection, steps: tuple[Step, ...], newest: Mapping[str, int]) -> dict[str, int]:
    """Carry out steps until none finds anything new: the least set that holds what was there and all that follows.

    ``newest`` gives, for each table that has rows, the last round in which one was found; so does the answer. A step looks only at rows
    that it has not seen, and only where there are any.
    """
    found, seen, number = dict(newest), [0] * len(steps), max(newest.values(), default=0)
    while pending := [place for place, step in enumerate(steps) if found.get(step.source, 0) > seen[place]]:
        for place in pending:
            since, seen[place] = seen[place], number
            number += 1
            if ran(connection, steps[place].statement, round=number, since=since):
                found[steps[place].into] = number
    return found


def ran(connection: Connection, statement: Executable, **values: Any) -> int:
    """How many rows a statement wrote."""
    # Without being asked to, SQLAlchemy forgets how many rows an INSERT wrote.
    return connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount
