"""The working days of China against an independent calendar of the State Council's notices."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from kept.law import Jurisdiction, calendar_of, jurisdiction, law_data

LAST_NOTICE = max(day.year for day in chinese_calendar.constants.holidays)
YEARS = range(2010, law_data().as_of.year + 1)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_the_working_days_of_the_notice(year: int) -> None:
    law = jurisdiction("CN")
    assert isinstance(law, Jurisdiction)
    calendar = calendar_of(law)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    assert [day for day in days if calendar.worked(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", range(2024, 2031))
def test_a_year_is_provisional_while_no_notice_for_it_is_known(year: int) -> None:
    law = jurisdiction("CN")
    assert isinstance(law, Jurisdiction)
    assert calendar_of(law).published(year) == (year <= LAST_NOTICE)
