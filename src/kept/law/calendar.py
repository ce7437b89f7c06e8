"""Which days are worked where: weekends, public holidays, and weekend days that a government makes working days.

The days come from the ``holidays`` library; the weekend, and whether days are moved at all, from the law data. A government that moves
days publishes a year late in the year before: until the library knows a year's moved days, whatever is reckoned in it is provisional.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from kept.errors import KeptError, Place
from kept.law.lawbook import law_data
from kept.law.model import CalendarRule, Jurisdiction
from kept.law.values import Source, Unknown
from kept.promises import Words

DAY: Final = timedelta(days=1)
# A notice for next year may move days across the new year: 2018-12-29 became a working day with the notice for 2019.
YEAR_END: Final = timedelta(days=7)
WEEKEND: Final = Words("周末", "weekend")


@dataclass(frozen=True)
class DayOff:
    """A day that is not worked, and why."""

    day: date
    why: Words
    estimated: bool = False


@dataclass(frozen=True)
class _Year:
    """The public holidays of a year and the weekend days that are worked in it."""

    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """The working days of a place. ``assumed`` says what the law data left open and how it was taken here: always the earlier day."""

    country: str | None
    subdivision: str | None
    weekend: frozenset[int]
    moved_days: bool
    published_before: int
    timezone: str | None = None
    source: Source | None = None
    assumed: tuple[Words, ...] = ()

    @property
    def name(self) -> Words:
        if self.country is None:
            return Words("只计周末", "weekends only")
        code = f"{self.country}-{self.subdivision}" if self.subdivision else self.country
        return Words(f"{code} 的工作日", f"working days of {code}")

    def worked(self, day: date) -> bool:
        year = _year(self.country, self.subdivision, day.year)
        if self.moved_days and day in year.worked:
            return True
        return day.weekday() not in self.weekend and day not in year.off

    def made_up(self, day: date) -> bool:
        """Whether this is a weekend day that is worked."""
        return day.weekday() in self.weekend and self.worked(day)

    def day_off(self, day: date) -> DayOff | None:
        """Why the day is not worked; None for a working day."""
        if self.worked(day):
            return None
        names = [_names(self.country, self.subdivision, day.year, language).get(day) for language in ("zh", "en")]
        if names[0] is None or names[1] is None:
            return DayOff(day, WEEKEND)
        return DayOff(day, Words(names[0], names[1]), estimated="(estimated)" in names[1])

    def next_worked(self, day: date) -> date:
        """The day itself where it is worked, else the next one that is."""
        while not self.worked(day):
            day += DAY
        return day

    def after(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, which itself is day 0."""
        year, left = day.year, n
        days = self._worked_in(year)
        index = bisect_right(days, day.toordinal())
        while index + left > len(days):
            left -= len(days) - index
            year, index = year + 1, 0
            days = self._worked_in(year)
        return date.fromordinal(days[index + left - 1]) if left else day

    def published(self, year: int) -> bool:
        """Whether the moved days of a year are known; a country that moves none has nothing to publish."""
        return not self.moved_days or year < self.published_before or bool(_year(self.country, self.subdivision, year).worked)

    def unpublished_between(self, first: date, last: date) -> tuple[int, ...]:
        """The years whose moved days are not published yet and could change what is worked from ``first`` to ``last``."""
        return tuple(year for year in range(first.year, (last + YEAR_END).year + 1) if not self.published(year))

    def _worked_in(self, year: int) -> tuple[int, ...]:
        return _worked_days(self.country, self.subdivision, self.weekend, self.moved_days, year)


def calendar_of(law: Jurisdiction, subdivision: str | None = None, country: str | None = None) -> Calendar:
    """The calendar of a jurisdiction. ``country`` chooses one for the Union, ``subdivision`` a state where the law data leaves it open.

    Where neither is given, only the holidays that all of the country shares are counted: that gives the earlier day. Raises KEPT-S081
    for a place that the calendars do not have.
    """
    rule = law.calendar
    timezone = None if isinstance(law.timezone, Unknown) else law.timezone
    before = law_data().as_of.year
    if isinstance(rule, Unknown):
        assumed = Words(
            f"{law.code} 的工作日未知，只计周末", f"the working days of {law.code} are unknown; only weekends are counted as off"
        )
        return Calendar(None, None, frozenset({5, 6}), False, before, timezone, None, (assumed,))
    chosen = Calendar(
        country=rule.country or country,
        subdivision=subdivision or rule.subdivision,
        weekend=rule.weekend,
        moved_days=rule.moved_days,
        published_before=before,
        timezone=timezone,
        source=rule.source,
        assumed=_left_open(law, rule, subdivision, country),
    )
    _check_place(chosen)
    return chosen


def _left_open(law: Jurisdiction, rule: CalendarRule, subdivision: str | None, country: str | None) -> tuple[Words, ...]:
    if rule.country is None and country is None:
        return (
            Words(
                f"{law.code} 的公共假日随所在国不同，未指定国家，只计周末",
                f"public holidays of {law.code} are those of a member country; none is chosen, so only weekends are counted as off",
            ),
        )
    if rule.choices and rule.country and not subdivision:
        return (
            Words(
                f"{law.code} 各地假日不同，未指定地区，只计全国假日",
                f"holidays differ within {law.code}; no part is chosen, so only those of the whole country are counted",
            ),
        )
    return ()


def _check_place(calendar: Calendar) -> None:
    import holidays

    known = getattr(holidays, calendar.country, None) if calendar.country else holidays.HolidayBase
    if known is None or (calendar.subdivision and calendar.subdivision not in known.subdivisions):
        raise KeptError("KEPT-S081", Place(name="-".join(filter(None, (calendar.country, calendar.subdivision)))))


@cache
def _year(country: str | None, subdivision: str | None, year: int) -> _Year:
    # The library is loaded by whoever reckons with working days, not by whoever only reads the law.
    from holidays import country_holidays

    if country is None:
        return _Year(frozenset(), frozenset())
    days = country_holidays(country, subdiv=subdivision, years=year)
    return _Year(frozenset(day for day in days if day.year == year), frozenset(day for day in days.weekend_workdays if day.year == year))


@cache
def _names(country: str | None, subdivision: str | None, year: int, language: str) -> Mapping[date, str]:
    """The names of the holidays in Chinese where the library has them, else in English, else in the country's language."""
    from holidays import country_holidays

    if country is None:
        return {}
    spoken: tuple[str, ...] = country_holidays(country, subdiv=subdivision).supported_languages or ()
    wanted = next((one for one in (("zh_CN", "en_US") if language == "zh" else ("en_US",)) if one in spoken), None)
    return dict(country_holidays(country, subdiv=subdivision, years=year, language=wanted).items())


@cache
def _worked_days(country: str | None, subdivision: str | None, weekend: frozenset[int], moved: bool, year: int) -> tuple[int, ...]:
    known = _year(country, subdivision, year)
    return tuple(
        day.toordinal()
        for day in _days_of(year)
        if (moved and day in known.worked) or (day.weekday() not in weekend and day not in known.off)
    )


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1).toordinal()
    return map(date.fromordinal, range(first, date(year, 12, 31).toordinal() + 1))
