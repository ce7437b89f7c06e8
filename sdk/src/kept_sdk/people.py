"""What Kept last said about everybody: for each person the facts that the policy asks about, and until when that counts.

A person is known by the application's own reference. Equal people are one object in memory, however many they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from kept_sdk.engine.carrying import facts_asked, facts_in, policy_from
from kept_sdk.engine.deciding import Decisions, Standing
from kept_sdk.engine.model import Person
from kept_sdk.errors import KeptError

SHAPES: Final = 400_000


class People:
    """One policy and everybody's standing under it. Changes are single assignments, so that readers need no lock."""

    def __init__(self, document: Mapping[str, Any], etag: str) -> None:
        try:
            policy = policy_from(document["policy"])
        except (KeyError, TypeError, ValueError) as error:
            raise KeptError("KEPT-K003", str(document.get("label", "")), reason=str(error)) from None
        self.etag: Final = etag
        self.document: Final = document
        self.decisions: Final = Decisions(policy)
        self.facts: Final[Sequence[str]] = document["policy"]["facts"]
        if tuple(self.facts) != facts_asked(self.decisions):
            raise KeptError("KEPT-K003", str(document["label"]), reason="other facts")
        self.standings: Final[dict[str, Standing]] = {}
        self._shapes: dict[tuple[str, str | None, str | None], Standing] = {}
        self._circumstances: Final[dict[tuple[str | None, str | None], Person]] = {}
        self._refusal: Final = self.decisions.standing_of((fact for fact in self.facts if fact != "no refusal"), Person()).lacks
        self.nobody: Final = self.decisions.standing(Person())

    def of(self, ref: str) -> Standing:
        """The person's standing; somebody of whom Kept knows nothing has agreed to nothing."""
        return self.standings.get(ref) or self.nobody

    def refusing(self, standing: Standing) -> Standing:
        """The same person, with a no to marketing."""
        return Standing(standing.lacks | self._refusal, standing.person)

    def put(self, ref: str, bits: str | None, place: str | None = None, home: str | None = None) -> None:
        """The person's facts as they are now; None forgets the person."""
        if bits is None:
            self.standings.pop(ref, None)
            return
        shape = (bits, place, home)
        found = self._shapes.get(shape)
        if found is None:
            if len(self._shapes) >= SHAPES:
                self._shapes = {}
            found = self._shapes[shape] = self._standing(bits, place, home)
        self.standings[ref] = found

    def _standing(self, bits: str, place: str | None, home: str | None) -> Standing:
        person = self._circumstances.setdefault((place, home), Person(place=place, home=home))
        return self.decisions.standing_of(facts_in(bits, self.facts), person)

    def load(self, lines: Iterable[bytes]) -> None:
        """Put everybody of a snapshot's lines (``["member:1601","a3f","CN","CN"]``)."""
        put, read = self.put, json.loads
        for line in lines:
            put(*read(line))

    def settled(self) -> None:
        """After a snapshot: let go of what only loading needed."""
        self._shapes = {}


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
