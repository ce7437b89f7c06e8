"""The tables in which a plan writes down what it found, before anything is changed: temporary, one set for a connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, and_
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import FromClause

from kept.rights.ownership.graph import Graph, Node

PERSON, VIA, RIGHT, ROUND, WHAT, FATE = "kept_person", "kept_via", "kept_right", "kept_round", "kept_what", "kept_fate"
SUBJECT = "kept_subject"


@dataclass(frozen=True)
class Work:
    """Beside one table: its rows that people reach, those that others own too, those that go, and those that lose something."""

    node: Node
    reached: Table
    kin: Table
    ending: Table
    losing: Table

    def same(self, table: FromClause, other: FromClause) -> ColumnElement[bool]:
        """That two rows have the same key, each a row of the table itself or of a work table beside it."""
        return and_(*(table.c[name] == other.c[name] for name in self.node.key))

    def keys(self, source: FromClause) -> list[ColumnElement[object]]:
        return [source.c[name] for name in self.node.key]


def work_tables(graph: Graph, metadata: MetaData) -> dict[str, Work]:
    """The work tables of every table of a graph."""
    found = {}
    for number, (name, node) in enumerate(sorted(graph.nodes.items())):
        found[name] = Work(
            node,
            _table(metadata, f"kept_reached_{number}", node, (PERSON, VIA, RIGHT, ROUND), unique=(PERSON, VIA, RIGHT)),
            _table(metadata, f"kept_kin_{number}", node, (RIGHT, ROUND), unique=(RIGHT,)),
            _table(metadata, f"kept_ending_{number}", node, (FATE,), unique=()),
            _table(metadata, f"kept_losing_{number}", node, (WHAT,), unique=(WHAT,)),
        )
    return found


def subjects_table(metadata: MetaData) -> Table:
    """The numbers in the vault of each person of a batch."""
    person = Column(PERSON, Integer, primary_key=True, autoincrement=False)
    subject = Column(SUBJECT, BigInteger, primary_key=True, autoincrement=False)
    return Table("kept_subjects", metadata, person, subject, prefixes=["TEMPORARY"], postgresql_on_commit="DELETE ROWS")


def _table(metadata: MetaData, name: str, node: Node, numbers: Sequence[str], unique: Sequence[str]) -> Table:
    keys = [Column(column.name, column.type, primary_key=True, autoincrement=False) for column in node.table.primary_key]
    rest = [Column(each, Integer, primary_key=each in unique, autoincrement=False, nullable=False) for each in numbers]
    return Table(name, metadata, *keys, *rest, prefixes=["TEMPORARY"], postgresql_on_commit="DELETE ROWS")
