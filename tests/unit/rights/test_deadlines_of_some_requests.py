"""A deadline speaks of the requests it names, and counts from the instant it says."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import column, select, table

from kept.promises import Duration
from kept.rights.kinds.request_deadline import RequestDeadline
from kept.stores import compiled

COLUMNS = [
    "request_id",
    "kind",
    "channel",
    "state",
    "received_at",
    "verified_at",
    "forwarded_at",
    "due_at",
    "extended_until",
    "extension_reason",
    "answered_at",
]


def asked(deadline: RequestDeadline) -> tuple[str, list[Any]]:
    requests = table("request", *(column(name) for name in COLUMNS), schema="kept")
    look: Any = SimpleNamespace(
        now=datetime(2026, 1, 1, tzinfo=UTC),
        table=lambda path: requests,
        holding=lambda path: (),
        statement=SimpleNamespace(of_kind=lambda kind: ()),
    )
    (question,) = deadline.questions(look)
    assert question.among is not None
    text, values = compiled(select(question.failing).where(question.among))
    return text, list(values.values())


def test_only_requests_of_the_named_kinds_and_ways_are_looked_at() -> None:
    text, values = asked(RequestDeadline(within=Duration(48, "hour"), of=("cancel",), channels=("email",)))
    among = text.partition("WHERE")[2]
    assert "kind IN" in among
    assert "channel IN" in among
    assert {"cancel", "email"} <= set(values)


def test_it_counts_from_receipt_where_it_says_so_and_else_from_verification() -> None:
    received, _ = asked(RequestDeadline(within=Duration(15, "day"), since="received"))
    verified, _ = asked(RequestDeadline(within=Duration(15, "day")))
    assert "received_at IS NOT NULL" in received
    assert "verified_at IS NOT NULL" in verified
    assert "received_at" not in verified
