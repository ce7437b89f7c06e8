"""Passwords: stored with Argon2id (RFC 9106), and weak ones turned down with the reason."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, Literal

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# RFC 9106, section 4, second recommended option: 64 MiB of memory, three passes, four lanes.
MEMORY_KIB: Final = 65_536
PASSES: Final = 3
LANES: Final = 4
SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
SHORTEST: Final = 10
LONGEST: Final = 200
MOST_GUESSED: Final = ("password", "passw0rd", "qwerty", "iloveyou", "letmein", "welcome", "admin", "12345678", "woaini", "abc123")
# OpenSSL's threads, of which a process has one pool, wait for each other without end where two passwords are worked on at once.
ONE_AT_A_TIME: Final = threading.Lock()
Weakness = Literal["short", "long", "simple", "guessed", "personal"]


def hashed(password: str, random: Callable[[int], bytes]) -> str:
    """The stored form of a password, in PHC string format."""
    kdf = Argon2id(salt=random(SALT_BYTES), length=HASH_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB)
    with ONE_AT_A_TIME:
        return kdf.derive_phc_encoded(password.encode())


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password. Without a stored one it takes as long and is false, so that nobody can tell who has an account."""
    against = stored or _nobody()
    try:
        with ONE_AT_A_TIME:
            Argon2id.verify_phc_encoded(password.encode()[: LONGEST * 4], against)
    except (InvalidKey, ValueError):
        return False
    return stored is not None


def weakness(password: str, about: Iterable[str | None]) -> Weakness | None:
    """Why a password is too weak, if it is: too short, one kind of character only, often guessed, or made of the person's own data."""
    lowered = password.lower()
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if any(word in lowered for word in MOST_GUESSED):
        return "guessed"
    if any(part and len(part) >= 4 and part.lower() in lowered for part in about):
        return "personal"
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    different = sum(any(kind(c) for c in password) for kind in kinds)
    return "simple" if (different < 2 and password.isascii()) or len(set(password)) < 5 else None


@cache
def _nobody() -> str:
    return hashed("nobody", bytes)
