"""When versions take effect: each after the one that it replaces, and no two on one day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kept.errors import Fault, Place
from kept.statement.model import Statement


def date_faults(statement: Statement, others: Iterable[Statement]) -> tuple[Fault, ...]:
    """A KEPT-S063 for each other version of the service that takes effect on the same day, or later though it is the earlier text.

    The day of effect is the one that the statement declares (a ``policy-update``), else that of its version.
    """
    day, place = _effect(statement)
    found = []
    for other in others:
        taken, _ = _effect(other)
        if day == taken or (other.version < statement.version) != (taken < day):
            found.append(Fault("KEPT-S063", place, {"day": day, "other": other.label, "taken": taken}))
    return tuple(found)


def _effect(statement: Statement) -> tuple[date, Place]:
    for declared in statement.declarations.values():
        day = getattr(declared.body, "effective_date", None) if declared.kind == "policy-update" else None
        if day is not None:
            return day, declared.place
    return statement.version, Place(file=statement.file, line=1)
