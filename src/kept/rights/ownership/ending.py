"""What becomes of rows when people go: which end, which stay in a reduced form, which only lose something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Delete, Insert, SelectBase, Update, delete, exists, insert, literal_column, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from kept.rights.ownership.graph import Edge, Graph, Reference, emptied, lasting
from kept.rights.ownership.linking import linked, paired, rows_of
from kept.rights.ownership.reaching import ALIVE, OWN, ROOT
from kept.rights.ownership.work import FATE, RIGHT, VIA, WHAT, Work

GOES: Final = 0
STAYS: Final = 1


@dataclass(frozen=True)
class Loss:
    """What rows of ``table``, somebody else's, lose when a row ``of`` a table goes: ``values`` come in place of what is there."""

    table: str
    of: str
    values: Mapping[str, Any]
    find: Insert
    put: Update


@dataclass(frozen=True)
class Ending:
    """The statements that decide about rows and end them, made once for a graph."""

    graph: Graph
    work: Mapping[str, Work]

    @cached_property
    def decide(self) -> Mapping[str, Insert]:
        """Rows that go: the people themselves, and what nobody else has. In a reduced form where the table's rows always stay so."""
        return {name: self._decide(name) for name in self.graph.nodes}

    @cached_property
    def hold(self) -> tuple[tuple[str, Update], ...]:
        """Rows that must stay reduced because a row that stays has to name them. To be repeated until none changes."""
        return tuple((reference.parent, self._hold(reference)) for reference in self.graph.references if not reference.loose)

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What other rows lose, each found before anything is changed."""
        found: list[Loss] = []
        for reference in self.graph.references:
            if reference.loose:
                found.append(self._let_go(len(found), reference))
        for edge in self.graph.edges:
            values = emptied(self.graph, edge)
            if values:
                found.append(self._forget(len(found), edge, values))
        return tuple(found)

    @cached_property
    def reduce(self) -> Mapping[str, Update]:
        """Rows that stay are left with what the data map gives."""
        return {name: self._reduce(name) for name in self.graph.nodes if reduced(self.graph, name)}

    @cached_property
    def untie(self) -> tuple[tuple[str, Update], ...]:
        """Rows that go let go of each other where the one that is named would be deleted first."""
        place = {name: number for number, name in enumerate(self.graph.order)}
        loose = [reference for reference in self.graph.references if reference.loose and place[reference.child] >= place[reference.parent]]
        return tuple((reference.child, self._untie(reference)) for reference in loose)

    @cached_property
    def remove(self) -> Mapping[str, Delete]:
        """The deletions, in the order in which they can be made."""
        return {name: self._remove(name) for name in self.graph.order}

    def _decide(self, name: str) -> Insert:
        work, node = self.work[name], self.graph.nodes[name]
        there, fate = work.kin.alias(), STAYS if node.last_owner else GOES
        rows = select(*work.keys(work.reached), literal_column(str(fate))).where(work.reached.c[RIGHT] == OWN)
        if node.person:
            rows = rows.where(work.reached.c[VIA] == ROOT)
        elif name in self.graph.shared:
            rows = rows.where(~exists().where(work.same(there, work.reached), there.c[RIGHT] == ALIVE))
        return insert(work.ending).from_select([*node.key, FATE], rows.distinct())

    def _hold(self, reference: Reference) -> Update:
        child, parent = self.work[reference.child], self.work[reference.parent]
        row, going, target = child.node.table.alias(), child.ending.alias(), parent.node.table.alias()
        gone = exists().where(child.same(going, row), going.c[FATE] == GOES)
        key = set(parent.node.key)
        if {column for _, column in reference.on} <= key:
            names = paired(row, parent.ending, reference.on)
            by = exists().where(names, ~gone)
        else:
            by = exists().where(parent.same(target, parent.ending), paired(row, target, reference.on), ~gone)
        return update(parent.ending).where(parent.ending.c[FATE] == GOES, by).values({FATE: STAYS})

    def _let_go(self, number: int, reference: Reference) -> Loss:
        child, parent = self.work[reference.child], self.work[reference.parent]
        row, going = child.node.table.alias(), parent.ending.alias()
        among, named = rows_of(parent, going, [column for _, column in reference.on])
        rows = (
            select(*child.keys(row), literal_column(str(number)))
            .select_from(among.join(row, paired(row, named, reference.on)))
            .where(going.c[FATE] == GOES, ~self._ends(child, row))
            .distinct()
        )
        return self._loss(number, child, reference.parent, dict.fromkeys(reference.loose), rows)

    def _forget(self, number: int, edge: Edge, values: Mapping[str, Any]) -> Loss:
        owned, owner = self.work[edge.owned], self.work[edge.owner]
        row, whose, going, other = owned.node.table.alias(), owner.node.table.alias(), owner.ending.alias(), owner.node.table.alias()
        rows = (
            select(*owned.keys(row), literal_column(str(number)))
            .select_from(going.join(whose, owner.same(going, whose)).join(row, linked(edge, whose, row)))
            .where(~self._ends(owned, row), ~exists().where(linked(edge, other, row), ~self._ends(owner, other)))
            .distinct()
        )
        return self._loss(number, owned, edge.owner, values, rows)

    def _loss(self, number: int, work: Work, of: str, values: Mapping[str, Any], rows: SelectBase) -> Loss:
        table, losing = work.node.table, work.losing
        among = select(*work.keys(losing)).where(losing.c[WHAT] == literal_column(str(number)))
        put = update(table).where(_key(table, work.node.key).in_(among)).values(dict(values))
        return Loss(work.node.name, of, values, insert(losing).from_select([*work.node.key, WHAT], rows), put)

    def _ends(self, work: Work, row: FromClause) -> ColumnElement[bool]:
        going = work.ending.alias()
        return exists().where(work.same(going, row))

    def _fated(self, name: str, fate: int) -> ColumnElement[bool]:
        work = self.work[name]
        return _key(work.node.table, work.node.key).in_(
            select(*work.keys(work.ending)).where(work.ending.c[FATE] == literal_column(str(fate)))
        )

    def _reduce(self, name: str) -> Update:
        return update(self.graph.nodes[name].table).where(self._fated(name, STAYS)).values(dict(reduced(self.graph, name)))

    def _untie(self, reference: Reference) -> Update:
        table = self.graph.nodes[reference.child].table
        return update(table).where(self._fated(reference.child, GOES)).values(dict.fromkeys(reference.loose))

    def _remove(self, name: str) -> Delete:
        return delete(self.graph.nodes[name].table).where(self._fated(name, GOES))


def reduced(graph: Graph, name: str) -> Mapping[str, Any]:
    """What a row that has to stay is left with: what the data map gives, else nothing, beside what it keeps."""
    node, kept = graph.nodes[name], lasting(graph, name)
    free = [column.name for column in node.table.c if column.name not in kept or column.name in node.reduced]
    nullable = [column for column in free if column in node.reduced or node.table.c[column].nullable]
    return {column: node.reduced.get(column) for column in nullable}


def _key(table: FromClause, key: Sequence[str]) -> ColumnElement[Any]:
    """The key as one value to look up; a single column by itself, which every engine finds by its index."""
    return table.c[key[0]] if len(key) == 1 else tuple_(*(table.c[name] for name in key))
