"""What a row's decision stands on: a consent given before and not withdrawn then, a contract, or an exemption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, TableClause, exists, func, literal, or_, select

from kept.datamap import TableMap
from kept.promises import Look, Question
from kept.residency.places import row_key

EXPRESS = ("explicit", "separate", "guardian")
# Sections of a statement whose declarations are functions that a person may do without.
OPTIONAL_IN = ("functions", "cookies", "handovers")
USES = ("collect", "use")


@dataclass(frozen=True)
class Standing:
    """A table's rows, joined to their decisions and the consents behind these, and when a row has nothing to stand on."""

    rows: TableClause
    source: FromClause
    decision: FromClause
    consent: FromClause
    baseless: ColumnElement[bool]


def standing(look: Look, path: str) -> Standing | None:
    """The standing of a table's rows; None for a table whose rows name no decision."""
    mapped, rows = look.datamap.tables[path], look.table(path)
    decision, consent = look.table("kept.decision"), look.table("kept.consent")
    if rows is None or decision is None or consent is None or mapped.decision is None or mapped.subject is None:
        return None
    source = _joined(rows, decision, consent, mapped.decision)
    return Standing(rows, source, decision, consent, func.coalesce(or_(*_reasons(mapped, rows, decision, consent)), True))


@lru_cache(maxsize=512)
def _joined(rows: TableClause, decision: TableClause, consent: TableClause, column: str) -> FromClause:
    """The same join for whoever asks, so that all questions about it are answered in one pass."""
    decided = rows.outerjoin(decision, rows.c[column] == decision.c.decision_id)
    return decided.outerjoin(consent, decision.c.consent_id == consent.c.consent_id)


def _reasons(mapped: TableMap, rows: FromClause, decision: FromClause, consent: FromClause) -> Iterator[ColumnElement[bool]]:
    """Each way in which a row can be without ground. Nulls on the way make the whole null, which counts as without ground."""
    subject = rows.c[mapped.subject or ""]
    yield decision.c.decision_id.is_(None)
    yield decision.c.subject_id != subject
    yield ~decision.c.allowed
    if mapped.function_column:
        yield decision.c.function != literal("functions.") + rows.c[mapped.function_column]
    elif mapped.functions:
        yield decision.c.function.not_in([f"functions.{name}" for name in mapped.functions])
    collected = rows.c[mapped.collected_at] if mapped.collected_at else decision.c.decided_at
    yield decision.c.decided_at > collected
    yield (decision.c.basis == "contract") & decision.c.contract_ref.is_(None)
    yield (decision.c.basis == "exemption") & decision.c.exemption_id.is_(None)
    lacking = or_(
        consent.c.consent_id.is_(None),
        consent.c.subject_id != subject,
        consent.c.matter.not_in([decision.c.function, decision.c.purpose]),
        consent.c.given_at > collected,
        func.coalesce(consent.c.withdrawn_at < collected, False),
    )
    yield (decision.c.basis == "consent") & lacking


def collected_by(look: Look, functions: Iterable[str], *, by_consent: bool) -> Iterator[Question]:
    """For every table of these functions: its rows, and those without ground (with ``by_consent``: other than express consent)."""
    wanted = frozenset(functions)
    for path, mapped in look.datamap.tables.items():
        found = standing(look, path) if wanted & set(mapped.functions) else None
        if found is None:
            continue
        express = found.consent.c.form.in_(EXPRESS) & (found.decision.c.basis == "consent")
        failing = found.baseless | func.coalesce(~express, True) if by_consent else found.baseless
        ours = None
        if mapped.function_column and not set(mapped.functions) <= wanted:
            ours = found.rows.c[mapped.function_column].in_(sorted(wanted))
        yield Question(look.holding(path), found.source, failing, row_key(look, path), ours, f"{path} and what its decisions stand on")


def consented_subjects(consent: FromClause, *matters: str) -> Any:
    """The people who gave a consent in one of these matters (still standing or not), as a hashable set for ``in_``."""
    return select(consent.c.subject_id).where(consent.c.matter.in_(matters))


def costly_refusal(look: Look, decision: TableClause, consent: TableClause) -> ColumnElement[bool]:
    """That something was refused to somebody which was theirs to have.

    A hand-over that was stopped costs nobody a function, and whoever has not agreed to an optional function is refused that one rightly.
    """
    optional = [one.path for name in OPTIONAL_IN for one in look.statement.section(name).values() if one.kind != "function-basic"]
    agreed = exists().where(
        consent.c.subject_id == decision.c.subject_id,
        consent.c.matter == decision.c.function,
        consent.c.given_at <= decision.c.decided_at,
        or_(consent.c.withdrawn_at.is_(None), consent.c.withdrawn_at > decision.c.decided_at),
    )
    theirs = or_(decision.c.function.not_in(optional), agreed.correlate(decision))
    return ~decision.c.allowed & decision.c.act.in_(USES) & theirs
