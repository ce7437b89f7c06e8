from kept.promises import Evidence, Finding, Words, broken, kept, unproven
from kept.statement.weighing import found, partly, together

GOOD = kept(2, [Evidence("rows", "staged", "", 2)])
WHY = Words("原因", "why")
BAD = broken(3, 1, [Evidence("page", "observed", "", 3)], [Finding("page", "x", WHY)], WHY)
BLIND = unproven(Words("没有", "nothing there"))


def test_all_looks_must_hold_for_a_promise_to_be_kept() -> None:
    assert together(GOOD, GOOD).outcome == "kept"
    assert together(GOOD, GOOD).checked == 4


def test_one_broken_look_breaks_the_promise_even_beside_one_that_saw_nothing() -> None:
    verdict = together(BLIND, GOOD, BAD)
    assert (verdict.outcome, verdict.failing, verdict.reason) == ("broken", 1, WHY)
    assert [finding.key for finding in verdict.findings] == ["x"]


def test_a_look_that_saw_nothing_keeps_the_promise_from_being_kept() -> None:
    assert together(GOOD, BLIND).outcome == "unproven"


def test_partial_evidence_can_break_a_promise_but_never_keep_it() -> None:
    assert partly(GOOD, WHY).outcome == "unproven"
    assert partly(GOOD, WHY).evidence == GOOD.evidence
    assert partly(BAD, WHY) is BAD


def test_nothing_looked_at_is_unproven_and_a_finding_is_broken() -> None:
    assert found("columns", 0, [], WHY, Words("没有列", "no column")).outcome == "unproven"
    assert found("columns", 3, [], WHY, WHY).outcome == "kept"
    verdict = found("columns", 0, [Finding("t", "c", WHY)], WHY, WHY)
    assert (verdict.outcome, verdict.failing, verdict.evidence[0].sample) == ("broken", 1, ("c",))
