"""Which rows a retention rule governs, and which of them are overdue, as questions for the live databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, TableClause, exists, func, literal, or_, select, true

from kept.datamap import Kept, TableMap
from kept.promises import Duration, Look, Question
from kept.retention.interval import before


def governed(look: Look, rule: str) -> Iterator[tuple[str, TableMap, Kept]]:
    """The tables that the data map puts under the rule, each with how its time runs."""
    for path, table in look.datamap.tables.items():
        for kept in table.kept:
            if kept.rule == rule:
                yield path, table, kept


def overdue(look: Look, rule: str, within: Duration | None) -> Sequence[Question]:
    """For each table under the rule: all its rows, and those that are still there (or not reduced) after their time and without a hold."""
    asked = [_question(look, path, table, kept, within) for path, table, kept in governed(look, rule)]
    return [question for question in asked if question is not None]


def _question(look: Look, path: str, mapped: TableMap, kept: Kept, within: Duration | None) -> Question | None:
    rows = look.table(path)
    if rows is None:
        return None
    end = look.now if within is None else before(look.now, within)
    source, over = _over(look, rows, mapped, kept, end)
    if source is None or over is None:
        return None
    still_there: ColumnElement[bool] = or_(*(rows.c[column].is_not(None) for column in kept.reduced)) if kept.reduced else true()
    failing = over & still_there & ~held(look, path, mapped, rows)
    return Question(look.holding(path), source, failing, _key(rows, mapped), None, f"{path} since {kept.since}")


def _over(
    look: Look, rows: TableClause, mapped: TableMap, kept: Kept, end: datetime
) -> tuple[FromClause | None, ColumnElement[bool] | None]:
    """Where a table's rows and the beginning of their time stand, and whether that lies at or before ``end``."""
    if "." not in kept.since:
        return rows, rows.c[kept.since] <= literal(end)
    subject, consent, decision = (look.table(f"kept.{name}") for name in ("subject", "consent", "decision"))
    if kept.since == "subject.ended_at" and subject is not None and mapped.subject is not None:
        # A set instead of a join, so that the table is read in the same pass as for all other questions about it.
        return rows, rows.c[mapped.subject].in_(select(subject.c.subject_id).where(subject.c.ended_at <= literal(end)))
    if kept.since == "consent.withdrawn_at" and consent is not None and decision is not None and mapped.decision is not None:
        joined = rows.outerjoin(decision, rows.c[mapped.decision] == decision.c.decision_id)
        return joined.outerjoin(consent, decision.c.consent_id == consent.c.consent_id), consent.c.withdrawn_at <= literal(end)
    return None, None


def held(look: Look, path: str, mapped: TableMap, rows: TableClause) -> ColumnElement[bool]:
    """Whether a legal hold that has not ended keeps a row where it is."""
    hold = look.table("kept.hold")
    if hold is None or mapped.subject is None:
        return ~true()
    current = (hold.c.data_set == path) & hold.c.released_at.is_(None) & (func.coalesce(hold.c.ends_on, look.now.date()) >= look.now.date())
    return exists(select(literal(1)).select_from(hold).where(current, hold.c.subject_id == rows.c[mapped.subject]))


def _key(rows: TableClause, mapped: TableMap) -> ColumnElement[object]:
    """The row's surrogate key: the first column that the data map calls ``key`` and that is not the tenant's."""
    keys = [column for column, said in mapped.columns.items() if said == "key" and column != mapped.held_for]
    own = [column for column in keys if rows.name in column]
    return rows.c[(own or keys)[0]]
