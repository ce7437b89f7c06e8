"""How long neocrm-2023 takes from nothing: databases, people with all their rows, controls, ledgers; and ``make demo`` as a whole.

``staged`` is also what other benchmarks stand on: the pack's four servers with ``people`` people, in a folder of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Final, TypeVar

from benchmarks.figure import Figure, Sizes
from kept.cli.packed import Pack, read_pack
from kept.staging import Estate, House, build, controls, install, load, opened
from kept.staging.house import Prepared
from kept.staging.ledgering import keep_ledgers
from kept.stores import read_configuration

T = TypeVar("T")
LABEL: Final = "neocrm-2023"
SEED: Final = 20230828
BOUND_PEOPLE: Final = 100_000


@dataclass(frozen=True)
class Staged:
    """A pack with its people, its servers running: the folder that is its KEPT_HOME, and what each step took in seconds."""

    home: Path
    pack: Pack
    estate: Estate
    rows: int
    seconds: dict[str, float]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for servers that is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="kept-bench-"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        rmtree(home, ignore_errors=True)


@contextmanager
def staged(people: int) -> Iterator[Staged]:
    """The pack prepared as ``kept demo`` prepares it, step by step, and left running for the length of the block."""
    seconds: dict[str, float] = {}

    def timed(what: str, work: Callable[[], T]) -> T:
        begun = time.perf_counter()
        done = work()
        seconds[what] = time.perf_counter() - begun
        return done

    with folder() as home:
        pack, house, now = read_pack(LABEL), House(home), datetime.now(UTC)
        configuration = read_configuration({"KEPT_HOME": str(home)}, home)
        with opened(house, configuration, pack.statement, pack.datamap, alone=True) as estate:
            place = house.pack(LABEL)
            place.mkdir(parents=True, exist_ok=True)
            timed("made", lambda: build(estate, pack.datamap, pack.place.schema))
            loaded = timed("loaded", lambda: load(estate, pack.place, pack.statement, pack.datamap, people, SEED, now.date()))
            wanted = controls(pack.statement, pack.datamap, estate, pack.kinds)
            timed("controlled", lambda: install(estate, wanted, pack.datamap))
            timed("told", lambda: keep_ledgers(estate, place, now))
            Prepared(LABEL, people, SEED, now, pack.statement.sha256, pack.datamap.sha256).write(place)
            yield Staged(home, pack, estate, sum(sum(each.rows.values()) for each in loaded), seconds)


def run(sizes: Sizes) -> Iterable[Figure]:
    """Databases, people and rows, controls, ledgers; then the demonstration as a whole process, with a cold KEPT_HOME."""
    people = sizes.people
    with staged(people) as found:
        bound = 25.0 if people == BOUND_PEOPLE else None
        generated = found.seconds["made"] + found.seconds["loaded"]
        yield Figure(f"{people:,} people: databases made, rows generated and loaded", generated, "s", at_most=bound)
        yield Figure("  of it: rows generated and loaded", found.seconds["loaded"], "s")
        yield Figure("  rows of the pack's tables and the books", found.rows, "rows")
        yield Figure("  afterwards: controls installed", found.seconds["controlled"], "s")
        yield Figure("  afterwards: ledgers written, numbered, signed", found.seconds["told"], "s")
    yield Figure("kept demo --once, cold, 10,000 people, whole process", demonstrated(), "s", at_most=60.0)


def demonstrated() -> float:
    """The seconds of ``kept demo --once`` from nothing. Raises ``CalledProcessError`` where something of it is broken."""
    with folder() as home:
        begun = time.perf_counter()
        command = [sys.executable, "-c", "from kept.cli import main; main()", "demo", "--once", "--quiet"]
        subprocess.run(command, check=True, env=os.environ | {"KEPT_HOME": str(home)})
        return time.perf_counter() - begun
