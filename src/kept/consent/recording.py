"""Giving and withdrawing, each in the caller's transaction: the row, the ledger's event and the receipt are committed together or not.

An act has a key of its caller's own: submitted twice, or again after a crash, it is the same act and gets the same receipt. Acts of one
person wait for each other (an advisory lock, gone with the transaction); acts of different people never do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from kept.consent.acts import (
    Giving,
    Held,
    Known,
    Withdrawing,
    checked_guardian,
    checked_own_guardian,
    checked_person,
    checked_prompt,
    checked_version,
    checked_words,
    digest,
    today,
)
from kept.consent.asking import Asked, Prompt
from kept.consent.matters import HOME, Matter, known
from kept.consent.receipts import Depended, Told, body, body_hash, sealed
from kept.errors import KeptError
from kept.ledger import Event, Fact, Signer, event_about, new_event_id, record, subject_tag
from kept.promises import Words

Randomness = Callable[[int], bytes]
Row = tuple[Any, ...]
LOCK: Final = "select pg_advisory_xact_lock(1801810036, (%s::bigint & 2147483647)::int)"
READ: Final = """
    select s.subject_id, s.key, s.country, s.subdivision, s.born_on, s.guardian_id, s.ended_at is not null, s.erased_at is not null,
           g.subject_id, g.key, g.country, g.subdivision, g.born_on, g.guardian_id, g.ended_at is not null, g.erased_at is not null,
           r.asked, r.receipt, r.consent_id, r.event_id,
           c.consent_id, c.label, c.language, encode(c.wording_sha256, 'hex'), c.given_at, c.withdrawn_at, c.event_id, v.label
    from (select %(subject)s::bigint as subject_id) w
    left join kept.subject s on s.subject_id = w.subject_id
    left join kept.subject g on g.subject_id = %(guardian)s::bigint
    left join kept.consent_receipt r on r.subject_id = w.subject_id and r.act_key = %(key)s
    left join lateral (
      select * from kept.consent c where c.subject_id = w.subject_id and c.matter = %(matter)s
      order by c.withdrawn_at is not null, c.given_at desc, c.consent_id desc limit 1
    ) c on true
    left join lateral (
      select label from kept.statement_version where service = %(service)s and effective_on <= %(today)s
      order by effective_on desc limit 1
    ) v on true
"""
GIVE: Final = """
    with wording as (
      insert into kept.consent_wording (sha256, label, matter, language, wording)
      values (%(wording_sha256)s, %(label)s, %(matter)s, %(language)s, %(wording)s) on conflict do nothing
    ), consent as (
      insert into kept.consent (subject_id, label, matter, form, language, wording_sha256, guardian_id, guardian_verified, channel,
                                given_at, event_id)
      values (%(subject)s, %(label)s, %(matter)s, %(form)s, %(language)s, %(wording_sha256)s, %(guardian)s, %(verified)s, %(channel)s,
              %(at)s, %(event)s)
      returning consent_id
    )
    insert into kept.consent_receipt (subject_id, act_key, act, asked, consent_id, event_id, receipt, at)
    select %(subject)s, %(key)s, 'given', %(asked)s, consent_id, %(event)s, %(receipt)s, %(at)s from consent
    returning consent_id
"""
WITHDRAW: Final = """
    with ended as (
      update kept.consent set withdrawn_at = greatest(given_at, %(at)s)
      where subject_id = %(subject)s and matter = %(matter)s and withdrawn_at is null
    )
    insert into kept.consent_receipt (subject_id, act_key, act, asked, consent_id, event_id, receipt, at)
    values (%(subject)s, %(key)s, 'withdrawn', %(asked)s, %(consent)s, %(event)s, %(receipt)s, %(at)s)
"""
WORDING: Final = "select wording from kept.consent_wording where sha256 = decode(%s, 'hex')"
OF_EVENT: Final = "select receipt, event_id from kept.consent_receipt where subject_id = %s and event_id = %s"
OF_WITHDRAWAL: Final = """
    select receipt, event_id from kept.consent_receipt
    where subject_id = %s and consent_id = %s and act = 'withdrawn' order by at desc limit 1
"""
DEPENDED: Final = """
    with standing as (
      select consent_id from kept.consent where subject_id = %(subject)s and matter = %(matter)s and withdrawn_at is null
    )
    select 'functions', d.function from kept.decision d join standing using (consent_id) where d.allowed
    union select 'purposes', d.purpose from kept.decision d join standing using (consent_id) where d.allowed
    union select 'recipients', d.recipient from kept.disclosure d join standing using (consent_id)
    union select 'countries', t.to_country from kept.transfer t join standing using (consent_id)
"""


@dataclass(frozen=True)
class Answer:
    """What an act led to. Give the receipt away only after the commit. ``again``: it had been done before, and nothing was written."""

    receipt: str
    event_id: UUID
    consent_id: int
    again: bool = False
    depended: Depended | None = None


@dataclass(frozen=True)
class _Found:
    """What the books said when the act was looked at."""

    person: Known | None
    guardian: Known | None
    done: tuple[bytes, str, int, UUID] | None
    held: Held | None
    in_force: str | None


def give(connection: Connection[Any], asked: Asked, signer: Signer, act: Giving, now: datetime, randomness: Randomness) -> Answer:
    """Record an agreement. What already stands under this version, in these words, is answered with its own receipt.

    Raises KEPT-A001 to A012 and A015 to A017; nothing is written then. The caller commits.
    """
    checked_words(act)
    with connection.pipeline():
        found = _read(connection, asked, act, now)
        if found.done is not None:
            return _again(act, found.done)
        prompt = checked_prompt(asked, act)
        checked_version(asked, found.in_force, today(now))
        person = checked_person(found.person, act.subject_id, giving=True)
        checked_guardian(asked, act, person, found.guardian, today(now))
        if act.matter == f"transfer:{person.country}":
            raise KeptError("KEPT-A002", asked.label, matter=act.matter, why_zh=HOME.zh, why_en=HOME.en)
        held = found.held
        if held is not None and _stands(held, prompt):
            stored = _fetch(connection, OF_EVENT, (act.subject_id, held.event_id))
            if stored is not None:
                return Answer(stored[0], stored[1], held.consent_id, again=True)
        at = max(now, held.withdrawn_at or held.given_at) if held is not None else now
        event_id = new_event_id(now, randomness)
        form = "guardian" if act.by == "guardian" else prompt.form
        principal, entity = pseudonyms(person, found.guardian, event_id)
        told = Told(event_id, event_id, principal, at, "consent given", form, act.channel, entity, act.by, act.guardian_verified)
        event, receipt = tell("consent.given", asked, prompt, told, signer, act.subject_id, person.key)
        values = _values(act, event_id, at, receipt) | {
            "label": prompt.label,
            "language": prompt.language,
            "wording": prompt.wording,
            "wording_sha256": bytes.fromhex(prompt.sha256),
            "form": form,
            "guardian": act.guardian_id,
            "verified": act.guardian_verified,
        }
        written = connection.execute(GIVE, values)
        record(connection, [event])
        (consent_id,) = _only(written.fetchone())
    return Answer(receipt, event_id, consent_id)


def withdraw(connection: Connection[Any], asked: Asked, signer: Signer, act: Withdrawing, now: datetime, randomness: Randomness) -> Answer:
    """Record a withdrawal, whatever version was agreed to and however: always possible, no reason asked, and told what it ends.

    Withdrawn before: the same answer. Raises KEPT-A001, A008, A011 to A013 and A015. The caller commits.
    """
    checked_words(act)
    with connection.pipeline():
        found = _read(connection, asked, act, now)
        if found.done is not None:
            return _again(act, found.done)
        person = checked_person(found.person, act.subject_id, giving=False)
        checked_own_guardian(act, person, found.guardian)
        held = found.held
        if held is None:
            known(asked.matters, act.matter, asked.label)
            raise KeptError("KEPT-A013", asked.label, matter=act.matter)
        if held.withdrawn_at is not None:
            stored = _fetch(connection, OF_WITHDRAWAL, (act.subject_id, held.consent_id))
            if stored is not None:
                return Answer(stored[0], stored[1], held.consent_id, again=True, depended=_depended_of(stored[0]))
        prompt = _prompt_of(asked, act.matter, held, _fetch(connection, WORDING, (held.wording,)))
        rested = connection.execute(DEPENDED, {"subject": act.subject_id, "matter": act.matter}).fetchall()
        depended = _depended(rested, asked.matters.get(act.matter), act.matter)
        at = held.withdrawn_at or max(now, held.given_at)
        event_id = new_event_id(now, randomness)
        principal, entity = pseudonyms(person, found.guardian if act.guardian_id is not None else None, event_id)
        told = Told(
            event_id,
            held.event_id or event_id,
            principal,
            at,
            "consent withdrawn",
            "explicit",
            act.channel,
            entity,
            act.by,
            depended=depended,
        )
        event, receipt = tell("consent.withdrawn", asked, prompt, told, signer, act.subject_id, person.key)
        connection.execute(WITHDRAW, _values(act, event_id, at, receipt) | {"consent": held.consent_id})
        record(connection, [event])
    return Answer(receipt, event_id, held.consent_id, depended=depended)


def tell(kind: str, asked: Asked, prompt: Prompt, told: Told, signer: Signer, subject_id: int, key: bytes) -> tuple[Event, str]:
    """The ledger's event of an act and the receipt that it seals."""
    said = body(asked, prompt, told)
    facts: dict[str, Fact] = {
        "matter": prompt.matter,
        "label": prompt.label,
        "language": prompt.language,
        "wording": prompt.sha256,
        "form": told.form,
        "by": told.by,
        "channel": told.channel,
        "receipt": body_hash(said),
    }
    if told.origin is not None:
        facts["imported_from"] = told.origin.system
    event = event_about(kind, told.at, facts, told.receipt_id, subject_id, key)
    return event, sealed(said, event, signer)


def _read(connection: Connection[Any], asked: Asked, act: Giving | Withdrawing, now: datetime) -> _Found:
    if connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
        raise ValueError("an act of consent is recorded in a transaction")
    connection.execute(LOCK, (act.subject_id,))
    values = {
        "subject": act.subject_id,
        "guardian": act.guardian_id,
        "key": act.key,
        "matter": act.matter,
        "service": asked.statement.service,
        "today": today(now),
    }
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = _only(cursor.execute(READ, values).fetchone())
    held = Held(*row[20:27]) if row[20] is not None else None
    done = (row[16], row[17], row[18], row[19]) if row[16] is not None else None
    return _Found(known_of(row[0:8]), known_of(row[8:16]), done, held, row[27])


def known_of(row: Row) -> Known | None:
    """What the vault knows of a person, from a row that begins with its number; None where there is nobody."""
    return None if row[0] is None else Known(*row[1:])


def _only(row: Row | None) -> Row:
    if row is None:
        raise LookupError("a query that always has a row had none")
    return row


def _fetch(connection: Connection[Any], query: str, values: Row) -> Row | None:
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query, values).fetchone()


def _again(act: Giving | Withdrawing, done: tuple[bytes, str, int, UUID]) -> Answer:
    asked, receipt, consent_id, event_id = done
    if asked != digest(act):
        raise KeptError("KEPT-A012", key=act.key)
    return Answer(receipt, event_id, consent_id, again=True, depended=_depended_of(receipt))


def _stands(held: Held, prompt: Prompt) -> bool:
    """Whether the same words were agreed to before and still stand, with a receipt."""
    same = (held.label, held.language, held.wording) == (prompt.label, prompt.language, prompt.sha256)
    return same and held.withdrawn_at is None and held.event_id is not None


def pseudonyms(person: Known, guardian: Known | None, event_id: UUID) -> tuple[str, str]:
    """The person's and the acting party's, for this event only."""
    principal = subject_tag(person.key, event_id).hex()
    return principal, principal if guardian is None else subject_tag(guardian.key, event_id).hex()


def _values(act: Giving | Withdrawing, event_id: UUID, at: datetime, receipt: str) -> dict[str, Any]:
    return {
        "subject": act.subject_id,
        "matter": act.matter,
        "key": act.key,
        "channel": act.channel,
        "asked": digest(act),
        "event": event_id,
        "at": at,
        "receipt": receipt,
    }


def _prompt_of(asked: Asked, matter: str, held: Held, wording: Row | None) -> Prompt:
    """The prompt that was agreed to: the one of this version, or what the books still have of an older one's."""
    now = asked.prompts.get((matter, held.language))
    if now is not None and (now.label, now.sha256) == (held.label, held.wording):
        return now
    words = wording[0] if wording is not None else ""
    if now is not None:
        return replace(now, label=held.label, wording=words, sha256=held.wording)
    declared = Matter(matter, Words(matter, matter), None)
    return Prompt(held.label, matter, held.language, matter, words, held.wording, "explicit", declared, "", "")


def _depended(rows: Iterable[Row], matter: Matter | None, name: str) -> Depended:
    """What rested on it: as the books tell, and as the statement says of the matter itself."""
    found: dict[str, set[str]] = {"functions": set(), "purposes": set(), "recipients": set(), "countries": set()}
    for what, value in rows:
        found[what].add(value)
    if matter is not None:
        found["functions"] |= set(matter.functions)
    if name.startswith("transfer:"):
        found["countries"].add(name.partition(":")[2])
    section = name.partition(".")[0]
    if section == "purposes":
        found["purposes"].add(name)
    elif section in ("recipients", "affiliates", "sdks"):
        found["recipients"].add(name)
    return Depended(**{what: tuple(sorted(names)) for what, names in found.items()})


def _depended_of(receipt: str) -> Depended | None:
    said: Mapping[str, Any] | None = json.loads(receipt)["agreement"]["depended"]
    return None if said is None else Depended(**{name: tuple(values) for name, values in said.items()})
