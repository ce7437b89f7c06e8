"""HTTP to Kept: one connection a thread, kept open; what may be repeated is repeated, after waits that grow, until a deadline."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from kept_sdk.errors import KeptError

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

FIRST_WAIT_S: Final = 0.1
LONGEST_WAIT_S: Final = 3.0
LATER: Final = frozenset({429, 502, 503, 504})
CHUNK: Final = 1 << 18


def wait_s(attempt: int) -> float:
    """How long to wait before trying again: doubling, capped, and a little different for each of many clients."""
    grown = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(attempt, 10))
    return float(grown * (0.5 + os.urandom(1)[0] / 512))


def new_key() -> str:
    """A key under which the server takes a request once, however often it arrives."""
    return os.urandom(16).hex()


def quoted(text: str) -> str:
    """A text as one part of a path or query."""
    from urllib.parse import quote

    return quote(text, safe="")


class Calling:
    """Requests to one cluster's API. ``timeout_s`` is the time that a whole call may take, attempts and waits included."""

    def __init__(self, base: str, token: str, timeout_s: float = 10.0, monotonic: Callable[[], float] = time.monotonic) -> None:
        from urllib.parse import urlsplit

        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise KeptError("KEPT-K001", base, reason="no http address")
        self.base: Final = base if base.endswith("/") else f"{base}/"
        self._secure: Final = parts.scheme == "https"
        self._host: Final = parts.hostname
        self._port: Final = parts.port or (443 if self._secure else 80)
        self._path: Final = parts.path if parts.path.endswith("/") else f"{parts.path}/"
        self._headers: Final = {"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": "kept-sdk"}
        self._timeout_s: Final = timeout_s
        self._monotonic: Final = monotonic
        self._mine: Final = threading.local()

    def connection(self, timeout_s: float) -> HTTPConnection:
        """A connection of its own, for a stream."""
        from http.client import HTTPConnection, HTTPSConnection

        return (HTTPSConnection if self._secure else HTTPConnection)(self._host, self._port, timeout=timeout_s)

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, again: bool = True) -> Any:
        """The answer as JSON. Raises ``KeptError`` with the server's own words, or K001 if it does not answer in time."""
        status, answer = self._answered(method, path, body, again)
        if status >= 400:
            raise self._error(status, answer)
        return json.loads(answer) if answer else None

    def opened(self, path: str, timeout_s: float) -> tuple[HTTPConnection, HTTPResponse]:
        """A long answer, not read yet. Raises as ``call`` does, without trying again."""
        connection = self.connection(timeout_s)
        try:
            connection.request("GET", self._path + path, headers=self._headers)
            answer = connection.getresponse()
            if answer.status >= 400:
                raise self._error(answer.status, answer.read())
        except _unreachable() as error:
            connection.close()
            raise KeptError("KEPT-K001", self.base, reason=_said(error)) from error
        except KeptError:
            connection.close()
            raise
        return connection, answer

    def _answered(self, method: str, path: str, body: Mapping[str, Any] | None, again: bool) -> tuple[int, bytes]:
        deadline, attempt = self._monotonic() + self._timeout_s, 0
        sent = None if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        while True:
            reason = ""
            try:
                status, answer = self._once(method, path, sent, max(0.05, deadline - self._monotonic()))
                if status not in LATER:
                    return status, answer
                reason = f"HTTP {status}"
            except _unreachable() as error:
                reason = _said(error)
            wait = wait_s(attempt)
            attempt += 1
            if not again or self._monotonic() + wait >= deadline:
                raise KeptError("KEPT-K001", self.base, reason=reason)
            time.sleep(wait)

    def _once(self, method: str, path: str, body: bytes | None, timeout_s: float) -> tuple[int, bytes]:
        connection: HTTPConnection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = self.connection(timeout_s)
        connection.timeout = timeout_s
        if connection.sock is not None:
            connection.sock.settimeout(timeout_s)
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        try:
            connection.request(method, self._path + path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except BaseException:
            connection.close()
            self._mine.connection = None
            raise

    def _error(self, status: int, answer: bytes) -> KeptError:
        if status == 401:
            return KeptError("KEPT-K002", self.base, status=401)
        try:
            first = json.loads(answer)["errors"][0]
            return KeptError(first["code"], self.base, message=first["message"], expected=first.get("expected", ""), status=status)
        except (ValueError, LookupError, TypeError):
            return KeptError("KEPT-K001", self.base, reason=f"HTTP {status}", status=status)


def lines_of(answer: HTTPResponse) -> Iterator[bytes]:
    """The lines of a long answer, as they come. An answer that ends in the middle of a line raises ``ConnectionError``."""
    rest = b""
    while chunk := answer.read1(CHUNK):
        whole = (rest + chunk).split(b"\n")
        rest = whole.pop()
        yield from whole
    if rest:
        raise ConnectionError("the answer broke off")


def _unreachable() -> tuple[type[Exception], ...]:
    from http.client import HTTPException

    return (OSError, HTTPException)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
