"""Codes: six digits, good once, for ten minutes and five tries."""

from datetime import UTC, datetime, timedelta

import pytest

from foundation.codes import LIFETIME, TRIES, Sent, new_code, outcome

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def sent(tries: int = 0, ends: datetime = NOW + LIFETIME, used: datetime | None = None) -> Sent:
    return Sent(b"right", tries, ends, used)


def test_the_rules_are_ten_minutes_and_five_tries() -> None:
    assert (timedelta(minutes=10), 5) == (LIFETIME, TRIES)


def test_a_code_has_six_digits_whatever_the_number() -> None:
    assert [new_code(lambda most, n=n: n) for n in (0, 7, 999_999)] == ["000000", "000007", "999999"]


def test_the_right_code_in_time_is_right_and_another_wrong() -> None:
    assert outcome(sent(), b"right", NOW) == "right"
    assert outcome(sent(tries=TRIES - 1), b"right", NOW) == "right"
    assert outcome(sent(), b"other", NOW) == "wrong"


@pytest.mark.parametrize("over", [None, sent(tries=TRIES), sent(ends=NOW), sent(used=NOW)])
def test_the_right_code_is_over_when_unsent_tried_too_often_late_or_used(over: Sent | None) -> None:
    assert outcome(over, b"right", NOW) == "over"
