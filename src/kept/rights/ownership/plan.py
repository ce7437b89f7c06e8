"""A plan for one store: who has what, what each may see, what becomes of it when they go, and the doing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, MetaData, Select, insert, literal_column, select
from sqlalchemy.schema import CreateTable

from kept.errors import Faults
from kept.rights.ownership.ending import GOES, Ending
from kept.rights.ownership.graph import Edge, Graph, flaws
from kept.rights.ownership.reaching import OWN, ROOT, Reaching, ran, spread
from kept.rights.ownership.work import FATE, PERSON, RIGHT, ROUND, SUBJECT, VIA, Work, subjects_table, work_tables


@dataclass(frozen=True)
class Root:
    """A row that is a person: ``person`` numbers them within a batch, so that several rows can be one person's."""

    person: int
    table: str
    key: tuple[Any, ...]


@dataclass(frozen=True)
class Seen:
    """A row as a person may see it: only the columns that some way to it shows. ``own``: they have a say over it."""

    person: int
    table: str
    key: tuple[Any, ...]
    values: Mapping[str, Any]
    own: bool


@dataclass(frozen=True)
class Done:
    """How many rows of a table were deleted, left in a reduced form, or lost what they said of somebody."""

    deleted: int = 0
    reduced: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Reached:
    """Which tables have rows of the people asked about; the rows themselves are in the work tables."""

    tables: frozenset[str]


@dataclass(frozen=True)
class Decided:
    """In which tables rows go, and which losses befall how many rows of others."""

    ending: frozenset[str]
    losses: Mapping[int, int]


class Plan:
    """What can be asked of a graph, and the statements for it, made once. Raises KEPT-R001 to R005 for a graph that has flaws.

    What a plan finds it writes down in temporary tables of the connection (``prepare`` makes or empties them; PostgreSQL empties them at
    the end of each transaction by itself): ``reach`` first, then ``shown`` or ``decide``, then ``erase``, all in one transaction.
    """

    def __init__(self, graph: Graph) -> None:
        found = list(flaws(graph))
        if found:
            raise Faults(found)
        self.graph = graph
        self._metadata = MetaData()
        self.work: Mapping[str, Work] = work_tables(graph, self._metadata)
        self._vault = subjects_table(self._metadata)
        self._entering = {name: self._enter(name, node.subject) for name, node in graph.nodes.items() if node.subject}
        self.reaching = Reaching(graph, self.work)
        self.ending = Ending(graph, self.work)

    def prepare(self, connection: Connection) -> None:
        """Have empty work tables on this connection."""
        for table in self._metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            connection.execute(table.delete())

    def reach(self, connection: Connection, people: Iterable[Root], subjects: Mapping[int, Sequence[int]] | None = None) -> Reached:
        """Find every row that these people have or may see. A root that is not there is a person of whom there is nothing.

        ``subjects`` gives the numbers in the vault of each person of the batch, for tables that say so themselves.
        """
        roots: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for root in people:
            key = dict(zip(self.work[root.table].node.key, root.key, strict=True))
            roots[root.table].append({**key, PERSON: root.person, VIA: ROOT, RIGHT: OWN, ROUND: 1})
        for name, rows in roots.items():
            connection.execute(self.work[name].reached.insert(), rows)
        known = [{PERSON: person, SUBJECT: number} for person, numbers in (subjects or {}).items() for number in numbers]
        if known:
            connection.execute(self._vault.insert(), known)
        entered = [name for name, statement in self._entering.items() if known and ran(connection, statement)]
        return Reached(frozenset(spread(connection, self.reaching.down, dict.fromkeys([*roots, *entered], 1))))

    def shown(self, connection: Connection, reached: Reached) -> Iterator[Seen]:
        """What each person may see, a table at a time, in the order of person and key."""
        for name in sorted(reached.tables):
            yield from self._seen(name, connection.execute(self._reads[name]).mappings().all())

    def decide(self, connection: Connection, reached: Reached) -> Decided:
        """Write down what becomes of every row that these people have, and of all that name it, before anything is changed."""
        self._find_others(connection, reached)
        ending = {name for name in reached.tables if ran(connection, self.ending.decide[name])}
        hold = [statement for parent, statement in self.ending.hold if parent in ending]
        while sum(ran(connection, statement) for statement in hold):
            pass
        befalling = [(number, loss) for number, loss in enumerate(self.ending.losses) if loss.of in ending]
        losses = {number: rows for number, loss in befalling if (rows := ran(connection, loss.find))}
        return Decided(frozenset(ending), losses)

    def erase(self, connection: Connection, decided: Decided) -> Mapping[str, Done]:
        """Carry out what was decided, and say how much it was for each table that it touched."""
        changed: dict[str, int] = defaultdict(int)
        for number in decided.losses:
            loss = self.ending.losses[number]
            changed[loss.table] += ran(connection, loss.put)
        reduced = {name: ran(connection, put) for name, put in self.ending.reduce.items() if name in decided.ending}
        for child, untied in self.ending.untie:
            if child in decided.ending:
                ran(connection, untied)
        deleted = {name: ran(connection, removal) for name, removal in self.ending.remove.items() if name in decided.ending}
        touched = [name for name in self.graph.nodes if name in decided.ending or name in changed]
        return {name: Done(deleted.get(name, 0), reduced.get(name, 0), changed.get(name, 0)) for name in touched}

    def ends(self, connection: Connection, decided: Decided) -> Iterator[tuple[str, tuple[Any, ...], bool]]:
        """Of every row that goes its table and key, and whether it is deleted; if not, it stays in a reduced form."""
        for name in sorted(decided.ending):
            work = self.work[name]
            for row in connection.execute(select(*work.keys(work.ending), work.ending.c[FATE])):
                yield name, tuple(row[:-1]), row[-1] == GOES

    def _enter(self, name: str, column: str) -> Insert:
        work = self.work[name]
        table, known = work.node.table, self._vault
        marks: list[ColumnElement[int]] = [literal_column(str(number)) for number in (ROOT, OWN, 1)]
        rows = select(*work.keys(table), known.c[PERSON], *marks).select_from(known.join(table, table.c[column] == known.c[SUBJECT]))
        return insert(work.reached).from_select([*work.node.key, PERSON, VIA, RIGHT, ROUND], rows.distinct())

    def _find_others(self, connection: Connection, reached: Reached) -> None:
        """Mark rows that somebody else has as well; nothing to do where no row can have two owners."""
        seeds = {name: seed for name, seed in self.reaching.seeds.items() if name in reached.tables}
        found = {name: 1 for name, seed in seeds.items() if ran(connection, seed)}
        above = spread(connection, self.reaching.up, found)
        people = {name: number for name, number in above.items() if self.graph.nodes[name].person}
        spread(connection, self.reaching.alive, people)

    @cached_property
    def _reads(self) -> Mapping[str, Select[Any]]:
        return {name: _read(work) for name, work in self.work.items()}

    def _seen(self, name: str, rows: Sequence[Mapping[Any, Any]]) -> Iterator[Seen]:
        node = self.graph.nodes[name]
        found: dict[tuple[Any, ...], tuple[dict[str, Any], bool]] = {}
        for row in rows:
            key = (row[PERSON], *(row[column] for column in node.key))
            values, own = found.get(key, ({}, False))
            values.update({column: row[column] for column in self._columns(name, row[VIA])})
            found[key] = values, own or row[RIGHT] == OWN
        for place, (values, own) in found.items():
            yield Seen(place[0], name, place[1:], values, own)

    def _columns(self, name: str, via: int) -> Sequence[str]:
        every = [column.name for column in self.graph.nodes[name].table.c]
        return every if via == ROOT else shows(self.graph.edges[via], every)


def shows(edge: Edge, every: Sequence[str]) -> Sequence[str]:
    """The columns that somebody sees who comes by this edge."""
    said = every if edge.word == "owned_by" else edge.columns
    return [column for column in said if column not in edge.hidden]


def _read(work: Work) -> Select[Any]:
    table, reached = work.node.table, work.reached
    order = [reached.c[PERSON], *work.keys(reached)]
    marks = [reached.c[PERSON], reached.c[VIA], reached.c[RIGHT]]
    return select(*marks, *table.c).select_from(reached.join(table, work.same(reached, table))).order_by(*order)
