"""What happened between a person and a device or a page, as far as decisions ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from psycopg import Connection

SHOWN: Final = """
    insert into kept.shown (subject_id, path, at) select %s, path, %s from unnest(%s::text[]) as path on conflict do nothing
"""
PERMISSION: Final = "insert into kept.permission_event (subject_id, permission, event, at) values (%s, %s, %s, %s)"
END: Final = "update kept.subject set ended_at = %(at)s where subject_id = any(%(people)s) and ended_at is null"
REFUSE: Final = """
    insert into kept.marketing_refusal (subject_id, since)
    select %(subject)s, %(at)s where not exists (select from kept.marketing_refusal where subject_id = %(subject)s and until is null)
    on conflict do nothing
"""
ALLOW: Final = "update kept.marketing_refusal set until = greatest(since, %(at)s) where subject_id = %(subject)s and until is null"


def note_shown(connection: Connection[Any], subject_id: int, paths: Sequence[str], now: datetime) -> None:
    """The person has been shown these: labels of statements, paths of notices. The first time counts."""
    connection.execute(SHOWN, (subject_id, now, list(paths)))


def note_permission(connection: Connection[Any], subject_id: int, permission: str, event: str, now: datetime) -> None:
    """What a device said about one of its permissions: prompted, granted, refused, revoked, used."""
    connection.execute(PERMISSION, (subject_id, permission, event, now))


def refuse_marketing(connection: Connection[Any], subject_id: int, refused: bool, now: datetime) -> None:
    """The person refuses marketing from now on, or does no longer."""
    connection.execute(REFUSE if refused else ALLOW, {"subject": subject_id, "at": now})


def end_people(connection: Connection[Any], subject_ids: Sequence[int], at: datetime, now: datetime) -> None:
    """The relation with these people ended at that time (now at the latest); from then on their retention periods run."""
    connection.execute(END, {"people": list(subject_ids), "at": min(at, now)})
