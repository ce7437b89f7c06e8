"""The verifier that stands for a password, and the checksum of a cluster's identity, against published values."""

from __future__ import annotations

import struct
from base64 import b64decode

import pytest

from kept.stores.fresh import crc32c, with_identity
from kept.stores.scram import scram_verifier


def test_the_verifier_is_that_of_rfc_7677() -> None:
    # RFC 7677 §3: user "user", password "pencil"; the server signature there proves ServerKey.
    import hashlib
    import hmac

    verifier = scram_verifier("pencil", b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
    mechanism, salt, keys = verifier.split("$")
    assert (mechanism, salt) == ("SCRAM-SHA-256", "4096:W22ZaJ0SNY7soEsUEjb6gQ==")
    stored, server = (b64decode(key) for key in keys.split(":"))
    nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    exchange = f"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}".encode()
    assert hmac.digest(server, exchange, "sha256") == b64decode("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    proof = b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    signature = hmac.digest(stored, exchange, "sha256")
    client = bytes(one ^ other for one, other in zip(proof, signature, strict=True))
    assert hashlib.sha256(client).digest() == stored


def test_letters_that_would_need_preparation_are_refused() -> None:
    with pytest.raises(ValueError):
        scram_verifier("密码", b"0" * 16)


def test_the_checksum_is_that_of_rfc_3720() -> None:
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E


def test_a_new_identity_comes_with_its_checksum_and_changes_nothing_else() -> None:
    body = bytes(range(256)) + bytes(40)
    control = body + struct.pack("=I", crc32c(body)) + bytes(200)
    changed = with_identity(control, 7)
    assert changed[:8] == struct.pack("=Q", 7)
    assert changed[8:296] == control[8:296] and changed[300:] == control[300:]
    assert struct.unpack_from("=I", changed, 296)[0] == crc32c(changed[:296])


def test_a_control_file_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        with_identity(b"\x01" * 512, 7)
