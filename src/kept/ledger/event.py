"""Events: what happened, without who. One event is one line of canonical JSON, and exactly those bytes are a leaf of the tree.

The line is RFC 8785 (JCS): keys sorted, no spaces, ASCII only::

    {"at":"2026-11-23T08:00:00.000000Z","facts":{"purpose":"marketing"},"id":"0199…","kind":"consent.given","tag":"5f08…"}

``tag`` is HMAC-SHA256(the person's key, the 16 bytes of the event's id), in hexadecimal. The key lies in the region's vault; when it
is erased, the event belongs to nobody and the ledger need not change. ``facts`` hold ids, codes, counts and dates, never a
person's values: a guard refuses what looks like one. It is a net, not a proof: a name spelled as a code passes it.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from kept.errors import KeptError

Scalar = str | int | bool | date | datetime
Fact = Scalar | Sequence[Scalar]

CODE: Final = re.compile(r"[a-z0-9_.:/-]{1,128}", re.IGNORECASE | re.ASCII)
FACT_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
KIND: Final = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
TELEPHONE: Final = re.compile(r"(?:00)?(?:86)?-?1[3-9]\d-?\d{4}-?\d{4}|0\d{2,3}-\d{7,8}")
DIGIT: Final = re.compile(r"\d")
DIGITS: Final = re.compile(r"\d[\d.-]{5,}\d")
IPV4: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)?")
IPV6: Final = re.compile(r"(?=.*:.*:)[0-9a-f:]*(?:\d{1,3}(?:\.\d{1,3}){3})?(?:/\d+)?", re.IGNORECASE)
ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?Z)?")
CHINESE_ID: Final = re.compile(r"\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
EXACT: Final = 2**53 - 1
MOST_VALUES: Final = 256
MOST_BYTES: Final = 8192


@dataclass(frozen=True)
class Event:
    """Something that happened at an instant (UTC). ``subject_id`` stays in the region's vault: it is not part of the line."""

    event_id: UUID
    kind: str
    at: datetime
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    subject_tag: bytes | None = None
    subject_id: int | None = field(default=None, compare=False)


def new_event_id(at: datetime, randomness: Callable[[int], bytes]) -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7): the instant's milliseconds, then random bits, so that an index grows at its end."""
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | int.from_bytes(randomness(10), "big")
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def subject_tag(key: bytes, event_id: UUID) -> bytes:
    """Whose event it is, for whoever holds the person's key (32 bytes) and for nobody else."""
    return hmac.digest(key, event_id.bytes, "sha256")


def event_about(
    kind: str, at: datetime, facts: Mapping[str, Fact], event_id: UUID, subject_id: int | None = None, key: bytes | None = None
) -> Event:
    """An event, tagged with the person's key where it is about a person."""
    tag = subject_tag(key, event_id) if key is not None else None
    return Event(event_id, kind, at, facts, tag, subject_id)


def encode(event: Event) -> str:
    """The event's line, without a newline. Raises KEPT-L001 for a fact that may be personal, KEPT-L002 for a malformed event."""
    if not KIND.fullmatch(event.kind) or event.at.tzinfo is None or (event.subject_tag is not None and len(event.subject_tag) != 32):
        raise KeptError("KEPT-L002", event.kind if KIND.fullmatch(event.kind) else "")
    document: dict[str, Any] = {
        "at": _instant(event.at),
        "facts": {name: _fact(event.kind, name, value) for name, value in event.facts.items()},
        "id": str(event.event_id),
        "kind": event.kind,
    }
    if event.subject_tag is not None:
        document["tag"] = event.subject_tag.hex()
    line = CANONICAL.encode(document)
    if len(line) > MOST_BYTES:
        raise KeptError("KEPT-L002", event.kind)
    return line


def decode(line: str) -> Event:
    """Read a line back; raises KEPT-L002 unless it is canonical. Dates and instants in ``facts`` stay text."""
    try:
        document = json.loads(line)
        tag = document.pop("tag", None)
        at = datetime.fromisoformat(document["at"])
        event = Event(UUID(document["id"]), document["kind"], at, document["facts"], bytes.fromhex(tag) if tag is not None else None)
        if encode(event) == line:
            return event
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise KeptError("KEPT-L002", "")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _fact(kind: str, name: str, value: object) -> Any:
    if not FACT_NAME.fullmatch(name):
        raise KeptError("KEPT-L001", kind, fact="?", why="name")
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        if len(value) > MOST_VALUES:
            raise KeptError("KEPT-L001", kind, fact=name, why="length")
        return [_scalar(kind, name, each) for each in value]
    return _scalar(kind, name, value)


def _scalar(kind: str, name: str, value: object) -> str | int | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= EXACT and not TELEPHONE.fullmatch(str(value)):
        return value
    if isinstance(value, datetime) and value.tzinfo is not None:
        return _instant(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and _is_code(value):
        return value
    # The value itself must not reach a log, so the error names the fact and the type only.
    raise KeptError("KEPT-L001", kind, fact=name, why=type(value).__name__)


def _is_code(value: str) -> bool:
    try:
        return _code(value)
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def _code(value: str) -> bool:
    """True for a code. Labels, matters and forms come again with every act; what is refused raises, so that no cache keeps it."""
    if not CODE.fullmatch(value) or looks_personal(value):
        raise ValueError
    return True


def looks_personal(code: str) -> bool:
    """Whether a code has the form of a telephone number, an identity card, a bank card or a network address."""
    if DIGIT.search(code) is None and ":" not in code:
        return False  # the most usual codes: every form below has digits, or the colons of IPv6
    if ISO.fullmatch(code):
        return False
    if TELEPHONE.fullmatch(code) or IPV4.fullmatch(code) or IPV6.fullmatch(code) or CHINESE_ID.fullmatch(code):
        return True
    digits = re.sub(r"[.-]", "", code)
    return bool(DIGITS.fullmatch(code)) and 13 <= len(digits) <= 19 and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
