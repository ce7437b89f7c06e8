"""What row counts amount to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kept.promises import Count, Evidence, Words, judged

WRONG, NOTHING, GONE = Words("错", "wrong"), Words("无", "nothing"), Words("缺", "gone")


def _count(checked: int, failing: int, missing: bool) -> Count:
    sample = tuple(str(number) for number in range(min(failing, 10)))
    return Count("crm.p01 crm.visit", checked, failing, sample, Evidence("rows", "observed", "select", checked), GONE if missing else None)


counts = st.lists(st.builds(_count, st.integers(0, 5), st.integers(0, 5), st.booleans()))


@given(counts)
def test_one_failing_row_breaks_whatever_else_was_seen(found: list[Count]) -> None:
    verdict = judged([*found, _count(1, 1, False)], WRONG, NOTHING)
    assert verdict.outcome == "broken"
    assert verdict.failing == sum(count.failing for count in found) + 1
    assert verdict.reason == WRONG


@given(counts)
def test_kept_needs_rows_everywhere_an_answer_and_no_failure(found: list[Count]) -> None:
    verdict = judged(found, WRONG, NOTHING)
    failing = any(count.failing for count in found)
    looked = sum(count.checked for count in found) > 0
    missing = any(count.missing for count in found)
    assert verdict.outcome == ("broken" if failing else "kept" if looked and not missing else "unproven")


def test_no_rows_at_all_is_unproven_and_says_what_was_missing() -> None:
    assert judged([_count(0, 0, False)], WRONG, NOTHING).reason == NOTHING
    assert judged([], WRONG, NOTHING).outcome == "unproven"


def test_a_database_that_could_not_be_asked_leaves_the_promise_unproven_with_its_reason() -> None:
    verdict = judged([_count(7, 0, False), _count(0, 0, True)], WRONG, NOTHING)
    assert (verdict.outcome, verdict.reason, verdict.checked) == ("unproven", GONE, 7)


def test_findings_hold_the_place_and_the_keys_of_failing_rows() -> None:
    verdict = judged([_count(9, 3, False)], WRONG, NOTHING)
    assert [(finding.place, finding.key) for finding in verdict.findings] == [("crm.p01 crm.visit", str(n)) for n in range(3)]
