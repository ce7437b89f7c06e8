"""Fetches published pages over HTTP, as anybody would, and serves a published folder for as long as a run lasts."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kept.promises import Page

TIMEOUT_S = 10


def fetcher(url_of: Callable[[str], str]) -> Callable[[str], Page | None]:
    """A function that fetches the page of a language; None where nobody answers at that address."""

    def fetch(language: str) -> Page | None:
        url = url_of(language)
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 – the address is the operator's own
                return Page(url, answer.status, answer.read().decode("utf-8", errors="replace"))
        except urllib.error.HTTPError as error:
            return Page(url, error.code, "")
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return None

    return fetch


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Pages are fetched by ourselves; nobody wants a line for each."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of the loopback address; yields ``http://127.0.0.1:<port>``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
