"""What neocrm promised in 2021 still binds the rows that were collected then, and nothing that was stated later does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import and_, func, literal, select, text

from kept.cli.packed import judged_pack
from kept.cli.proving import judging
from kept.promises import Verdict
from kept.proof import Proof, prove
from kept.proof.binding import BOOKS
from kept.stores import execute
from tests.services.conftest import Staged

OLD, NEW = "neocrm-2021", "neocrm-2023"
SINCE = "timestamptz '2023-08-28 00:00+00'"


@pytest.fixture(scope="module")
def past(staged: Staged) -> Iterator[Proof]:
    look = staged.look_earlier(OLD)
    try:
        yield prove(look, staged.pack.kinds, look.statement.promises)
    finally:
        look.close()


def _verdicts(staged: Staged, breach: Mapping[str, str], promises: str) -> tuple[Verdict, Verdict]:
    """The verdicts of both versions about the same promise once a breach was made in these databases; it is undone."""
    found = []
    for look in (staged.look_earlier(OLD), staged.look(rehearsed=True)):
        try:
            for database, statement in breach.items():
                assert execute(look.sources[database].connection, text(statement)).rowcount > 0
            chosen = [promise for promise in look.statement.promises if promise.id == promises]
            found.append(prove(look, staged.pack.kinds, chosen).verdicts[promises])
        finally:
            look.close()
    return found[0], found[1]


def test_every_row_with_a_time_of_collection_is_judged_by_exactly_one_version(staged: Staged) -> None:
    windows = [judging(judged_pack(label)) for label in (OLD, NEW)]
    look = staged.look(rehearsed=False)
    seen: dict[str, list[int]] = {}
    try:
        look.read_schemas()
        moments = {path: (mapped.collected_at, None) for path, mapped in staged.pack.datamap.tables.items() if mapped.collected_at}
        for path, (at, label) in {**moments, **BOOKS}.items():
            rows = look.table(path)
            assert rows is not None
            assert at is not None
            old, new = (window.within(rows.c[at], rows.c[label] if label else None) for window in windows)
            assert old is not None and new is not None
            counts = [func.count().filter(one) for one in (old, new, and_(old, new), and_(~old, ~new), literal(True))]
            for database in look.holding(path):
                numbers = execute(look.sources[database.name].connection, select(*counts).select_from(rows)).fetchall()[0]
                seen[path] = [one + two for one, two in zip(seen.get(path, [0] * 5), numbers, strict=True)]
    finally:
        look.close()
    assert {path: found for path, found in seen.items() if found[2] or found[3] or found[0] + found[1] != found[4]} == {}
    with_old_rows = {path for path, found in seen.items() if found[0]}
    assert {"crm.member", "auth.credential", "crm.visit", "crm.social_account", "kept.consent", "kept.decision"} <= with_old_rows


def test_nothing_is_broken_and_dozens_of_promises_are_kept_by_rows_of_that_time(past: Proof) -> None:
    assert {name: past.verdicts[name].reason for name in past.broken} == {}
    assert past.totals["kept"] > 25
    for name in ("roles.operator", "functions.identity_verification", "functions.wecom_identity", "retention.ended_use", "updates.archive"):
        assert past.verdicts[name].outcome == "kept", (name, past.verdicts[name].reason)


def test_what_looks_at_the_system_is_left_to_the_version_in_force(past: Proof) -> None:
    system = {"masking", "access-control", "contact", "encryption-transit", "tenant-isolation", "sdk", "language"}
    verdicts = [past.verdicts[promise.id] for promise in past.statement.promises if promise.kind in system and promise.check == "auto"]
    assert len(verdicts) >= 4
    assert {verdict.outcome for verdict in verdicts} == {"unproven"}
    assert all(verdict.reason and "A later version is in force" in verdict.reason.en for verdict in verdicts)


def test_a_promise_that_looks_at_rows_and_system_says_that_its_rows_alone_were_judged(past: Proof) -> None:
    reason = past.verdicts["functions.wecom_identity"].reason
    assert reason is not None and "alone" in reason.en


@pytest.mark.parametrize(("when", "broken"), [("<", OLD), (">=", NEW)])
def test_a_breach_in_a_row_turns_exactly_the_version_of_that_row(staged: Staged, when: str, broken: str) -> None:
    text = f"""update kept.decision set allowed = false where decision_id =
               (select decision_id from auth.credential where created_at {when} {SINCE} limit 1)"""
    old, new = _verdicts(staged, {"auth.p08": text}, "functions.identity_verification")
    assert {OLD: old.outcome, NEW: new.outcome} == {OLD: "kept", NEW: "kept"} | {broken: "broken"}


@pytest.mark.parametrize(("when", "broken"), [("<", OLD), (">=", NEW)])
def test_a_consent_is_held_to_the_text_that_it_was_given_to(staged: Staged, when: str, broken: str) -> None:
    text = f"""update kept.consent set given_at = '1999-01-01' where consent_id =
               (select consent_id from kept.consent where given_at {when} {SINCE} order by consent_id desc limit 1)"""
    old, new = _verdicts(staged, {"crm.p06": text}, "updates.in_force")
    assert (old.outcome == "broken", new.outcome == "broken") == (broken == OLD, broken == NEW)


def test_accounts_in_social_networks_needed_no_consent_then(staged: Staged) -> None:
    look = staged.look(rehearsed=False)
    try:
        without = f"""select count(*) from crm.social_account join kept.decision using (decision_id)
                      where created_at < {SINCE} and consent_id is null"""
        counted = [look.sources[database.name].rows(without)[0][0] for database in look.databases("crm")]
    finally:
        look.close()
    assert sum(counted) >= 2


def test_the_same_without_a_consent_today_goes_against_the_version_in_force_only(staged: Staged) -> None:
    text = f"""update kept.decision set basis = 'contract', contract_ref = 'SA-1', consent_id = null where decision_id in
               (select decision_id from crm.social_account where created_at >= {SINCE} and function = 'wecom_identity')"""
    old, new = _verdicts(staged, {"crm.p06": text}, "functions.wecom_identity")
    assert (old.outcome, new.outcome) == ("kept", "broken")
