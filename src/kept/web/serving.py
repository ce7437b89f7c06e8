"""Starts and stops the server process. Nothing here imports Django."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

from kept.errors import KeptError

LOOPBACK: Final = "127.0.0.1"
START_S: Final = 20.0
STOP_S: Final = 10.0
TRY_AGAIN_S: Final = 0.02
STALE_AFTER_DAYS: Final = 7.0


def serve(
    folders: Path | Sequence[Path],
    port: int = 8765,
    *,
    ready: Callable[[str], None] = lambda address: None,
    bind: str = LOOPBACK,
    hosts: Sequence[str] = (),
    stale_after_days: float = STALE_AFTER_DAYS,
    rooms: Mapping[str, Any] | None = None,
) -> None:
    """Serve published folders until Ctrl-C or SIGTERM, then return once the server has stopped.

    ``ready`` is told the address (``http://127.0.0.1:8765/``) as soon as it answers. Port 0 takes a free one. ``hosts`` are names
    under which it may be asked for besides the loopback's; a proof older than ``stale_after_days`` is called out of date.
    ``rooms`` (``kept.web.rooms()``) opens the centre, the organisations' page and the console beside the statements.
    Raises KEPT-C040 (port in use), C041 (it did not start or it ended by itself),
    C042 (the address is not this machine's, or the port is not open to us).
    """
    with (
        _stopped_by_sigterm(),
        running(folders, port, bind=bind, hosts=hosts, stale_after_days=stale_after_days, rooms=rooms) as (address, child),
    ):
        try:
            ready(address)
            child.wait()
        except KeyboardInterrupt:
            return
        raise KeptError("KEPT-C041", address, exit_code=child.returncode)


@contextmanager
def running(
    folders: Path | Sequence[Path],
    port: int = 0,
    *,
    bind: str = LOOPBACK,
    hosts: Sequence[str] = (),
    stale_after_days: float = STALE_AFTER_DAYS,
    rooms: Mapping[str, Any] | None = None,
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server for the length of the block: its address and its process. Raises as ``serve`` does."""
    chosen = free_port(bind, port)
    places = [folders] if isinstance(folders, Path) else list(folders)
    asked = {
        "folders": [str(place.resolve()) for place in places],
        "bind": bind,
        "port": chosen,
        "hosts": list(hosts),
        "stale_after_days": stale_after_days,
        "rooms": rooms,
        "parent": os.getpid(),
    }
    command = [sys.executable, "-m", "kept.web.child"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        if child.stdin is not None:
            child.stdin.write(json.dumps(asked).encode())
            child.stdin.close()
        answering(child, bind, chosen)
        yield f"http://{named(bind)}:{chosen}/", child
    finally:
        stop(child)


def free_port(bind: str, port: int) -> int:
    """The port, if nobody listens there. granian shares ports between processes (SO_REUSEPORT), so it would not notice another server."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
            probe.listen(1)
        except OSError as error:
            place = f"{named(bind)}:{port}"
            if error.errno == errno.EADDRINUSE:
                raise KeptError("KEPT-C040", place, port=port) from error
            raise KeptError("KEPT-C042", place, port=port, reason=error.strerror or str(error)) from error
        return int(probe.getsockname()[1])


def named(bind: str) -> str:
    return {"0.0.0.0": LOOPBACK, "::": "[::1]"}.get(bind, f"[{bind}]" if ":" in bind else bind)  # noqa: S104 – a name, not a binding


def answering(child: subprocess.Popen[bytes], bind: str, port: int) -> None:
    """Returns when the server takes connections. Raises KEPT-C041 where it ends instead, or takes too long."""
    host = named(bind).strip("[]")
    for _ in range(round(START_S / TRY_AGAIN_S)):
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            pass
        try:
            code = child.wait(TRY_AGAIN_S)
        except subprocess.TimeoutExpired:
            continue
        raise KeptError("KEPT-C041", f"{named(bind)}:{port}", exit_code=code)
    raise KeptError("KEPT-C041", f"{named(bind)}:{port}", exit_code="-")


def stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_S)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            child.kill()
            child.wait()


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does. Other threads than the main one cannot receive signals and are left alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
