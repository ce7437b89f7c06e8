"""Signed notes and checkpoints, as strangers' tools read them (C2SP signed-note and tlog-checkpoint; golang.org/x/mod/sumdb/note).

A *note* is text, a blank line, and one or more signature lines ``— name base64(key id, signature)``. A *checkpoint* is a note of
three lines: the ledger's name (its origin), its size, its root. Keys are Ed25519 (RFC 8032); a public key travels as a *verifier key*
``name+id+base64``, a private one as ``PRIVATE+KEY+name+id+base64`` in a file that only its owner can read.
"""

from __future__ import annotations

import binascii
import os
import re
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kept.errors import KeptError, Place

ED25519: Final = b"\x01"
PRIVATE: Final = "PRIVATE+KEY+"
DASH: Final = "— "
MOST_SIGNATURES: Final = 100
NAME: Final = re.compile(r"[^\s+\x00-\x1f]+")
CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key: of SHA-256 over name, newline, the type byte of Ed25519 and the public key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def exact_base64(text: str) -> bytes:
    """Decode standard base64 that is written in its one canonical way; raises ``ValueError`` otherwise."""
    try:
        decoded = b64decode(text, validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None
    if b64encode(decoded).decode() != text:
        raise ValueError("base64 with loose bits")
    return decoded


def _parse_key(text: str, secret: bool) -> tuple[str, bytes, bytes]:
    body = text.removeprefix(PRIVATE) if secret else text
    name, _, rest = body.partition("+")
    named, _, encoded = rest.partition("+")
    try:
        key = exact_base64(encoded)
    except ValueError:
        key = b""
    wrong = text == body if secret else False
    if wrong or not NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{8}", named) or len(key) != 33 or key[:1] != ED25519:
        raise KeptError("KEPT-L003", name=name if NAME.fullmatch(name) and not secret else "?")
    return name, bytes.fromhex(named), key[1:]


@dataclass(frozen=True)
class Verifier:
    """A public key and the name that it signs under."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key ``name+id+base64``; raises KEPT-L003."""
        name, named, public = _parse_key(text.strip(), secret=False)
        if key_id(name, public) != named:
            raise KeptError("KEPT-L003", name=name)
        return cls(name, public)

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def accepts(self, text: bytes, signature: bytes) -> bool:
        """Whether this key made the Ed25519 signature (64 bytes) of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@lru_cache(maxsize=64)
def _private(seed: bytes) -> Ed25519PrivateKey:
    """Deriving a key from its seed costs as much as signing: it is done once for each ledger that a process signs for."""
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=64)
def _verifier(name: str, seed: bytes) -> Verifier:
    return Verifier(name, _private(seed).public_key().public_bytes_raw())


@dataclass(frozen=True)
class Signer:
    """A private key (its seed of 32 bytes, never shown) and the name that it signs under."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``PRIVATE+KEY+name+id+base64``; raises KEPT-L003 without showing the key."""
        name, named, seed = _parse_key(text.strip(), secret=True)
        signer = cls(name, seed)
        if signer.verifier.id != named:
            raise KeptError("KEPT-L003", name="?")
        return signer

    @property
    def verifier(self) -> Verifier:
        return _verifier(self.name, self.seed)

    @property
    def secret(self) -> str:
        """The private key as text: only ever written to a file of mode 0600."""
        return f"{PRIVATE}{self.name}+{self.verifier.id.hex()}+{b64encode(ED25519 + self.seed).decode()}"

    def named(self, name: str) -> Signer:
        """The same key signing under another ledger's name (its key id differs)."""
        return generate_signer(name, lambda _: self.seed)

    def sign(self, text: str) -> str:
        """The signed note of ``text``, which ends in a newline and holds no other control character; raises KEPT-L005."""
        if not _is_text(text):
            raise KeptError("KEPT-L005")
        signature = _private(self.seed).sign(text.encode())
        return f"{text}\n{DASH}{self.name} {b64encode(self.verifier.id + signature).decode()}\n"


def generate_signer(name: str, randomness: Callable[[int], bytes]) -> Signer:
    """A new key: ``randomness(32)`` is its seed. Raises KEPT-L003 for a name that is empty or holds a space or a plus."""
    if not NAME.fullmatch(name):
        raise KeptError("KEPT-L003", name=name)
    return Signer(name, randomness(32))


def write_signer(path: Path, signer: Signer) -> None:
    """Write the private key to a new file that only its owner can read; raises ``FileExistsError`` rather than replace a key."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(signer.secret + "\n")


def load_signer(path: Path) -> Signer:
    """Read the private key of a ledger; raises KEPT-L004 where the file is missing or others may read it, KEPT-L003 for its content."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeptError("KEPT-L004", Place(str(path)))
        return Signer.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise KeptError("KEPT-L004", Place(str(path))) from None


@dataclass(frozen=True)
class Note:
    """A note whose signatures by known keys hold. ``signed_by`` are those keys; ``unknown`` the names of keys that nobody knows here."""

    text: str
    signed_by: tuple[Verifier, ...]
    unknown: tuple[str, ...] = ()


def _is_text(text: str) -> bool:
    return text.endswith("\n") and CONTROL.search(text) is None


def _signatures(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    head, blank, tail = note.rpartition("\n\n")
    lines = tail.split("\n")[:-1]
    if not blank or not _is_text(note) or not tail.endswith("\n") or not 0 < len(lines) <= MOST_SIGNATURES:
        raise KeptError("KEPT-L005")
    found = []
    for line in lines:
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        try:
            signature = exact_base64(encoded)
        except ValueError:
            signature = b""
        if not line.startswith(DASH) or not NAME.fullmatch(name) or len(signature) < 5:
            raise KeptError("KEPT-L005")
        found.append((name, signature))
    return head + "\n", found


def open_note(note: str, verifiers: Sequence[Verifier]) -> Note:
    """Check a signed note: KEPT-L005 if it is not one, KEPT-L006 if a known key's signature fails or no known key signed it.

    Signatures of unknown keys are passed over, so that witnesses may add theirs (C2SP signed-note).
    """
    text, signatures = _signatures(note)
    signed, unknown = list[Verifier](), list[str]()
    for name, signature in signatures:
        verifier = next((each for each in verifiers if each.name == name and each.id == signature[:4]), None)
        if verifier is None:
            unknown.append(name)
        elif verifier not in signed:
            if not verifier.accepts(text.encode(), signature[4:]):
                raise KeptError("KEPT-L006", name=name)
            signed.append(verifier)
    if not signed:
        raise KeptError("KEPT-L006", name=", ".join(dict.fromkeys(unknown)))
    return Note(text, tuple(signed), tuple(unknown))


@dataclass(frozen=True)
class Checkpoint:
    """What a ledger was when it was signed: its name, how many events, their root (32 bytes), and the signed note that says so."""

    origin: str
    size: int
    root: bytes
    note: str


def sign_checkpoint(signer: Signer, size: int, root: bytes) -> Checkpoint:
    """Sign the state of the ledger that the signer is named after."""
    text = f"{signer.name}\n{size}\n{b64encode(root).decode()}\n"
    return Checkpoint(signer.name, size, root, signer.sign(text))


def read_checkpoint(note: str) -> Checkpoint:
    """Read what a checkpoint says *without* checking who signed it; raises KEPT-L005."""
    text, _ = _signatures(note)
    lines = text.split("\n")
    try:
        root = exact_base64(lines[2]) if len(lines) > 3 else b""
    except ValueError:
        root = b""
    if not lines[0] or "" in lines[:-1] or len(root) != 32 or not SIZE.fullmatch(lines[1]):
        raise KeptError("KEPT-L005")
    return Checkpoint(lines[0], int(lines[1]), root, note)


def open_checkpoint(note: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """Check the signatures of a checkpoint and read it; raises KEPT-L005 or KEPT-L006."""
    open_note(note, verifiers)
    return read_checkpoint(note)
