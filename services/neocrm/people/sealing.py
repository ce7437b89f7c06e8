"""The stored form of sensitive values: AES-256-GCM (NIST SP 800-38D), named by its algorithm and key."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from random import Random

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def sealed(values: Iterable[str], seed: int, what: str) -> list[str]:
    """``aes-256-gcm:k1:<base64 of nonce, ciphertext and tag>`` for each value; the key of invented data comes from the seed."""
    cipher = AESGCM(sha256(f"{seed}/{what}/key".encode()).digest())
    source = Random(f"{seed}/{what}/nonce")
    result = []
    for value in values:
        nonce = source.randbytes(12)
        result.append("aes-256-gcm:k1:" + b64encode(nonce + cipher.encrypt(nonce, value.encode(), what.encode())).decode())
    return result
