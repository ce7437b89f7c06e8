"""Days as people read them, and whether the dates that a statement gives fit its version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kept.promises import Finding, Look, Verdict, Words
from kept.statement.weighing import found

DATES: Final = Words("日期与声明的版本或者间隔天数不一致。", "The dates do not fit the version or the days between them.")


def day_words(day: date) -> Words:
    """``2024 年 1 月 2 日`` and ``2 January 2024``."""
    return Words(f"{day.year} 年 {day.month} 月 {day.day} 日", f"{day.day} {day:%B} {day.year}")


def misdated(look: Look, update: date | None, effective: date | None, grace_days: int | None = None) -> Sequence[Verdict]:
    """What is wrong with the dates among themselves, if it is: that they fit is no evidence of anything published."""
    updates = [promise.parameters.update_date for promise in look.statement.of_kind("policy-update")]
    changed = next((day for day in updates if day), None)
    right = look.statement.version in (effective, update)
    if effective and grace_days is not None and changed:
        right = right and (effective - changed).days == grace_days
    wrong = [] if right else [Finding("statement", look.promise.path, DATES)]
    return [found("dates of the version", 1, wrong, DATES, DATES, "registered")] if wrong else []
