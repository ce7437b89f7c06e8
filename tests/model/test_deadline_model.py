"""Deadlines against a model that goes forward one day at a time and asks about each."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from kept.law import Calendar, Deadline, Jurisdiction, Pause, Reckoned, calendar_of, jurisdiction, jurisdictions, reckon
from kept.law.values import DayRoll, Extension
from kept.promises import Duration, Words

DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2027, 6, 30))
CODES = st.sampled_from(sorted(jurisdictions()))


class Literal:
    """A place's working days, straight from the library."""

    def __init__(self, calendar: Calendar) -> None:
        years = range(2018, 2034)
        self._days = country_holidays(calendar.country, subdiv=calendar.subdivision, years=years) if calendar.country else None
        self._moved = calendar.moved_days

    def worked(self, day: date) -> bool:
        if self._moved and self._days is not None and day in self._days.weekend_workdays:
            return True
        return day.weekday() < 5 and (self._days is None or day not in self._days)


MODELS: dict[str, tuple[Calendar, Literal]] = {}


def _place(code: str) -> tuple[Calendar, Literal]:
    if code not in MODELS:
        law = jurisdiction(code)
        assert isinstance(law, Jurisdiction)
        MODELS[code] = (calendar_of(law), Literal(calendar_of(law)))
    return MODELS[code]


def _rule(term: Duration, roll: DayRoll = "none", extension: Extension | None = None) -> Deadline:
    law = jurisdiction("GB")
    assert isinstance(law, Jurisdiction) and isinstance(law.request_reply_deadline, tuple)
    first = law.request_reply_deadline[0]
    return replace(first, due=term, day_roll=roll, extension=extension or first.extension)


def _model_due(start: date, term: Duration, roll: DayRoll, model: Literal, paused: Sequence[Pause]) -> date:
    def stopped(day: date) -> bool:
        return any(pause.begins < day <= pause.ends for pause in paused)

    day = start
    if term.unit in ("month", "year"):
        months = term.n * (12 if term.unit == "year" else 1)
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        day = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    else:
        left = term.n
        while left:
            day += DAY
            counts = not stopped(day) and (model.worked(day) if term.unit == "working day" else True)
            left -= counts
    while roll == "next_working_day" and not model.worked(day):
        day += DAY
    return day


@given(
    CODES, DAYS, st.integers(0, 60), st.sampled_from(["day", "working day", "month", "year"]), st.sampled_from(["none", "next_working_day"])
)
def test_a_deadline_is_the_day_that_counting_day_by_day_comes_to(code: str, start: date, n: int, unit: str, roll: DayRoll) -> None:
    calendar, model = _place(code)
    term = Duration(n if unit != "year" else n % 4, unit)  # type: ignore[arg-type]
    reckoned = reckon(_rule(term, roll), start, calendar)
    assert isinstance(reckoned, Reckoned)
    assert reckoned.due == _model_due(start, term, roll, model, ())


@given(
    CODES,
    DAYS,
    st.integers(1, 40),
    st.sampled_from(["day", "working day"]),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=3),
)
def test_a_clock_that_stood_still_counts_the_days_outside_the_pauses(
    code: str, start: date, n: int, unit: str, stops: list[tuple[int, int]]
) -> None:
    calendar, model = _place(code)
    pauses, free = [], start
    for gap, length in stops:
        begins = free + timedelta(days=gap)
        pauses.append(Pause(begins, begins + timedelta(days=length), Words("等待说明", "waiting for an answer")))
        free = pauses[-1].ends + DAY
    term = Duration(n, unit)  # type: ignore[arg-type]
    reckoned = reckon(_rule(term), start, calendar, pauses=pauses)
    assert isinstance(reckoned, Reckoned)
    last = _model_due(start, term, "none", model, pauses)
    assert reckoned.due == last


@given(CODES, DAYS, st.integers(1, 60))
def test_every_day_between_start_and_end_of_working_days_is_counted_or_is_said_not_to_be(code: str, start: date, n: int) -> None:
    calendar, _ = _place(code)
    reckoned = reckon(_rule(Duration(n, "working day")), start, calendar)
    assert isinstance(reckoned, Reckoned) and isinstance(reckoned.due, date)
    assert (reckoned.due - start).days == n + len(reckoned.days_off)
    assert all(not calendar.worked(off.day) for off in reckoned.days_off)
    assert all(day.weekday() >= 5 and calendar.worked(day) for day in reckoned.made_up)


@given(DAYS, st.integers(0, 3), st.integers(0, 3), st.integers(0, 6))
def test_an_extension_of_the_same_unit_counts_on_from_the_start(start: date, n: int, times: int, wanted: int) -> None:
    calendar, model = _place("GB")
    rule = _rule(Duration(n, "month"), extension=Extension(Duration(2, "month"), times, None))
    reckoned = reckon(rule, start, calendar, extensions=wanted)
    assert isinstance(reckoned, Reckoned)
    assert reckoned.due == _model_due(start, Duration(n + 2 * min(times, wanted), "month"), "none", model, ())
    assert bool(reckoned.assumed[len(calendar.assumed) :]) == (wanted > times)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(0, 200))
def test_hours_count_from_the_minute(moment: datetime, n: int) -> None:
    calendar, _ = _place("DE")
    start = moment.replace(tzinfo=UTC)
    reckoned = reckon(_rule(Duration(n, "hour")), start, calendar)
    assert isinstance(reckoned, Reckoned) and isinstance(reckoned.due, datetime)
    assert start - reckoned.due + timedelta(hours=n) < timedelta(minutes=1)
    assert (reckoned.due.second, reckoned.due.microsecond) == (0, 0)


def test_hours_from_a_day_without_an_instant_are_refused() -> None:
    calendar, _ = _place("DE")
    with pytest.raises(ValueError, match="instant"):
        reckon(_rule(Duration(72, "hour")), date(2026, 1, 1), calendar)
