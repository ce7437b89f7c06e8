"""Secrets as files of mode 0600 beside the data, never inside a repository; an environment variable comes first."""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from kept.errors import KeptError

RandomBytes = Callable[[int], bytes]


def secret_file(
    folder: Path,
    name: str,
    length: int,
    random_bytes: RandomBytes,
    *,
    variable: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> bytes:
    """The secret ``name``: from the environment variable, else from the file, else drawn now and kept.

    ``length`` is in bytes. Variable and file hold URL-safe base64 (RFC 4648 §5). Two processes that create the same
    secret at once end with the same one. Raises KEPT-T010 (others can read the file), KEPT-T011 (not such a secret).
    """
    given = (environ or {}).get(variable) if variable else None
    if given is not None:
        return _decoded(given, length, f"${variable}")
    path = folder / name
    if not path.exists():
        _create(path, urlsafe_b64encode(random_bytes(length)) + b"\n")
    return _decoded(read_private(path), length, str(path))


def secret_text(folder: Path, name: str, random_bytes: RandomBytes) -> str:
    """A generated password of 256 bits, in letters, digits, ``-`` and ``_`` only, kept like any other secret."""
    return urlsafe_b64encode(secret_file(folder, name, 32, random_bytes)).decode().rstrip("=")


def read_private(path: Path) -> str:
    """The text of a file that only its owner can read, without the line end. Raises KEPT-T010."""
    with path.open(encoding="utf-8") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise KeptError("KEPT-T010", path=path, mode=f"{mode:04o}")
        return file.read().strip()


def _create(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where a rename would overwrite: the first of two writers wins, and both read its secret.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _decoded(text: str, length: int, where: str) -> bytes:
    try:
        secret = urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    except (Base64Error, ValueError):
        raise KeptError("KEPT-T011", where=where, expected=f"base64url, {length} bytes", found="?") from None
    if len(secret) != length:
        raise KeptError("KEPT-T011", where=where, expected=f"{length} bytes", found=f"{len(secret)} bytes")
    return secret


def derived_password(key: bytes, role: str) -> str:
    """The password of a role, 192 bits made from a key: whoever has the key can make it again, and nobody needs to store it."""
    return urlsafe_b64encode(hmac.digest(key, role.encode(), hashlib.sha256)[:24]).decode()
