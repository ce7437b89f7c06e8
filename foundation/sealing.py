"""Values sealed for storage (AES-256-GCM, NIST SP 800-38D) and tickets that only we can read and make (AES-SIV, RFC 5297)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

SCHEME: Final = "aes-256-gcm"
NONCE_BYTES: Final = 12


@dataclass(frozen=True)
class Seal:
    """A key for values at rest: ``aes-256-gcm:<key's name>:<base64 of nonce, ciphertext and tag>``, bound to what they are."""

    key: bytes = field(repr=False)
    name: str = "k1"

    def close(self, value: str, what: str, random: Callable[[int], bytes]) -> str:
        """The sealed form of a value; ``what`` is the column's name, so that no value can be moved to another column."""
        nonce = random(NONCE_BYTES)
        closed = nonce + AESGCM(self.key).encrypt(nonce, value.encode(), what.encode())
        return f"{SCHEME}:{self.name}:{base64.b64encode(closed).decode()}"

    def open(self, sealed: str | None, what: str) -> str | None:
        """The value, or None where there is none or another key sealed it."""
        if sealed is None:
            return None
        _, _, text = sealed.split(":", 2)
        closed = base64.b64decode(text)
        try:
            return AESGCM(self.key).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], what.encode()).decode()
        except InvalidTag:
            return None


def digest(secret: bytes, *parts: object) -> bytes:
    """A keyed digest of the parts; what is stored instead of a token, a code or an address."""
    return hmac.digest(secret, json.dumps([str(part) for part in parts]).encode(), hashlib.sha256)


def issued(secret: bytes, purpose: str, facts: Mapping[str, Any], now: datetime, lasts: timedelta | None) -> str:
    """A ticket that says ``facts`` to us alone, for one purpose, until its time is over; without ``lasts`` it never ends.

    It travels in addresses, which end up in histories and logs: nobody but us can read it or make one (AES-SIV, RFC 5297).
    """
    ends = None if lasts is None else int((now + lasts).timestamp())
    body = json.dumps({"facts": dict(facts), "ends": ends}, ensure_ascii=False, separators=(",", ":")).encode()
    return _packed(_tickets(secret).encrypt(body, [purpose.encode()]))


def opened(secret: bytes, purpose: str, ticket: str, now: datetime) -> Mapping[str, Any] | None:
    """What a ticket says, or None if it is forged, for another purpose, or too old."""
    try:
        said = json.loads(_tickets(secret).decrypt(_unpacked(ticket), [purpose.encode()]))
    except (InvalidTag, ValueError, UnicodeError):
        return None
    if said["ends"] is not None and said["ends"] < now.timestamp():
        return None
    return dict(said["facts"])


def _tickets(secret: bytes) -> AESSIV:
    return AESSIV(hmac.digest(secret, b"tickets", hashlib.sha512))


def _packed(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _unpacked(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
