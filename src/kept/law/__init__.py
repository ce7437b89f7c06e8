"""What the law of each country wants: typed data with sources, working days, deadlines that carry their derivation, and lint.

``jurisdiction("CN")`` and ``named_by(statement.countries)`` give the law, or say that it is unknown; ``reckon`` gives the last day
of a deadline with every step that leads to it. The law data is read when it is first asked for, never at import.

``lint`` holds a statement against these laws and against itself. A rule is a function in ``kept/law/rules/<rule>.py``; ``@rule`` is
the only registration.
"""

from kept.law.calendar import Calendar, calendar_of
from kept.law.deadline import Pause, Reckoned, reckon
from kept.law.finding import Finding, Remark, Severity
from kept.law.interchange import sarif
from kept.law.lawbook import jurisdiction, jurisdictions, law_data, named_by
from kept.law.linting import clauses_of, lint, meets, within
from kept.law.model import Deadline, Jurisdiction, LawData, Retention
from kept.law.rule import Law, Rule, known_rules, rule
from kept.law.values import Source, Unknown, Unnumbered

__all__ = [
    "Calendar",
    "Deadline",
    "Finding",
    "Jurisdiction",
    "Law",
    "LawData",
    "Pause",
    "Reckoned",
    "Remark",
    "Retention",
    "Rule",
    "Severity",
    "Source",
    "Unknown",
    "Unnumbered",
    "calendar_of",
    "clauses_of",
    "jurisdiction",
    "jurisdictions",
    "known_rules",
    "law_data",
    "lint",
    "meets",
    "named_by",
    "reckon",
    "rule",
    "sarif",
    "within",
]
