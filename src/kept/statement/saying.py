"""What a promise says on the published page: its own values, the line that states it, and how a breach makes the page say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import escape

from kept.promises import Finding, Look, Promise, Rehearsal, Verdict, Words
from kept.statement.model import Statement
from kept.statement.publication import clause_texts, stated_on_page
from kept.statement.rendering import filled
from kept.statement.weighing import found, together

# Kinds whose promises are read off the page, so that one sentence taken away can make each of them untrue.
PAGE_KINDS: Final = (
    "notice",
    "definition",
    "role",
    "contact",
    "language",
    "policy-update",
    "ugc",
    "jurisdiction",
    "residency",
    "right-complain",
    "sdk",
    "policy-archive",
    "cookie",
    "minors",
    "recipient",
)
WRONG: Final = Words("公开页面与声明不一致。", "The published page differs from the statement.")
NOTHING: Final = Words("这项承诺没有可以在页面上查看的内容。", "This promise has nothing that could be seen on the page.")


def folded(text: str) -> str:
    """Without white space, as clause texts are compared."""
    return "".join(text.split())


def said_with(look: Look, values: Iterable[str | Words | None]) -> Verdict:
    """Whether the page says the clauses of the promise in every language, and names these values in them."""
    verdict = stated_on_page(look, look.promise.clauses)
    wanted = [value for value in values if value]
    if verdict.outcome != "kept" or not wanted:
        return verdict
    findings, checked = [], 0
    for language in look.statement.languages.all:
        page = look.page(language)
        texts = clause_texts(page.html) if page else {}
        there = "".join(texts.get(clause, "") for clause in look.promise.clauses)
        for value in wanted:
            checked += 1
            said = value if isinstance(value, str) else value.words(language)
            if folded(said) not in there:
                findings.append(Finding(f"page ({language})", look.promise.path, Words(f"页面缺少：{said}", f"The page lacks: {said}")))
    return together(verdict, found("values on the page", checked, findings, WRONG, NOTHING, query="GET page"))


def line_of(statement: Statement, promise: Promise, language: str) -> str:
    """The line of the promise's first clause that names its declaration (else its first line, else the clause's title), filled in."""
    clause = statement.clause(promise.clauses[0])
    if clause.text is None:
        return clause.title.words(language)
    lines = [line.strip() for line in clause.text.words(language).splitlines() if line.strip()]
    own = [line for line in lines if f"{{{promise.path}" in line]
    return filled((own or lines)[0], statement.declarations, language).removeprefix("- ")


def unsay(rehearsal: Rehearsal, language: str | None = None) -> None:
    """Take the line that states the promise off the page in one language (the prevailing one if none is said)."""
    if rehearsal.promise.clauses:
        tongue = language or rehearsal.statement.languages.prevailing
        rehearsal.page(tongue, str(escape(line_of(rehearsal.statement, rehearsal.promise, tongue))), "…")


def withdraw_translation(rehearsal: Rehearsal) -> None:
    """The page of the last language is no longer there."""
    languages: Sequence[str] = rehearsal.statement.languages.all
    rehearsal.withdraw_page(languages[-1])
