"""Giving and withdrawing, each in the caller's transaction: the row, the ledger's event and the receipt are committed together or not.

An act has a key of its caller's own: submitted twice, or again after a crash, it is the same act and gets the same receipt. Acts of one
person wait for each other (an advisory lock, gone with the transaction); acts of different people never do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, LiteralString
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
from kept.consent.receipts import (
    Depended,
    Terms,
    Told,
    body,
    body_hash,
    made_again,
    sealed,
    terms_of,
    told_parts,
    told_text,
)
from kept.errors import KeptError
from kept.ledger import Event, Fact, Signer, event_about, new_event_id, subject_tag
from kept.ledger.event import encode
from kept.ledger.intake import EVENT_PARTS
from kept.ledger.promise import promise_of_line
from kept.promises import Words

Randomness = Callable[[int], bytes]
Row = tuple[Any, ...]
READ: Final = "select * from kept.consent_looked_up(%s, %s, %s, %s, %s, %s, %s)"
TERMS: Final = """
    insert into kept.consent_terms (sha256, wording_sha256, label, matter, language, wording, terms)
    values (%s, decode(%s, 'hex'), %s, %s, %s, %s, %s) on conflict do nothing
"""
GIVE: Final = f"""
    with {EVENT_PARTS}
    insert into kept.consent (subject_id, label, matter, form, language, wording_sha256, guardian_id, guardian_verified, channel,
                              given_at, act_key, asked, event_id, terms, told, promise)
    values (%(subject_id)s, %(label)s, %(matter)s, %(form)s, %(language)s, %(wording)s, %(guardian)s, %(verified)s, %(channel)s,
            %(at)s, %(key)s, %(asked)s, %(event_id)s, %(terms)s, %(told)s, %(promise)s)
    returning consent_id
"""  # noqa: S608
WITHDRAW: Final = f"""
    with {EVENT_PARTS}
    update kept.consent c
    set withdrawn_at = coalesce(c.withdrawn_at, greatest(c.given_at, %(at)s)),
        withdrawal_key = case when newest then %(key)s end,
        withdrawal_asked = case when newest then %(asked)s::bytea end,
        withdrawal_event_id = case when newest then %(event_id)s::uuid end,
        withdrawal_terms = case when newest then %(terms)s::bytea end,
        withdrawal_told = case when newest then %(told)s end,
        withdrawal_promise = case when newest then %(promise)s end
    from (select consent_id, consent_id = %(consent)s as newest from kept.consent
          where subject_id = %(subject_id)s and matter = %(matter)s and (withdrawn_at is null or consent_id = %(consent)s)) ending
    where c.consent_id = ending.consent_id
"""  # noqa: S608
WORDING: Final = "select wording from kept.consent_terms where wording_sha256 = decode(%s, 'hex') limit 1"
OF_GIVING: Final = """
    select t.terms, c.told, i.line, c.promise, c.event_id, c.consent_id from kept.consent c
    join kept.consent_terms t on t.sha256 = c.terms join kept.ledger_intake i on i.event_id = c.event_id
    where c.consent_id = %s
"""
OF_WITHDRAWAL: Final = """
    select t.terms, c.withdrawal_told, i.line, c.withdrawal_promise, c.withdrawal_event_id, c.consent_id from kept.consent c
    join kept.consent_terms t on t.sha256 = c.withdrawal_terms join kept.ledger_intake i on i.event_id = c.withdrawal_event_id
    where c.consent_id = %s
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
    done: tuple[int, bool, bytes] | None
    held: Held | None
    in_force: str | None
    has_terms: bool


def give(connection: Connection[Any], asked: Asked, signer: Signer, act: Giving, now: datetime, randomness: Randomness) -> Answer:
    """Record an agreement. What already stands under this version, in these words, is answered with its own receipt.

    Raises KEPT-A001 to A012 and A015 to A017; nothing is written then. The caller commits.
    """
    checked_words(act)
    meant = asked.prompts.get((act.matter, act.language))
    found = _read(connection, asked, act, now, terms_of(asked, meant).sha256 if meant is not None else None)
    if found.done is not None:
        return _again(connection, act, found.done)
    prompt = checked_prompt(asked, act)
    checked_version(asked, found.in_force, today(now))
    person = checked_person(found.person, act.subject_id, giving=True)
    checked_guardian(asked, act, person, found.guardian, today(now))
    if act.matter == f"transfer:{person.country}":
        raise KeptError("KEPT-A002", asked.label, matter=act.matter, why_zh=HOME.zh, why_en=HOME.en)
    held = found.held
    if held is not None and _stands(held, prompt):
        return _answer(_row(connection, OF_GIVING, held.consent_id), again=True)
    at = max(now, held.withdrawn_at or held.given_at) if held is not None else now
    event_id = new_event_id(now, randomness)
    form = "guardian" if act.by == "guardian" else prompt.form
    principal, entity = pseudonyms(person, found.guardian, event_id)
    told = Told(event_id, event_id, principal, at, "consent given", form, act.channel, entity, act.by, act.guardian_verified)
    done = tell("consent.given", asked, prompt, told, signer, act.subject_id, person.key)
    if not found.has_terms:
        connection.execute(TERMS, terms_row(done.terms, prompt))
    values = _values(act, done, at) | {
        "label": prompt.label,
        "form": form,
        "language": prompt.language,
        "wording": bytes.fromhex(prompt.sha256),
        "guardian": act.guardian_id,
        "verified": act.guardian_verified,
        "channel": act.channel,
    }
    (consent_id,) = _only(_fetch(connection, GIVE, values))
    return Answer(done.receipt, event_id, consent_id)


def withdraw(connection: Connection[Any], asked: Asked, signer: Signer, act: Withdrawing, now: datetime, randomness: Randomness) -> Answer:
    """Record a withdrawal, whatever version was agreed to and however: always possible, no reason asked, and told what it ends.

    Withdrawn before: the same answer. Raises KEPT-A001, A008, A011 to A013 and A015. The caller commits.
    """
    checked_words(act)
    found = _read(connection, asked, act, now, None)
    if found.done is not None:
        return _again(connection, act, found.done)
    person = checked_person(found.person, act.subject_id, giving=False)
    checked_own_guardian(act, person, found.guardian)
    held = found.held
    if held is None:
        known(asked.matters, act.matter, asked.label)
        raise KeptError("KEPT-A013", asked.label, matter=act.matter)
    if held.withdrawn_at is not None and (before := _fetch(connection, OF_WITHDRAWAL, (held.consent_id,))) is not None:
        return _answer(before, again=True)
    prompt = _prompt_of(asked, act.matter, held, _fetch(connection, WORDING, (held.wording,)))
    rested = connection.execute(DEPENDED, {"subject": act.subject_id, "matter": act.matter}).fetchall()
    depended = _depended(rested, asked.matters.get(act.matter), act.matter)
    event_id = new_event_id(now, randomness)
    principal, entity = pseudonyms(person, found.guardian, event_id)
    at, record_id = held.withdrawn_at or max(now, held.given_at), held.event_id or event_id
    told = Told(event_id, record_id, principal, at, "consent withdrawn", "explicit", act.channel, entity, act.by, depended=depended)
    done = tell("consent.withdrawn", asked, prompt, told, signer, act.subject_id, person.key)
    connection.execute(TERMS, terms_row(done.terms, prompt))
    connection.execute(WITHDRAW, _values(act, done, at) | {"consent": held.consent_id})
    return Answer(done.receipt, event_id, held.consent_id, depended=depended)


@dataclass(frozen=True)
class Done:
    """An act that is ready to be written: its event and line, what the books keep of it, and the receipt that these make."""

    event: Event
    line: str
    terms: Terms
    told: str
    promise: str
    receipt: str


def tell(kind: str, asked: Asked, prompt: Prompt, told: Told, signer: Signer, subject_id: int, key: bytes) -> Done:
    """The ledger's event of an act, which carries the receipt's hash, and the receipt, which carries the event."""
    terms, parts = terms_of(asked, prompt), told_parts(told)
    said = body(terms, parts)
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
    line = encode(event)
    note = promise_of_line(line, event.event_id, signer)
    return Done(event, line, terms, told_text(parts), note, sealed(said, line, note, signer.name))


def terms_row(terms: Terms, prompt: Prompt) -> Row:
    """The terms as the books keep them."""
    return (terms.sha256, prompt.sha256, prompt.label, prompt.matter, prompt.language, prompt.wording, terms.text)


def receipt_of(row: Row) -> str:
    """The receipt that terms, told, line and promise of the books make: the ledger's name is the promise's own."""
    terms, told, line, note = row[:4]
    return made_again(terms, told, line, note, note.split("\n")[1])


def _read(connection: Connection[Any], asked: Asked, act: Giving | Withdrawing, now: datetime, terms: bytes | None) -> _Found:
    if connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
        raise ValueError("an act of consent is recorded in a transaction")
    values = (act.subject_id, act.guardian_id, act.key, act.matter, terms, asked.statement.service, today(now))
    row = _only(_fetch(connection, READ, values))
    held = Held(*row[20:27]) if row[20] is not None else None
    done = None if row[16] is None else (row[16], bool(row[17]), row[18] if row[17] else row[19])
    return _Found(known_of(row[0:8]), known_of(row[8:16]), done, held, row[27], row[28])


def known_of(row: Row) -> Known | None:
    """What the vault knows of a person, from a row that begins with its number; None where there is nobody."""
    return None if row[0] is None else Known(*row[1:])


def _only(row: Row | None) -> Row:
    if row is None:
        raise LookupError("a query that always has a row had none")
    return row


def _fetch(connection: Connection[Any], query: LiteralString, values: Row | Mapping[str, Any]) -> Row | None:
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query, values, prepare=True).fetchone()


def _row(connection: Connection[Any], query: LiteralString, consent_id: int) -> Row:
    return _only(_fetch(connection, query, (consent_id,)))


def _again(connection: Connection[Any], act: Giving | Withdrawing, done: tuple[int, bool, bytes]) -> Answer:
    consent_id, gave, asked = done
    if asked != digest(act):
        raise KeptError("KEPT-A012", key=act.key)
    return _answer(_row(connection, OF_GIVING if gave else OF_WITHDRAWAL, consent_id), again=True)


def _answer(row: Row, *, again: bool) -> Answer:
    return Answer(receipt_of(row), row[4], row[5], again, _depended_of(row[1]))


def _stands(held: Held, prompt: Prompt) -> bool:
    """Whether the same words were agreed to before and still stand, with a receipt."""
    same = (held.label, held.language, held.wording) == (prompt.label, prompt.language, prompt.sha256)
    return same and held.withdrawn_at is None and held.event_id is not None


def pseudonyms(person: Known, guardian: Known | None, event_id: UUID) -> tuple[str, str]:
    """The person's and the acting party's, for this event only."""
    principal = subject_tag(person.key, event_id).hex()
    return principal, principal if guardian is None else subject_tag(guardian.key, event_id).hex()


def _values(act: Giving | Withdrawing, done: Done, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": act.subject_id,
        "matter": act.matter,
        "key": act.key,
        "at": at,
        "asked": digest(act),
        "event_id": done.event.event_id,
        "line": done.line,
        "terms": done.terms.sha256,
        "told": done.told,
        "promise": done.promise,
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


def _depended_of(told: str) -> Depended | None:
    said: Mapping[str, Any] | None = json.loads(told)["act"]["depended"]
    return None if said is None else Depended(**{name: tuple(values) for name, values in said.items()})
