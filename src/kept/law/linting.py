"""Runs every rule over a statement, puts each remark in its place, and tells which ones the statement has already owned up to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from kept.errors import Place
from kept.law.finding import SEVERITIES, Finding, Remark
from kept.law.rule import Law, Rule, known_rules
from kept.promises import Conflict, Words
from kept.statement import Statement

SEPARATORS: Final = ("(", ".", " ")


def lint(statement: Statement, law: Law = None, rules: Iterable[Rule] | None = None) -> Sequence[Finding]:
    """Every finding, in the order of the file; ``rules`` are all that are known unless some are given."""
    stated = clauses_of(statement)
    found = [
        _finding(statement, rule, remark, stated)
        for rule in (known_rules().values() if rules is None else rules)
        for remark in rule.looks(statement, law)
    ]
    return sorted(found, key=lambda finding: (finding.place, SEVERITIES.index(finding.severity), finding.rule, finding.message.en))


def clauses_of(statement: Statement) -> Mapping[str, tuple[str, ...]]:
    """The ids of the clauses that state each declaration, by its path."""
    stated: dict[str, tuple[str, ...]] = {}
    for clause in statement.clauses:
        for path in clause.states:
            stated[path] = (*stated.get(path, ()), clause.id)
    return stated


def within(clause: str, other: str) -> bool:
    """Whether one clause is the other or stands inside it (``4.1(5)`` stands in ``4.1``)."""
    return clause == other or (clause.startswith(other) and clause[len(other) :].startswith(SEPARATORS))


def _finding(statement: Statement, rule: Rule, remark: Remark, stated: Mapping[str, tuple[str, ...]]) -> Finding:
    first = remark.about[0] if remark.about else None
    own = next(iter(stated.get(first.path, ())), "") if first else ""
    others = tuple(clause for declared in remark.about for clause in stated.get(declared.path, ()))
    against = tuple(dict.fromkeys((*remark.against, *others)))
    mark = next(_explaining(rule, remark, against, stated), None)
    return Finding(
        rule=rule.id,
        severity=remark.severity or rule.severity,
        clause=remark.clause or own,
        place=remark.place or (first.place if first else Place(statement.file, 1, 1)),
        message=remark.message,
        source=remark.source,
        mend=remark.mend,
        about=tuple(declared.path for declared in remark.about),
        against=against,
        known=mark is not None,
        resolved=mark,
    )


def _explaining(rule: Rule, remark: Remark, against: Sequence[str], stated: Mapping[str, tuple[str, ...]]) -> Iterator[Words]:
    """What the statement says on this finding itself: the reading kept by a mark of one of the declarations involved."""
    for declared in remark.about:
        if declared.conflict is not None and explains(declared.conflict, against):
            yield declared.conflict.resolved
        if declared.gap is not None and rule.finds == "gap":
            yield declared.gap


def explains(conflict: Conflict, against: Iterable[str]) -> bool:
    """Whether a mark names one of the clauses (or articles) that a finding sets its declaration against, or one around or inside it."""
    named = [part.strip() for part in re.split(r"[,;，；、]", conflict.clause)]
    return any(within(clause, name) or within(name, clause) for clause in against for name in named)
