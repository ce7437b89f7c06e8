"""Whose state has changed: asked for by a version, which is the oldest transaction that was in flight when one looked before.

Whatever commits after a look has a transaction at or above that version, in whatever order it commits; the next look finds it. A look
may tell of a change twice, and never misses one. Nobody notifies: a notification in the business transaction would halve the rate of
consents, and one after it is lost with the process that should have sent it.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from psycopg import Connection

KEPT_FOR: Final = timedelta(days=1)
SEEN: Final = """
    select pg_snapshot_xmin(pg_current_snapshot())::text, extract(epoch from now())::bigint,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint, -(select count(*) from pg_snapshot_xip(pg_current_snapshot()))
"""
CHANGES: Final = (
    SEEN  # noqa: S608 – a constant of our own
    + """,
      array(
        select (c.subject_id::text || ' ' || c.xact::text) from kept.consent c join kept.person_reference using (subject_id)
        where c.xact >= %(since)s::text::xid8
        union
        select p.subject_id::text || ' ' || p.xact::text from kept.person_change p
        where p.xact >= %(since)s::text::xid8 and p.reference is null
      ),
      array(select p.reference from kept.person_change p where p.xact >= %(since)s::text::xid8 and p.reference is not null)
"""
)
BIRTHDAYS: Final = """
    select s.subject_id from kept.subject s join kept.person_reference using (subject_id) where to_char(s.born_on, 'MM-DD') = any(%s)
"""
FORGET: Final = "delete from kept.person_change where at < now() - %s"
FORGET_KEYS: Final = "delete from kept.submitted where at < now() - %s"


@dataclass(frozen=True)
class Changes:
    """``version`` to ask with the next time; ``changed`` are pairs of person and transaction, ``gone`` references to be forgotten.

    ``order`` tells which of two looks was later: what a snapshot sees only grows, and with it the newest transaction that has ended
    (among equals, fewer are still in flight).
    """

    version: str
    order: tuple[int, int]
    changed: Sequence[tuple[int, int]]
    gone: Sequence[str]


def changes(connection: Connection[Any], since: str | None) -> Changes:
    """What changed since a version (None: only the version as it is now), in one look.

    Within a transaction that ``looking`` began, whatever else is read belongs to the same look.
    """
    if since is None:
        row = connection.execute(SEEN).fetchone()
        row = (*row, [], []) if row else None
    else:
        row = connection.execute(CHANGES, {"since": since.partition(".")[0]}).fetchone()
    if row is None:
        raise LookupError("a query that always has a row had none")
    xact, at, newest, running, pairs, gone = row
    told = [(int(subject), int(by)) for subject, _, by in (pair.partition(" ") for pair in pairs)]
    return Changes(f"{xact}.{at}", (newest, running), told, gone)


def looking(connection: Connection[Any]) -> None:
    """Let everything that this transaction reads be of one moment."""
    connection.execute("set transaction isolation level repeatable read, read only")


def birthdays(connection: Connection[Any], day: date) -> Sequence[int]:
    """Whose age in years is another one since that day."""
    days = [f"{day:%m-%d}", *(["02-29"] if (day.month, day.day) == (3, 1) and not isleap(day.year) else [])]
    return [subject for (subject,) in connection.execute(BIRTHDAYS, [days]).fetchall()]


def too_old(version: str, now_s: float) -> bool:
    """Whether changes since then may have been forgotten, or this is no version at all."""
    xact, _, at = version.partition(".")
    return not (xact.isdecimal() and at.isdecimal()) or now_s - int(at) > KEPT_FOR.total_seconds() / 2


def forget_changes(connection: Connection[Any]) -> None:
    """Drop what every reader has long heard of, and keys under which nothing will be submitted again."""
    connection.execute(FORGET, [KEPT_FOR])
    connection.execute(FORGET_KEYS, [KEPT_FOR * 7])
