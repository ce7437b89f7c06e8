"""Writes down what a browser met on a site, so that proofs can look at it: one record for each promise that it says something about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kept.consent.crawl_findings import Compared, Observation, observations
from kept.consent.crawled import CRAWL
from kept.promises import Act, Promise, Stage
from kept.proof.acting import Observed, Performed
from kept.proof.recording import Written, write_without_people
from kept.staging import Estate

LONGEST = 300


def write_visit(
    estate: Estate, label: str, promises: Sequence[Promise], url: str, found: Sequence[Compared], at: datetime, run_id: UUID
) -> Sequence[str]:
    """Record a visit; returns the ids of the promises that it speaks for or against."""
    written = []
    for promise in promises:
        said = observations(promise, found)
        if promise.check == "auto" and said:
            seen = Performed(promise, Act(CRAWL, url, True, _nothing), at, observed=[_observed(each) for each in said])
            written.append(Written(seen, ()))
    write_without_people(estate, label, written, run_id)
    return [each.performed.promise.id for each in written]


def _nothing(parameters: object, stage: Stage) -> None:
    """A browser alone acts here."""


def _observed(said: Observation) -> Observed:
    wanted, found = ", ".join(said.wanted), ", ".join(said.found)
    return Observed(said.what, wanted, found[:LONGEST], tuple(said.wanted) == tuple(said.found))
