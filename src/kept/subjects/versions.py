"""A new version of the statement and one person: whether it was seen, who was reminded of it, who went on and who said no.

Going on is acceptance of the text and of nothing that needs an agreement of its own: no decision rests on it. PIPL art. 17; GDPR art. 13.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, cast

if TYPE_CHECKING:
    from psycopg import Connection

VersionEvent = Literal["reminded", "accepted", "declined"]
Channel = Literal["web", "mobile"]
STANDING: Final = """
    select
      exists (select from kept.shown where subject_id = %(subject)s and path = %(label)s),
      (select earlier.label from kept.shown h
         join kept.statement_version earlier on earlier.label = h.path
         join kept.statement_version own on own.label = %(label)s and own.effective_on > earlier.effective_on
       where h.subject_id = %(subject)s order by earlier.effective_on desc limit 1),
      (select event from kept.version_event where subject_id = %(subject)s and label = %(label)s and event <> 'reminded'
       order by version_event_id desc limit 1)
"""
LOCK: Final = "select from kept.subject where subject_id = %s for update"
NOTE: Final = """
    insert into kept.version_event (subject_id, label, event, channel, at)
    select %(subject)s, %(label)s, %(event)s, %(channel)s, %(at)s
    where %(event)s = 'reminded' or %(event)s is distinct from (
      select event from kept.version_event where subject_id = %(subject)s and label = %(label)s and event <> 'reminded'
      order by version_event_id desc limit 1)
    on conflict do nothing
"""


@dataclass(frozen=True)
class VersionStanding:
    """How a person stands to the version in force. ``before`` is the newest earlier one that was shown; ``answer`` what counts now."""

    label: str
    seen: bool
    before: str | None
    answer: Literal["accepted", "declined"] | None


def version_standing(connection: Connection[Any], subject_id: int, label: str) -> VersionStanding:
    """Whether the person has been shown this version, and what they said to it."""
    row = connection.execute(STANDING, {"subject": subject_id, "label": label}).fetchone()
    seen, before, answer = cast("tuple[bool, str | None, Any]", row)
    return VersionStanding(label, seen, before, answer)


def note_version(connection: Connection[Any], subject_id: int, label: str, event: VersionEvent, channel: Channel, now: datetime) -> None:
    """Write down a reminder (the first by each client counts) or an answer (the same answer twice in a row is one)."""
    connection.execute(LOCK, (subject_id,))
    connection.execute(NOTE, {"subject": subject_id, "label": label, "event": event, "channel": channel, "at": now})
