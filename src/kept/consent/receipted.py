"""A person's receipts: the list of them, and one to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from kept.consent.receipts import with_inclusion
from kept.consent.recording import receipt_of
from kept.errors import KeptError
from kept.ledger import inclusion
from kept.promises import Words

if TYPE_CHECKING:
    from psycopg import Connection

    from kept.consent.asking import Asked

ACTS: Final = """
    from kept.consent c
    cross join lateral (values ('given', c.given_at, c.event_id, c.terms, c.told, c.promise),
                               ('withdrawn', c.withdrawn_at, c.withdrawal_event_id, c.withdrawal_terms, c.withdrawal_told,
                                c.withdrawal_promise)) a(act, at, event_id, terms, told, promise)
    where c.subject_id = %(subject)s and a.event_id is not null and a.terms is not null
"""
LISTED: Final = f"select a.event_id, c.matter, a.act, a.at {ACTS} order by a.at desc, a.event_id desc"
ONE: Final = f"""
    select t.terms, said.told, i.line, said.promise, said.event_id
    from (select a.event_id, a.terms, a.told, a.promise {ACTS} and a.event_id = %(receipt)s) said
    join kept.consent_terms t on t.sha256 = said.terms join kept.ledger_intake i on i.event_id = said.event_id
"""  # noqa: S608
UNNUMBERED: Final = ("KEPT-L022", "KEPT-L010")


@dataclass(frozen=True)
class Listed:
    """One receipt of a person, by what it tells of."""

    receipt_id: UUID
    title: Words
    act: Literal["given", "withdrawn"]
    at: datetime


def receipts_listed(connection: Connection[Any], asked: Asked, subject_id: int) -> Sequence[Listed]:
    """All receipts of a person, the newest first, in one question to the books."""
    rows = connection.execute(LISTED, {"subject": subject_id}).fetchall()
    return [Listed(row[0], _title(asked, row[1]), row[2], row[3]) for row in rows]


def own_receipt(connection: Connection[Any], subject_id: int, receipt_id: UUID) -> str | None:
    """The text of one receipt of this person, with its place in the ledger once it has one; None for anybody else's."""
    row = connection.execute(ONE, {"subject": subject_id, "receipt": receipt_id}).fetchone()
    if row is None:
        return None
    receipt = receipt_of(row)
    try:
        return with_inclusion(receipt, inclusion(connection, row[4]))
    except KeptError as error:
        if error.code not in UNNUMBERED:
            raise
        return receipt


def _title(asked: Asked, matter: str) -> Words:
    found = asked.matters.get(matter)
    return found.title if found is not None else Words(matter, matter)
