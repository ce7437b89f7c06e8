"""Breaches on the rehearsal cluster: each is made inside open transactions, looked at by every probe that it may concern, and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import text

from kept.datamap import DataMap
from kept.errors import KeptError
from kept.promises import Breach, Database, Kinds, Page, Promise, Verdict, breaches_of
from kept.proof.acted_breaches import ACTED_BREACHES, ActedBreach
from kept.proof.looking import DOCUMENTS, PAGES, Governed
from kept.proof.proving import Proof, Step, prove, verdict_of
from kept.statement import Statement
from kept.stores import Source, execute


@dataclass(frozen=True)
class Sabotage:
    """What one breach did: ``seen`` if its promise turned broken; ``disturbed`` are promises of unrelated kinds whose verdict changed.

    ``seconds`` is how long making, judging and undoing took.
    """

    name: str
    title: str
    promise: str
    kind: str
    seen: bool
    disturbed: tuple[str, ...]
    verdict: Verdict
    seconds: float


@dataclass
class Rehearsing:
    """The rehearsal as a breach sees it (``kept.promises.Rehearsal``); remembers where it tried, and what it touched."""

    governed: Governed
    promise: Promise
    opened: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    pages: dict[str, Page | None] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)

    @property
    def statement(self) -> Statement:
        return self.governed.statement

    @property
    def datamap(self) -> DataMap:
        return self.governed.datamap

    @property
    def now(self) -> datetime:
        return self.governed.now

    def databases(self, store: str | None = None) -> Sequence[Database]:
        return self.governed.databases(store)

    def sql(self, database: Database, statement: str, **values: Any) -> int:
        self.opened.add(database.name)
        changed = execute(self.governed.sources[database.name].connection, text(statement), values or None).rowcount
        if changed != 0:  # what is no INSERT, UPDATE or DELETE says -1
            self.touched.add(database.name)
        return changed

    def page(self, language: str, old: str, new: str) -> None:
        page = self.governed.fetch(language)
        if page is None or old not in page.html:
            raise KeptError("KEPT-P010", page=language, text=old[:80])
        self.pages[language] = Page(page.url, page.status, page.html.replace(old, new))

    def withdraw_page(self, language: str) -> None:
        page = self.governed.fetch(language)
        self.pages[language] = Page(page.url if page else language, 404, "")

    def document(self, name: str, content: bytes) -> None:
        self.documents[name] = content

    @property
    def sources(self) -> Mapping[str, Source]:
        return self.governed.sources

    @property
    def label(self) -> str:
        return self.governed.statement.label

    def changes(self, store: str, query: Any, values: Sequence[Any]) -> int:
        self.opened.add(store)
        changed = execute(self.governed.sources[store].connection, query, values).rowcount
        if changed != 0:
            self.touched.add(store)
        return changed

    @property
    def places(self) -> set[str]:
        """Everything that was touched: databases by name, PAGES, DOCUMENTS."""
        return self.touched | ({PAGES} if self.pages else set()) | ({DOCUMENTS} if self.documents else set())

    @property
    def did_something(self) -> bool:
        return bool(self.places)


def sabotage(
    governed: Governed, kinds: Kinds, clock: Callable[[], float], step: Step, chosen: Sequence[Promise] | None = None
) -> tuple[Proof, Sequence[Sabotage]]:
    """Apply every breach of every automatic kind once, on the first promise of the kind that it can violate.

    Returns the undisturbed proof first. ``governed`` must be a rehearsal: its sources work in transactions that are rolled back.
    """
    promises = governed.statement.promises
    before = prove(governed, kinds, promises)
    governed.remember()
    of_kind: dict[str, list[Promise]] = {}
    for promise in chosen or promises:
        if promise.check == "auto" and before.verdicts[promise.id].outcome == "kept":
            of_kind.setdefault(promise.kind, []).append(promise)
    planned = [(kind, breach) for kind in of_kind for breach in breaches_of(kinds[kind].parameters)]
    done: list[Sabotage] = []
    for position, (kind, breach) in enumerate(planned):
        started = clock()
        # What acts alone prove has nothing that the kind's own breaches could violate.
        probed = [promise for promise in of_kind[kind] if any(seen.origin != "acted" for seen in before.verdicts[promise.id].evidence)]
        result = _first_violation(governed, kinds, probed, breach, before)
        if result is not None:
            done.append(Sabotage(breach.name, breach.title, result[0].id, kind, *result[1:], clock() - started))
        step("breaches", position + 1, len(planned))
    done += _of_acts(governed, kinds, of_kind, before, clock)
    return before, done


def _of_acts(
    governed: Governed, kinds: Kinds, of_kind: Mapping[str, Sequence[Promise]], before: Proof, clock: Callable[[], float]
) -> Iterator[Sabotage]:
    """The breaches of what acts recorded and left, once for each kind with a promise that an act proves."""
    for kind, promises in of_kind.items():
        acted = [one for one in promises if any(seen.origin == "acted" for seen in before.verdicts[one.id].evidence)]
        for breach in ACTED_BREACHES if acted else ():
            started = clock()
            marked = Breach(breach.name, breach.title, () if breach.alone else tuple(kinds), partial(_violate, breach))
            result = _first_violation(governed, kinds, acted, marked, before)
            if result is not None:
                yield Sabotage(breach.name, breach.title, result[0].id, kind, *result[1:], clock() - started)


def _violate(breach: ActedBreach, parameters: object, rehearsing: Rehearsing) -> None:
    """What acts left is broken in the same way whatever the promise's parameters are."""
    breach.violate(rehearsing)


def _first_violation(
    governed: Governed, kinds: Kinds, promises: Sequence[Promise], breach: Breach, before: Proof
) -> tuple[Promise, bool, tuple[str, ...], Verdict] | None:
    for promise in promises:
        rehearsing = Rehearsing(governed, promise)
        try:
            breach.violate(promise.parameters, rehearsing)
            if rehearsing.did_something:
                after = _judged(rehearsing, kinds, before)
                allowed = {promise.kind, *breach.also}
                changed = [name for name, verdict in after.items() if verdict.outcome != before.verdicts[name].outcome]
                kind_of = {other.id: other.kind for other in governed.statement.promises}
                disturbed = tuple(name for name in changed if kind_of[name] not in allowed)
                return promise, after[promise.id].outcome == "broken", disturbed, after[promise.id]
        finally:
            _undo(rehearsing)
    return None


def _judged(rehearsing: Rehearsing, kinds: Kinds, before: Proof) -> Mapping[str, Verdict]:
    governed = rehearsing.governed
    fetch, read = governed.fetch, governed.read
    governed.forget(rehearsing.touched, pages=bool(rehearsing.pages))
    if rehearsing.pages:
        governed.fetch = lambda language: rehearsing.pages[language] if language in rehearsing.pages else fetch(language)
    if rehearsing.documents:
        governed.read = lambda name: rehearsing.documents[name] if name in rehearsing.documents else read(name)
    try:
        governed.answer(rehearsing.touched)
        touched = rehearsing.places
        return {
            promise.id: verdict_of(governed, kinds, promise) if governed.concerned(promise, touched) else before.verdicts[promise.id]
            for promise in governed.statement.promises
            if promise.id in before.verdicts
        }
    finally:
        governed.fetch, governed.read = fetch, read


def _undo(rehearsing: Rehearsing) -> None:
    governed = rehearsing.governed
    for name in rehearsing.opened:
        with suppress(psycopg.Error):
            governed.sources[name].connection.rollback()
    governed.restore()
