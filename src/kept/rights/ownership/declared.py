"""What a data map says of whose rows are whose, as a graph of one store's tables as its database has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.types import UserDefinedType

from kept.datamap import DataMap, TableMap
from kept.errors import Fault, Place
from kept.promises import Schema
from kept.rights.ownership.graph import Edge, Graph, Node, Word, flaws

SAID: Final = re.compile(r"(?P<word>is|owned_by|mentions|seen_by|held_for) (?P<kind>[^(]+?)(?: \((?P<columns>[^)]*)\))?")
ABOUT_NOBODY: Final = frozenset({"fact", "key"})


@dataclass(frozen=True)
class Declared:
    """The graph of a store, and what is wrong with it as the data map has it."""

    graph: Graph
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class About:
    """One entry of a table's ``about``."""

    column: str
    word: str
    kind: str
    columns: tuple[str, ...]


class _Typed(UserDefinedType[Any]):
    """A column's type, in the words of the database that has it."""

    cache_ok = True

    def __init__(self, words: str) -> None:
        self.words = words

    def get_col_spec(self, **how: Any) -> str:
        return self.words


def declared(datamap: DataMap, store: str, schema: Schema) -> Declared:
    """The graph of the tables that a database of this store has.

    A table with a ``subject`` says itself whose its rows are; the others are somebody's through the rows that they name. A foreign key to
    rows of people that the data map does not explain is a fault, and so is what keeps the graph from being carried out: KEPT-R001 to R006.
    """
    tables = _tables(schema)
    mapped = {path: table for path, table in datamap.within(store).items() if path in tables}
    nodes = {path: _node(table, mapped.get(path)) for path, table in tables.items()}
    abouts = {path: tuple(_abouts(table)) for path, table in mapped.items()}
    edges = tuple(edge for path in mapped for edge in _edges(path, mapped, abouts, nodes))
    graph = Graph(nodes, edges)
    return Declared(graph, (*_unexplained(graph, mapped, abouts), *flaws(graph)))


def _abouts(table: TableMap) -> Iterator[About]:
    for column, said in table.about.items():
        found = SAID.fullmatch(said)
        if found is not None:
            columns = tuple(name.strip() for name in (found["columns"] or "").split(",") if name.strip())
            yield About(column, found["word"], found["kind"], columns)


def _is_somebodys(abouts: tuple[About, ...]) -> bool:
    return any(about.word in ("is", "owned_by") for about in abouts)


def _tables(schema: Schema) -> Mapping[str, Table]:
    """The tables of a database, with their keys; ``kept`` itself is no part of the service."""
    metadata, made = MetaData(), {}
    there = {path: table for path, table in schema.tables.items() if not table.is_view and table.schema != "kept" and table.primary_key}
    for path, table in there.items():
        columns = [Column(name, _Typed(words), nullable=name not in table.not_null) for name, words in table.columns.items()]
        foreign = [
            ForeignKeyConstraint(list(own), [f"{target}.{name}" for name in names], use_alter=True, name=f"{path}_{place}")
            for place, (own, target, names) in enumerate(table.foreign_keys)
            if target in there
        ]
        unique = [UniqueConstraint(*each) for each in table.unique]
        made[path] = Table(table.name, metadata, *columns, PrimaryKeyConstraint(*table.primary_key), *foreign, *unique, schema=table.schema)
    return made


def _node(table: Table, mapped: TableMap | None) -> Node:
    """A table's node. Rows whose rule of retention reduces them stay so when their person goes; facts and keys are about nobody."""
    if mapped is None:
        return Node(table)
    reduced = {column for kept in mapped.kept for column in kept.reduced}
    keeps = frozenset(column for column, said in mapped.columns.items() if said in ABOUT_NOBODY) - reduced
    abouts = tuple(_abouts(mapped))
    return Node(
        table,
        person=any(about.word == "is" for about in abouts),
        reduced=dict.fromkeys(reduced),
        last_owner=bool(reduced),
        keeps=keeps,
        subject=mapped.subject if _is_somebodys(abouts) else None,
    )


def _edges(path: str, mapped: Mapping[str, TableMap], abouts: Mapping[str, tuple[About, ...]], nodes: Mapping[str, Node]) -> Iterator[Edge]:
    for about in abouts[path]:
        if about.word == "is" or (about.word == "owned_by" and mapped[path].subject):
            continue
        for owner in _owners(path, about.kind, abouts, nodes):
            on = _pairs(nodes[owner], nodes[path], about.column)
            word: Word = "mentions" if about.word == "mentions" else "seen_by" if about.word == "seen_by" else "owned_by"
            if on and not (word == "seen_by" and not about.columns):
                yield Edge(word, owner, path, on, columns=about.columns)


def _owners(path: str, kind: str, abouts: Mapping[str, tuple[About, ...]], nodes: Mapping[str, Node]) -> list[str]:
    """Tables whose rows are people of this kind, or the table of that name beside this one (``owned_by device``)."""
    people = [name for name, said in abouts.items() if any(about.word == "is" and about.kind == kind for about in said) and name != path]
    beside = f"{path.partition('.')[0]}.{kind.replace(' ', '_')}"
    return people or ([beside] if beside in nodes and beside != path else [])


def _pairs(owner: Node, owned: Node, column: str) -> tuple[tuple[str, str], ...]:
    """By which columns a row names its owner: the named one stands for the last of the owner's key, the others have the same names."""
    *shared, last = owner.key
    if not all(name in owned.table.c for name in shared):
        return ()
    return (*((name, name) for name in shared), (last, column))


def _unexplained(graph: Graph, mapped: Mapping[str, TableMap], abouts: Mapping[str, tuple[About, ...]]) -> Iterator[Fault]:
    for reference in graph.references:
        parent, child = abouts.get(reference.parent, ()), abouts.get(reference.child, ())
        named = {column for column, _ in reference.on}
        if not _is_somebodys(parent) or any(about.column in named for about in child):
            continue
        if reference.child in mapped and mapped[reference.child].subject:
            continue
        facts = {"table": reference.child, "parent": reference.parent, "columns": ", ".join(sorted(named))}
        yield Fault("KEPT-R006", Place(name=reference.child), facts)
