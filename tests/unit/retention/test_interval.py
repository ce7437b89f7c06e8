from datetime import UTC, datetime

import pytest

from kept.promises import Duration
from kept.retention.interval import before


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "kept_for", "begun"),
    [
        ("2024-03-31T12:00", "1 month", "2024-02-29T12:00"),
        ("2023-03-31T12:00", "1 month", "2023-02-28T12:00"),
        ("2024-02-29T00:00", "1 year", "2023-02-28T00:00"),
        ("2024-03-01T00:00", "60 days", "2024-01-01T00:00"),
        ("2024-03-01T01:00", "2 hours", "2024-02-29T23:00"),
        ("2024-03-15T00:00", "2 weeks", "2024-03-01T00:00"),
    ],
)
def test_a_time_is_counted_back_by_the_calendar(now: str, kept_for: str, begun: str) -> None:
    assert before(at(now), Duration.parse(kept_for)) == at(begun)


def test_working_days_are_not_guessed_without_a_calendar() -> None:
    with pytest.raises(ValueError, match="15 working days"):
        before(at("2024-03-01T00:00"), Duration.parse("15 working days"))
