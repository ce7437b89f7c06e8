"""What the laws of its six countries say of the statement of neocrm."""

from kept.law import lint
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import Statement, read_statement


def _neocrm() -> Statement:
    return read_statement(find("neocrm-2023").statement, known_kinds())


def test_seven_days_are_more_than_the_seventy_two_hours_of_indonesia() -> None:
    late = [finding for finding in lint(_neocrm()) if finding.rule == "answer-later-than-law"]
    assert [finding.about for finding in late] == [("requests.answer",)]
    assert "UU PDP art. 32(2)" in late[0].against and not late[0].known


def test_ages_that_the_original_lacks_are_explained_by_its_gap() -> None:
    (ages,) = [finding for finding in lint(_neocrm()) if finding.rule == "no-age"]
    assert ages.known and "SG, ID, DE" in ages.message.en


def test_a_representative_is_missed_in_the_union_and_not_at_home() -> None:
    (representative,) = [finding for finding in lint(_neocrm()) if finding.rule == "no-representative"]
    assert "GDPR art. 27" in representative.source.en and "PIPL art. 53" not in representative.source.en
