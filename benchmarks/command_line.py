"""How long a person waits for a command that touches no database. Whole processes; bytecode is there, as after any first use."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import LABEL, folder

ROUNDS: Final = 9
COMMAND: Final = (sys.executable, "-c", "from kept.cli import main; main()")
READING: Final = f"""
import time
from kept.cli.packed import read_pack
from kept.promises import known_kinds
known_kinds()
begun = time.perf_counter()
read_pack({LABEL!r})
print(time.perf_counter() - begun)
"""


def run(sizes: Sizes) -> Iterable[Figure]:
    """``kept --help``, ``kept check``, and what of it is reading and checking."""
    with folder() as home:
        env = environment(home)
        yield Figure("kept --help, whole process", whole((*COMMAND, "--help"), env), "s", at_most=0.3)
        yield Figure(f"kept check {LABEL}, whole process", whole((*COMMAND, "check", LABEL), env), "s", at_most=0.5)
        yield Figure("  of it: statement and data map read and checked", reading(env), "s", at_most=0.5)
        yield Figure("  beside: Python itself, importing nothing", whole((sys.executable, "-c", ""), env), "s")


def environment(home: Path) -> Mapping[str, str]:
    """Ours, with bytecode written, into a folder of the benchmark's own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"KEPT_HOME": str(home), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}


def whole(command: Iterable[str], env: Mapping[str, str]) -> float:
    """The median seconds of a command from its start to its end, the first run left out."""
    return statistics.median([_timed(tuple(command), env) for _ in range(ROUNDS + 1)][1:])


def reading(env: Mapping[str, str]) -> float:
    """The median seconds of reading and checking in a fresh process, beyond its imports."""
    command = (sys.executable, "-c", READING)
    done = [subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout for _ in range(ROUNDS)]
    return statistics.median(map(float, done))


def whole_failing(command: Iterable[str], env: Mapping[str, str]) -> float:
    """The same of a command that may find something and exit with 1; anything else still stops the benchmark."""
    return statistics.median([_timed(tuple(command), env, (0, 1)) for _ in range(ROUNDS + 1)][1:])


def _timed(command: tuple[str, ...], env: Mapping[str, str], codes: tuple[int, ...] = (0,)) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, env=env)
    taken = time.perf_counter() - begun
    if done.returncode not in codes:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return taken
