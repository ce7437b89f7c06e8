"""Runs every rule over a statement, puts each remark in its place, and tells which ones the statement has already owned up to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kept.errors import Place
from kept.law.finding import SEVERITIES, Finding, Remark
from kept.law.lawbook import law_data
from kept.law.rule import Law, Rule, known_rules
from kept.promises import Conflict, Words
from kept.statement import Declared, Statement

SEPARATORS: Final = ("(", ".", " ")
MOST_NAMES: Final = 4


def lint(statement: Statement, law: Law | None = None, rules: Iterable[Rule] | None = None) -> Sequence[Finding]:
    """Every finding, in the order of the file; ``rules`` are all that are known and ``law`` what comes with Kept, unless they are given."""
    law = law or law_data()
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
    """Whether one clause is the other or stands inside it (``4.1(5)`` stands in ``4.1``, and ``2(9)A`` in ``2(9)``)."""
    rest = clause.removeprefix(other) if clause.startswith(other) else ""
    return clause == other or rest.startswith(SEPARATORS) or (bool(rest) and other.endswith(")"))


def _finding(statement: Statement, rule: Rule, remark: Remark, stated: Mapping[str, tuple[str, ...]]) -> Finding:
    own = next((clause for declared in remark.about for clause in stated.get(declared.path, ())), "")
    finding = Finding(
        rule=rule.id,
        severity=remark.severity or rule.severity,
        clause=remark.clause or own,
        place=remark.place or (remark.about[0].place if remark.about else Place(statement.file, 1, 1)),
        message=_named(remark.about, remark.message),
        source=_said_where(remark, stated),
        mend=remark.mend,
        about=tuple(declared.path for declared in remark.about),
        other=tuple(declared.path for declared in remark.other),
        against=(*remark.against, *remark.articles),
    )
    mark = next(_explaining(rule, finding, (*remark.about, *remark.other), stated), None)
    return finding if mark is None else replace(finding, known=True, resolved=mark)


def _named(about: Sequence[Declared], message: Words) -> Words:
    """The sentence with the names of what it is about before it."""
    if not about:
        return message
    return Words(f"{_names(about, 'zh')}：{message.zh}", f"{_names(about, 'en')}: {message.en}")


def _names(declared: Sequence[Declared], language: str) -> str:
    chinese = language == "zh"
    shown = [f"“{one.label(language)}”" if chinese else f'"{one.label(language)}"' for one in declared[:MOST_NAMES]]
    rest = len(declared) - len(shown)
    more = [] if not rest else [f"等 {len(declared)} 项" if chinese else f"and {rest} more"]
    return ("、" if chinese else ", ").join(shown) + ("" if not more else more[0] if chinese else f" {more[0]}")


def _said_where(remark: Remark, stated: Mapping[str, tuple[str, ...]]) -> Words:
    """What speaks against it, with the clauses where it is said."""
    clauses = [*dict.fromkeys((*remark.against, *(clause for one in remark.other for clause in stated.get(one.path, ())[:1])))]
    if not clauses:
        return remark.source
    names = {
        language: f"（{_names(remark.other, language)}）" if language == "zh" else f" ({_names(remark.other, language)})"
        for language in ("zh", "en")
    }
    if not remark.other:
        names = {"zh": "", "en": ""}
    return Words(f"{'、'.join(clauses)}{names['zh']}：{remark.source.zh}", f"{', '.join(clauses)}{names['en']}: {remark.source.en}")


def _explaining(rule: Rule, finding: Finding, involved: Sequence[Declared], stated: Mapping[str, tuple[str, ...]]) -> Iterator[Words]:
    """What the statement says on this finding itself: the reading kept by a mark of one of the declarations involved."""
    for declared in involved:
        if declared.conflict is not None and meets(declared.path, declared.conflict, finding, stated):
            yield declared.conflict.resolved
        if declared.gap is not None and rule.finds == "gap":
            yield declared.gap


def meets(path: str, conflict: Conflict, finding: Finding, stated: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a finding sees the contradiction that a mark of the declaration ``path`` tells.

    It involves the declaration, and what stands on the other side of it is said in the clause (or article) that the mark names.
    """
    if path not in (*finding.about, *finding.other):
        return False
    facing = finding.about if path in finding.other else finding.other or finding.about
    clauses = (*finding.against, *(clause for one in facing for clause in stated.get(one, ())))
    named = [part.strip() for part in re.split(r"[,;，；、]", conflict.clause)]
    return any(within(clause, name) for clause in clauses for name in named)
