"""Who is a child where: the ages that a statement's definitions declare, by country or state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, FromClause, case, or_

from kept.statement import Statement


def ages(statement: Statement) -> Mapping[str, int]:
    """The age below which somebody is a child, by ISO 3166 code of country or state, as the definitions say."""
    said = [promise.parameters for promise in statement.of_kind("definition")]
    return {body.country: body.age_under for body in said if body.country and body.age_under}


def born_after(now: datetime, years: int) -> date:
    """Whoever was born after this day is younger than ``years``."""
    return now.date() - relativedelta(years=years)


def is_child(subject: FromClause, by_region: Mapping[str, int], now: datetime) -> ColumnElement[bool]:
    """Whether a person is a child where it lives; where the statement gives no age, by the highest that it gives."""
    whens: list[Any] = []
    for region, years in by_region.items():
        there = or_(subject.c.country == region, subject.c.subdivision == region)
        whens.append((there, subject.c.born_on > born_after(now, years)))
    return case(*whens, else_=subject.c.born_on > born_after(now, max(by_region.values())))
