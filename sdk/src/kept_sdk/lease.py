"""Until when what is known counts."""

from __future__ import annotations

from collections.abc import Callable


class Lease:
    """Until when what is known counts, by this machine's monotonic clock: turning the wall clock back changes nothing.

    Each message carries the server's own monotonic clock at the moment in which it looked. The first one of a connection was sent
    after the connection was asked for, so that moment is taken for it: what is assumed is always the older. A message that waited in
    a buffer or behind a process that stood still is therefore as old as it is.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until = float("-inf")
        self._asked = self._first = 0.0

    def connected(self, asked: float, clock: float) -> None:
        self._asked, self._first = asked, clock

    def extend(self, clock: float, seconds: float) -> None:
        self._until = max(self._until, self._asked + (clock - self._first) + seconds)

    def end(self) -> None:
        self._until = float("-inf")

    @property
    def fresh(self) -> bool:
        return self._monotonic() < self._until
