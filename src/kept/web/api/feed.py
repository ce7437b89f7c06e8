"""Tells every application of every change: one look at the books for all of them, five times a second, and at once after a write.

Each message says by this machine's monotonic clock when the look began. That is what an application's lease counts from.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kept.errors import KeptError
from kept.subjects import Changes, State, birthdays, changes, forget_changes, looking, too_old
from kept.web.api.region import Region, now, today

LOOK_S: Final = 0.2
LEASE_S: Final = 1.0
KEPT_MESSAGES: Final = 512
FORGET_S: Final = 600.0
MOST_STREAMS: Final = 200
LOG: Final = logging.getLogger("django.kept.feed")


@dataclass(frozen=True)
class Look:
    """What one look at the books found: the message for everybody, and what the next look has to know."""

    text: bytes
    version: str
    changed: Sequence[tuple[int, int]]
    day: date


class Feed:
    """The changes of one region. The thread begins with the first reader."""

    def __init__(self, region: Region) -> None:
        self._region: Final = region
        self._messages: Final[deque[bytes]] = deque(maxlen=KEPT_MESSAGES)
        self._count = 0
        self._moved: Final = threading.Condition()
        self._wanted: Final = threading.Event()
        self._begun = False
        self._readers = 0
        self._beginning: Final = threading.Lock()

    def wrote(self) -> None:
        """Somebody wrote here: look now."""
        self._wanted.set()

    def messages(self, after: str) -> Iterator[bytes]:
        """All messages from a version on, without end. Raises KEPT-W003 for one that is too old, W009 where too many read already."""
        if too_old(after, now().timestamp()):
            raise KeptError("KEPT-W003", version=after or "-")
        with self._moved:
            if self._readers >= MOST_STREAMS:
                raise KeptError("KEPT-W009", most=MOST_STREAMS)
            self._readers += 1
            place = self._count
        try:
            self._begin()
            first = self._looked(after).text
        except BaseException:
            self._left()
            raise
        return self._stream(first, place)

    def _begin(self) -> None:
        """Look for the first time before the reader does, so that nothing falls between the reader's look and the feed's."""
        with self._beginning:
            if not self._begun:
                with self._region.pool.connection() as connection:
                    version = changes(connection, None).version
                threading.Thread(target=self._run, args=[version], name=f"feed {self._region.cluster}", daemon=True).start()
                self._begun = True

    def _stream(self, first: bytes, place: int) -> Iterator[bytes]:
        try:
            yield first
            while True:
                with self._moved:
                    if not self._moved.wait_for(lambda: self._count > place, timeout=LEASE_S):  # noqa: B023 – asked at once
                        continue
                    missed = self._count - place
                    if missed > len(self._messages):
                        return
                    new = list(self._messages)[-missed:]
                    place = self._count
                yield b"".join(new)
        finally:
            self._left()

    def _left(self) -> None:
        with self._moved:
            self._readers -= 1

    def _run(self, version: str) -> None:
        """Look for ever. Where the books cannot be reached nothing is said, and every lease ends by itself."""
        told: Sequence[tuple[int, int]] = ()
        day = today()
        forgotten = time.monotonic()
        while True:
            try:
                look = self._looked(version, told, day)
                version, told, day = look.version, look.changed, look.day
                with self._moved:
                    self._messages.append(look.text)
                    self._count += 1
                    self._moved.notify_all()
                if time.monotonic() - forgotten > FORGET_S:
                    forgotten = time.monotonic()
                    with self._region.pool.connection() as connection:
                        forget_changes(connection)
            except Exception as error:
                LOG.warning("%s: %s", self._region.cluster, type(error).__name__)
            self._wanted.wait(LOOK_S)
            self._wanted.clear()

    def _looked(self, version: str, told: Sequence[tuple[int, int]] = (), day: date | None = None) -> Look:
        """One look: whose state has changed since, without those pairs of person and transaction that have been told of already."""
        clock, now_on = time.monotonic(), today()
        region, before = self._region, set(told)
        with region.pool.connection() as connection:
            looking(connection)
            found = changes(connection, version)
            subjects = {pair[0] for pair in found.changed if pair not in before}
            if day is not None and day != now_on:
                subjects |= set(birthdays(connection, now_on))
            people = region.states(connection, sorted(subjects)) if subjects else []
        gone = [State(reference, None) for reference in found.gone]
        return Look(message(region, found, clock, [*gone, *people]), found.version, found.changed, now_on)


def message(region: Region, look: Changes, clock: float, people: Sequence[State]) -> bytes:
    """One event of the stream."""
    said = {
        "version": look.version,
        "order": look.order,
        "policy": region.said.etag,
        "clock": clock,
        "lease_seconds": LEASE_S,
        "people": [line(one) for one in people],
    }
    return b"data: " + json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def line(state: State) -> list[str | None]:
    """A person in a message or a snapshot; one that is gone has a reference only."""
    return [state.reference, state.bits, state.place, state.home] if state.bits is not None else [state.reference, None]
