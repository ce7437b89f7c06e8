"""The one JSON document that a run yields; terminal, HTML and JUnit reports are made of it and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kept.promises import Kinds, Promise, Verdict, Words
from kept.proof.proving import Proof
from kept.proof.rehearsing import Sabotage


def document(proof: Proof, kinds: Kinds, breaches: Sequence[Sabotage] = (), previous: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The proof document. ``previous`` is an earlier one, from which the time of the last proof and of a break is carried on.

    Keys: ``pack``, ``statement`` (version, sha256), ``at``, ``verdicts``, ``totals``, ``origins``, and ``breaches`` where there were any.
    """
    earlier = {entry["promise"]: entry for entry in (previous or {}).get("verdicts", [])}
    verdicts = [
        _verdict(promise, proof.verdicts[promise.id], proof.at, earlier.get(promise.id), kinds)
        for promise in proof.statement.promises
        if promise.id in proof.verdicts
    ]
    found: dict[str, Any] = {
        "pack": proof.statement.label,
        "statement": {"version": proof.statement.version.isoformat(), "sha256": proof.statement.sha256},
        "at": proof.at.isoformat(),
        "totals": {outcome: proof.totals.get(outcome, 0) for outcome in ("kept", "broken", "unproven", "attested", "published")},
        "origins": dict(proof.origins),
        "verdicts": verdicts,
    }
    if breaches:
        found["breaches"] = [breach_entry(breach) for breach in breaches]
    return found


def _words(words: Words | None) -> dict[str, str] | None:
    return {"zh": words.zh, "en": words.en} if words else None


def _verdict(promise: Promise, verdict: Verdict, at: datetime, earlier: Mapping[str, Any] | None, kinds: Kinds) -> dict[str, Any]:
    proven = verdict.outcome in ("kept", "attested", "published")
    since = at.isoformat() if verdict.outcome == "broken" else None
    if since and earlier and earlier["verdict"] == "broken":
        since = earlier["broken_since"]
    return {
        "promise": promise.id,
        "kind": promise.kind,
        "clause": ", ".join(promise.clauses),
        "clauses": list(promise.clauses),
        "covers": list(promise.covers),
        "check": promise.check,
        "implemented": promise.check != "auto" or kinds[promise.kind].implemented,
        "verdict": verdict.outcome,
        "checked": verdict.checked,
        "failing": verdict.failing,
        "reason": _words(verdict.reason),
        "evidence": [
            {"what": seen.what, "origin": seen.origin, "query": seen.query, "count": seen.count, "sample": list(seen.sample)}
            for seen in verdict.evidence
        ],
        "findings": [{"place": found.place, "key": found.key, "what": _words(found.what)} for found in verdict.findings],
        "at": at.isoformat(),
        "last_proven": at.isoformat() if proven else (earlier or {}).get("last_proven"),
        "broken_since": since,
    }


def breach_entry(breach: Sabotage) -> dict[str, Any]:
    """One breach as the document holds it."""
    return {
        "name": breach.name,
        "title": breach.title,
        "promise": breach.promise,
        "kind": breach.kind,
        "seen": breach.seen,
        "disturbed": list(breach.disturbed),
        "verdict": breach.verdict.outcome,
        "seconds": round(breach.seconds, 3),
    }
