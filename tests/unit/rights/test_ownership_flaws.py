"""A graph of ownership that could not be carried out is refused, and says which column of which table keeps it from that."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from kept.errors import KeptError
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


def told(graph: Graph) -> list[tuple[str, str]]:
    return [(flaw.code, flaw.message()) for flaw in flaws(graph)]


def test_what_can_be_carried_out_has_no_flaws() -> None:
    assert told(said(Edge("owned_by", "author", "paper", BY))) == []


def test_a_row_that_can_have_to_stay_needs_a_value_for_every_column_that_may_not_be_null() -> None:
    ((code, words),) = told(said(author=Node(AUTHOR, person=True)))
    assert code == "KEPT-R001"
    assert words.startswith("author.name may not be null and has no reduced value")


def test_a_column_about_nobody_may_stay_as_it_is() -> None:
    assert told(said(author=Node(AUTHOR, person=True, keeps=frozenset({"name"})))) == []


def test_what_mentions_somebody_needs_something_to_stand_instead() -> None:
    ((code, words),) = told(said(Edge("mentions", "author", "paper", BY, columns=("praise",))))
    assert code == "KEPT-R002"
    assert words.startswith("paper.praise may not be null and has nothing to stand instead")


def test_a_mention_names_its_columns_and_never_the_key() -> None:
    assert [code for code, _ in told(said(Edge("mentions", "author", "paper", BY)))] == ["KEPT-R003"]
    keyed = said(Edge("mentions", "author", "paper", BY, columns=("id",), instead={"id": 0}))
    assert [code for code, _ in told(keyed)] == ["KEPT-R004"]


def test_tables_that_must_name_each_other_are_told_before_anything_is_deleted() -> None:
    graph = Graph({"egg": Node(EGG), "hen": Node(HEN)}, ())
    assert [code for code, _ in told(graph)] == ["KEPT-R005"]
    with pytest.raises(KeptError, match="neither can be deleted first"):
        Plan(graph)
