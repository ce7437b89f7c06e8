"""Working days: weekends, holidays, weekend days that are worked, and years that nobody has published yet."""

from datetime import UTC, date, datetime

import pytest

from kept.errors import KeptError
from kept.law import Calendar, Deadline, Jurisdiction, Pause, Reckoned, calendar_of, jurisdiction, reckon
from kept.promises import Duration, Words


def _law(code: str) -> Jurisdiction:
    law = jurisdiction(code)
    assert isinstance(law, Jurisdiction)
    return law


def _calendar(code: str, subdivision: str | None = None) -> Calendar:
    return calendar_of(_law(code), subdivision)


def _deadline(code: str, about: str) -> Deadline:
    deadlines = _law(code).request_reply_deadline
    assert isinstance(deadlines, tuple)
    return next(one for one in deadlines if isinstance(one.about, str) and one.about.startswith(about))


def test_a_weekend_day_made_up_for_a_holiday_is_a_working_day() -> None:
    china = _calendar("CN")
    assert china.worked(date(2026, 2, 14)) and china.made_up(date(2026, 2, 14))
    assert not china.worked(date(2026, 2, 16)) and not china.made_up(date(2026, 2, 13))


def test_a_day_off_says_why_in_both_languages() -> None:
    off = _calendar("CN").day_off(date(2026, 10, 1))
    assert off is not None and off.why == Words("国庆节", "National Day")
    weekend = _calendar("DE").day_off(date(2026, 11, 28))
    assert weekend is not None and weekend.why == Words("周末", "weekend")
    assert _calendar("DE").day_off(date(2026, 11, 27)) is None


def test_a_year_is_provisional_until_its_moved_days_are_published() -> None:
    china = _calendar("CN")
    assert china.published(2026) and china.published(2020) and not china.published(2027)
    assert _calendar("DE").published(2040)


def test_the_last_days_of_a_year_may_still_be_moved_by_the_notice_for_the_next() -> None:
    china = _calendar("CN")
    assert china.unpublished_between(date(2026, 11, 1), date(2026, 12, 24)) == ()
    assert china.unpublished_between(date(2026, 11, 1), date(2026, 12, 25)) == (2027,)
    assert china.worked(date(2018, 12, 29))


def test_an_estimated_holiday_makes_a_day_provisional() -> None:
    withdraw = _deadline("SG", "withdraw")
    reckoned = reckon(withdraw, date(2027, 3, 5), _calendar("SG"))
    assert isinstance(reckoned, Reckoned)
    estimated = [off for off in reckoned.days_off if off.estimated]
    assert bool(estimated) == bool(reckoned.provisional)


def test_the_union_without_a_country_counts_weekends_and_says_so() -> None:
    union = _calendar("EU")
    assert union.worked(date(2026, 12, 25)) and not union.worked(date(2026, 12, 26))
    assert union.assumed and "EU" in union.assumed[0].zh
    assert not calendar_of(_law("EU"), country="FR").worked(date(2026, 12, 25))


def test_a_state_may_have_holidays_of_its_own() -> None:
    epiphany = date(2026, 1, 6)
    assert not _calendar("DE", "BY").worked(epiphany) and _calendar("DE", "BE").worked(epiphany)
    assert _calendar("DE").assumed and not _calendar("DE", "BY").assumed


def test_a_place_without_calendar_is_refused() -> None:
    with pytest.raises(KeptError) as refused:
        _calendar("DE", "XX")
    assert refused.value.code == "KEPT-S081" and "DE-XX" in str(refused.value)
    with pytest.raises(KeptError):
        calendar_of(_law("EU"), country="XX")


def test_an_instant_counts_as_the_day_it_is_at_that_place() -> None:
    reckoned = reckon(_deadline("CN", "app"), datetime(2026, 9, 20, 17, tzinfo=UTC), _calendar("CN"))
    assert isinstance(reckoned, Reckoned) and reckoned.start == date(2026, 9, 21)


def test_a_pause_moves_the_end_only_where_the_law_lets_the_clock_stop() -> None:
    pause = Pause(date(2026, 11, 10), date(2026, 11, 20), Words("等待身份证明", "waiting for proof of identity"))
    allowed = reckon(_deadline("GB", "all rights"), date(2026, 11, 2), _calendar("GB", "ENG"), pauses=[pause])
    refused = reckon(_deadline("US-CA", "know, delete"), date(2026, 11, 2), _calendar("US-CA"), pauses=[pause])
    unknown = reckon(_deadline("SG", "access"), date(2026, 11, 2), _calendar("SG"), pauses=[pause])
    assert isinstance(allowed, Reckoned) and isinstance(refused, Reckoned) and isinstance(unknown, Reckoned)
    assert allowed.due == date(2026, 12, 14) and any("proof of identity" in step.en for step in allowed.steps())
    assert refused.due == date(2026, 12, 17) and refused.assumed and not refused.paused
    assert unknown.due == date(2026, 12, 2) and "unknown" in unknown.assumed[-1].en


def test_an_extension_is_taken_once_and_only_where_it_has_a_number() -> None:
    union = reckon(_deadline("DE", "all rights"), date(2026, 1, 31), _calendar("DE"), extensions=1)
    singapore = reckon(_deadline("SG", "access"), date(2026, 1, 1), _calendar("SG"), extensions=1)
    china = reckon(_deadline("CN", "app"), date(2026, 1, 5), _calendar("CN"), extensions=1)
    assert isinstance(union, Reckoned) and isinstance(singapore, Reckoned) and isinstance(china, Reckoned)
    assert union.due == date(2026, 4, 30) and union.extended == (Duration(2, "month"),)
    assert singapore.due == date(2026, 1, 31) and not singapore.extended and singapore.assumed
    assert not china.extended and "unknown" in china.assumed[-1].en


def test_a_duty_that_has_not_begun_says_from_when_it_applies() -> None:
    reckoned = reckon(_deadline("IN", "grievance"), date(2026, 12, 1), _calendar("IN", "MH"))
    assert isinstance(reckoned, Reckoned) and "2027-05-14" in reckoned.assumed[-1].en
