"""neocrm-2023, staged: what is kept, what every breach does, and that its ledgers know nobody."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from kept.promises import breaches_of
from kept.proof import Proof, Sabotage, prove, sabotage
from kept.statement import read_inventory
from tests.services.conftest import Staged

Rehearsed = tuple[Proof, Sequence[Sabotage]]


@pytest.fixture(scope="module")
def rehearsed(staged: Staged) -> Iterator[Rehearsed]:
    look = staged.look(rehearsed=True)
    try:
        yield sabotage(look, staged.pack.kinds, time.perf_counter, lambda what, done, of: None)
    finally:
        look.close()


def test_nothing_is_broken_on_staged_data(rehearsed: Rehearsed) -> None:
    proof, _ = rehearsed
    assert {name: proof.verdicts[name].reason for name in proof.broken} == {}


def test_at_least_half_of_the_rows_that_rows_or_settings_can_show_are_kept(staged: Staged, rehearsed: Rehearsed) -> None:
    proof, _ = rehearsed
    rows = read_inventory(staged.pack.place.inventory)
    wanted = [row.id for row in rows.values() if row.check == "auto" and row.origin in ("rows", "config")]
    kept = {row for promise in staged.pack.statement.promises if proof.verdicts[promise.id].outcome == "kept" for row in promise.covers}
    assert len(wanted) == 99
    assert len(kept & set(wanted)) >= 50


def test_every_kept_verdict_stands_on_evidence_with_an_origin_and_a_query(rehearsed: Rehearsed) -> None:
    proof, _ = rehearsed
    kept = [verdict for verdict in proof.verdicts.values() if verdict.outcome == "kept"]
    assert kept
    assert [verdict for verdict in kept if verdict.checked < 1 or not verdict.evidence] == []
    assert [seen for verdict in kept for seen in verdict.evidence if not (seen.origin and seen.query and seen.what)] == []


def test_every_unproven_verdict_says_why_in_both_languages(rehearsed: Rehearsed) -> None:
    proof, _ = rehearsed
    unproven = [(name, verdict.reason) for name, verdict in proof.verdicts.items() if verdict.outcome == "unproven"]
    assert unproven
    assert [name for name, reason in unproven if reason is None or not (reason.zh and reason.en)] == []


def test_every_automatic_kind_has_two_breaches_of_different_nature(staged: Staged) -> None:
    kinds = staged.pack.kinds.values()
    automatic = {kind.name: breaches_of(kind.parameters) for kind in kinds if kind.check == "auto" and kind.implemented}
    assert {name: len(breaches) for name, breaches in automatic.items() if len({breach.title for breach in breaches}) < 2} == {}


def test_every_breach_is_seen(rehearsed: Rehearsed) -> None:
    _, breaches = rehearsed
    assert len(breaches) > 40
    assert [(breach.kind, breach.name, breach.promise) for breach in breaches if not breach.seen] == []


def test_what_acts_recorded_and_left_is_broken_for_every_kind_that_acts_prove(rehearsed: Rehearsed) -> None:
    proof, breaches = rehearsed
    kinds = {promise.id: promise.kind for promise in proof.statement.promises}
    verdicts = proof.verdicts.items()
    acted = {kinds[name] for name, verdict in verdicts if verdict.outcome == "kept" and any(e.origin == "acted" for e in verdict.evidence)}
    assert len(acted) >= 18
    assert acted == {breach.kind for breach in breaches if breach.name == "met_otherwise"}
    assert len([breach for breach in breaches if breach.name == "taken_away"]) >= 8


def test_no_breach_disturbs_another_verdict(rehearsed: Rehearsed) -> None:
    _, breaches = rehearsed
    assert {(breach.kind, breach.name): breach.disturbed for breach in breaches if breach.disturbed} == {}


def test_every_kind_that_is_kept_was_broken_at_least_twice(staged: Staged, rehearsed: Rehearsed) -> None:
    proof, breaches = rehearsed
    promises = [promise for promise in staged.pack.statement.promises if promise.check == "auto"]
    kept = {promise.kind for promise in promises if proof.verdicts[promise.id].outcome == "kept"}
    made = Counter(breach.kind for breach in breaches)
    assert {kind: made[kind] for kind in kept if made[kind] < 2} == {}


def test_a_rehearsal_leaves_everything_as_it_was(staged: Staged, rehearsed: Rehearsed) -> None:
    before, _ = rehearsed
    look = staged.look(rehearsed=False)
    try:
        after = prove(look, staged.pack.kinds, staged.pack.statement.promises)
    finally:
        look.close()
    changed = {name: verdict.outcome for name, verdict in after.verdicts.items() if verdict.outcome != before.verdicts[name].outcome}
    assert changed == {}
