"""Makes accounts of staff, in a process of its own. Nothing here imports Django."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final, Literal

from kept.errors import KeptError
from kept.stores import Address

Role = Literal["dpo"]
NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")


def rooms(packs: Iterable[Mapping[str, Any]], control: Address, secret: bytes) -> Mapping[str, Any]:
    """What the pages' process is told so that people may enter: the packs as the API knows them, and where accounts of staff are."""
    return {"packs": list(packs), "control": asdict(control), "secret": secret.hex()}


def add_staff(name: str, role: Role, control: Address, secret: bytes, *, again: bool = False) -> Mapping[str, Any]:
    """A new account: its password, second factor (``secret``, ``uri``) and recovery codes, none of which can be read again.

    Raises KEPT-W014 for a name that does not fit or that exists (with ``again`` it gets everything new), or where it could not be made.
    """
    if not NAME.fullmatch(name):
        raise KeptError("KEPT-W014", name=name[:64], reason="a-z 0-9 . _ -")
    asked = {"control": asdict(control), "secret": secret.hex(), "name": name, "role": role, "again": again}
    command = [sys.executable, "-m", "kept.web.accounts"]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
    if done.returncode:
        raise KeptError("KEPT-W014", name=name, reason=done.stderr.strip().rpartition("\n")[2])
    found: Mapping[str, Any] = json.loads(done.stdout)
    if found.get("exists"):
        raise KeptError("KEPT-W014", name=name, reason="exists")
    return found
