"""What makes a function a rule, and how rules are found: the modules below ``kept.law.rules``, nothing else."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kept.law.finding import Remark, Severity
from kept.law.model import LawData
from kept.promises import Words
from kept.statement import Statement

Law = LawData
Looks = Callable[[Statement, Law], Iterable[Remark]]
Finds = Literal["contradiction", "gap"]


@dataclass(frozen=True)
class Rule:
    """A rule as it is registered: ``says`` explains it in a sentence to a lawyer; ``finds`` what a mark must be to explain its findings.

    A ``conflict:`` explains a finding of either sort; a ``gap:`` explains that something is missing, never a contradiction.
    """

    id: str
    severity: Severity
    says: Words
    finds: Finds
    looks: Looks


def rule(id: str, *, severity: Severity, says: Words, finds: Finds = "contradiction") -> Callable[[Looks], Rule]:
    """Make a function a rule: it is given a statement and the law and yields a remark for each thing that it has seen."""

    def make(looks: Looks) -> Rule:
        return Rule(id, severity, says, finds, looks)

    return make


@cache
def known_rules() -> Mapping[str, Rule]:
    """Every rule by its id, in alphabetical order. Raises ``TypeError`` where two claim one id."""
    from kept.law import rules

    found: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(rules.__path__):
        for value in vars(importlib.import_module(f"{rules.__name__}.{module.name}")).values():
            if not isinstance(value, Rule):
                continue
            if found.setdefault(value.id, value) is not value:
                raise TypeError(f"two functions claim the rule {value.id!r}")
    return dict(sorted(found.items()))
