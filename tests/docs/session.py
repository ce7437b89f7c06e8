"""Runs what a page shows: its commands in a shell, in a folder of their own, with what they print compared to what is shown."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.docs.pages import ROOT, Block

UNLIMITED: Final = "…"
STARTED: Final = "http://"
GIVEN: Final = re.compile(r"^run: exits (\d+)$")


@dataclass(frozen=True)
class Shell:
    """A folder, and an environment in which ``kept`` is this checkout's."""

    folder: Path
    environ: Mapping[str, str]

    def run(self, command: str) -> tuple[int, str]:
        """The exit code of a command line and all that it printed."""
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=self.folder, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return done.returncode, done.stdout

    @contextmanager
    def window(self, command: str) -> Iterator[None]:
        """Run a command beside what follows, from the moment at which it says the address of its page; end it as Ctrl-C does."""
        started = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert started.stdout is not None
        said: list[str] = []
        for line in started.stdout:
            said.append(line)
            if STARTED in line:
                break
        else:
            raise AssertionError(f"{command} ended by itself:\n{''.join(said)}")
        try:
            yield
        finally:
            started.send_signal(signal.SIGINT)
            started.communicate(timeout=60)


def shell(folder: Path, home: Path, source: Path = ROOT / "src") -> Shell:
    """A shell in ``folder`` whose Kept keeps everything in ``home``."""
    programs = folder / ".programs"
    programs.mkdir(parents=True)
    program = programs / "kept"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from kept.cli import main; main()" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KEPT_")}
    own = {
        "KEPT_HOME": str(home),
        "KEPT_LANG": "en",
        "COLUMNS": "140",
        "PYTHONPATH": str(source),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    return Shell(folder, inherited | own)


def steps(block: Block) -> Iterator[tuple[str, list[str], int]]:
    """Each command of a block, the lines shown below it, and the exit code that is expected of it."""
    given = GIVEN.match(block.mark)
    last = int(given[1]) if given else 0
    pieces = re.split(r"^\$ ", block.body.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    for position, piece in enumerate(pieces, 1):
        command, _, shown = piece.partition("\n")
        yield command, [line for line in shown.splitlines() if line.strip()], last if position == len(pieces) else 0


def missing(shown: list[str], printed: str) -> list[str]:
    """The lines shown that were not printed, in their order. "…" stands for anything, any run of spaces for any other."""
    waiting = [" ".join(line.split()) for line in printed.splitlines()]
    absent = []
    for line in shown:
        pattern = re.compile(".*".join(re.escape(part) for part in " ".join(line.split()).split(UNLIMITED)))
        found = next((index for index, said in enumerate(waiting) if pattern.fullmatch(said)), None)
        if found is None:
            absent.append(line)
        else:
            waiting = waiting[found + 1 :]
    return absent


def follow(shell: Shell, block: Block) -> None:
    """Run a marked block and hold what it prints against what the page shows."""
    for command, shown, expected in steps(block):
        code, printed = shell.run(command)
        assert code == expected, f"{block.place}: {command} exited {code}, not {expected}:\n{printed}"
        absent = missing(shown, printed)
        assert absent == [], f"{block.place}: {command} did not print {absent}:\n{printed}"
