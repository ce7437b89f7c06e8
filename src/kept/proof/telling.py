"""Arranges a proof document for reading: counts, what is broken, why something is unproven, and every clause with its verdicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kept.statement import Statement
from kept.statement.model import Language
from kept.statement.showing import Shown, shown_clauses
from kept.statement.wording import ORIGINS, OUTCOMES

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """A verdict with the name that people know the promise by, and the clause under which the report shows it."""

    entry: Entry
    label: str
    clause: str

    @property
    def origins(self) -> Sequence[str]:
        """Where its evidence comes from, the strongest first."""
        found = {seen["origin"] for seen in self.entry["evidence"]}
        return [origin for origin in ORIGINS if origin in found]


@dataclass(frozen=True)
class ToldClause:
    """A clause, the verdicts shown under it, and those of its promises that an earlier clause shows."""

    clause: Shown
    verdicts: Sequence[Told]
    elsewhere: Sequence[Told]

    @property
    def counts(self) -> Counter[str]:
        return Counter(told.entry["verdict"] for told in self.verdicts)


@dataclass(frozen=True)
class Chapter:
    """A chapter's own clause with all clauses below it."""

    clause: Shown
    clauses: Sequence[ToldClause]

    @property
    def counts(self) -> Counter[str]:
        """How many promises have each outcome; each promise counts where it is shown."""
        return sum((told.counts for told in self.clauses), Counter[str]())


def chapters(found: Entry, statement: Statement, language: Language) -> Sequence[Chapter]:
    """The document in the statement's order. A clause without a verdict in this run stays only where it is a heading of others."""
    shown = {clause.id: clause for clause in shown_clauses(statement, language, {})}
    told = told_verdicts(found, statement, language)
    by_clause: dict[str, list[Told]] = {}
    for verdict in told:
        for clause_id in verdict.entry["clauses"]:
            by_clause.setdefault(clause_id, []).append(verdict)
    arranged: list[tuple[Shown, list[ToldClause]]] = []
    for clause in shown.values():
        stated = by_clause.get(clause.id, [])
        here = _worst_first(verdict for verdict in stated if verdict.clause == clause.id)
        if clause.depth == 0 or not arranged:
            arranged.append((clause, []))
        arranged[-1][1].append(ToldClause(clause, here, [verdict for verdict in stated if verdict.clause != clause.id]))
    kept = [(chapter, [told for told in clauses if told.verdicts or told.elsewhere]) for chapter, clauses in arranged]
    return [Chapter(chapter, clauses) for chapter, clauses in kept if clauses]


def told_verdicts(found: Entry, statement: Statement, language: Language) -> Sequence[Told]:
    """Every verdict of the document; one of a promise that the statement no longer makes goes by its id."""
    known = {clause.id for clause in statement.clauses}
    told = []
    for entry in found["verdicts"]:
        declared = statement.declarations.get(entry["promise"].partition(":")[0])
        first = next((clause for clause in entry["clauses"] if clause in known), "")
        told.append(Told(entry, declared.label(language) if declared else entry["promise"], first))
    return told


def _worst_first(verdicts: Any) -> Sequence[Told]:
    """What is broken stands first; otherwise in the statement's order."""
    return sorted(verdicts, key=lambda told: told.entry["verdict"] != "broken")


def unproven_reasons(told: Sequence[Told], language: str) -> Sequence[tuple[str, Sequence[Told]]]:
    """Why promises are unproven, the commonest reason first."""
    groups: dict[str, list[Told]] = {}
    for verdict in told:
        if verdict.entry["verdict"] == "unproven":
            groups.setdefault((verdict.entry["reason"] or {}).get(language, "—"), []).append(verdict)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def chapter_of(clause_id: str) -> str:
    """``2.1(1)`` belongs to chapter ``2``."""
    return re.split(r"[.(\s]", clause_id, maxsplit=1)[0]


def resting(found: Entry) -> Mapping[str, int]:
    """How many verdicts of *kept* or *broken* rest on evidence of each origin (each by the weakest that it has), strongest origin first."""
    return {origin: found["origins"].get(origin, 0) for origin in ORIGINS}


def tally(counts: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """Outcomes that occur, what is broken first."""
    return [(outcome, counts[outcome]) for outcome in OUTCOMES if counts.get(outcome)]


@dataclass(frozen=True)
class Findings:
    """Counter-examples that differ in their keys only."""

    place: str
    what: Mapping[str, str]
    all: Sequence[str]


def grouped(findings: Sequence[Entry]) -> Sequence[Findings]:
    """Counter-examples by place and by what is wrong, in the order in which they came."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for finding in findings:
        groups.setdefault((finding["place"], finding["what"]["en"]), []).append(finding)
    return [Findings(place, same[0]["what"], [finding["key"] for finding in same]) for (place, _), same in groups.items()]
