"""Random small worlds: up to twelve tables, keys of one or two columns, every sort of edge, a handful of rows in each."""

from __future__ import annotations

import random
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from kept.rights.ownership import Edge, Graph, Node
from tests.model.ownership_model import Key, Place, Row, Said, World

PLAIN = ("v", "w", "tag", "must", "flag")
REQUIRED = ("w", "must", "flag")


def world(tables: int, rows: int, seed: int) -> World:
    """A world of this size; the same for the same numbers."""
    chance = random.Random(seed)
    names = [f"t{number}" for number in range(tables)]
    double = {name: chance.random() < 0.3 for name in names}
    keys: list[Key] = []
    columns = {name: [*(("t", "id") if double[name] else ("id",)), *PLAIN] for name in names}
    required = {name: {*(("t", "id") if double[name] else ("id",))} for name in names}
    for number, name in enumerate(names):
        for place in range(chance.choice((0, 1, 1, 2))):
            held = number > 0 and chance.random() < 0.35
            parent = chance.choice(names[:number] if held else names)
            own = f"k{place}"
            if double[parent] and double[name]:
                on, new = (("t", "t"), (own, "id")), [own]
            elif double[parent]:
                on, new = ((f"{own}t", "t"), (own, "id")), [f"{own}t", own]
            else:
                on, new = ((own, "id"),), [own]
            columns[name] += new
            if held:
                required[name] |= {column for column, _ in on}
            keys.append(Key(name, parent, on, () if held else tuple(new)))
    persons = frozenset(chance.sample(names, k=min(tables, chance.choice((1, 1, 2, 3)))))
    edges = [_edge(chance, names, keys) for _ in range(chance.randint(1, 2 * tables + 1))]
    lasting = frozenset(name for name in names if chance.random() < 0.1)
    fixed = {name: frozenset(required[name]) for name in names}
    reduced = {name: {"w": "gone", "must": -1, "flag": 0, **({"v": "former"} if chance.random() < 0.3 else {})} for name in names}
    data = _rows(chance, names, columns, fixed, keys, rows)
    keeps = {name: frozenset(column for column in ("v", "tag") if chance.random() < 0.2) for name in names}
    return World(columns, fixed, keeps, persons, lasting, reduced, tuple(keys), tuple(edges), data)


def batch(of: World, seed: int) -> list[list[Place]]:
    """Some people of a world: mostly one row each, sometimes two."""
    chance = random.Random(seed)
    rows = [place for table in sorted(of.persons) for place in of.places(table)]
    chosen = chance.sample(rows, k=min(len(rows), chance.choice((1, 1, 1, 2, 3))))
    people: list[list[Place]] = []
    for place in chosen:
        if people and chance.random() < 0.3:
            people[-1].append(place)
        else:
            people.append([place])
    return people


def tables(of: World, metadata: MetaData) -> dict[str, Table]:
    """The world's schema for a database."""
    made, within = {}, f"{metadata.schema}." if metadata.schema else ""
    for name, columns in of.columns.items():
        key = [column for column in ("t", "id") if column in columns]
        needed = of.required[name] | set(REQUIRED)
        said = [Column(c, Text if c in ("v", "w") else Integer, nullable=c not in needed) for c in columns]
        own = [key for key in of.keys if key.child == name]
        foreign = [_constraint(key, f"{name}_{place}", f"{within}{key.parent}") for place, key in enumerate(own)]
        made[name] = Table(name, metadata, *said, PrimaryKeyConstraint(*key), *foreign)
    return made


def _constraint(key: Key, name: str, parent: str) -> ForeignKeyConstraint:
    """The foreign key; added once all tables are there, where the engine can."""
    return ForeignKeyConstraint([a for a, _ in key.on], [f"{parent}.{b}" for _, b in key.on], name=name, use_alter=True)


def graph(of: World, made: dict[str, Table]) -> Graph:
    """What is said of the world, as the engine takes it."""
    full = {name: table.fullname for name, table in made.items()}
    nodes = {
        full[name]: Node(table, person=name in of.persons, reduced=of.reduced[name], last_owner=name in of.lasting, keeps=of.keeps[name])
        for name, table in made.items()
    }
    edges = tuple(
        Edge(e.word, full[e.owner], full[e.owned], e.on, e.holder, e.when, e.columns, e.hidden, e.instead)  # type: ignore[arg-type]
        for e in of.edges
    )
    return Graph(nodes, edges)


def _edge(chance: random.Random, names: list[str], keys: list[Key]) -> Said:
    word = chance.choice(("owned_by", "owned_by", "owned_by", "mentions", "seen_by"))
    holder = "owned"
    value = not keys or chance.random() < 0.25
    if value:
        owner, owned = chance.choice(names), chance.choice(names)
        on: tuple[tuple[str, str], ...] = (("tag", chance.choice(("tag", "must"))),)
        holder = chance.choice(("owned", "owned", "owner"))
    else:
        key = chance.choice(keys)
        if chance.random() < 0.7:
            owner, owned, on = key.parent, key.child, tuple((b, a) for a, b in key.on)
        else:
            owner, owned, on, holder = key.child, key.parent, key.on, "owner"
    when = {"flag": 1} if chance.random() < 0.3 else {}
    columns = tuple(c for c in ("v", "w") if chance.random() < 0.6) or ("v",)
    hidden = tuple(c for c in ("v", "must") if chance.random() < 0.2)
    return Said(word, owner, owned, on, holder, when, () if word == "owned_by" else columns, hidden, {"w": "hidden", "must": -1}, value)


def _rows(
    chance: random.Random,
    names: list[str],
    columns: dict[str, list[str]],
    required: dict[str, frozenset[str]],
    keys: list[Key],
    most: int,
) -> dict[str, list[Row]]:
    data: dict[str, list[Row]] = {}
    for name in names:
        rows: list[Row] = []
        for number in range(chance.randint(0, most) if most else 0):
            row: Row = dict.fromkeys(columns[name])
            row |= {"id": number, "v": f"{name} {number}", "w": f"w{number}", "flag": chance.randint(0, 1)}
            row |= {"tag": chance.choice((None, 1, 2, 3)), "must": chance.randint(1, 3)}
            if "t" in columns[name]:
                row["t"] = chance.randint(1, 2)
            if all(_name(chance, row, key, data[key.parent]) for key in keys if key.child == name and not key.loose):
                rows.append(row)
        data[name] = rows
    for key in keys:
        for row in data[key.child]:
            if key.loose and chance.random() < 0.7:
                _name(chance, row, key, data[key.parent])
    return data


def _name(chance: random.Random, row: Row, key: Key, parents: list[Row]) -> bool:
    """Have a row name one of these, if there is one that it can name."""
    settled = [(a, b) for a, b in key.on if a == "t"]
    fitting = [parent for parent in parents if all(parent[b] == row[a] for a, b in settled)]
    if not fitting:
        return False
    parent: dict[str, Any] = chance.choice(fitting)
    row.update({a: parent[b] for a, b in key.on})
    return True
