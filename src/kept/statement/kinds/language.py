"""The languages of the statement, and which one decides where they differ."""

from collections.abc import Sequence
from typing import Final

from markupsafe import escape
from sqlalchemy import exists, literal, or_, select

from kept.promises import Finding, Look, Question, Rehearsal, Verdict, Words, breach, judged, kind
from kept.statement.annex import annex
from kept.statement.publication import whole_page
from kept.statement.saying import PAGE_KINDS, said_with, unsay, withdraw_translation
from kept.statement.weighing import found, together

NAMES: Final = {"zh": frozenset(["Chinese", "zh", "zh-CN"]), "en": frozenset(["English", "en"])}
INCOMPLETE: Final = Words("某一版本缺少一种语言的文本。", "A version lacks its text in one of the languages.")
NO_VERSION: Final = Words("账簿中还没有声明的版本。", "The books have no version of the statement yet.")
OTHER: Final = Words("声明的优先语言与所称不一致。", "The language that prevails is not the one that the statement names.")
NOT_REFERENCE: Final = Words(
    "所称仅供参考的语言没有发布，或者正是优先语言。", "A language said to be for reference is not published, or is the one that prevails."
)


@kind("language", section="wording", takes={"authoritative": "precedence"})
class Language:
    """The languages of the statement, and which one decides where they differ.

    The page is published in every language, each with the sentence on precedence, and says in each what the declarations say and
    nothing else: every sentence, list, number, table cell and date, in the clauses as in the tables at a glance. Every version in the
    books is complete: it has its text in all languages, above all in the one that prevails. ``languages`` tells how many there are;
    ``precedence`` is the one that decides, by name or code; ``reference`` are codes of those that only help to understand it.
    GDPR art. 12(1).
    """

    languages: str | None = None
    precedence: str | None = None
    reference: tuple[str, ...] | None = None

    def questions(self, look: Look) -> Sequence[Question]:
        version, text = look.table("kept.statement_version"), look.table("kept.statement_text")
        if version is None or text is None:
            return ()
        needed = [look.statement.languages.prevailing] if self.precedence else list(look.statement.languages.all)
        there = [
            exists(select(literal(1)).select_from(text).where(text.c.label == version.c.label, text.c.language == tongue))
            for tongue in needed
        ]
        return [Question(look.holding("kept.statement_version"), version, or_(*(~one for one in there)), version.c.label, None, "versions")]

    def prove(self, look: Look) -> Verdict:
        looks = [said_with(look, ()), whole_page(look), judged(look.counts(), INCOMPLETE, NO_VERSION)]
        if self.precedence:
            prevailing = NAMES[look.statement.languages.prevailing]
            wrong = [] if self.precedence in prevailing else [Finding("statement", look.promise.path, OTHER)]
            looks += [found("prevailing language", 1, wrong, OTHER, NO_VERSION, "registered")] if wrong else []
        unpublished = sorted(set(self.reference or ()) - set(look.statement.languages.also))
        if unpublished:
            findings = [Finding("statement", language, NOT_REFERENCE) for language in unpublished]
            looks.append(found("languages for reference", len(unpublished), findings, NOT_REFERENCE, NO_VERSION, "registered"))
        return together(*looks)

    @breach("a language is no longer published", also=PAGE_KINDS)
    def no_translation(self, rehearsal: Rehearsal) -> None:
        withdraw_translation(rehearsal)

    @breach("a version has lost its text in a language", also=("policy-archive",))
    def no_text(self, rehearsal: Rehearsal) -> None:
        rehearsal.sql(
            rehearsal.databases()[0],
            "delete from kept.statement_text where language = :language",
            language=rehearsal.statement.languages.prevailing,
        )

    @breach("the page no longer says which language decides", also=PAGE_KINDS)
    def unsaid(self, rehearsal: Rehearsal) -> None:
        unsay(rehearsal, rehearsal.statement.languages.all[-1])

    @breach("a table at a glance gives another number or name than the declarations", also=PAGE_KINDS)
    def other_cell(self, rehearsal: Rehearsal) -> None:
        language = rehearsal.statement.languages.all[-1]
        table = annex(rehearsal.statement, language)[-1]
        cell = f'<td data-heading="{escape(table.headings[1])}">{escape(table.rows[0].cells[1])}</td>'
        rehearsal.page(language, cell, cell.replace(">", ">9", 1))

    @breach("the page says a sentence that nobody declared", also=PAGE_KINDS)
    def added(self, rehearsal: Rehearsal) -> None:
        rehearsal.page(rehearsal.statement.languages.prevailing, "</main>", "<p>…</p></main>")
