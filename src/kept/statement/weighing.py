"""Verdicts made of several looks: all must hold, and what was seen so far may not be all that the promise says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from kept.promises import Count, Evidence, Finding, Origin, Verdict, Words, broken, kept, unproven

MORE_FINDINGS = 50

DECLARED: Final = "statement, data map"


def together(*verdicts: Verdict) -> Verdict:
    """One verdict of several looks: broken if one is, else unproven if one is, else kept. Evidence and findings of all are joined."""
    checked = sum(verdict.checked for verdict in verdicts)
    evidence = [one for verdict in verdicts for one in verdict.evidence]
    failed = [verdict for verdict in verdicts if verdict.outcome == "broken"]
    if failed:
        findings = [finding for verdict in failed for finding in verdict.findings][:MORE_FINDINGS]
        return broken(checked, sum(verdict.failing for verdict in failed), evidence, findings, failed[0].reason or Words("", ""))
    missing = next((verdict.reason for verdict in verdicts if verdict.outcome == "unproven" and verdict.reason), None)
    if missing is not None or not checked:
        return unproven(missing or Words("没有可供查看的内容。", "There was nothing to look at."), evidence, checked)
    return kept(checked, evidence)


def partly(verdict: Verdict, rest: Words) -> Verdict:
    """What was looked at can break the promise but not keep it: kept becomes unproven, for the reason ``rest``."""
    return unproven(rest, verdict.evidence, verdict.checked) if verdict.outcome == "kept" else verdict


def peopled(counts: Sequence[Count], nothing: Words) -> Verdict:
    """That there are rows at all in the tables whose columns are judged. Rows that nothing is asked of count as nothing checked."""
    missing = next((count.missing for count in counts if count.missing), None)
    evidence = tuple(replace(count.evidence, query=_unasked(count.evidence.query)) for count in counts if count.checked)
    return unproven(missing or nothing) if missing or not evidence else Verdict("kept", 0, 0, evidence)


def _unasked(query: str) -> str:
    """The query for the rows themselves, without the condition under which none of them is asked for."""
    return query.replace("WHERE false AND ", "WHERE ").replace(" WHERE false", "")


def as_registered(verdict: Verdict) -> Verdict:
    """Rows that are labels in a register are only as true as who wrote them: never *observed*."""
    labels = tuple(replace(one, origin="registered") if one.origin == "observed" else one for one in verdict.evidence)
    return replace(verdict, evidence=labels)


def found(
    what: str, checked: int, findings: Iterable[Finding], wrong: Words, nothing: Words, origin: Origin = "observed", query: str = ""
) -> Verdict:
    """The verdict of a look at things that are not rows: columns, entries of a file, settings. Nothing looked at is unproven.

    ``query`` says how one looks again; without one it was the statement and the data map that were compared.
    """
    wrongs: Sequence[Finding] = tuple(findings)
    evidence = (Evidence(what, origin, query or DECLARED, checked, tuple(finding.key for finding in wrongs[:10])),)
    if wrongs:
        return broken(max(checked, len(wrongs)), len(wrongs), evidence, wrongs, wrong)
    return kept(checked, evidence) if checked else unproven(nothing)
