"""Follows what people choose: a snapshot of everybody, then a stream of changes, in a thread of its own, for ever.

What the stream says is a lease. Where it stays away, what is known stops counting by itself; nobody has to notice.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from kept_sdk.calling import Calling, lines_of, wait_s
from kept_sdk.errors import KeptError
from kept_sdk.lease import Lease

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from kept_sdk.people import People

STREAM_S: Final = 5.0
SNAPSHOT_S: Final = 120.0
GONE: Final = 410


class Following:
    """The present state, kept up. ``people`` is None until the first snapshot; ``trouble`` says what stops it, if anything does."""

    def __init__(self, calling: Calling, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._calling: Final = calling
        self._monotonic: Final = monotonic
        self.lease: Final = Lease(monotonic)
        self.people: People | None = None
        self.trouble: KeptError | None = None
        self._version = ""
        self._seen: tuple[int, int] = (0, 0)
        self._own: Final[dict[str, tuple[int, int]]] = {}
        self._writing: Final = threading.Lock()
        self._moved: Final = threading.Condition()
        self._ended: Final = threading.Event()
        self._connection: HTTPConnection | None = None
        self._thread = threading.Thread(target=self._run, name="kept", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ended.set()
        self.lease.end()
        if (connection := self._connection) is not None and (sock := connection.sock) is not None:
            import socket

            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        if self._thread.ident is not None:
            self._thread.join(STREAM_S)

    def await_fresh(self, patience_s: float) -> bool:
        """Whether what is known counts, after waiting for that as long as one is willing to."""
        if self.lease.fresh:
            return True
        with self._moved:
            return self._moved.wait_for(lambda: self.lease.fresh or self._hopeless, patience_s) and self.lease.fresh

    @property
    def _hopeless(self) -> bool:
        """Whether waiting is of no use: a wrong token stays wrong."""
        return self._ended.is_set() or (self.trouble is not None and self.trouble.code in ("KEPT-K002", "KEPT-K003"))

    def wrote(self, answer: Any) -> None:
        """The server's answer to something that this application wrote carries the person's new state: it counts here at once.

        ``order`` says which look at the books was the later one, so that a message already under way does not take the write back.
        """
        said = answer.get("state") if isinstance(answer, dict) else None
        people = self.people
        if not said or people is None or said["policy"] != people.etag:
            return
        ref, *state = said["person"]
        order = (said["order"][0], said["order"][1])
        with self._writing:
            if order >= max(self._seen, self._own.get(ref, (0, 0))):
                self._own[ref] = order
                people.put(ref, *state)

    def _run(self) -> None:
        attempt = 0
        while not self._ended.is_set():
            try:
                if self.people is None or not self._version:
                    self._take_snapshot()
                self._follow()
                attempt = 0
            except KeptError as error:
                if error.status in (GONE, 404):
                    self._version = ""
                self._say(error)
            except (OSError, ValueError, LookupError, TypeError, _broken()) as error:
                self._say(KeptError("KEPT-K001", self._calling.base, reason=str(error) or type(error).__name__))
            attempt = 0 if self.lease.fresh else attempt + 1
            self._ended.wait(wait_s(attempt))

    def _say(self, trouble: KeptError | None) -> None:
        with self._moved:
            self.trouble = trouble
            self._moved.notify_all()

    def _take_snapshot(self) -> None:
        from kept_sdk.people import People  # the engine: fetched when it is first needed, so that the import is light

        document = self._calling.call("GET", "policy")
        people = People(document, document["etag"])
        connection, answer = self._calling.opened("snapshot", SNAPSHOT_S)
        try:
            lines = lines_of(answer)
            head = json.loads(next(lines))
            if head["policy"] != people.etag:
                raise ConnectionError("the statement changed meanwhile")
            people.load(lines)
            if len(people.standings) < head["people"]:
                raise ConnectionError("the snapshot broke off")
        finally:
            connection.close()
        people.settled()
        with self._writing:
            self._own.clear()
            self._seen = (0, 0)
            self.people, self._version = people, head["version"]

    def _follow(self) -> None:
        asked = self._monotonic()
        self._connection, answer = self._calling.opened(f"events?after={self._version}", STREAM_S)
        try:
            first = True
            for line in lines_of(answer):
                if line.startswith(b"data:"):
                    first = self._take(json.loads(line[5:]), asked if first else None)
                if self._ended.is_set() or not self._version:
                    return
        finally:
            self._connection.close()
            self._connection = None

    def _take(self, said: dict[str, Any], asked: float | None) -> bool:
        people = self.people
        if people is None or said["policy"] != people.etag:
            self._version = ""
            self.lease.end()
            return False
        order = (said["order"][0], said["order"][1])
        with self._writing:
            for ref, *state in said["people"]:
                if self._own.get(ref, order) <= order:
                    people.put(ref, *state)
            self._seen = max(self._seen, order)
            for ref in [ref for ref, written in self._own.items() if written <= order]:
                del self._own[ref]
        self._version = said["version"]
        if asked is not None:
            self.lease.connected(asked, said["clock"])
        self.lease.extend(said["clock"], said["lease_seconds"])
        if asked is not None or self.trouble is not None or not self.lease.fresh:
            self._say(None)
        else:
            with self._moved:
                self._moved.notify_all()
        return False


def _broken() -> type[Exception]:
    from http.client import HTTPException

    return HTTPException
