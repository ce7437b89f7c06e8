"""Agreements carried out of the books and into them: JSON lines, one agreement each, streamed, in flat memory.

What comes in passes the checks of an agreement given here, under the version that was in force when it was given; it says for ever that it
was imported and from where. It never brings back what the person has withdrawn here since.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import tuple_row

from kept.consent.acts import Giving, Known, checked_guardian, checked_person, checked_version, checked_words, today
from kept.consent.asking import Asked, Prompt
from kept.consent.receipts import Origin, Told
from kept.consent.recording import TERMS, Done, Randomness, known_of, pseudonyms, tell, terms_row
from kept.errors import Fault, KeptError
from kept.ledger import Event, Signer, new_event_id, record_many
from kept.stores import copy_rows

CHUNK: Final = 500
LONGEST: Final = 65_536
NEEDED: Final = ("person", "matter", "label", "language", "wording_sha256", "channel", "given_at")
TAKEN: Final = (*NEEDED, "form", "guardian", "guardian_verified", "of_age", "withdrawn_at", "imported_from")
FORMS: Final = ("explicit", "separate", "guardian", "conduct")
LOCKS: Final = """
    select pg_advisory_xact_lock(1801810036, (id & 2147483647)::int)
    from (select distinct id from unnest(%s::bigint[]) id order by id) people
"""
PEOPLE: Final = """
    select subject_id, key, country, subdivision, born_on, guardian_id, ended_at is not null, erased_at is not null
    from kept.subject where subject_id = any(%s)
"""
WITHDRAWN: Final = """
    select subject_id, matter, max(withdrawn_at) from kept.consent where subject_id = any(%s) and withdrawn_at is not null group by 1, 2
"""
DONE: Final = "select act_key from kept.consent where subject_id = any(%s) and act_key = any(%s)"
VERSIONS: Final = "select label, effective_on from kept.statement_version where service = %s order by effective_on"
EXPORTED: Final = """
    select subject_id, matter, label, form, language, encode(wording_sha256, 'hex'), guardian_id, guardian_verified, channel, given_at,
           withdrawn_at, imported_from
    from kept.consent order by consent_id
"""
CONSENT: Final = (
    "subject_id label matter form language wording_sha256 guardian_id guardian_verified channel given_at withdrawn_at imported_from"
    " imported_at act_key asked event_id terms told promise withdrawal_key withdrawal_asked withdrawal_event_id withdrawal_terms"
    " withdrawal_told withdrawal_promise"
)
UNENDED: Final = (None,) * 6


@dataclass(frozen=True)
class Carried:
    """What an import did: lines read, agreements taken, those that were here already, and how many lines were refused."""

    lines: int
    taken: int
    already: int
    refused: int


@dataclass(frozen=True)
class _Line:
    """One line, read and typed. ``key`` is the same for the same line from the same system."""

    number: int
    act: Giving
    label: str
    form: str | None
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass
class _Books:
    """What the books say of the people of a chunk, and what the chunk adds to it."""

    people: Mapping[int, Known]
    withdrawn: dict[tuple[int, str], datetime]
    done: set[str]
    consents: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    terms: dict[bytes, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Importing:
    """What is the same for every line of an import. ``versions``: each version of the statement by its label, as its people were asked."""

    versions: Mapping[str, Asked]
    signer: Signer
    source: str
    now: datetime
    randomness: Randomness


def import_consents(connection: Connection[Any], how: Importing, lines: Iterable[str], refused: Callable[[Fault], None]) -> Carried:
    """Import agreements, a transaction for each 500 lines; a line that is refused is told to ``refused`` and stops no other.

    The same file again changes nothing. Raises KEPT-A015 if the system's name is no code.
    """
    checked_words(Giving(0, "", "", "", "import", how.source))
    service = next(iter(how.versions.values())).statement.service
    with connection.transaction(), connection.cursor(row_factory=tuple_row) as cursor:
        versions = cursor.execute(VERSIONS, (service,)).fetchall()
    read, taken, already, wrong = 0, 0, 0, 0
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := list(islice(numbered, CHUNK)):
        read += len(chunk)
        good = list[_Line]()
        for number, line in chunk:
            try:
                good.append(_parsed(number, line, how))
            except KeptError as error:
                wrong += 1
                refused(error.fault)
        with connection.transaction():
            books = _looked_up(connection, good)
            for one in good:
                try:
                    new = _taken(books, how, one, _in_force(versions, one.given_at))
                    taken, already = taken + new, already + (not new)
                except KeptError as error:
                    wrong += 1
                    refused(replace(error.fault, place=replace(error.fault.place, name=f"{error.fault.place.name}:{one.number}")))
            _written(connection, books)
    return Carried(read, taken, already, wrong)


def export_consents(connection: Connection[Any]) -> Iterator[str]:
    """Every agreement of a database as a line of JSON that ``import_consents`` takes; people by their number in the vault."""
    names = ("person", "matter", "label", "form", "language", "wording_sha256", "guardian", "guardian_verified", "channel")
    with connection.transaction(), connection.cursor(name="consents", row_factory=tuple_row) as cursor:
        cursor.itersize = 2_000
        for row in cursor.execute(EXPORTED):
            said = dict(zip(names, row, strict=False))
            times = {"given_at": row[9].isoformat(), "withdrawn_at": row[10].isoformat() if row[10] else None}
            yield json.dumps({**said, **times, "imported_from": row[11]}, ensure_ascii=False) + "\n"


def _parsed(number: int, line: str, how: Importing) -> _Line:
    """A line as values. Raises KEPT-A014, and A015 for what is no code."""
    try:
        said = json.loads(line) if len(line) <= LONGEST else None
        if not isinstance(said, dict):
            raise ValueError("no JSON object")
        unknown, lacking = sorted(set(said) - set(TAKEN)), sorted(set(NEEDED) - set(said))
        if unknown or lacking:
            raise ValueError(f"unknown: {', '.join(unknown) or '-'}; lacking: {', '.join(lacking) or '-'}")
        texts = [said[name] for name in NEEDED[1:]]
        if not all(isinstance(text, str) for text in texts) or type(said["person"]) is not int:
            raise ValueError("a field has another type")
        given_at, withdrawn_at = _instant(said["given_at"]), _instant(said.get("withdrawn_at"))
        if given_at is None or given_at > how.now or (withdrawn_at is not None and not given_at <= withdrawn_at <= how.now):
            raise ValueError("given_at and withdrawn_at lie in the past, in this order")
        if said.get("form") not in (None, *FORMS):
            raise ValueError("form")
    except (ValueError, TypeError, RecursionError) as error:
        what = "JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        raise KeptError("KEPT-A014", number=number, what=what) from None
    same = {name: said[name] for name in NEEDED}
    key = "import:" + sha256(json.dumps([how.source, same], sort_keys=True).encode()).hexdigest()[:40]
    act = Giving(
        said["person"],
        said["matter"],
        said["language"],
        said["wording_sha256"],
        key,
        said["channel"],
        said.get("guardian"),
        said.get("guardian_verified"),
        said.get("of_age") is True,
    )
    checked_words(act)
    return _Line(number, act, said["label"], said.get("form"), given_at, withdrawn_at)


def _instant(said: object) -> datetime | None:
    if said is None:
        return None
    at = datetime.fromisoformat(str(said))
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    return at.astimezone(UTC)


def _in_force(versions: Sequence[tuple[Any, ...]], at: datetime) -> str | None:
    return next((label for label, effective in reversed(versions) if effective <= today(at)), None)


def _looked_up(connection: Connection[Any], lines: Sequence[_Line]) -> _Books:
    ids = sorted({one.act.subject_id for one in lines} | {one.act.guardian_id for one in lines if one.act.guardian_id is not None})
    with connection.cursor(row_factory=tuple_row) as cursor:
        cursor.execute(LOCKS, (ids,))
        people = {row[0]: known_of(row) for row in cursor.execute(PEOPLE, (ids,)).fetchall()}
        withdrawn = {(row[0], row[1]): row[2] for row in cursor.execute(WITHDRAWN, (ids,)).fetchall()}
        done = {row[0] for row in cursor.execute(DONE, (ids, [one.act.key for one in lines])).fetchall()}
    return _Books({number: one for number, one in people.items() if one is not None}, withdrawn, done)


def _taken(books: _Books, how: Importing, line: _Line, in_force: str | None) -> bool:
    """Add a line to what will be written; False where it is here already. Raises KEPT-A001 to A017 and A019."""
    act = line.act
    if act.key in books.done:
        return False
    asked = how.versions.get(line.label)
    if asked is None:
        raise KeptError("KEPT-A010", line.label, day=today(line.given_at).isoformat(), in_force=in_force or "-")
    prompt = _prompt(asked, line)
    checked_version(asked, in_force, today(line.given_at))
    person = checked_person(books.people.get(act.subject_id), act.subject_id, giving=False)
    guardian = books.people.get(act.guardian_id) if act.guardian_id is not None else None
    checked_guardian(asked, act, person, guardian, today(line.given_at))
    later = books.withdrawn.get((act.subject_id, act.matter))
    if line.withdrawn_at is None and later is not None and later >= line.given_at:
        raise KeptError("KEPT-A019", asked.label, matter=act.matter, at=later.isoformat())
    event_id = new_event_id(how.now, how.randomness)
    form = "guardian" if act.by == "guardian" else line.form or prompt.form
    principal, entity = pseudonyms(person, guardian, event_id)
    origin = Origin(how.source, how.now)
    told = Told(
        event_id, event_id, principal, line.given_at, "consent given", form, act.channel, entity, act.by, act.guardian_verified, origin
    )
    given, giving = _act(books, how, line, asked, prompt, told, person)
    ended: tuple[Any, ...] = UNENDED
    if line.withdrawn_at is not None:
        ending = new_event_id(how.now, how.randomness)
        principal, entity = pseudonyms(person, guardian, ending)
        over = replace(told, receipt_id=ending, at=line.withdrawn_at, state="consent withdrawn", principal=principal, entity=entity)
        ended, _ = _act(books, how, line, asked, prompt, over, person)
        books.withdrawn[act.subject_id, act.matter] = max(line.withdrawn_at, later or line.withdrawn_at)
    shown = (act.subject_id, prompt.label, prompt.matter, form, prompt.language, bytes.fromhex(prompt.sha256))
    whose = (act.guardian_id, act.guardian_verified, act.channel, line.given_at, line.withdrawn_at, how.source, how.now)
    books.consents.append((*shown, *whose, *given, *ended))
    books.terms[giving.terms.sha256] = terms_row(giving.terms, prompt)
    books.done.add(act.key)
    return True


def _prompt(asked: Asked, line: _Line) -> Prompt:
    """The version's own words, or its whole text, whose hash then stands alone. Raises KEPT-A001 to A005, A014 for a presumption."""
    act, prompt = line.act, asked.prompt(line.act.matter, line.act.language)
    if line.form == "conduct" and prompt.form != "conduct":
        raise KeptError("KEPT-A014", asked.label, number=line.number, what="conduct is no agreement to this matter")
    if act.wording_sha256.lower() == asked.texts[act.language]:
        return replace(prompt, wording="", sha256=asked.texts[act.language])
    if act.wording_sha256.lower() != prompt.sha256:
        found = act.wording_sha256[:12]
        raise KeptError("KEPT-A005", asked.label, matter=act.matter, language=act.language, found=found, sha256=prompt.sha256)
    return prompt


def _act(
    books: _Books, how: Importing, line: _Line, asked: Asked, prompt: Prompt, told: Told, person: Known
) -> tuple[tuple[Any, ...], Done]:
    """The columns of an act in the consent's row, and what it is told with; its event waits with the others of the chunk."""
    over = told.state == "consent withdrawn"
    done = tell("consent.withdrawn" if over else "consent.imported", asked, prompt, told, how.signer, line.act.subject_id, person.key)
    key = f"{line.act.key}:w" if over else line.act.key
    books.events.append(done.event)
    return (key, sha256(key.encode()).digest(), done.event.event_id, done.terms.sha256, done.told, done.promise), done


def _written(connection: Connection[Any], books: _Books) -> None:
    """All that a chunk adds, by COPY."""
    if not books.consents:
        return
    with connection.cursor() as cursor:
        cursor.executemany(TERMS, list(books.terms.values()))
    copy_rows(connection, ("kept", "consent"), CONSENT.split(), books.consents)
    record_many(connection, books.events)
