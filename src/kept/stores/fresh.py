"""Fresh data directories for the embedded PostgreSQL: one initdb, then copies, each with its own password and identity."""

from __future__ import annotations

import os
import shutil
import signal
import struct
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kept.errors import KeptError
from kept.stores.binaries import Account
from kept.stores.scram import scram_verifier
from kept.stores.server import launched, server_environment

SUPERUSER: Final = "kept"
_NO_SPACE: Final = "No space left on device"
_ACCESS: Final = """\
# Written by Kept. Everybody proves a password (SCRAM-SHA-256, RFC 7677); nobody is trusted for where he comes from.
local all all scram-sha-256
local replication all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
"""
_INITDB: Final = (
    f"--username={SUPERUSER}",
    "--auth=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    "--no-sync",
)


@dataclass(frozen=True)
class Blank:
    """A data directory to be made: the instance's name, where it goes, and its superuser's password."""

    name: str
    data: Path
    password: str


def make(programs: Path, runner: Account, blanks: Sequence[Blank], *, durable: bool, random_bytes: Callable[[int], bytes]) -> None:
    """Makes the data directories; each appears whole under its name or not at all, also when we are killed in the middle.

    ``durable`` writes them through to the disk. Raises KEPT-T008 (disk full), KEPT-T009 (initdb failed).
    """
    if not blanks:
        return
    drafts = {blank: blank.data.with_name("data.new") for blank in blanks}
    try:
        first = drafts[blanks[0]]
        for draft in drafts.values():
            shutil.rmtree(draft, ignore_errors=True)
        _empty(first, runner)
        _run(programs, runner, ("initdb", "-D", str(first), *_INITDB), blanks[0])
        (first / "pg_hba.conf").write_text(_ACCESS, encoding="utf-8")
        for blank in blanks[1:]:
            _copy(first, drafts[blank], runner, blank)
        for number, (blank, draft) in enumerate(drafts.items()):
            if number:
                _renew_identity(programs, runner, blank, draft, random_bytes)
            _set_password(programs, runner, blank, draft, random_bytes)
            if durable:
                _run(programs, runner, ("initdb", "-D", str(draft), "--sync-only"), blank)
            draft.rename(blank.data)
    finally:
        for draft in drafts.values():
            shutil.rmtree(draft, ignore_errors=True)


def _empty(folder: Path, runner: Account) -> None:
    folder.mkdir(mode=0o700)
    if runner.switch:
        os.chown(folder, runner.user, runner.group)


def _copy(source: Path, target: Path, runner: Account, blank: Blank) -> None:
    try:
        shutil.copytree(source, target, symlinks=True)
        if runner.switch:
            for place, _, files in os.walk(target):
                for path in (Path(place), *(Path(place, file) for file in files)):
                    os.chown(path, runner.user, runner.group, follow_symlinks=False)
    except (OSError, shutil.Error) as error:
        if _NO_SPACE in str(error):
            raise KeptError("KEPT-T008", name=blank.name, path=target.parent) from None
        raise


def _set_password(programs: Path, runner: Account, blank: Blank, draft: Path, random_bytes: Callable[[int], bytes]) -> None:
    verifier = scram_verifier(blank.password, random_bytes(16))
    command = ("postgres", "--single", "-D", str(draft), "-c", "log_checkpoints=off", "postgres")
    _run(programs, runner, command, blank, typed=f"ALTER ROLE {SUPERUSER} PASSWORD '{verifier}'\n")


def _renew_identity(programs: Path, runner: Account, blank: Blank, draft: Path, random_bytes: Callable[[int], bytes]) -> None:
    """A copy has the original's system identifier; two clusters with one would pass for the same cluster."""
    control = draft / "global" / "pg_control"
    control.write_bytes(with_identity(control.read_bytes(), int.from_bytes(random_bytes(8)) >> 2))
    _run(programs, runner, ("pg_resetwal", "-D", str(draft)), blank)


def with_identity(control: bytes, identity: int) -> bytes:
    """``pg_control`` with another system identifier (its first eight bytes) and the checksum that belongs to it.

    The checksum (CRC-32C) is the last field of the structure, whose length differs between versions: it is found, not assumed.
    """
    for end in range(256, 512, 4):
        if crc32c(control[:end]) == struct.unpack_from("=I", control, end)[0]:
            body = struct.pack("=Q", identity) + control[8:end]
            return body + struct.pack("=I", crc32c(body)) + control[end + 4 :]
    raise ValueError("pg_control carries no checksum that fits")


def crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli, RFC 3720 appendix B.4), bit by bit: the input is a few hundred bytes."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def _run(programs: Path, runner: Account, command: Sequence[str], blank: Blank, typed: str | None = None) -> None:
    environment: Mapping[str, str] = server_environment(os.environ)
    done = subprocess.run(
        launched((str(programs / command[0]), *command[1:]), runner, signal.SIGKILL),
        input=typed or "",
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=dict(environment),
        check=False,
    )
    said = done.stdout + done.stderr
    # Single-user mode leaves with 0 even when the statement failed.
    if done.returncode == 0 and "ERROR:" not in said:
        return
    if _NO_SPACE in said:
        raise KeptError("KEPT-T008", name=blank.name, path=blank.data.parent)
    lines = [line for line in said.splitlines() if line.strip()]
    raise KeptError("KEPT-T009", name=blank.name, detail=f"{command[0]}: {lines[-1] if lines else done.returncode}", log=blank.data.parent)
