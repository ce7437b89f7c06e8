"""Reaches an embedded instance that another program of ours is running, with the secret that lies beside its data."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from kept.stores.address import Address
from kept.stores.fresh import SUPERUSER
from kept.stores.secrets import read_private


def attach(folder: Path, name: str) -> Address | None:
    """The superuser's address of the instance ``name`` in the home ``folder`` if another process runs it now; else None.

    Only whoever may read the instance's secret gets an address. Raises KEPT-T010 for a secret that others can read.
    """
    home = folder / name
    if not _taken(home / "lock"):
        return None
    try:
        lines = (home / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, PermissionError):
        return None
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    return Address(lines[4].split(",")[0], int(lines[3]), "postgres", SUPERUSER, read_private(home / "password").rstrip("="))


def _taken(lock: Path) -> bool:
    try:
        file = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
