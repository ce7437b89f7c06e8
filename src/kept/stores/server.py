"""One PostgreSQL as a direct child process: begun, ready, ended. What it is for and where it lies is not known here."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

from kept.stores.binaries import Account

LOG_LIMIT_BYTES: Final = 10_000_000
_READY: Final = b"database system is ready to accept connections"
_VERSION: Final = re.compile(rb"starting PostgreSQL ([0-9.]+)")
_LAUNCHING: Final = Path(__file__).with_name("launching.py")


@dataclass
class Server:
    """A running server. Its thread lives exactly as long as the process: it began it, copies its log, and sees it end.

    That is no accident: the kernel's "stop with my parent" speaks of the parent *thread*.
    """

    command: Sequence[str]
    runner: Account
    log: Path
    process: subprocess.Popen[bytes] | None = None
    version: str = ""
    ready: bool = False
    failure: OSError | None = None
    asked: bool = False
    begun: threading.Event = field(default_factory=threading.Event)
    settled: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=40))

    def begin(self) -> None:
        """Starts the process; :attr:`settled` is set when it is ready, or has ended without getting there."""
        self.asked = True
        threading.Thread(target=self._attend, name="postgresql", daemon=True).start()
        self.begun.wait()

    def ask_to_stop(self) -> None:
        """Sends the request of a fast shutdown and does not wait, so that several servers can stop side by side."""
        if self.asked:
            self.begun.wait()
        if self.process is not None and not self.ended.is_set():
            _send(self.process, signal.SIGINT)

    def stop(self, patience_s: float = 30.0) -> None:
        """Fast shutdown: sessions are cut, everything is written; an immediate one if that takes longer than the patience."""
        self.ask_to_stop()
        for harder in (signal.SIGQUIT, signal.SIGKILL):
            if self.process is None or self.ended.wait(patience_s):
                return
            _send(self.process, harder)
        self.ended.wait()

    def _attend(self) -> None:
        try:
            rotate(self.log)
            with open(self.log, "ab", buffering=0, opener=_private) as log:
                self.process = subprocess.Popen(
                    launched(self.command, self.runner, signal.SIGINT),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    cwd="/",
                    env=server_environment(os.environ),
                    start_new_session=True,
                )
                self.begun.set()
                self._copy_log(cast(IO[bytes], self.process.stderr), log)
                self.process.wait()
        except OSError as error:
            self.failure = error
        finally:
            self.begun.set()
            self.ended.set()
            self.settled.set()

    def _copy_log(self, source: IO[bytes], log: IO[bytes]) -> None:
        writing = True
        for line in source:
            if writing:
                try:
                    log.write(line)
                except OSError:
                    # A full disk must not stop the reading: the server would wait for its log for ever.
                    writing = False
            self.last_lines.append(line.decode("utf-8", "replace").rstrip())
            if not self.settled.is_set():
                self._notice(line)

    def _notice(self, line: bytes) -> None:
        if found := _VERSION.search(line):
            self.version = found.group(1).decode()
        if _READY in line:
            self.ready = True
            self.settled.set()


def launched(command: Sequence[str], runner: Account, farewell: signal.Signals) -> list[str]:
    """The command as ``runner``, bound to our life: ``farewell`` is what it receives when we are gone."""
    user, group = (runner.user, runner.group) if runner.switch else (-1, -1)
    head = [sys.executable, "-I", "-S", str(_LAUNCHING), str(os.getpid()), str(user), str(group), str(int(farewell))]
    return [*head, *command]


def server_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What PostgreSQL needs of our environment, and none of our secrets; messages in English, since they are read here."""
    return {"PATH": environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def rotate(log: Path) -> None:
    """Keeps the log and one older of it, so that neither grows past the limit by more than one run."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _send(process: subprocess.Popen[bytes], step: signal.Signals) -> None:
    try:
        process.send_signal(step)
    except ProcessLookupError:
        return
