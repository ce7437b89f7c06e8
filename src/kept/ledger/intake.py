"""Recording events: inside the caller's transaction, so that an event and what it tells of are committed together or not at all.

The intake only takes: no number is given here and nobody is notified, because either makes writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from psycopg import Connection

from kept.ledger.event import Event, encode

INTAKE: Final = "insert into kept.ledger_intake (event_id, line) select * from unnest(%s::uuid[], %s::text[])"
INTAKE_AND_VAULT: Final = """
    with intake as (insert into kept.ledger_intake (event_id, line) select * from unnest(%s::uuid[], %s::text[]))
    insert into kept.subject_event (subject_id, event_id) select * from unnest(%s::bigint[], %s::uuid[])
"""
# One event about a person, as parts of a statement that writes more: the business row and its event in a single round trip.
EVENT_PARTS: Final = """
    intake as (insert into kept.ledger_intake (event_id, line) values (%(event_id)s, %(line)s)),
    vault as (insert into kept.subject_event (subject_id, event_id) values (%(subject_id)s, %(event_id)s))
"""
COPY_INTAKE: Final = "copy kept.ledger_intake (event_id, line) from stdin (format binary)"
COPY_VAULT: Final = "copy kept.subject_event (subject_id, event_id) from stdin (format binary)"
BULK: Final = 10_000


def record(connection: Connection[Any], events: Sequence[Event]) -> None:
    """Write events, and into the vault whose they are, in one statement of the caller's transaction.

    Raises KEPT-L001 or KEPT-L002 before anything is written; the database refuses an event id that it already has.
    """
    lines = [encode(event) for event in events]
    ids = [event.event_id for event in events]
    subjects = [(event.subject_id, event.event_id) for event in events if event.subject_id is not None]
    if subjects:
        connection.execute(INTAKE_AND_VAULT, (ids, lines, [subject for subject, _ in subjects], [each for _, each in subjects]))
    elif lines:
        connection.execute(INTAKE, (ids, lines))


def record_many(connection: Connection[Any], events: Iterable[Event]) -> int:
    """Write any number of events by COPY, in the caller's transaction and in flat memory; returns how many."""
    count = 0
    for chunk in _chunks(events):
        _copy(connection, COPY_INTAKE, ("uuid", "text"), ((event.event_id, encode(event)) for event in chunk))
        subjects = [(event.subject_id, event.event_id) for event in chunk if event.subject_id is not None]
        if subjects:
            _copy(connection, COPY_VAULT, ("int8", "uuid"), subjects)
        count += len(chunk)
    return count


def _chunks(events: Iterable[Event]) -> Iterator[list[Event]]:
    rest = iter(events)
    while chunk := list(islice(rest, BULK)):
        yield chunk


def _copy(connection: Connection[Any], statement: str, types: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
