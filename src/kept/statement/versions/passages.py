"""Compares the texts of two versions, clause by clause: a clause is recognised by what it states and by its title, not by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal

from kept.statement.model import Clause, Statement
from kept.statement.rendering import filled, table_rows
from kept.statement.versions.change import Part, Passage

ALIKE: Final = 0.35
SENTENCES: Final = re.compile(r"(?<=[。；！？\n])|(?<=[.;!?]\s)")
WORDS: Final = re.compile(r"\s+|[A-Za-z0-9@._/%+-]+|.", re.DOTALL)

Side = Literal["same", "old", "new"]


def passages_of(old: Statement, new: Statement) -> tuple[Passage, ...]:
    """Every clause that reads otherwise or stands under another number, in the new order; what is gone stands where it stood."""
    pairs = _pairs(old.clauses, new.clauses)
    before = {clause.id: clause for clause in old.clauses}
    found = [(position, _passage(before.get(pairs.get(clause.id, "")), clause, old, new)) for position, clause in enumerate(new.clauses)]
    places = {pairs[clause.id]: position for position, clause in enumerate(new.clauses) if clause.id in pairs}
    last = -1
    for clause in old.clauses:
        last = places.get(clause.id, last)
        if clause.id not in places:
            found.append((last, _passage(clause, None, old, new)))
    return tuple(passage for _, passage in sorted(found, key=lambda entry: entry[0]) if passage is not None)


def _pairs(before: Sequence[Clause], after: Sequence[Clause]) -> dict[str, str]:
    """For ids of the new clauses the ids of the old ones that they continue; the surest pairs first."""
    scored = sorted(
        ((score, new.id, old.id) for new in after for old in before if (score := _likeness(old, new)) >= ALIKE), key=lambda entry: -entry[0]
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, new_id, old_id in scored:
        if new_id not in found and old_id not in taken:
            found[new_id] = old_id
            taken.add(old_id)
    return found


def _likeness(old: Clause, new: Clause) -> float:
    states = set(old.states) | set(new.states)
    common = len(set(old.states) & set(new.states)) / len(states) if states else float(old.title == new.title)
    return 0.5 * common + 0.25 * (old.title == new.title) + 0.25 * (old.id == new.id)


def _passage(old: Clause | None, new: Clause | None, before: Statement, after: Statement) -> Passage | None:
    languages = [language for language in before.languages.all if language in after.languages.all]
    texts = {
        language: (clause_words(old, before, language) if old else "", clause_words(new, after, language) if new else "")
        for language in languages
    }
    clause = new or old
    if clause is None:
        return None
    ids = (old.id if old else None, new.id if new else None)
    if all(was == now for was, now in texts.values()) and old and new:
        return Passage(*ids, clause.title, "renumbered", {}) if old.id != new.id else None
    parts: dict[str, tuple[Part, ...]] = {language: tuple(compared(was, now)) for language, (was, now) in texts.items()}
    return Passage(*ids, clause.title, "added" if old is None else "removed" if new is None else "changed", parts)


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
