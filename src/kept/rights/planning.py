"""What an erasure would do in one store, told before anything happens: every table, what befalls how many rows, by which SQL and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Executable
from sqlalchemy.sql.elements import ClauseElement

from kept.promises import Words
from kept.rights.ownership import Decided, Plan

Action = Literal["delete", "reduce", "change"]


@dataclass(frozen=True)
class Step:
    """One thing that befalls rows of one table. ``sql`` is what would be run, word for word."""

    store: str
    table: str
    action: Action
    rows: int
    sql: str
    reason: Words


def erasure_steps(connection: Connection, plan: Plan, store: str, subject: int) -> Iterator[Step]:
    """What the erasure of this person would do in a store. Changes nothing but the connection's own work tables."""
    plan.prepare(connection)
    decided = plan.decide(connection, plan.reach(connection, (), {0: [subject]}))
    fates = Counter((table, deleted) for table, _, deleted in plan.ends(connection, decided))
    for number, rows in decided.losses.items():
        loss = plan.ending.losses[number]
        why = Words(f"其中提到 {loss.of} 中将被删除的行", f"names rows of {loss.of} that go")
        yield Step(store, loss.table, "change", rows, _text(connection, loss.put), why)
    for (table, deleted), rows in sorted(fates.items()):
        statement = plan.ending.remove[table] if deleted else plan.ending.reduce[table]
        yield Step(
            store, table, "delete" if deleted else "reduce", rows, _text(connection, statement), _reason(plan, decided, table, deleted)
        )


def _reason(plan: Plan, decided: Decided, table: str, deleted: bool) -> Words:
    node = plan.graph.nodes[table]
    if not deleted and node.last_owner:
        return Words(
            "保存规则要求保留这一行，但去除与人有关的内容", "the rule of retention keeps the row, without what is about the person"
        )
    if not deleted:
        return Words("另一人的行必须指向它", "a row that is somebody else's must name it")
    if node.person:
        return Words("这一行就是此人", "the row is the person")
    if node.subject:
        return Words(f"这一行记明属于此人（{node.subject}）", f"the row says that it is the person's ({node.subject})")
    owners = [edge.owner for edge in plan.graph.edges if edge.word == "owned_by" and edge.owned == table and edge.owner in decided.ending]
    return Words(f"属于此人在 {'、'.join(owners)} 中的行", f"belongs to the person's rows of {', '.join(owners)}")


def _text(connection: Connection, statement: Executable) -> str:
    said = statement.compile(connection) if isinstance(statement, ClauseElement) else statement
    return " ".join(str(said).split())
