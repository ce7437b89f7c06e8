"""What was handed to somebody, as it stands in the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from kept.errors import KeptError

if TYPE_CHECKING:
    from psycopg import Connection

KINDS: Final = {"recipients": "shared", "processors": "entrusted", "affiliates": "group", "sdks": "shared", "handovers": "published"}
LOCK: Final = "select pg_advisory_xact_lock(1801810038, hashtext(key)) from (select unnest(%s::text[]) as key order by 1) k"
SUBMITTED: Final = "select key, number from kept.submitted where key = any(%s)"
DISCLOSE: Final = """
    with written as (
      insert into kept.disclosure (subject_id, recipient, purpose, items, direction, kind, anonymised, deidentified, consent_id,
                                   exemption_id, contract_ref, decision_id, from_country, to_country, at)
      select %(subject)s, %(recipient)s, %(purpose)s, %(items)s, 'out', %(kind)s, %(anonymised)s, %(deidentified)s,
        coalesce(d.consent_id, (
          select c.consent_id from kept.consent c
          where c.subject_id = %(subject)s and c.matter = %(recipient)s and c.withdrawn_at is null order by c.given_at desc limit 1
        )), d.exemption_id, d.contract_ref, d.decision_id, %(from)s, %(to)s, %(at)s
      from (select) one left join kept.decision d on d.decision_id = %(decision)s::bigint and d.subject_id = %(subject)s::bigint
      returning disclosure_id
    )
    insert into kept.submitted (key, number, at) select %(key)s, disclosure_id, now() from written returning number
"""


@dataclass(frozen=True)
class Disclosed:
    """Items that went out to a recipient (a path of the statement). ``key`` is the application's own: again, it is the same one."""

    subject_id: int | None
    recipient: str
    purpose: str
    items: Sequence[str]
    deidentified: bool
    anonymised: bool
    to_country: str
    at: datetime
    key: str
    decision_id: int | None = None


def record_disclosures(connection: Connection[Any], home: str, disclosed: Sequence[Disclosed]) -> Sequence[int]:
    """Write disclosures and give their numbers, in the same order. The caller commits. Raises KEPT-W007 for nobody that data goes to."""
    keys = list(dict.fromkeys(one.key for one in disclosed))
    connection.execute(LOCK, [keys])
    numbers: dict[str, int] = dict(connection.execute(SUBMITTED, [keys]).fetchall())
    for one in disclosed:
        if one.key not in numbers:
            numbers[one.key] = _written(connection, home, one)
    return [numbers[one.key] for one in disclosed]


def _written(connection: Connection[Any], home: str, one: Disclosed) -> int:
    kind = KINDS.get(one.recipient.partition(".")[0])
    if kind is None:
        raise KeptError("KEPT-W007", recipient=one.recipient)
    values = {
        "subject": one.subject_id,
        "recipient": one.recipient,
        "purpose": one.purpose,
        "items": list(one.items),
        "kind": kind,
        "anonymised": one.anonymised,
        "deidentified": one.deidentified,
        "decision": one.decision_id,
        "from": home,
        "to": one.to_country,
        "at": one.at,
        "key": one.key,
    }
    row = connection.execute(DISCLOSE, values).fetchone()
    if row is None:
        raise LookupError("a query that always has a row had none")
    return int(row[0])
