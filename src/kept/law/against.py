"""What rules need to hold a statement against the laws of the countries that its header names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from kept.errors import Place
from kept.law.calendar import Calendar
from kept.law.deadline import end_of
from kept.law.finding import Severity
from kept.law.model import Jurisdiction, LawData
from kept.law.values import Source, Unknown
from kept.law.words import value
from kept.promises import Duration, Words
from kept.statement import Declared, Statement

# The days on which something begins that are tried: two years whose working days are known.
YEARS_TRIED: Final = 2
CENTURY: Final[Mapping[str, int]] = {"hour": 876_000, "day": 36_500, "working day": 25_000, "week": 5_200, "month": 1_200, "year": 100}


def named_laws(statement: Statement, law: LawData) -> Iterator[Jurisdiction]:
    """The laws that are known of the countries in the header; rule ``unknown-law`` reports the others."""
    return (law.jurisdictions[code] for code in statement.countries if code in law.jurisdictions)


def header_place(statement: Statement) -> Place:
    """Where a finding stands that is about no declaration: the countries whose laws the statement names."""
    return statement.header.get("countries", Place(statement.file, 1, 1))


@dataclass(frozen=True)
class Cited:
    """What the law of one country says on a point, with its article."""

    code: str
    says: Words | None
    source: Source

    def words(self, language: str) -> str:
        colon, full = ("：", "，") if language == "zh" else (": ", ", ")
        said = f"{self.says.words(language)}{full}" if self.says else ""
        return f"{self.code}{colon}{said}{self.source.words(language)}"


def cited(laws: Iterable[Cited]) -> Words:
    """What several laws say, one after the other."""
    listed = list(laws)
    return Words("；".join(one.words("zh") for one in listed), "; ".join(one.words("en") for one in listed))


def articles(laws: Iterable[Cited]) -> tuple[str, ...]:
    """The articles alone, by which a mark in the statement may name them."""
    return tuple(dict.fromkeys(article.strip() for one in laws for article in one.source.text.split(";")))


def strength(laws: Iterable[Cited], severity: Severity) -> Severity:
    """``severity``, but no more than a warning where every law that speaks still awaits a lawyer."""
    return "warning" if severity == "error" and all(one.source.unconfirmed for one in laws) else severity


def entries_of(law: Jurisdiction, key: str) -> Iterator[tuple[Jurisdiction, Any]]:
    """The entries of a list, of this law and of those that it stands on: a duty of any of them binds."""
    seen: set[int] = set()
    for level in law.levels:
        entries = getattr(level, key)
        for entry in () if isinstance(entries, Unknown) else entries:
            if id(entry) not in seen:
                seen.add(id(entry))
                yield level, entry


def durations(declared: Declared) -> Iterator[tuple[str, Duration]]:
    """Each field of a declaration that is a length of time, or each of several."""
    for field in vars(declared.body):
        found = value(declared, field)
        for one in found if isinstance(found, tuple) else (found,):
            if isinstance(one, Duration):
                yield field, one


@dataclass(frozen=True)
class Outlasted:
    """A day on which the longer term begins, and the days on which the two end."""

    start: date
    ends: date
    other_ends: date


def longer_than_law(term: Duration, code: str, late: Outlasted) -> Words:
    """That a term is longer than a law's, with the days that show it."""
    return Words(
        f"{term.words('zh')}比 {code} 的法律长：自 {late.start} 起算，声明 {late.ends} 到期，法律 {late.other_ends} 到期。",
        f"{term.words('en')} is longer than the law of {code} allows: counted from {late.start} the statement ends on {late.ends}, "
        f"the law on {late.other_ends}.",
    )


@cache
def outlasting(one: Duration, other: Duration, calendar: Calendar, year: int, rolls: bool = False) -> Outlasted | None:
    """The start in the two years up to ``year`` for which ``one`` ends latest after ``other``; None where it never does.

    ``rolls``: the other's last day moves to a working day. A term of more than a century outlasts any shorter one.
    """
    first = date(year - YEARS_TRIED + 1, 1, 1)
    if one.n > CENTURY[one.unit] or other.n > CENTURY[other.unit]:
        longest = one.n / CENTURY[one.unit] > other.n / CENTURY[other.unit]
        return Outlasted(first, date.max, date.max) if longest else None
    found: Outlasted | None = None
    for ordinal in range(first.toordinal(), date(year, 12, 31).toordinal() + 1):
        start = date.fromordinal(ordinal)
        end, other_end = end_of(start, one, calendar), end_of(start, other, calendar)
        if rolls:
            other_end = calendar.next_worked(other_end)
        if end > other_end and (found is None or end - other_end > found.ends - found.other_ends):
            found = Outlasted(start, end, other_end)
    return found


def countries_of_places(statement: Statement) -> Mapping[str, str]:
    """Which country a place lies in (``beijing`` in CN), as the statement's own table of locations says."""
    found: dict[str, str] = {}
    for declared in statement.declarations.values():
        country, location = value(declared, "country"), value(declared, "location")
        if declared.kind == "residency" and country and isinstance(location, tuple):
            for place in location:
                found |= {text.casefold(): country for text in ((place.zh, place.en) if isinstance(place, Words) else (str(place),))}
    return found


def home_countries(statement: Statement) -> frozenset[str]:
    """Where the operator says that it sits: countries of the places in its address or name, or the only one that the header names."""
    if len(statement.countries) == 1:
        return frozenset(statement.countries)
    places = countries_of_places(statement)
    said = " ".join(
        str(part).casefold()
        for declared in statement.declarations.values()
        if declared.kind in ("contact", "role")
        for field in ("address", "operator", "name")
        for part in _parts(value(declared, field))
    )
    return frozenset(country for place, country in places.items() if _stands_in(place, said))


def _parts(found: Any) -> tuple[Any, ...]:
    if isinstance(found, Words):
        return (found.zh, found.en)
    return tuple(found) if isinstance(found, (tuple, list)) else (found,) if found else ()


def _stands_in(place: str, said: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){re.escape(place)}(?![a-z])", said))
