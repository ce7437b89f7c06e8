"""Run as a program by ``kept.web.serving``: granian with the pages behind it, gone when whoever started it is gone.

What it is told comes by standard input: it has secrets.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

PR_SET_PDEATHSIG: Final = 1


def main(said: str) -> None:
    """Serve as asked: ``{"folders": [...], "bind": "127.0.0.1", "port": 8765, "hosts": [],
    "stale_after_days": 7, "rooms": null, "parent": 4711}``."""
    from granian import Granian
    from granian.constants import Interfaces

    asked = json.loads(said)
    end_with_parent(asked["parent"])
    server = Granian(
        "kept.web",
        address=asked["bind"],
        port=asked["port"],
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=5,
    )
    server.serve(
        target_loader=partial(load, os.getpid(), asked),
        wrap_loader=False,
    )


def load(parent: int, asked: Mapping[str, Any]) -> Any:
    """The application, in granian's worker process."""
    from kept.web.application import application

    end_with_parent(parent)
    folders = [Path(folder) for folder in asked["folders"]]
    return application(folders, [asked["bind"], *asked["hosts"]], timedelta(days=asked["stale_after_days"]), asked["rooms"])


def end_with_parent(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent is gone, however it went. macOS has no such call."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            sys.exit(0)


if __name__ == "__main__":
    main(sys.stdin.read())
