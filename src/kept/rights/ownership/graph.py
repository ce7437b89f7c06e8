"""A schema and the edges of ownership in it, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal

from sqlalchemy import Table, UniqueConstraint

from kept.errors import Fault, Place

Word = Literal["owned_by", "mentions", "seen_by"]


@dataclass(frozen=True)
class Node:
    """A table, and how its rows end.

    ``person``: a row is somebody. ``reduced``: what is put in place of its values where a row has to stay though its last owner went;
    other columns become null, but for those that it ``keeps`` because they are about nobody. ``last_owner``: rows always stay in that
    form, not only where somebody else's row needs them. ``subject`` is the column, if there is one, with the number by which Kept's
    vault knows whose a row is.
    """

    table: Table
    person: bool = False
    reduced: Mapping[str, Any] = field(default_factory=dict)
    last_owner: bool = False
    keeps: frozenset[str] = frozenset()
    subject: str | None = None

    @property
    def name(self) -> str:
        return self.table.fullname

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.table.primary_key)


@dataclass(frozen=True)
class Edge:
    """By which columns rows of one table give whoever has them a right to rows of another.

    ``on`` pairs a column of the owner's table with one of the owned; equal values are a link, a null is none. ``holder`` is the side that
    names the other (``when`` is about its columns). ``columns`` are what ``mentions`` and ``seen_by`` are about; ``hidden`` what this edge
    does not show; ``instead`` what is put where a name of somebody erased stood, and null is not allowed.
    """

    word: Word
    owner: str
    owned: str
    on: tuple[tuple[str, str], ...]
    holder: Literal["owner", "owned"] = "owned"
    when: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    instead: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reference:
    """A foreign key: rows of ``child`` name one of ``parent``. ``loose`` columns become null to let go; if there are none, it holds."""

    child: str
    parent: str
    on: tuple[tuple[str, str], ...]
    loose: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """Tables by name, and the edges between them."""

    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every foreign key of the schema between these tables."""
        return tuple(found for node in self.nodes.values() for found in _references(node, self.nodes))

    @cached_property
    def going(self) -> frozenset[str]:
        """Tables whose rows can be somebody's, and so can go."""
        found = {name for name, node in self.nodes.items() if node.person or node.subject}
        while more := {edge.owned for edge in self.edges if edge.word == "owned_by" and edge.owner in found} - found:
            found |= more
        return frozenset(found)

    @cached_property
    def shared(self) -> frozenset[str]:
        """Tables whose rows can have more than one owner."""
        owned = [edge for edge in self.edges if edge.word == "owned_by"]
        found = {name for name in self.nodes if sum(edge.owned == name for edge in owned) > 1}
        found |= {edge.owned for edge in owned if edge.holder == "owner" or not self._one(edge)}
        while more := {edge.owned for edge in owned if edge.owner in found and not self.nodes[edge.owner].person} - found:
            found |= more
        return frozenset(found | {name for name, node in self.nodes.items() if node.person})

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Tables in the order in which their rows can be deleted: who must name another goes before it. Raises ``CycleError``."""
        sorter: TopologicalSorter[str] = TopologicalSorter({name: set() for name in sorted(self.nodes)})
        for reference in self.references:
            if not reference.loose and reference.child != reference.parent:
                sorter.add(reference.parent, reference.child)
        return tuple(sorter.static_order())

    def _one(self, edge: Edge) -> bool:
        """Whether an owned row has at most one owner by this edge: it names a whole unique key."""
        table, named = self.nodes[edge.owner].table, {column for column, _ in edge.on}
        keys = [set(self.nodes[edge.owner].key)]
        keys += [{column.name for column in said.columns} for said in table.constraints if isinstance(said, UniqueConstraint)]
        return any(key and key <= named for key in keys)


def flaws(graph: Graph) -> Iterator[Fault]:
    """What keeps a graph from being carried out: KEPT-R001 to R005."""
    for edge in graph.edges:
        yield from _of_edge(graph, edge)
    for name in sorted(_staying(graph)):
        node, kept = graph.nodes[name], lasting(graph, name)
        for column in node.table.c:
            if not column.nullable and column.name not in node.reduced and column.name not in kept:
                yield Fault("KEPT-R001", Place(name=name), {"table": name, "column": column.name})
    try:
        _ = graph.order
    except CycleError as error:
        yield Fault("KEPT-R005", facts={"tables": " -> ".join(error.args[1])})


def _of_edge(graph: Graph, edge: Edge) -> Iterator[Fault]:
    owned, place, empty = graph.nodes[edge.owned], Place(name=edge.owned), emptied(graph, edge)
    if edge.word != "owned_by" and not edge.columns and not empty:
        yield Fault("KEPT-R003", place, {"table": edge.owned, "owner": edge.owner, "word": edge.word})
    for column, value in empty.items():
        if column in owned.key:
            yield Fault("KEPT-R004", place, {"table": edge.owned, "owner": edge.owner, "column": column})
        elif value is None and not owned.table.c[column].nullable:
            yield Fault("KEPT-R002", place, {"table": edge.owned, "owner": edge.owner, "column": column})


def fixed(graph: Graph, name: str) -> frozenset[str]:
    """Columns that no row can do without: its key, and the foreign keys that hold."""
    holding = [reference for reference in graph.references if reference.child == name and not reference.loose]
    return frozenset(graph.nodes[name].key) | {column for reference in holding for column, _ in reference.on}


def lasting(graph: Graph, name: str) -> frozenset[str]:
    """Columns that a reduced row keeps: what it cannot do without and what it may keep, except a foreign key that can let go."""
    loose = {column for reference in graph.references if reference.child == name for column in reference.loose}
    return fixed(graph, name) | (graph.nodes[name].keeps - loose)


def by_value(graph: Graph, edge: Edge) -> bool:
    """Whether the edge is no foreign key of the owned table, so that the value itself is what names somebody there."""
    if edge.holder == "owner":
        return False
    pairs = {(owned, owner) for owner, owned in edge.on}
    return not any(
        reference.child == edge.owned and reference.parent == edge.owner and set(reference.on) == pairs for reference in graph.references
    )


def named(graph: Graph, edge: Edge) -> tuple[str, ...]:
    """Columns of the owned row that name its owner by value, where the row can outlive the owner; none that the row cannot do without."""
    if not by_value(graph, edge):
        return ()
    if edge.word == "owned_by" and edge.owned not in graph.shared:
        return ()
    kept = fixed(graph, edge.owned)
    return tuple(column for _, column in edge.on if column not in kept)


def emptied(graph: Graph, edge: Edge) -> Mapping[str, Any]:
    """What a row of somebody else has in place of what it said of its owner by this edge, when the owner goes."""
    columns = [*named(graph, edge), *(edge.columns if edge.word == "mentions" else ())]
    return {column: edge.instead.get(column) for column in columns}


def _staying(graph: Graph) -> set[str]:
    """Tables whose rows can have to stay though their last owner goes."""
    always = {name for name, node in graph.nodes.items() if node.last_owner}
    return (always | {reference.parent for reference in graph.references if not reference.loose}) & graph.going


def _references(node: Node, nodes: Mapping[str, Node]) -> Iterator[Reference]:
    constraints = sorted(node.table.foreign_key_constraints, key=lambda one: tuple(one.column_keys))
    uses = [column for constraint in constraints for column in constraint.column_keys]
    for constraint in constraints:
        parent = constraint.referred_table.fullname
        if parent not in nodes:
            continue
        on = tuple((element.parent.name, element.column.name) for element in constraint.elements)
        free = [column for column, _ in on if node.table.c[column].nullable and column not in node.key]
        alone = [column for column in free if uses.count(column) == 1]
        yield Reference(node.name, parent, on, tuple(alone or free))
