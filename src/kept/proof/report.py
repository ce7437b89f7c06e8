"""The report of one run as one HTML page that needs nothing else: both languages inside, no script, fit to be printed and handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from kept.proof.telling import chapters, grouped, resting, tally, told_verdicts, unproven_reasons
from kept.statement import Statement
from kept.statement.model import Language
from kept.statement.page import environment, stylesheet
from kept.statement.policy import policy
from kept.statement.wording import ORIGINS

TEMPLATES: Final = Path(__file__).parent / "templates"
LANGUAGES: Final[Sequence[Language]] = ("zh", "en")


def report_html(document: Mapping[str, Any], statement: Statement, language: Language) -> str:
    """The whole page. ``language`` is the one shown first; a link in the page shows the other, by ``#zh`` and ``#en``.

    ``document`` is what ``kept.proof.documents`` makes. A promise's anchor is ``#<language>-promise-<id>``, a clause's
    ``#<language>-clause-<id>``.
    """
    style = f"{stylesheet('statement.css')}\n{_style()}"
    ordered = sorted(LANGUAGES, key=lambda other: other != language)
    bodies = [(other, _body(document, statement, other)) for other in ordered]
    template = environment(language, TEMPLATES).get_template("report.html")
    return template.render(found=document, statement=statement, bodies=bodies, style=style, policy=policy(style))


@cache
def _style() -> str:
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")


def _body(document: Mapping[str, Any], statement: Statement, language: Language) -> str:
    told = told_verdicts(document, statement, language)
    arranged = chapters(document, statement, language)
    origins = resting(document)
    return (
        environment(language, TEMPLATES)
        .get_template("report_body.html")
        .render(
            found=document,
            statement=statement,
            chapters=arranged,
            clause_of={clause.clause.id: clause.clause for chapter in arranged for clause in chapter.clauses},
            broken=[verdict for verdict in told if verdict.entry["verdict"] == "broken"],
            reasons=unproven_reasons(told, language),
            totals=document["totals"],
            tally=tally,
            grouped=grouped,
            origins=origins,
            origin_words=ORIGINS,
            real=origins["acted"] + origins["observed"],
            modelled=origins["simulated"] + origins["registered"],
            staged=origins["staged"],
            breaches=document.get("breaches", ()),
            partial=len(told) < len(statement.promises),
            other="en" if language == "zh" else "zh",
        )
    )


def overview_html(proofs: Sequence[Mapping[str, Any]], about: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    """The home page of the server: the latest proof of each pack, what is broken first, with its counts and where to read on.

    ``proofs`` are proof documents (their verdicts may be left out); ``about`` says of each label what ``kept.statement.published`` says.
    """
    style = f"{stylesheet('statement.css')}\n{_style()}"
    ordered = sorted(proofs, key=lambda found: (not found["totals"]["broken"], found["pack"]))
    unproven = [label for label in about if label not in {found["pack"] for found in proofs}]
    template = environment(language, TEMPLATES).get_template("overview.html")
    return template.render(proofs=ordered, about=about, only_published=unproven, tally=tally, style=style, policy=policy(style))
