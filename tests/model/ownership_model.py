"""Who has what and what remains, literally: rows as dictionaries, every rule of the design as a loop until nothing changes.

Slow, and without a thought for it: one person after the other, one row after the other, everything looked at again and again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Place = tuple[str, int]
"""A row: its table, and where it stands in it."""
Data = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Key:
    """A foreign key of ``child``: the columns that name the parent's, and those that can become null."""

    child: str
    parent: str
    on: tuple[tuple[str, str], ...]
    loose: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """An edge as a data map says it; ``value`` where no foreign key stands behind it."""

    word: str
    owner: str
    owned: str
    on: tuple[tuple[str, str], ...]
    holder: str
    when: Mapping[str, Any]
    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    instead: Mapping[str, Any]
    value: bool


@dataclass(frozen=True)
class World:
    """A schema, what is said of it, and its rows."""

    columns: Mapping[str, Sequence[str]]
    required: Mapping[str, frozenset[str]]
    keeps: Mapping[str, frozenset[str]]
    persons: frozenset[str]
    lasting: frozenset[str]
    reduced: Mapping[str, Mapping[str, Any]]
    keys: tuple[Key, ...]
    edges: tuple[Said, ...]
    data: Data

    def at(self, place: Place) -> Row:
        return self.data[place[0]][place[1]]

    def places(self, table: str) -> list[Place]:
        return [(table, number) for number in range(len(self.data[table]))]

    def linked(self, edge: Said, owner: Place, owned: Place) -> bool:
        one, other = self.at(owner), self.at(owned)
        holder = one if edge.holder == "owner" else other
        return all(one[a] is not None and one[a] == other[b] for a, b in edge.on) and all(holder[c] == v for c, v in edge.when.items())

    def names(self, key: Key, child: Place, parent: Place) -> bool:
        return all(self.at(child)[a] is not None and self.at(child)[a] == self.at(parent)[b] for a, b in key.on)


def reached(world: World, roots: Sequence[Place]) -> set[tuple[Place, int, int]]:
    """Each row that a person has or may see, by which edge (-1: it is them), with which right (2 own, 1 see, 0 what it says of them)."""
    found = {(root, -1, 2) for root in roots}
    while True:
        more = set()
        for place, via, right in found:
            if right == 0 or (place[0] in world.persons and via != -1):
                continue
            for number, edge in enumerate(world.edges):
                if edge.owner != place[0]:
                    continue
                new = {"owned_by": right, "seen_by": 1, "mentions": 0}[edge.word]
                more |= {(other, number, new) for other in world.places(edge.owned) if world.linked(edge, place, other)}
        if more <= found:
            return found
        found |= more


def owned(world: World, roots: Sequence[Place]) -> set[Place]:
    return {place for place, _, right in reached(world, roots) if right == 2}


def shown(world: World, roots: Sequence[Place]) -> dict[Place, tuple[Row, bool]]:
    """The columns of each row that a person sees, and whether they have a say over it."""
    answer: dict[Place, tuple[Row, bool]] = {}
    for place, via, right in reached(world, roots):
        every = world.columns[place[0]]
        if via == -1:
            columns = list(every)
        else:
            edge = world.edges[via]
            columns = [c for c in (every if edge.word == "owned_by" else edge.columns) if c not in edge.hidden]
        values, own = answer.get(place, ({}, False))
        answer[place] = {**values, **{c: world.at(place)[c] for c in columns}}, own or right == 2
    return answer


def erased(world: World, people: Sequence[Sequence[Place]]) -> dict[str, list[Row]]:
    """Every table's rows after these people have gone."""
    roots = {root for person in people for root in person}
    theirs = {place for person in people for place in owned(world, person)}
    others = [place for table in world.persons for place in world.places(table) if place not in roots]
    shared = {place for other in others for place in owned(world, [other])}
    going = roots | {place for place in theirs if place[0] not in world.persons and place not in shared}

    staying = {place for place in going if place[0] in world.lasting}
    every = [place for table in world.data for place in world.places(table)]
    while True:
        remaining = [place for place in every if place not in going or place in staying]
        needed = {
            parent
            for key in world.keys
            if not key.loose
            for child in remaining
            if child[0] == key.child
            for parent in going
            if parent[0] == key.parent and world.names(key, child, parent)
        }
        if needed <= staying:
            break
        staying |= needed

    after = {place: dict(world.at(place)) for place in every if place not in going or place in staying}
    for place, row in after.items():
        if place in going:
            continue
        for key in world.keys:
            if key.child == place[0] and key.loose and any(p[0] == key.parent and world.names(key, place, p) for p in going - staying):
                row.update(dict.fromkeys(key.loose))
        for edge in world.edges:
            if edge.owned != place[0]:
                continue
            linked = [p for p in world.places(edge.owner) if world.linked(edge, p, place)]
            if any(p in going for p in linked) and all(p in going for p in linked):
                by_name = [b for _, b in edge.on] if edge.value and edge.holder == "owned" else []
                row.update({c: edge.instead.get(c) for c in [*by_name, *(edge.columns if edge.word == "mentions" else ())]})
    for place in staying:
        table, kept = place[0], world.required[place[0]] | world.keeps[place[0]]
        for column in world.columns[table]:
            if column in world.reduced[table]:
                after[place][column] = world.reduced[table][column]
            elif column not in kept:
                after[place][column] = None
    return {table: [after[place] for place in world.places(table) if place in after] for table in world.data}
