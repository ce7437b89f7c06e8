"""A statement's clauses as a page or a report shows them: words filled in, promises where the text states them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kept.promises import Conflict, Promise, Words
from kept.statement.model import Clause, Declared, Language, Statement
from kept.statement.rendering import PLACEHOLDER, filled, table_rows
from kept.statement.wording import OUTCOMES, instant

# After a bracket a number may go on without a point: ``II(I)2(9)A``, ``V.2.(1)``.
NUMBERED: Final = re.compile(r"[0-9IVX]+(?:(?:\.\(?|\(|(?<=\)))[0-9A-Za-z]+\)?)*")

Statuses = Mapping[str, tuple[str, str | datetime | None]]


@dataclass(frozen=True)
class Mark:
    """A promise where the text states it. ``anchored`` where it is stated first, since an id stands once on a page.

    ``outcome`` is empty without a proof.
    """

    promise: str
    label: str
    anchored: bool
    outcome: str = ""
    at: str = ""


@dataclass(frozen=True)
class Line:
    """A paragraph, a bullet or a table row, with the promises that it states by name."""

    words: Sequence[str]
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Block:
    """``p`` (one line) or ``ul`` (a line for each bullet)."""

    tag: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Note:
    """Where the original contradicts itself (``conflict``, with the clause ``at``) or leaves something out (``gap``), and what is kept."""

    about: str
    at: str
    conflict: Conflict | None
    gap: Words | None


@dataclass(frozen=True)
class Shown:
    """A clause ready for the page. ``depth`` counts from 0 (a chapter); ``rest`` are promises that no line names;
    ``summary`` tells a chapter in a sentence or two."""

    id: str
    number: str
    depth: int
    title: str
    summary: str
    blocks: Sequence[Block]
    headings: Sequence[str]
    rows: Sequence[Line]
    rest: Sequence[Mark]
    notes: Sequence[Note]

    @property
    def marks(self) -> Sequence[Mark]:
        """Every promise of the clause once, in the order of the text."""
        inline = [mark for block in self.blocks for line in block.lines for mark in line.marks]
        inline += [mark for row in self.rows for mark in row.marks]
        return list({mark.promise: mark for mark in reversed([*inline, *self.rest])}.values())[::-1]

    @property
    def outcomes(self) -> Sequence[tuple[str, int]]:
        """How many of its promises have each outcome, what is broken first."""
        counts = Counter(mark.outcome for mark in self.marks if mark.outcome)
        return [(outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]]


def anchor(clause_id: str) -> str:
    """The HTML id of a clause: ``clause-2.1(1)``; an id holds no white space."""
    return "clause-" + re.sub(r"\s+", "-", clause_id)


def number_of(clause_id: str) -> str:
    """The clause's number as it is printed before its title; empty for a clause that has a name only (``Preamble``, ``2.1 end``)."""
    return clause_id if NUMBERED.fullmatch(clause_id) else ""


def reference_to(clause: Clause, language: str) -> str:
    """How a table refers to a clause: by the number that it has or stands under (``5.1`` for ``5.1 table``), else by its title."""
    match = re.match(rf"{NUMBERED.pattern}(?=\s|$)", clause.id)
    return match[0] if match else clause.title.words(language)


def depth_of(clause_id: str) -> int:
    """0 for a chapter (``2``), 1 for ``2.1``, 2 for ``2.1(1)``; never more than 3."""
    return min(len(re.findall(r"[^.()\s]+", clause_id)) - 1, 3)


def shown_clauses(statement: Statement, language: Language, statuses: Statuses) -> Sequence[Shown]:
    """Every clause with its words filled in and its promises where the text states them."""
    by_clause: dict[str, dict[str, list[Promise]]] = {}
    for promise in statement.promises:
        for clause_id in promise.clauses:
            by_clause.setdefault(clause_id, {}).setdefault(promise.path, []).append(promise)
    anchored: set[str] = set()
    return [_shown(clause, by_clause.get(clause.id, {}), statement, language, statuses, anchored) for clause in statement.clauses]


def _shown(
    clause: Clause,
    stated: Mapping[str, Sequence[Promise]],
    statement: Statement,
    language: Language,
    statuses: Statuses,
    anchored: set[str],
) -> Shown:
    declarations = statement.declarations
    waiting = dict(stated)

    def marks(paths: Sequence[str]) -> Sequence[Mark]:
        promises = [promise for path in paths for promise in waiting.pop(path, ())]
        found = [_mark(promise, declarations[promise.path], promise.id not in anchored, language, statuses) for promise in promises]
        anchored.update(mark.promise for mark in found)
        return found

    def line(raw: str) -> Line:
        paths = [".".join(match[1].split(".")[:2]) for match in PLACEHOLDER.finditer(raw)]
        return Line((filled(raw, declarations, language),), marks(paths))

    blocks = [Block(tag, [line(raw) for raw in lines]) for tag, lines in _blocks(clause, language)]
    headings, table = table_rows(clause, declarations, language)
    rows = [Line(cells, marks([declared.path])) for declared, cells in table]
    rest = marks(list(waiting))
    notes = [_note(declarations[path], statement, language) for path in clause.states if _first_stated(path, clause, statement)]
    notes = [note for note in notes if note.conflict or note.gap]
    number = number_of(clause.id)
    summary = clause.summary.words(language) if clause.summary else ""
    return Shown(clause.id, number, depth_of(clause.id), clause.title.words(language), summary, blocks, headings, rows, rest, notes)


def _mark(promise: Promise, declared: Declared, anchored: bool, language: Language, statuses: Statuses) -> Mark:
    outcome, at = statuses.get(promise.id, ("", None))
    return Mark(promise.id, declared.label(language), anchored, outcome, instant(at, language) if outcome else "")


def _first_stated(path: str, clause: Clause, statement: Statement) -> bool:
    return path in statement.declarations and next(other for other in statement.clauses if path in other.states) is clause


def _note(declared: Declared, statement: Statement, language: Language) -> Note:
    clauses = {clause.id: clause for clause in statement.clauses}
    ats = re.split(r"\s*[,;，；、]\s*", declared.conflict.clause) if declared.conflict else []
    named = ("、" if language == "zh" else ", ").join(_named(at, clauses, language) for at in ats)
    return Note(declared.label(language), named, declared.conflict, declared.gap)


def _named(clause_id: str, clauses: Mapping[str, Clause], language: Language) -> str:
    """A clause as a note refers to it: by its number, else by its title."""
    if number_of(clause_id):
        return f"第 {clause_id} 条" if language == "zh" else clause_id
    title = clauses[clause_id].title.words(language) if clause_id in clauses else clause_id
    return f"“{title}”" if language == "zh" else title


def _blocks(clause: Clause, language: Language) -> Iterator[tuple[str, Sequence[str]]]:
    """An empty line ends a paragraph; ``- `` begins a bullet; other lines belong to what stands before them."""
    if clause.text is None:
        return
    tag, lines = "", list[str]()
    join = "" if language == "zh" else " "
    for said in (raw.strip() for raw in clause.text.words(language).splitlines()):
        bullet = said.startswith("- ")
        if tag and ((tag == "p" and not said) or (said and bullet != (tag == "ul"))):
            yield tag, lines
            tag, lines = "", []
        if not said:
            continue
        if bullet:
            tag, lines = "ul", [*lines, said.removeprefix("- ")]
        else:
            tag, lines = "p", [join.join([*lines, said])]
    if tag:
        yield tag, lines
