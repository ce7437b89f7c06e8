"""Verdicts and the evidence they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kept.promises.values import Words

if TYPE_CHECKING:
    from kept.promises.look import Count

Outcome = Literal["kept", "broken", "unproven", "attested", "published"]
Origin = Literal["acted", "observed", "simulated", "registered", "staged"]


@dataclass(frozen=True)
class Evidence:
    """What was looked at: where it comes from, how (the query or act), how many, and which (surrogate ids, never values)."""

    what: str
    origin: Origin
    query: str = ""
    count: int = 0
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One counter-example: the place (``store.table`` or file), the key of the row or the thing, and what is wrong with it."""

    place: str
    key: str
    what: Words


@dataclass(frozen=True)
class Verdict:
    """What holds now for one promise, with its reasons."""

    outcome: Outcome
    checked: int = 0
    failing: int = 0
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: Words | None = None


def unproven(reason: Words, evidence: Iterable[Evidence] = (), checked: int = 0) -> Verdict:
    """Nothing could be judged: no rows, no event yet, no control, unreachable. Never counted as kept."""
    return Verdict("unproven", checked, 0, tuple(evidence), (), reason)


def kept(checked: int, evidence: Iterable[Evidence]) -> Verdict:
    """Something that could have been wrong was looked at, and was right."""
    if checked < 1:
        raise ValueError("a verdict of kept needs something that was looked at")
    return Verdict("kept", checked, 0, tuple(evidence))


def broken(checked: int, failing: int, evidence: Iterable[Evidence], findings: Iterable[Finding], reason: Words) -> Verdict:
    """The sentence is untrue: how many, which, and why."""
    return Verdict("broken", checked, failing, tuple(evidence), tuple(findings), reason)


def attested(evidence: Iterable[Evidence], reason: Words) -> Verdict:
    """A named person vouches for it with a document that is in date."""
    return Verdict("attested", 1, 0, tuple(evidence), (), reason)


def published(evidence: Iterable[Evidence]) -> Verdict:
    """A fact whose only duty is to stand in the published text stands there, in every language."""
    return Verdict("published", 1, 0, tuple(evidence))


def judged(counts: Sequence[Count], wrong: Words, nothing: Words) -> Verdict:
    """The verdict that row counts give: broken if any row fails, unproven if a count is missing or there was no row at all, else kept.

    ``wrong`` says what a failing row means; ``nothing`` says what was missing when no row could be looked at.
    """
    evidence = tuple(count.evidence for count in counts if count.checked)
    checked = sum(count.checked for count in counts)
    failing = sum(count.failing for count in counts)
    if failing:
        findings = tuple(Finding(count.place, key, wrong) for count in counts for key in count.sample)
        return broken(checked, failing, evidence, findings, wrong)
    missing = next((count.missing for count in counts if count.missing), None)
    if missing or not checked:
        return unproven(missing or nothing, evidence, checked)
    return kept(checked, evidence)
