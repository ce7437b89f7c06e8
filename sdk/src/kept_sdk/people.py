"""What Kept last said about everybody: for each person the facts that the policy asks about.

A person is known by the application's own reference. Equal people are one object in memory, however many they are.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from kept_sdk.engine.carrying import facts_asked, policy_from
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
        self._every: Final = self.decisions.standing_of((), Person()).lacks
        self._tables: Final = self._met_by_bytes()
        self._digits: Final = 2 * len(self._tables)
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
        met = 0
        for table, value in zip(self._tables, bytes.fromhex(bits.zfill(self._digits)), strict=True):
            met |= table[value]
        return Standing(self._every & ~met, person)

    def _met_by_bytes(self) -> list[list[int]]:
        """What each byte of a person's bits meets, so that a million people are read eight facts at a time; the highest byte first."""
        met = [self._every & ~self.decisions.standing_of([fact], Person()).lacks for fact in self.facts]
        tables = []
        for first in range(0, len(met), 8):
            table = [0]
            for one in met[first : first + 8]:
                table += [before | one for before in table]
            tables.append(table)
        return tables[::-1]

    def load(self, lines: Iterable[bytes]) -> None:
        """Put everybody of a snapshot's lines (``["member:1601","a3f","CN","CN"]``)."""
        put, read, collecting = self.put, json.loads, gc.isenabled()
        gc.disable()  # nothing of what is made here is garbage, and looking for it again and again would take most of the time
        try:
            for line in lines:
                put(*read(line))
        finally:
            if collecting:
                gc.enable()

    def settled(self) -> None:
        """After a snapshot: let go of what only loading needed."""
        self._shapes = {}
