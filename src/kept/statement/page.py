"""The page that people read: one statement in one language, complete, without any script."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kept.statement.annex import GLANCE, NONE, WHERE, annex
from kept.statement.model import Language, Statement
from kept.statement.policy import policy
from kept.statement.showing import Shown, Statuses, anchor, number_of, reference_to, shown_clauses
from kept.statement.stressing import set_off
from kept.statement.wording import OUTCOMES, day_words, deciding_language, instant

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parent / "templates"
HTML_LANGUAGE: Final = {"zh": "zh-Hans", "en": "en"}
LANGUAGE_NAME: Final = {"zh": "中文", "en": "English"}


def render_page(
    statement: Statement, language: Language, *, statuses: Statuses | None = None, links: Mapping[str, str] | None = None
) -> str:
    """The complete HTML page of a statement in one language, with everything inlined and no script.

    ``statuses`` gives each promise's outcome and the time it was looked at. ``links`` are addresses as the page should name them:
    ``zh`` and ``en`` for the languages, ``proof`` for the report, ``index`` for the list of statements; what is missing is not shown.
    What changes while the text stays (other versions, how old the proof is) has its marked places, which ``archive`` fills.
    """
    style = stylesheet("statement.css")
    clauses = shown_clauses(statement, language, statuses or {})
    tables = annex(statement, language)
    return (
        environment(language)
        .get_template("statement.html")
        .render(
            statement=statement,
            clauses=clauses,
            contents=list(_contents(clauses)),
            annex=tables,
            glance=GLANCE,
            where=WHERE,
            none_said=NONE,
            clause_names={clause.id: reference_to(clause, language) for clause in statement.clauses},
            statuses=statuses,
            tally=_tally(statement, statuses) if statuses else (),
            looked_at=looked_at(statuses) if statuses else "",
            links={"index": "", "proof": ""} | dict(links or {}),
            set_off=set_off(statement, language),
            style=style,
            policy=policy(style),
        )
    )


def looked_at(statuses: Statuses) -> str:
    """The newest instant at which any promise was looked at, as ISO 8601 in UTC; empty where none has a time."""
    said = [at if isinstance(at, str) else at.isoformat() for _, at in statuses.values() if at]
    return max(said, default="")


@cache
def stylesheet(name: str) -> str:
    """A stylesheet of this room, to be inlined; folded a little, because every page carries it."""
    return re.sub(r"\n\s*", "\n", (TEMPLATES / name).read_text(encoding="utf-8")).strip()


@cache
def environment(language: Language, folder: Path = TEMPLATES) -> Environment:
    """Templates with everything escaped; ``say(zh, en)`` chooses the language of the page's own words."""
    # Only who publishes waits for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.globals |= {
        "language": language,
        "html_language": HTML_LANGUAGE[language],
        "html_languages": HTML_LANGUAGE,
        "language_name": LANGUAGE_NAME,
        "say": lambda zh, en: zh if language == "zh" else en,
        "outcomes": OUTCOMES,
        "anchor": anchor,
        "number_of": number_of,
        "deciding": lambda languages: deciding_language(languages.prevailing).words(language),
    }
    found.filters |= {
        "words": lambda words: words.words(language),
        "instant": lambda at: instant(at, language),
        "day": lambda day: day_words(day, language),
        "counted": lambda table: table.counted(language),
    }
    return found


def _tally(statement: Statement, statuses: Statuses) -> Sequence[tuple[str, int]]:
    counts = Counter(statuses[promise.id][0] for promise in statement.promises if promise.id in statuses)
    return [(outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]]


def _contents(clauses: Sequence[Shown]) -> Iterator[tuple[Shown, Sequence[Shown]]]:
    """Chapters, each with its sections; deeper clauses are found by reading."""
    chapter: Shown | None = None
    sections: list[Shown] = []
    for clause in clauses:
        if clause.depth == 0:
            if chapter:
                yield chapter, sections
            chapter, sections = clause, []
        elif clause.depth == 1 and clause.number:
            sections.append(clause)
    if chapter:
        yield chapter, sections
