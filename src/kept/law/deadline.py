"""The last day of a deadline, with every step that leads to it.

The day of the event is day 0; hours count from its minute. A month ends on the same date of a later month, or on its last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from kept.law.calendar import DAY, WEEKEND, Calendar, DayOff
from kept.law.model import Deadline
from kept.law.values import Source, Unknown, Unnumbered
from kept.law.wording import told
from kept.promises import Duration, Words

SHOWN: Final = 12


@dataclass(frozen=True)
class Pause:
    """From ``begins`` the clock stands still; the day after ``ends`` counts again."""

    begins: date
    ends: date
    why: Words

    @property
    def days(self) -> int:
        return max(0, (self.ends - self.begins).days)


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """When something is due and why then.

    ``days_off`` were not counted, ``made_up`` are weekend days that were. ``rolled_from`` is the day on which the term itself ended,
    where that was no working day. ``provisional`` says why the day may still change; ``assumed`` what the law data left open.
    """

    start: date | datetime
    due: date | datetime
    term: Duration
    begins: str
    source: Source
    calendar: Calendar
    extended: tuple[Duration, ...] = ()
    paused: tuple[Pause, ...] = ()
    days_off: tuple[DayOff, ...] = ()
    made_up: tuple[date, ...] = ()
    rolled_from: date | None = None
    provisional: tuple[Words, ...] = ()
    assumed: tuple[Words, ...] = field(default=())

    def steps(self) -> tuple[Words, ...]:
        """The derivation in sentences, from the start to the last day."""
        cited, hours = self.source, self.term.unit == "hour"
        calendar = f"，按{self.calendar.name.zh}" if self.working else "", f", {self.calendar.name.en}" if self.working else ""
        steps = [
            Words(
                f"自 {shown(self.start)} 起算（{told(self.begins).zh}），{'从当时计' if hours else '当日不计'}。",
                f"Counted from {shown(self.start)} ({self.begins}), {'the minute' if hours else 'which is day 0'}.",
            ),
            Words(
                f"期限 {self.term.words('zh')}{calendar[0]}；依据 {cited.words('zh')}。",
                f"Term {self.term.words('en')}{calendar[1]}; {cited.words('en')}.",
            ),
        ]
        steps += [Words(f"延长 {by.words('zh')}。", f"Extended by {by.words('en')}.") for by in self.extended]
        steps += [
            Words(f"{one.begins} 至 {one.ends} 暂停：{one.why.zh}。", f"Paused from {one.begins} to {one.ends}: {one.why.en}.")
            for one in self.paused
        ]
        steps += _days_shown(self.days_off)
        if self.made_up:
            days = ", ".join(str(day) for day in self.made_up)
            steps.append(Words(f"调休上班，计入：{days}。", f"Weekend days that are worked and counted: {days}."))
        if self.rolled_from is not None:
            steps.append(
                Words(
                    f"{self.rolled_from} 不是工作日，顺延到下一个工作日。",
                    f"{self.rolled_from} is no working day: moved to the next one.",
                )
            )
        steps += [Words(f"假定：{said.zh}。", f"Assumed: {said.en}.") for said in self.assumed]
        steps += [Words(f"暂定：{said.zh}。", f"Provisional: {said.en}.") for said in self.provisional]
        return (*steps, Words(f"到期：{shown(self.due)}。", f"Due {shown(self.due)}."))

    @property
    def working(self) -> bool:
        return self.term.unit == "working day"


def shown(moment: date | datetime) -> str:
    """A day as it is written everywhere; an instant with its minute and zone."""
    return moment.isoformat(sep=" ", timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def _days_shown(days_off: Sequence[DayOff]) -> list[Words]:
    """The public holidays by name, and how many weekend days beside them."""
    named = [one for one in days_off if one.why != WEEKEND]
    weekend = len(days_off) - len(named)
    lines = [Words(f"{one.day} 不计：{one.why.zh}。", f"{one.day} not counted: {one.why.en}.") for one in named[:SHOWN]]
    if len(named) > SHOWN:
        lines.append(Words(f"另有 {len(named) - SHOWN} 个假日不计。", f"{len(named) - SHOWN} more holidays not counted."))
    if weekend:
        lines.append(Words(f"{weekend} 个周末日不计。", f"{weekend} weekend days not counted."))
    return lines


def end_of(start: date, term: Duration, calendar: Calendar) -> date:
    """The day on which a term ends that begins on ``start``: without rolling, pauses or extensions. Hours count as whole days begun."""
    if term.unit == "working day":
        return calendar.after(start, term.n)
    if term.unit == "hour":
        return start + timedelta(days=-(-term.n // 24))
    return start + _step(term)


def _step(term: Duration) -> relativedelta:
    match term.unit:
        case "month":
            return relativedelta(months=term.n)
        case "year":
            return relativedelta(years=term.n)
        case "week":
            return relativedelta(weeks=term.n)
        case _:
            return relativedelta(days=term.n)


def reckon(
    rule: Deadline, start: date | datetime, calendar: Calendar, *, extensions: int = 0, pauses: Sequence[Pause] = ()
) -> Reckoned | Unnumbered:
    """When ``rule`` is due for what began on ``start``; ``Unnumbered`` where the law gives no number.

    ``extensions`` asks for that many of the extensions that the law allows; ``pauses`` are times in which its clock stood still. What
    the law does not allow, or is not known to allow, is not taken, and ``assumed`` says so: an earlier day is never wrong.
    A term in hours needs an instant with a zone (``ValueError`` otherwise); for days an instant counts as the day it is at that place.
    """
    if not isinstance(rule.due, Duration):
        return rule.due
    extended, refused = _granted_extensions(rule, extensions)
    paused, not_paused = _granted_pauses(rule, pauses)
    assumed = [*calendar.assumed, *refused, *not_paused]
    if not rule.source.applies_on(start.date() if isinstance(start, datetime) else start):
        begins = rule.source.applies_from
        assumed.append(Words(f"该义务自 {begins} 起才适用", f"the duty begins only on {begins}"))
    if rule.due.unit == "hour":
        return _in_hours(rule, rule.due, start, calendar, extended, tuple(assumed))
    day = _local_day(start, calendar)
    last = _end_with(day, rule.due, extended, paused, calendar)
    rolls = rule.day_roll == "next_working_day"
    if isinstance(rule.day_roll, Unknown) and not calendar.worked(last):
        assumed.append(
            Words(
                f"{last} 不是工作日，法律数据没有说是否顺延，不顺延",
                f"{last} is no working day; whether it moves is unknown, so it does not",
            )
        )
    due = calendar.next_worked(last) if rolls else last
    working = rule.due.unit == "working day"
    looked_at = (day, due) if working else (last, due) if rolls else None
    between = _days(day, due) if working else _days(last - DAY, due - DAY) if due != last else ()
    days_off = tuple(off for one in between if not _within(one, paused) and (off := calendar.day_off(one)) is not None)
    return Reckoned(
        start=day,
        due=due,
        term=rule.due,
        begins=rule.start,
        source=rule.source,
        calendar=calendar,
        extended=extended,
        paused=paused,
        days_off=days_off,
        made_up=tuple(one for one in between if calendar.made_up(one)) if working else (),
        rolled_from=last if due != last else None,
        provisional=_provisional(calendar, looked_at, days_off),
        assumed=tuple(assumed),
    )


def _in_hours(
    rule: Deadline, term: Duration, start: date | datetime, calendar: Calendar, extended: tuple[Duration, ...], assumed: tuple[Words, ...]
) -> Reckoned:
    if not isinstance(start, datetime) or start.tzinfo is None:
        raise ValueError("a term in hours counts from an instant with a zone")
    minute = start.replace(second=0, microsecond=0)
    due = minute + timedelta(hours=term.n + sum(by.n for by in extended))
    return Reckoned(
        start=minute, due=due, term=term, begins=rule.start, source=rule.source, calendar=calendar, extended=extended, assumed=assumed
    )


def _local_day(start: date | datetime, calendar: Calendar) -> date:
    if not isinstance(start, datetime):
        return start
    return start.astimezone(ZoneInfo(calendar.timezone)).date() if calendar.timezone and start.tzinfo else start.date()


def _granted_extensions(rule: Deadline, wanted: int) -> tuple[tuple[Duration, ...], tuple[Words, ...]]:
    """As many extensions as the law allows of those wanted, and what it was not known to allow."""
    if not wanted:
        return (), ()
    allowed = rule.extension
    if isinstance(allowed, Unknown):
        return (), (Words("是否可以延长未知，不延长", "whether it may be extended is unknown, so it is not"),)
    if not isinstance(allowed.by, Duration):
        return (), (Words("法律没有给出延长多久，不延长", "the law gives no number for the extension, so none is taken"),)
    granted = (allowed.by,) * min(wanted, allowed.times)
    if wanted > allowed.times:
        return granted, (Words(f"法律只允许延长 {allowed.times} 次", f"the law allows {allowed.times} extension(s) only"),)
    return granted, ()


def _granted_pauses(rule: Deadline, wanted: Sequence[Pause]) -> tuple[tuple[Pause, ...], tuple[Words, ...]]:
    if not wanted:
        return (), ()
    if isinstance(rule.pause, Unknown):
        return (), (Words("期限能否暂停未知，不暂停", "whether the clock may stop is unknown, so it does not"),)
    if rule.pause == "none":
        return (), (Words("法律不允许暂停", "the law does not let the clock stop"),)
    return tuple(sorted(wanted, key=lambda one: one.begins)), ()


def _end_with(day: date, term: Duration, extended: tuple[Duration, ...], paused: tuple[Pause, ...], calendar: Calendar) -> date:
    """The end of the term and its extensions from ``day``, moved by each pause that begins before its last day."""
    end = _end_of_all(day, (term, *extended), calendar)
    stopped: list[Pause] = []
    for pause in paused:
        if pause.begins >= end:
            continue
        stopped.append(pause)
        if term.unit == "working day":
            end = _worked_outside(day, term.n + sum(by.n for by in extended), stopped, calendar)
        else:
            end += timedelta(days=pause.days)
    return end


def _end_of_all(day: date, terms: tuple[Duration, ...], calendar: Calendar) -> date:
    """One month and two more end three months after the start; terms of different units follow one another."""
    if len({term.unit for term in terms}) == 1:
        return end_of(day, Duration(sum(term.n for term in terms), terms[0].unit), calendar)
    for term in terms:
        day = end_of(day, term, calendar)
    return day


def _worked_outside(day: date, n: int, stopped: Sequence[Pause], calendar: Calendar) -> date:
    while n:
        day += DAY
        n -= calendar.worked(day) and not _within(day, stopped)
    return day


def _within(day: date, paused: Sequence[Pause]) -> bool:
    return any(pause.begins < day <= pause.ends for pause in paused)


def _days(after: date, until: date) -> tuple[date, ...]:
    return tuple(date.fromordinal(n) for n in range(after.toordinal() + 1, until.toordinal() + 1))


def _provisional(calendar: Calendar, looked_at: tuple[date, date] | None, days_off: Sequence[DayOff]) -> tuple[Words, ...]:
    if looked_at is None:
        return ()
    years = calendar.unpublished_between(*looked_at)
    reasons = [
        Words(f"{calendar.country} 尚未公布 {year} 年的调休安排", f"{calendar.country} has not published the moved working days of {year}")
        for year in years
    ]
    reasons += [
        Words(f"{one.day} 的假日（{one.why.zh}）只是推算", f"the holiday on {one.day} ({one.why.en}) is an estimate")
        for one in days_off
        if one.estimated
    ]
    return tuple(reasons)
