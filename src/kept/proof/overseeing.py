"""What whoever answers for the promises looks at first: what holds now, newly broken first, clause by clause, and how old the proof is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from kept.proof.telling import Told, resting, told_verdicts
from kept.statement import Statement
from kept.statement.model import Language
from kept.statement.showing import number_of

NEWLY: Final = "newly"
REAL: Final = ("acted", "observed")


@dataclass(frozen=True)
class Overseen:
    """A promise as it stands: ``newly`` where it broke since the proof before."""

    told: Told
    newly: bool


@dataclass(frozen=True)
class OverseenClause:
    """A clause's number (empty for one that has a name only) and title, with the promises shown under it."""

    number: str
    title: str
    promises: Sequence[Overseen]


@dataclass(frozen=True)
class Oversight:
    """One proof, arranged. ``urgent`` is what is broken, the newest break first; ``origins`` counts what the verdicts rest on."""

    label: str
    at: datetime
    stale: bool
    totals: Mapping[str, int]
    origins: Mapping[str, int]
    newly: int
    urgent: Sequence[Overseen]
    clauses: Sequence[OverseenClause]

    @property
    def real(self) -> int:
        """How many verdicts rest on planted people's acts or on observation of the live system."""
        return sum(self.origins[origin] for origin in REAL)


@dataclass(frozen=True)
class Sought:
    """What to show of a proof: an outcome (or ``newly``), evidence of an origin, words in the promise's name, id or kind."""

    outcome: str = ""
    origin: str = ""
    words: str = ""


def oversight(
    found: Mapping[str, Any], statement: Statement, language: Language, now: datetime, stale_after: timedelta, sought: Sought
) -> Oversight:
    """Arrange a proof document. The clauses have only what is sought; totals, origins and what is urgent are of the whole proof."""
    at = datetime.fromisoformat(found["at"])
    every = [Overseen(told, _newly(told, found["at"])) for told in told_verdicts(found, statement, language)]
    broken = [one for one in every if one.told.entry["verdict"] == "broken"]
    broken.sort(key=lambda one: one.told.entry["broken_since"] or "", reverse=True)
    clauses = _by_clause([one for one in every if _wanted(one, sought)], statement, language)
    newly = sum(one.newly for one in broken)
    return Oversight(found["pack"], at, now - at > stale_after, found["totals"], resting(found), newly, broken, clauses)


def _by_clause(promises: Sequence[Overseen], statement: Statement, language: Language) -> Sequence[OverseenClause]:
    """The clauses that have any of these promises, in the statement's order; in each what is broken stands first."""
    stated: dict[str, list[Overseen]] = {}
    for one in promises:
        stated.setdefault(one.told.clause, []).append(one)
    return [
        OverseenClause(number_of(clause.id), clause.title.words(language) or clause.id, sorted(stated[clause.id], key=_sound))
        for clause in statement.clauses
        if clause.id in stated
    ]


def _sound(one: Overseen) -> bool:
    return bool(one.told.entry["verdict"] != "broken")


def _newly(told: Told, at: str) -> bool:
    """Broken, and since this very proof: the one before had it otherwise, or there was none."""
    return bool(told.entry["verdict"] == "broken" and told.entry["broken_since"] == at)


def _wanted(one: Overseen, sought: Sought) -> bool:
    entry = one.told.entry
    if sought.outcome and not (one.newly if sought.outcome == NEWLY else entry["verdict"] == sought.outcome):
        return False
    if sought.origin and sought.origin not in one.told.origins:
        return False
    said = f"{one.told.label} {entry['promise']} {entry['kind']} {entry['clause']}".lower()
    return all(word in said for word in sought.words.lower().split())
