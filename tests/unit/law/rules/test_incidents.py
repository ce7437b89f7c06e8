"""Notices of incidents against the law of each country."""

from pathlib import Path

from tests.unit.law.rules.shop import found

TOLD = {"incidents": {"telling": "is: incident-notice\ndeadline: without undue delay\nstart: occurrence\nevents: [leak]"}}
REPORTED = {"incidents": {"reporting": "is: incident-regulator\nrecipient: authorities\ncontent: handling"}}


def test_a_statement_that_tells_nobody_of_incidents_is_told_to(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "no-incident-notice", countries="CN, ID")
    assert "CN:" in finding.source.en and "ID: 72 hours" in finding.source.en
    assert not found(tmp_path, "no-incident-notice", countries="CN, ID", add=TOLD)


def test_a_statement_that_reports_to_no_authority_is_told_to(tmp_path: Path) -> None:
    assert found(tmp_path, "no-incident-report", countries="DE")
    assert not found(tmp_path, "no-incident-report", countries="DE", add=REPORTED)


def test_a_notice_without_a_number_is_held_against_laws_that_have_one(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "incident-notice-without-number", countries="ID", add=TOLD)
    assert finding.about == ("incidents.telling",)
    assert not found(tmp_path, "incident-notice-without-number", countries="CN", add=TOLD)
