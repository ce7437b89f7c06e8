"""What people asked for, as the books have it: when it was due, whether it was answered, on what it rested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, func

from kept.promises import Duration, Look, Question, Rehearsal, Words

NOTHING: Final = Words("账簿中还没有这样的请求。", "The books have no such request yet.")
NEEDS_REQUESTS: Final = Words(
    "要由权利请求的实际办理来证明，请求办理尚未接入。",
    "Only requests that are really worked can show it, and the working of requests is not connected yet.",
)
OWN_FIELD: Final = {"hour": "hours", "day": "days", "week": "weeks", "month": "months", "year": "years"}
INTERVAL: Final = ("years", "months", "weeks", "days", "hours")
ONE: Final = "update kept.request set {change} where request_id = (select min(request_id) from kept.request where {among})"


def interval(length: Duration) -> ColumnElement[Any]:
    """The length as an interval of the database. Raises ``ValueError`` for working days, which need a calendar."""
    if length.unit not in OWN_FIELD:
        raise ValueError(f"{length} needs a calendar")
    return func.make_interval(*(length.n if name == OWN_FIELD[length.unit] else 0 for name in INTERVAL))


def asked(
    look: Look, failing: ColumnElement[bool], among: ColumnElement[bool] | None, about: str, source: FromClause | None = None
) -> Sequence[Question]:
    """One question about the requests of every database."""
    request = look.table("kept.request")
    if request is None:
        return ()
    return [Question(look.holding("kept.request"), request if source is None else source, failing, request.c.request_id, among, about)]


def alter_one(rehearsal: Rehearsal, change: str, among: str, **values: Any) -> None:
    """Change the first request of this sort in the first database that has one; nothing if there is none."""
    any(rehearsal.sql(database, ONE.format(change=change, among=among), **values) for database in rehearsal.databases())


def acting_as(who: Words) -> str:
    """The role of the planted person who uses a right that is this person's."""
    return "administrator" if "administrator" in who.en else "member"
