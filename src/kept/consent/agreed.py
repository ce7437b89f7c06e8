"""What a person agreed to, now and before, as the person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from kept.consent.asking import Asked
from kept.consent.receipts import with_inclusion
from kept.consent.recording import receipt_of
from kept.errors import KeptError
from kept.ledger import inclusion
from kept.promises import Words

OF_PERSON: Final = """
    select c.consent_id, c.matter, c.label, c.language, c.form, c.channel, c.given_at, c.withdrawn_at, c.guardian_id is not null,
           c.imported_from, encode(c.wording_sha256, 'hex'), nullif(t.wording, ''), c.event_id
    from kept.consent c left join kept.consent_terms t on t.sha256 = c.terms
    where c.subject_id = %s order by c.given_at, c.consent_id
"""
RECEIPTS: Final = """
    select t.terms, a.told, i.line, a.promise, a.event_id
    from kept.consent c
    cross join lateral (values (c.event_id, c.terms, c.told, c.promise),
                               (c.withdrawal_event_id, c.withdrawal_terms, c.withdrawal_told, c.withdrawal_promise)
                       ) a(event_id, terms, told, promise)
    join kept.consent_terms t on t.sha256 = a.terms join kept.ledger_intake i on i.event_id = a.event_id
    where c.subject_id = %s and (%s::text is null or c.matter = %s) order by a.event_id
"""
FORMS: Final = {
    "explicit": Words("明示同意", "expressly"),
    "separate": Words("单独同意", "separately"),
    "conduct": Words("知悉后以使用表示同意", "by using the service, after being told"),
    "guardian": Words("由监护人同意", "by a guardian"),
}
GIVEN: Final = Words("{title}：{at} {how}", "{title}: agreed on {at}, {how}")
ENDED: Final = Words("，{at} 撤回", "; withdrawn on {at}")
TAKEN_OVER: Final = Words("，自 {system} 导入", "; taken over from {system}")


@dataclass(frozen=True)
class Agreement:
    """One agreement of a person. ``wording`` is what was shown, None where only its hash was handed down."""

    consent_id: int
    matter: str
    title: Words
    label: str
    language: str
    form: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None
    by_guardian: bool
    imported_from: str | None
    wording_sha256: str
    wording: str | None
    event_id: UUID | None

    def said(self, language: str) -> str:
        """One line for the person who reads it."""
        line = GIVEN.words(language).format(title=self.title.words(language), at=_day(self.given_at), how=FORMS[self.form].words(language))
        if self.imported_from is not None:
            line += TAKEN_OVER.words(language).format(system=self.imported_from)
        return line + (ENDED.words(language).format(at=_day(self.withdrawn_at)) if self.withdrawn_at is not None else "")


@dataclass(frozen=True)
class Agreements:
    """``standing``: the newest of each matter that is not withdrawn, by when it was given; ``history``: everything, oldest first."""

    standing: Sequence[Agreement]
    history: Sequence[Agreement]


def agreements(connection: Connection[Any], asked: Asked, subject_id: int) -> Agreements:
    """What a person of the vault agreed to; titles are those of the version given, for matters that it still has."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(OF_PERSON, (subject_id,)).fetchall()
    history = [Agreement(row[0], row[1], _title(asked, row[1]), *row[2:]) for row in rows]
    standing = {one.matter: one for one in history if one.withdrawn_at is None}
    return Agreements(sorted(standing.values(), key=lambda one: (one.given_at, one.consent_id)), history)


def receipts_of(connection: Connection[Any], subject_id: int, matter: str | None = None) -> Iterator[str]:
    """A person's receipts, oldest first, each with its place in the ledger as soon as it has one."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(RECEIPTS, (subject_id, matter, matter)).fetchall()
    for row in rows:
        receipt = receipt_of(row)
        try:
            yield with_inclusion(receipt, inclusion(connection, row[4]))
        except KeptError as error:
            if error.code not in ("KEPT-L022", "KEPT-L010"):
                raise
            yield receipt


def _title(asked: Asked, matter: str) -> Words:
    known = asked.matters.get(matter)
    return known.title if known is not None else Words(matter, matter)


def _day(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
