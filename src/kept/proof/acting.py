"""Lets planted people act out promises in the running service, and notes what was observed and what must have been left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from kept.datamap import DataMap
from kept.promises import ANY, Act, NotDone, Person, Promise, Troupe, Words, acts_for
from kept.statement import Statement

Step = Callable[[str, int, int], None]
STOPPED: Final = Words("服务正在停止，没有开始。", "The service was about to end, and it was not begun.")


@dataclass(frozen=True)
class Observed:
    """One thing that was compared at the edge while an act was done."""

    what: Words
    wanted: str
    found: str
    met: bool

    @property
    def document(self) -> Mapping[str, Any]:
        """The step as records and reports hold it."""
        return {**said_in_both(self.what), "wanted": self.wanted, "found": self.found, "met": self.met}


def said_in_both(words: Words) -> dict[str, str]:
    """Words as records and reports hold them."""
    return {"zh": words.zh, "en": words.en}


@dataclass(frozen=True)
class Left:
    """Rows that an act must have left: of a person, in these tables together, between ``least`` and ``most``, with these values."""

    tables: tuple[str, ...]
    person: Person
    least: int
    most: int
    where: Mapping[str, Any]


@dataclass
class Performed:
    """One act as it was done. Its promise is judged by what it observed, and by what of ``left`` is found later."""

    promise: Promise
    act: Act
    at: datetime
    seconds: float = 0.0
    observed: list[Observed] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    only_at_home: list[Person] = field(default_factory=list)
    reason: Words | None = None

    @property
    def done(self) -> bool:
        return self.reason is None


@dataclass(frozen=True)
class Acting:
    """The stage of one act; see ``kept.promises.Stage``."""

    performed: Performed
    statement: Statement
    datamap: DataMap
    cast: Callable[[str, bool], Person]
    roles: Collection[str] = ()

    @property
    def promise(self) -> Promise:
        return self.performed.promise

    def person(self, role: str = "member", *, shared: bool = False) -> Person:
        return self.cast(role, shared)

    def knows(self, role: str) -> bool:
        return role in self.roles

    def expect(self, what: Words, found: object, wanted: object = True) -> None:
        self.performed.observed.append(Observed(what, _said(wanted), _said(found), found == wanted))

    def leaves(
        self, tables: str | Sequence[str], person: Person, *, rows: int, most: int | None = None, where: Mapping[str, Any] = ANY
    ) -> None:
        named = (tables,) if isinstance(tables, str) else tuple(tables)
        self.performed.left.append(Left(named, person, rows, rows if most is None else most, where))

    def leaves_nowhere_else(self, person: Person) -> None:
        self.performed.only_at_home.append(person)


def _said(value: object) -> str:
    """A value as the record keeps it: sets in order, nothing longer than a line."""
    if isinstance(value, (set, frozenset)):
        value = sorted(value)
    return str(value)[:300]


def performances(statement: Statement, datamap: DataMap, chosen: Sequence[Promise]) -> Sequence[tuple[Promise, Act]]:
    """Every act of the chosen promises that can be done by planted people, in the statement's order."""
    asked = [promise for promise in chosen if promise.check == "auto"]
    return [(promise, each) for promise in asked for each in acts_for(promise, statement, datamap)]


def perform(
    troupe: Troupe,
    statement: Statement,
    datamap: DataMap,
    asked: Sequence[tuple[Promise, Act]],
    now: Callable[[], datetime],
    clock: Callable[[], float],
    step: Step = lambda what, done, of: None,
    workers: int = 3,
    stopped: Callable[[], bool] = lambda: False,
) -> Sequence[Performed]:
    """Do the acts, several at a time, each with people of its own (those that acts share are shared within a worker).

    ``stopped`` is asked before each: once it is true, nothing more is begun (the service is about to end).
    """
    shared = threading.local()

    def cast(role: str, of_all: bool) -> Person:
        if not of_all:
            return Person(troupe.actor(role), troupe.verbs)
        known: dict[str, Person] = shared.__dict__.setdefault("people", {})
        if role not in known:
            known[role] = Person(troupe.actor(role), troupe.verbs)
        return known[role]

    def one(entry: tuple[Promise, Act]) -> Performed:
        promise, act = entry
        performed, began = Performed(promise, act, now()), clock()
        if stopped():
            performed.reason = STOPPED
            return performed
        try:
            act.script(promise.parameters, Acting(performed, statement, datamap, cast, troupe.roles))
        except NotDone as problem:
            performed.reason = problem.reason
        performed.seconds = clock() - began
        return performed

    found = []
    with ThreadPoolExecutor(workers) as pool:
        for performed in pool.map(one, asked):
            found.append(performed)
            step("acts", len(found), len(asked))
    return found
