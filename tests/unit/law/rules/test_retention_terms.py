"""How long records are kept, against floors and ceilings in law."""

from pathlib import Path

import pytest

from tests.unit.law.rules.shop import found


def _changed(start: str, within: str) -> list[tuple[str, str]]:
    return [("    start: end of use\n", f"    start: {start}\n"), ("within: 60 days", f"within: {within}")]


@pytest.mark.parametrize(("country", "within"), [("CN", "5 months"), ("CN", "179 days"), ("BR", "90 days"), ("IN", "100 days")])
def test_logs_kept_for_less_than_the_floor_are_found(tmp_path: Path, country: str, within: str) -> None:
    findings = found(tmp_path, "kept-shorter-than-law", countries=country, changes=_changed("network logs written", within))
    assert findings and all(finding.severity == "error" and finding.about[0] == "retention.ended_use" for finding in findings)


@pytest.mark.parametrize(("country", "within"), [("CN", "6 months"), ("CN", "184 days"), ("GB", "1 day"), ("IN", "180 days")])
def test_logs_kept_long_enough_or_where_no_floor_names_them_are_not(tmp_path: Path, country: str, within: str) -> None:
    assert not found(tmp_path, "kept-shorter-than-law", countries=country, changes=_changed("network logs written", within))


def test_a_minimum_that_a_statement_declares_is_held_against_the_laws(tmp_path: Path) -> None:
    logs = [
        ("\n  mobile: {zh: 手机号码, en: mobile number", "\n  network_logs: {zh: 网络日志, en: network logs"),
        ("[name, mobile]", "[name, network_logs]"),
    ]
    held = '  withdrawn:\n    is: deletion\n    within: "{retention.ended_use.within}"\n'
    for term, late in (("5 months", True), ("6 months", False)):
        minimum = f"  withdrawn:\n    is: statutory-minimum\n    least: {term}\n    items: [network_logs]\n"
        assert bool(found(tmp_path, "kept-shorter-than-law", changes=[*logs, (held, minimum)])) == late


def test_a_floor_not_yet_in_force_is_not_held_against_a_statement(tmp_path: Path) -> None:
    assert not found(tmp_path, "kept-shorter-than-law", countries="IN", changes=_changed("network logs written", "200 days"))


def test_orders_are_no_logs(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "kept-shorter-than-law", changes=_changed("order records made", "2 years"))
    assert "3 years" in finding.source.en and "E-Commerce Law art. 31" in finding.against


def test_deleting_without_an_exception_for_the_law_is_found_where_a_floor_touches_what_is_handled(tmp_path: Path) -> None:
    paid = [
        ("items: [name, mobile]", "items: [name, paid]"),
        ("\n  mobile: {zh: 手机号码, en: mobile number", "\n  paid: {zh: 支付记录, en: payment record"),
    ]
    (finding,) = found(tmp_path, "no-minimum-kept", changes=paid)
    assert "E-Commerce Law" in finding.source.en
    assert not found(tmp_path, "no-minimum-kept")


def test_a_ceiling_with_a_number_is_found_where_deletion_waits_longer(tmp_path: Path) -> None:
    findings = found(tmp_path, "kept-longer-than-law", countries="KR")
    assert findings and all("5 days" in finding.message.en for finding in findings)
    assert not found(tmp_path, "kept-longer-than-law", countries="CN, DE")


def test_a_statement_that_says_how_long_it_keeps_has_a_term(tmp_path: Path) -> None:
    assert not found(tmp_path, "no-retention-term")
