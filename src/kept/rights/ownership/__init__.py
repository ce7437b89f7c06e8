"""Whose a row is, however many tables away: what a person sees of it, and what stays of it when they go.

A ``Graph`` is a schema (tables with their keys and foreign keys, as SQLAlchemy reflects them) and the ``Edge``s by which its rows belong
to people. ``Plan`` is made of it once for a store: ``reach`` finds the rows of a batch of people, ``shown`` reads what each may see,
``decide`` says what becomes of every row, and ``erase`` does it. Everything is done in sets, whatever the number of people, and nothing
is changed before all keys that will be are written down. The words are those of the data map (``owned_by``, ``mentions``, ``seen_by``).
"""

from kept.rights.ownership.declared import Declared, declared
from kept.rights.ownership.graph import Edge, Graph, Node, Reference, flaws
from kept.rights.ownership.plan import Decided, Done, Plan, Reached, Root, Seen

__all__ = [
    "Decided",
    "Declared",
    "Done",
    "Edge",
    "Graph",
    "Node",
    "Plan",
    "Reached",
    "Reference",
    "Root",
    "Seen",
    "declared",
    "flaws",
]
