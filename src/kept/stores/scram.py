"""What a server stores in place of a password (SCRAM-SHA-256, RFC 5802 and RFC 7677), so that it never sees the password."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from typing import Final

# The least that RFC 7677 §4 advises, against dictionaries.
ITERATIONS: Final = 4096
# For generated passwords of 128 bits and more, which are in no dictionary: iterations would only slow down those who know
# them. The server computes them once more for each role that it stores (its test for the empty password).
ITERATIONS_FOR_GENERATED: Final = 256


def scram_verifier(password: str, salt: bytes, iterations: int = ITERATIONS) -> str:
    """PostgreSQL's form ``SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey`` of an ASCII password.

    Raises ValueError for other letters: those would need SASLprep, and generated passwords have none.
    """
    if not password.isascii():
        raise ValueError("a generated password is ASCII")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${iterations}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
