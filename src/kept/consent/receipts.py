"""Receipts: what a person takes away of an act, after ISO/IEC TS 27560:2023, checkable with the ledger's public key alone.

A receipt is JSON. Its fields are those of the Technical Specification (``schema_version``, ``receipt_id``, ``record_id``,
``pii_principal_id``, ``pii_processing``, ``parties``, ``events``); ``terms`` has the words that were shown, ``act`` how it was done;
``ledger`` has the event that tells of the act and the ledger's signed promise of it. The event carries the SHA-256 of everything else in
the receipt, so that one signature covers every field, and so does the event's place in the tree once it is numbered (``inclusion``).
The person is a pseudonym that differs from receipt to receipt: whoever finds two of them cannot tell that they are of one person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, Literal
from uuid import UUID

from kept.consent.asking import Asked, Prompt
from kept.errors import KeptError
from kept.ledger import verify_kept, verify_promise
from kept.ledger.event import decode
from kept.ledger.tree import leaf_hash
from kept.statement import Statement
from kept.statement.annex import RIGHTS

SCHEMA: Final = "ISO/IEC TS 27560:2023"
PROFILE: Final = "kept-consent-receipt 1"
CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
RECEIPT_BYTES: Final = 262_144
HEAD: Final = frozenset({"schema_version", "profile", "receipt_id", "record_id", "pii_principal_id"})
FIELDS: Final = HEAD | {"pii_processing", "parties", "events", "terms", "act", "ledger"}
SEALED: Final = frozenset({"origin", "event", "promise"})
State = Literal["consent given", "consent withdrawn"]


@dataclass(frozen=True)
class Origin:
    """Where an agreement was given that was not given here, and when it was taken over."""

    system: str
    at: datetime


@dataclass(frozen=True)
class Depended:
    """What rested on an agreement until it was withdrawn, by the names of the statement's declarations."""

    functions: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What a receipt tells of an act: who by pseudonym, what happened when, by whom, and what became of what rested on it."""

    receipt_id: UUID
    record_id: UUID
    principal: str
    at: datetime
    state: State
    form: str
    channel: str
    entity: str
    by: str
    guardian_verified: str | None = None
    origin: Origin | None = None
    depended: Depended | None = None


@dataclass(frozen=True)
class Checked:
    """What a receipt that holds says. ``position`` is its place in the ledger, None while only the signed promise vouches for it."""

    ledger: str
    receipt_id: str
    principal: str
    matter: str
    title: str
    state: str
    at: str
    label: str
    language: str
    wording: str | None
    by: str
    imported_from: str | None
    position: int | None


@dataclass(frozen=True)
class Terms:
    """What a receipt says of the matter, the same for everybody who agrees to it: canonical JSON, and its parts in that form."""

    text: str
    sha256: bytes
    parts: Mapping[str, str]


@lru_cache(maxsize=4096)
def terms_of(asked: Asked, prompt: Prompt) -> Terms:
    """The terms of a prompt."""
    said = {
        "matter": prompt.matter,
        "title": prompt.title,
        "wording": prompt.wording or None,
        "wording_sha256": prompt.sha256,
        "statement": _version(asked, prompt.label),
    }
    parts = {"parties": _canonical(_parties(asked)), "pii_processing": _canonical(_processing(asked, prompt)), "terms": _canonical(said)}
    text = _joined(parts)
    return Terms(text, sha256(text.encode()).digest(), parts)


def told_parts(told: Told) -> Mapping[str, str]:
    """What a receipt says of the act itself, each part as canonical JSON: strings, lists and nulls only."""
    event = {
        "event_time": instant(told.at),
        "validity_duration": "until withdrawn",
        "entity_id": told.entity,
        "event_type": told.form,
        "event_state": told.state,
    }
    act = {
        "by": told.by,
        "guardian_verified": told.guardian_verified,
        "channel": told.channel,
        "imported": None if told.origin is None else {"from": told.origin.system, "at": instant(told.origin.at)},
        "depended": None if told.depended is None else {name: list(each) for name, each in vars(told.depended).items()},
    }
    return {
        "schema_version": _canonical(SCHEMA),
        "profile": _canonical(PROFILE),
        "receipt_id": _canonical(str(told.receipt_id)),
        "record_id": _canonical(str(told.record_id)),
        "pii_principal_id": _canonical(told.principal),
        "events": _canonical([event]),
        "act": _canonical(act),
    }


def body(terms: Terms, told: Mapping[str, str]) -> str:
    """Everything in a receipt but the ledger's part, as canonical JSON: sorted names, no spaces, ASCII."""
    return _joined({**terms.parts, **told})


def sealed(said: str, line: str, note: str, origin: str) -> str:
    """The receipt: the body with the event's line, which carries the body's hash, and the ledger's promise of it.

    Give it away after the commit only.
    """
    part = _canonical({"origin": origin, "event": line, "promise": note})
    return f'{said[:-1]},"ledger":{part}}}\n'


def made_again(terms: str, told: str, line: str, note: str, origin: str) -> str:
    """The receipt of an act from what the books keep of it, byte for byte the one that was given away."""
    return sealed(_canonical({**json.loads(terms), **json.loads(told)}), line, note, origin)


def body_hash(said: str) -> str:
    """SHA-256 over the canonical JSON of a receipt without its ledger's part."""
    return sha256(said.encode()).hexdigest()


def told_text(told: Mapping[str, str]) -> str:
    """What the books keep of an act."""
    return _joined(told)


def _canonical(said: object) -> str:
    return CANONICAL.encode(said)


def _joined(parts: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{parts[name]}' for name in sorted(parts)) + "}"


def with_inclusion(receipt: str, proof: str) -> str:
    """A receipt with the proof that its event stands in the ledger."""
    said = json.loads(receipt)
    return _canonical({**said, "ledger": {**said["ledger"], "inclusion": proof}}) + "\n"


def verify_receipt(receipt: str, key: str | Sequence[str]) -> Checked:
    """Check a receipt offline. Raises KEPT-A020 (no receipt), A021 (a field was changed), A022 (its parts are of different acts),

    KEPT-L006 and L026 (not promised by that key), L023, L024 and L027 (its place in the ledger is not proven).
    """
    said = _read(receipt)
    part = said.pop("ledger")
    promised = verify_promise(part["promise"], key)
    if leaf_hash(part["event"].encode()) != promised.leaf:
        raise KeptError("KEPT-A021", part["origin"], part="ledger.event")
    event = decode(part["event"])
    if event.facts.get("receipt") != body_hash(_canonical(said)):
        raise KeptError("KEPT-A021", part["origin"], part="receipt")
    terms = said["terms"]
    agrees = {
        "ledger.origin": part["origin"] == promised.origin,
        "receipt_id": said["receipt_id"] == str(event.event_id) == str(promised.event_id),
        "pii_principal_id": event.subject_tag is not None and said["pii_principal_id"] == event.subject_tag.hex(),
        "terms.matter": terms["matter"] == event.facts.get("matter"),
        "terms.statement": terms["statement"]["label"] == event.facts.get("label"),
        "terms.wording": terms["wording_sha256"] == event.facts.get("wording") and _shown(terms),
    }
    for name, holds in agrees.items():
        if not holds:
            raise KeptError("KEPT-A022", part["origin"], part=name)
    position = verify_kept(part["promise"], part["inclusion"], key).position if "inclusion" in part else None
    return _checked(said, part["origin"], position)


def _checked(said: Mapping[str, Any], origin: str, position: int | None) -> Checked:
    terms, act, (event, *_) = said["terms"], said["act"], said["events"]
    return Checked(
        origin,
        said["receipt_id"],
        said["pii_principal_id"],
        terms["matter"],
        terms["title"],
        event["event_state"],
        event["event_time"],
        terms["statement"]["label"],
        said["pii_processing"]["language"],
        terms["wording"],
        act["by"],
        act["imported"] and act["imported"]["from"],
        position,
    )


def _read(receipt: str) -> dict[str, Any]:
    """The receipt's JSON, if it has the form of one. Raises KEPT-A020."""
    try:
        if len(receipt) > RECEIPT_BYTES:
            raise ValueError("too long")
        said = json.loads(receipt, object_pairs_hook=_once, parse_constant=_refused)
        part = said["ledger"]
        whole = set(said) == FIELDS and set(part) - {"inclusion"} == SEALED and all(isinstance(each, str) for each in part.values())
        if not whole or said["profile"] != PROFILE:
            raise ValueError("other fields")
        _checked(said, part["origin"], None)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KeptError("KEPT-A020") from None
    return dict(said)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _refused(constant: str) -> None:
    raise ValueError(constant)


def _shown(terms: Mapping[str, Any]) -> bool:
    """Whether the words are those of the hash; null where only the hash was handed down (an agreement from before words were kept)."""
    wording = terms["wording"]
    return wording is None or sha256(wording.encode()).hexdigest() == terms["wording_sha256"]


def _version(asked: Asked, label: str) -> Mapping[str, str | None]:
    """The version that was agreed to; day and file hash where it is the one at hand."""
    if label != asked.label:
        return {"label": label, "version": None, "sha256": None}
    return {"label": label, "version": asked.effective_on.isoformat(), "sha256": asked.statement.sha256}


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _processing(asked: Asked, prompt: Prompt) -> Mapping[str, Any]:
    statement, matter = asked.statement, prompt.declared
    every = statement.section("items")
    countries = [one.body.country for one in statement.section("storage").values() if getattr(one.body, "country", None)]
    rights = {one.kind: None for one in statement.section("rights").values() if one.kind in RIGHTS}
    return {
        "privacy_notice": f"{statement.label}#{statement.version.isoformat()}",
        "language": prompt.language,
        "purposes": [
            {
                "purpose": ", ".join(each.words(prompt.language) for each in matter.purpose) or prompt.title,
                "purpose_type": matter.section,
                "lawful_basis": "consent",
                "pii_information": [
                    {
                        "pii_type": every[name].label(prompt.language),
                        "pii_attribute_id": f"items.{name}",
                        "sensitive_pii_category": every[name].body.group if name in matter.sensitive else None,
                    }
                    for name in matter.items
                ],
                "pii_controllers": ["operator"],
                "storage_locations": list(dict.fromkeys(countries)),
                "retention_period": prompt.keeping,
                "jurisdiction": list(statement.countries),
                "geographic_restrictions": [matter.name.partition(":")[2]] if matter.section == "transfer" else [],
                "service": statement.service,
                "recipient_third_parties": [] if matter.recipient is None else [matter.recipient.words(prompt.language)],
                "withdrawal_method": prompt.withdrawing or "where it was given",
                "privacy_rights": [RIGHTS[kind].words(prompt.language) for kind in rights],
            }
        ],
    }


@lru_cache(maxsize=64)
def _parties(asked: Asked) -> Sequence[Mapping[str, Any]]:
    statement = asked.statement
    named = [one.body.operator for one in statement.section("roles").values() if getattr(one.body, "operator", None)]
    operator = {
        "party_id": "operator",
        "party_type": "organisation",
        "party_role": "PII controller",
        "party_name": next(iter(named), statement.service),
        "party_address": next(_contacts(statement, "address"), None),
        "party_contact": next(_contacts(statement, "email"), None) or next(_contacts(statement, "phone"), None),
    }
    return (operator,)


def _contacts(statement: Statement, field: str) -> Iterator[str]:
    for one in statement.section("contacts").values():
        said = getattr(one.body, field, None)
        if said:
            yield said if isinstance(said, str) else said.en
