"""Whether a published page says what the statement says: each clause's words, in each language, as anybody would fetch it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final

from kept.promises import Evidence, Finding, Look, Promise, Verdict, Words, broken, kept, published, unproven
from kept.statement.model import Clause, Statement
from kept.statement.rendering import filled, table_rows

VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
NOT_SERVED: Final = Words("声明页面当前没有发布，无法读取。", "The statement's page is not served at the moment, so it cannot be read.")


class _Sections(HTMLParser):
    """Collects the text inside elements that carry ``data-clause``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, list[str]] = {}
        self._open: list[str | None] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        said = dict(attrs)
        self._open.append(said.get("data-clause"))
        if "data-status" in said:
            self._silent += 1
            self._open[-1] = "\0"

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open and self._open.pop() == "\0":
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        for clause in self._open:
            if clause and clause != "\0":
                self.texts.setdefault(clause, []).append(data)


@lru_cache(maxsize=8)
def clause_texts(html: str) -> Mapping[str, str]:
    """The text of each clause on a page, white space folded; live status marks (``data-status``) are left out."""
    parser = _Sections()
    parser.feed(html)
    return {clause: _folded(" ".join(parts)) for clause, parts in parser.texts.items()}


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def unsaid(clause: Clause, statement: Statement, language: str, texts: Mapping[str, str]) -> Sequence[str]:
    """What a clause says and the page does not: title, paragraphs and table cells that are missing there."""
    there = texts.get(clause.id, "")
    words = [clause.title.words(language)]
    if clause.text is not None:
        lines = filled(clause.text.words(language), statement.declarations, language).splitlines()
        words += [line.removeprefix("- ") for line in lines if line.strip()]
    headings, rows = table_rows(clause, statement.declarations, language)
    words += [*headings, *(cell for _, cells in rows for cell in cells)]
    return [said for said in words if _folded(said) not in there]


def stated_on_page(look: Look, clauses: Sequence[str]) -> Verdict:
    """Whether the served page says, in every language, what these clauses of the statement say. Kept, broken, or unproven if not served."""
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
        texts = clause_texts(page.html)
        for clause_id in clauses:
            missing = unsaid(look.statement.clause(clause_id), look.statement, language, texts)
            findings += [
                Finding(f"{page.url}#{clause_id}", clause_id, Words(f"页面缺少：{said}", f"The page lacks: {said}")) for said in missing
            ]
        evidence.append(Evidence(f"page ({language})", "observed", f"GET {page.url}", len(clauses)))
    checked = len(clauses) * len(look.statement.languages.all)
    if findings:
        wrong = Words("公开页面与声明不一致。", "The published page differs from the statement.")
        return broken(checked, len(findings), evidence, findings, wrong)
    return kept(max(checked, 1), evidence)


def publication(look: Look, promise: Promise) -> Verdict:
    """The verdict of a promise whose only duty is to stand in the published text."""
    verdict = stated_on_page(look, promise.clauses)
    return published(verdict.evidence) if verdict.outcome == "kept" else verdict
