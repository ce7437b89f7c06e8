"""A graph of ownership that could not be carried out is refused, and says which column of which table keeps it from that."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from kept.rights.ownership import Edge, Graph, Node, Plan, flaws

META = MetaData()
AUTHOR = Table("author", META, Column("id", Integer, primary_key=True), Column("name", Text, nullable=False))
PAPER = Table(
    "paper",
    META,
    Column("id", Integer, primary_key=True),
    Column("author_id", ForeignKey("author.id"), nullable=False),
    Column("praise", Text, nullable=False),
)
EGG = Table("egg", META, Column("id", Integer, primary_key=True), Column("hen_id", ForeignKey("hen.id"), nullable=False))
HEN = Table("hen", META, Column("id", Integer, primary_key=True), Column("egg_id", ForeignKey("egg.id"), nullable=False))
BY = (("id", "author_id"),)


def said(*edges: Edge, author: Node | None = None) -> Graph:
    return Graph({"author": author or Node(AUTHOR, person=True, reduced={"name": "former author"}), "paper": Node(PAPER)}, edges)


def test_what_can_be_carried_out_has_no_flaws() -> None:
    assert list(flaws(said(Edge("owned_by", "author", "paper", BY)))) == []


def test_a_row_that_can_have_to_stay_needs_a_value_for_every_column_that_may_not_be_null() -> None:
    found = list(flaws(said(author=Node(AUTHOR, person=True))))
    assert found == ["author.name may not be null and has no reduced value, though rows of author can have to stay"]


def test_what_mentions_somebody_needs_something_to_stand_instead() -> None:
    edge = Edge("mentions", "author", "paper", BY, columns=("praise",))
    assert list(flaws(said(edge))) == ["paper.praise may not be null and has nothing to stand instead when author goes"]


def test_a_mention_names_its_columns_and_never_the_key() -> None:
    assert list(flaws(said(Edge("mentions", "author", "paper", BY)))) == ["paper: mentions author names no columns"]
    keyed = said(Edge("mentions", "author", "paper", BY, columns=("id",), instead={"id": 0}))
    assert list(flaws(keyed)) == ["paper.id is part of the key, so it cannot be emptied of author"]


def test_tables_that_must_name_each_other_are_told_before_anything_is_deleted() -> None:
    graph = Graph({"egg": Node(EGG), "hen": Node(HEN)}, ())
    assert [flaw.partition(": ")[2] for flaw in flaws(graph)] == ["each must name the other, so neither can be deleted first"]
    with pytest.raises(ValueError, match="neither can be deleted first"):
        Plan(graph)
