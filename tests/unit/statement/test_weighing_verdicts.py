from kept.promises import Count, Evidence, Finding, Words, broken, kept, unproven
from kept.statement.weighing import as_registered, found, partly, peopled, together

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


def test_rows_that_nothing_is_asked_of_count_as_nothing_checked() -> None:
    rows = Evidence("rows", "staged", "SELECT t.id FROM t WHERE false AND t.f = 1", 7)
    verdict = peopled([Count("db t", 7, 0, (), rows)], WHY)
    assert (verdict.outcome, verdict.checked) == ("kept", 0)
    assert verdict.evidence[0].query == "SELECT t.id FROM t WHERE t.f = 1"
    assert together(verdict).outcome == "unproven"
    assert together(GOOD, verdict).checked == GOOD.checked


def test_tables_without_a_row_are_unproven_however_right_their_columns() -> None:
    empty = Count("db t", 0, 0, (), Evidence("rows", "staged", "", 0))
    assert together(GOOD, peopled([empty], WHY)).outcome == "unproven"


def test_labels_in_a_register_are_never_observed() -> None:
    observed = kept(1, [Evidence("labels", "observed", "", 1), Evidence("rows", "staged", "", 1)])
    assert [one.origin for one in as_registered(observed).evidence] == ["registered", "staged"]
