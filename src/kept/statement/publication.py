"""Whether a published page says what the statement says and nothing else, in each language, as anybody would fetch it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final

from kept.promises import Evidence, Finding, Look, Promise, Verdict, Words, broken, kept, published, unproven
from kept.statement.annex import WHERE, Table, annex
from kept.statement.model import Clause, Language, Statement
from kept.statement.rendering import JOINED, filled, table_rows
from kept.statement.showing import number_of, reference_to
from kept.statement.wording import day_words, deciding_language

VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
ALONE: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "th", "td", "summary"})
SILENT: Final = frozenset({"data-status", "data-aside"})
MARKED: Final = ("data-clause", "data-annex", "data-note", "data-said")
NOT_SERVED: Final = Words("声明页面当前没有发布，无法读取。", "The statement's page is not served at the moment, so it cannot be read.")
WRONG: Final = Words("公开页面与声明不一致。", "The published page differs from the statement.")
ORDER: Final = Words("页面上各句、各行的顺序与声明不同。", "The page says it in another order than the statement.")

Parts = tuple[str, ...]


class _Marked(HTMLParser):
    """Collects the text inside marked elements, a part for each paragraph, bullet, heading and cell.

    Live status (``data-status``) and the page's own words (``data-aside``) are left out; anything else in ``main`` that is in no marked
    element is text that nobody declared, and stands under ``main``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: dict[tuple[str, str], list[str]] = {}
        self._open: list[tuple[str, str] | None] = [None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        said = dict(attrs)
        mark = next(((name, said[name] or "") for name in MARKED if name in said), (tag, "") if tag == "main" else None)
        inside = None if SILENT & said.keys() else mark or self._open[-1]
        self._open.append(inside)
        if inside and (mark or tag in ALONE):
            self.parts.setdefault(inside, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            closed = self._open.pop()
            if closed and tag in ALONE:
                self.parts[closed].append("")

    def handle_data(self, data: str) -> None:
        if inside := self._open[-1]:
            self.parts[inside][-1] += data


@lru_cache(maxsize=8)
def page_parts(html: str) -> Mapping[tuple[str, str], Parts]:
    """What a page says, by mark: ``("data-clause", "2.1")`` gives its heading, sentences and cells in order, white space folded."""
    parser = _Marked()
    parser.feed(html)
    return {mark: _folded_all(parts) for mark, parts in parser.parts.items()}


@lru_cache(maxsize=8)
def clause_texts(html: str) -> Mapping[str, str]:
    """The text of each clause on a page in one piece, white space folded; live status and notes are left out."""
    return {name: "".join(parts) for (mark, name), parts in page_parts(html).items() if mark == "data-clause"}


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _folded_all(parts: Sequence[str]) -> Parts:
    return tuple(folded for part in parts if (folded := _folded(part)))


def clause_parts(clause: Clause, statement: Statement, language: str) -> Sequence[str]:
    """What a clause says, as its page has to: heading, summary, paragraphs, bullets, and its table row by row."""
    said = [f"{number_of(clause.id)} {clause.title.words(language)}"]
    if clause.summary is not None:
        said.append(clause.summary.words(language))
    if clause.text is not None:
        said += _paragraphs(filled(clause.text.words(language), statement.declarations, language))
    headings, rows = table_rows(clause, statement.declarations, language)
    return [*said, *(headings if rows else ()), *(cell for _, cells in rows for cell in cells)]


def _paragraphs(text: str) -> Iterator[str]:
    """Bullets one by one; lines that stand together are one paragraph."""
    open_lines: list[str] = []
    for line in (raw.strip() for raw in text.splitlines()):
        if open_lines and (not line or line.startswith("- ")):
            yield " ".join(open_lines)
            open_lines = []
        if line.startswith("- "):
            yield line.removeprefix("- ")
        elif line:
            open_lines.append(line)
    if open_lines:
        yield " ".join(open_lines)


def annex_parts(table: Table, clause_names: Mapping[str, str], language: str) -> Sequence[str]:
    """What a table of the annex says: title, number of rows, headings, and every cell with the clauses that it names."""
    joined = JOINED[language]
    said = [table.counted(language), *table.headings, *([WHERE.words(language)] if table.located else ())]
    for row in table.rows:
        said += row.cells
        said += [joined.join(clause_names[clause] for clause in row.clauses)] if table.located else []
    return said


@dataclass(frozen=True)
class Difference:
    """Where a page and its statement differ: what the page ``lacks``, what it ``adds``; neither where only the order differs."""

    at: str
    lacks: Sequence[str] = ()
    adds: Sequence[str] = ()

    def findings(self, url: str) -> Iterator[Finding]:
        """Each difference as a finding at the place on the page."""
        for said in self.lacks:
            yield Finding(f"{url}#{self.at}", self.at, Words(f"页面缺少：{said}", f"The page lacks: {said}"))
        for said in self.adds:
            yield Finding(f"{url}#{self.at}", self.at, Words(f"页面多出：{said}", f"The page adds: {said}"))
        if not self.lacks and not self.adds:
            yield Finding(f"{url}#{self.at}", self.at, ORDER)


def difference(at: str, expected: Sequence[str], found: Parts) -> Difference | None:
    """What differs between the parts that are expected at a place and those found there; None where nothing does."""
    wanted = _folded_all(expected)
    if wanted == found:
        return None
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    lacks = []
    for said in expected:
        if missing[_folded(said)] > 0:
            missing[_folded(said)] -= 1
            lacks.append(said)
    return Difference(at, lacks, list(more.elements()))


def clause_difference(clause: Clause, statement: Statement, language: str, html: str) -> Difference | None:
    """Where the page differs from a clause: a sentence, a cell or a number that is missing, is another, or stands there in addition."""
    found = page_parts(html).get(("data-clause", clause.id), ())
    return difference(clause.id, clause_parts(clause, statement, language), found)


def page_differences(statement: Statement, language: Language, html: str) -> Sequence[Difference]:
    """Where the whole page differs: title, dates, every clause, every note on the original, every table of the annex, anything added."""
    parts = page_parts(html)
    names = {clause.id: reference_to(clause, language) for clause in statement.clauses}
    expected: dict[tuple[str, str], Sequence[str]] = {
        ("data-said", "title"): [statement.title.words(language)],
        ("data-said", "effective"): [day_words(statement.version, language)],
        ("data-said", "version"): [statement.label],
    }
    if statement.languages.also:
        expected["data-said", "deciding"] = [deciding_language(statement.languages.prevailing).words(language)]
    expected |= {("data-clause", clause.id): clause_parts(clause, statement, language) for clause in statement.clauses}
    expected |= {("data-annex", table.id): annex_parts(table, names, language) for table in annex(statement, language)}
    marks = [*expected, *(mark for mark in parts if mark not in expected and mark[0] != "data-note")]
    found = [difference(mark[1], expected.get(mark, ()), parts.get(mark, ())) for mark in marks]
    return [one for one in (*found, *_note_differences(statement, language, parts)) if one]


def _note_differences(statement: Statement, language: str, parts: Mapping[tuple[str, str], Parts]) -> Iterator[Difference]:
    """Contradictions and gaps of the original that the page no longer owns up to, or tells otherwise."""
    there = "".join("".join(said) for mark, said in parts.items() if mark[0] == "data-note")
    for declared in statement.declarations.values():
        told = [declared.gap] if declared.gap else []
        told += [declared.conflict.says, declared.conflict.resolved] if declared.conflict else []
        lacks = [words.words(language) for words in told if _folded(words.words(language)) not in there]
        if lacks:
            yield Difference(declared.path, lacks)


def stated_on_page(look: Look, clauses: Sequence[str]) -> Verdict:
    """Whether the served page says, in every language, what these clauses of the statement say. Kept, broken, or unproven if not served."""

    def differences(language: Language, html: str) -> Sequence[Difference]:
        found = [clause_difference(look.statement.clause(clause), look.statement, language, html) for clause in clauses]
        return [one for one in found if one]

    return _compared(look, len(clauses), differences)


def whole_page(look: Look) -> Verdict:
    """Whether the served page is the statement's, whole, in every language: clauses, tables, dates and annex, with nothing added."""
    checked = len(look.statement.clauses) + len(annex(look.statement, look.statement.languages.prevailing))
    return _compared(look, checked, lambda language, html: page_differences(look.statement, language, html))


def _compared(look: Look, checked: int, differences: Callable[[Language, str], Sequence[Difference]]) -> Verdict:
    evidence: list[Evidence] = []
    findings: list[Finding] = []
    for language in look.statement.languages.all:
        page = look.page(language)
        if page is None:
            return unproven(NOT_SERVED)
        if page.status != 200:
            what = Words(f"页面返回 {page.status}。", f"The page answers {page.status}.")
            findings.append(Finding(page.url, language, what))
            continue
        findings += [finding for one in differences(language, page.html) for finding in one.findings(page.url)]
        evidence.append(Evidence(f"page ({language})", "observed", f"GET {page.url}", checked))
    looked = checked * len(look.statement.languages.all)
    if findings:
        return broken(max(looked, len(findings)), len(findings), evidence, findings, WRONG)
    return kept(max(looked, 1), evidence)


def publication(look: Look, promise: Promise) -> Verdict:
    """The verdict of a promise whose only duty is to stand in the published text."""
    verdict = stated_on_page(look, promise.clauses)
    return published(verdict.evidence) if verdict.outcome == "kept" else verdict
