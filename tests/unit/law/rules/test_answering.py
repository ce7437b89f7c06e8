"""Terms for answering against the law of each country, in the worst case over its calendar."""

from pathlib import Path

import pytest

from tests.unit.law.rules.shop import found


def _answer(within: str, start: str = "{zh: 收到之日, en: received}") -> dict[str, dict[str, str]]:
    return {"requests": {"answer": f"is: request-deadline\nwithin: {within}\nstart: {start}"}}


@pytest.mark.parametrize(
    ("country", "within"),
    [
        ("CN", "16 working days"),
        ("CN", "19 days"),
        ("ID", "7 days"),
        ("DE", "5 weeks"),
        ("DE", "30 working days"),
        ("KR", "8 working days"),
    ],
)
def test_a_longer_term_than_the_laws_is_an_error_with_days_that_show_it(tmp_path: Path, country: str, within: str) -> None:
    (finding,) = found(tmp_path, "answer-later-than-law", countries=country, add=_answer(within))
    assert finding.severity == "error" and finding.about == ("requests.answer",) and finding.clause == "2"
    assert finding.place.line > 1 and finding.against
    assert country in finding.message.en and country in finding.message.zh and "20" in finding.message.en


@pytest.mark.parametrize(
    ("country", "within"), [("CN", "16 days"), ("CN", "15 working days"), ("ID", "3 days"), ("DE", "28 days"), ("IN", "200 days")]
)
def test_a_term_within_the_law_is_not_remarked_on(tmp_path: Path, country: str, within: str) -> None:
    assert not found(tmp_path, "answer-later-than-law", countries=country, add=_answer(within))


def test_days_are_held_against_working_days_by_the_days_of_that_country(tmp_path: Path) -> None:
    (finding,) = found(
        tmp_path, "answer-later-than-law", countries="US-CA", add={"requests": {"answer": "is: request-deadline\nwithin: 32 working days"}}
    )
    assert "counted from" in finding.message.en and "45 days" in finding.source.en
    assert not found(tmp_path, "answer-later-than-law", countries="US-CA", add=_answer("25 working days"))


def test_a_law_that_awaits_a_lawyer_gives_a_warning_and_says_so(tmp_path: Path) -> None:
    add = {"requests": {"delete_answer": "is: request-deadline\nwithin: 25 days"}}
    (finding,) = found(tmp_path, "answer-later-than-law", countries="VN", add=add)
    assert finding.severity == "warning"
    assert "unconfirmed" in finding.source.en and "未经律师确认" in finding.source.zh


def test_counting_from_verification_is_later_where_the_law_does_not_stop_the_clock(tmp_path: Path) -> None:
    verified = _answer("10 days", "{zh: 身份核实之日, en: identity verified}")
    (finding,) = found(tmp_path, "answer-counts-later-than-law", countries="US-CA", add=verified)
    assert "US-CA" in finding.source.en
    assert not found(tmp_path, "answer-counts-later-than-law", countries="DE", add=verified)
    assert not found(tmp_path, "answer-counts-later-than-law", countries="US-CA", add=_answer("10 days"))


def test_a_statement_without_any_number_is_told_the_laws(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "no-answering-deadline", countries="DE")
    assert "1 month" in finding.source.en and "1 个月" in finding.source.zh
    assert not found(tmp_path, "no-answering-deadline", countries="DE", add=_answer("10 days"))
