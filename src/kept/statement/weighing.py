"""Verdicts made of several looks: all must hold, and what was seen so far may not be all that the promise says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kept.promises import Evidence, Finding, Origin, Verdict, Words, broken, kept, unproven

MORE_FINDINGS = 50


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


def found(
    what: str, checked: int, findings: Iterable[Finding], wrong: Words, nothing: Words, origin: Origin = "observed", query: str = ""
) -> Verdict:
    """The verdict of a look at things that are not rows: columns, entries of a file, settings. Nothing looked at is unproven."""
    wrongs: Sequence[Finding] = tuple(findings)
    evidence = (Evidence(what, origin, query, checked, tuple(finding.key for finding in wrongs[:10])),)
    if wrongs:
        return broken(max(checked, len(wrongs)), len(wrongs), evidence, wrongs, wrong)
    return kept(checked, evidence) if checked else unproven(nothing)
