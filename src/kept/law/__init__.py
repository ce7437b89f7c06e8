"""The laws that bind a service, as data: deadlines, floors, ages, notices and calendars of each country, each with its source.

``lint`` holds a statement against them and against itself. A rule is a function in ``kept/law/rules/<rule>.py``; ``@rule`` is
the only registration.
"""

from kept.law.finding import Finding, Remark, Severity
from kept.law.linting import clauses_of, lint, meets, within
from kept.law.rule import Law, Rule, known_rules, rule
from kept.law.sarif import sarif

__all__ = [
    "Finding",
    "Law",
    "Remark",
    "Rule",
    "Severity",
    "clauses_of",
    "known_rules",
    "lint",
    "meets",
    "rule",
    "sarif",
    "within",
]
