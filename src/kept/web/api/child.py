"""Run as a program by ``kept.web.api.process``: granian with the API behind it. What it is told comes by standard input: it has secrets."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from kept.web.child import end_with_parent

# A stream holds a thread, which waits; requests need a few beside them (kept.web.api.feed.MOST_STREAMS).
THREADS: Final = 240


def main(said: str) -> None:
    """Serve as asked: ``{"packs": [...], "bind": "127.0.0.1", "port": 8766, "hosts": [], "parent": 4711}``."""
    from granian import Granian
    from granian.constants import Interfaces

    asked = json.loads(said)
    end_with_parent(asked["parent"])
    server = Granian(
        "kept.web.api",
        address=asked["bind"],
        port=asked["port"],
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backpressure=THREADS,
        websockets=False,
        log_enabled=False,
        workers_kill_timeout=2,
    )
    server.serve(target_loader=partial(load, os.getpid(), asked), wrap_loader=False)


def load(parent: int, asked: Mapping[str, Any]) -> Any:
    """The application, in granian's worker process."""
    from kept.web.api.application import application

    end_with_parent(parent)
    return application(asked, [asked["bind"], *asked["hosts"]])


if __name__ == "__main__":
    main(sys.stdin.read())
