"""Compares the texts of two versions, clause by clause: a clause is recognised by what it states and by its title, not by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

from kept.statement.model import Clause, Statement
from kept.statement.rendering import filled, table_rows
from kept.statement.versions.change import Part, Passage

ALIKE: Final = 0.35
SENTENCES: Final = re.compile(r"(?<=[。；！？\n])|(?<=[.;!?]\s)")
WORDS: Final = re.compile(r"\s+|[A-Za-z0-9@._/%+-]+|.", re.DOTALL)

Side = Literal["same", "old", "new"]
Node = tuple[str, int]


def passages_of(old: Statement, new: Statement) -> tuple[Passage, ...]:
    """Every passage that reads otherwise or stands under another number, in the new order; what is gone stands where it stood."""
    found = [_passage(before, after, old, new) for before, after in _continued(old.clauses, new.clauses)]
    return tuple(passage for passage in found if passage is not None)


def _continued(before: Sequence[Clause], after: Sequence[Clause]) -> Sequence[tuple[Sequence[Clause], Sequence[Clause]]]:
    """Old and new clauses that belong together. A clause that was split stands beside all its parts, and the other way round."""
    partner: dict[tuple[str, int], tuple[str, int]] = {}
    for at, clause in enumerate(before):
        if (best := _best(clause, after)) is not None:
            partner["old", at] = ("new", best)
    for at, clause in enumerate(after):
        if (best := _best(clause, before)) is not None:
            partner["new", at] = ("old", best)
    groups = _joined(partner, [("old", at) for at in range(len(before))] + [("new", at) for at in range(len(after))])
    placed = [(sorted(at for side, at in group if side == "old"), sorted(at for side, at in group if side == "new")) for group in groups]
    last: dict[int, int] = {old: new[0] for olds, new in placed if new for old in olds}

    def place(group: tuple[list[int], list[int]]) -> tuple[int, int]:
        olds, news = group
        return (news[0], -1) if news else (max((last[at] for at in range(olds[0]) if at in last), default=-1), olds[0])

    return [([before[at] for at in olds], [after[at] for at in news]) for olds, news in sorted(placed, key=place)]


def _best(clause: Clause, others: Sequence[Clause]) -> int | None:
    """The clause of the other version that this one continues or is continued by; the likeliest, if any is likely enough."""
    score, at = max(((_likeness(clause, other), -at) for at, other in enumerate(others)), default=(0.0, 0))
    return -at if score >= ALIKE else None


def _likeness(one: Clause, other: Clause) -> float:
    states, others = set(one.states), set(other.states)
    same = 0.25 * (one.title == other.title) + 0.25 * (one.id == other.id)
    if not states or not others:
        return 2 * same if states == others else 0.0
    common = len(states & others)
    return (0.4 * common / len(states) + 0.3 * common / len(states | others) + same) if common else 0.0


def _joined(partner: Mapping[Node, Node], nodes: Sequence[Node]) -> Sequence[Sequence[Node]]:
    """Nodes that are partners of each other, directly or through others, as groups."""
    root = {node: node for node in nodes}

    def top(node: Node) -> Node:
        while root[node] != node:
            node = root[node]
        return node

    for node, other in partner.items():
        root[top(node)] = top(other)
    groups: dict[Node, list[Node]] = {}
    for node in nodes:
        groups.setdefault(top(node), []).append(node)
    return list(groups.values())


def _passage(before: Sequence[Clause], after: Sequence[Clause], old: Statement, new: Statement) -> Passage | None:
    ids = _ids(before), _ids(after)
    title = (after or before)[0].title
    languages = [language for language in old.languages.all if language in new.languages.all]
    texts = {language: (_words(before, old, language), _words(after, new, language)) for language in languages}
    if all(was == now for was, now in texts.values()):
        return Passage(*ids, title, "renumbered", {}) if ids[0] != ids[1] else None
    parts: dict[str, tuple[Part, ...]] = {language: tuple(compared(was, now)) for language, (was, now) in texts.items()}
    return Passage(*ids, title, "added" if not before else "removed" if not after else "changed", parts)


def _ids(clauses: Sequence[Clause]) -> str | None:
    return ", ".join(clause.id for clause in clauses) or None


def _words(clauses: Sequence[Clause], statement: Statement, language: str) -> str:
    return "\n".join(clause_words(clause, statement, language) for clause in clauses)


def clause_words(clause: Clause, statement: Statement, language: str) -> str:
    """Everything that a clause shows in a language: title, text with its values filled in, and each row of its table."""
    headings, rows = table_rows(clause, statement.declarations, language)
    lines = [clause.title.words(language)]
    if clause.text:
        lines += _lines(filled(clause.text.words(language), statement.declarations, language), language)
    lines += [" | ".join(headings)] if headings else []
    lines += [" | ".join(cells) for _, cells in rows]
    return "\n".join(lines)


def _lines(text: str, language: str) -> Iterator[str]:
    """Paragraphs and bullets, each in one line, as the page shows them."""
    paragraph: list[str] = []
    join = "" if language == "zh" else " "
    for line in (line.strip() for line in text.splitlines()):
        if paragraph and (not line or line.startswith("- ")):
            yield join.join(paragraph)
            paragraph = []
        if line:
            paragraph.append(line)
    if paragraph:
        yield join.join(paragraph)


def compared(was: str, now: str) -> Iterator[Part]:
    """The stretches of two texts: sentences that stay, and within sentences that were reworded the words that changed."""
    old, new = _cut(SENTENCES, was), _cut(SENTENCES, now)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Part("same", "".join(old[a:b]))
        elif what == "replace":
            yield from _reworded("".join(old[a:b]), "".join(new[c:d]))
        else:
            side: Side = "old" if what == "delete" else "new"
            yield Part(side, "".join(old[a:b] or new[c:d]))


def _reworded(was: str, now: str) -> Iterator[Part]:
    old, new = WORDS.findall(was), WORDS.findall(now)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < ALIKE:
        yield from (Part("old", was), Part("new", now))
        return
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield Part("same", "".join(old[a:b]))
            continue
        if b > a:
            yield Part("old", "".join(old[a:b]))
        if d > c:
            yield Part("new", "".join(new[c:d]))


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    return [piece for piece in pattern.split(text) if piece]
