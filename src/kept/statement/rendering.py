"""Fills the words of a clause from the declarations.

``{functions.trial}`` is a name, ``{functions.trial.items}`` a list, ``{retention.ended_use.within}`` a duration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from kept.promises import Duration, Words
from kept.statement.model import Clause, Declared
from kept.statement.shaping import references

PLACEHOLDER: Final = re.compile(r"\{([A-Za-z0-9_.-]+)\}")
JOINED: Final = {"zh": "、", "en": ", "}
YES: Final = {"zh": ("否", "是"), "en": ("no", "yes")}


def placeholders(text: str) -> Sequence[str]:
    """The names between braces, in order."""
    return PLACEHOLDER.findall(text)


def filled(text: str, declarations: Mapping[str, Declared], language: str) -> str:
    """The text with every placeholder replaced by what its declaration says, in ``language``."""
    return PLACEHOLDER.sub(lambda match: resolved(match[1], declarations, language) or match[0], text)


def resolved(name: str, declarations: Mapping[str, Declared], language: str) -> str | None:
    """What a placeholder stands for; None if nothing of that name is declared."""
    section, _, rest = name.partition(".")
    entry, _, fields = rest.partition(".")
    if not entry:
        return None
    if entry == "all":
        named = [declared for declared in declarations.values() if declared.section == section]
        return JOINED[language].join(declared.label(language) for declared in named) or None
    declared = declarations.get(f"{section}.{entry}")
    if declared is None:
        return None
    return field_words(declared, fields, declarations, language) if fields else declared.label(language)


def field_words(declared: Declared, field: str, declarations: Mapping[str, Declared], language: str) -> str | None:
    """One field of a declaration in words; ``title`` is its name. None if the declaration has no such field or it is empty."""
    if field == "title":
        return declared.label(language)
    value: Any = declared.body
    for step in field.split("."):
        value = getattr(value, step, None)
    return None if value is None else value_words(declared, field, value, declarations, language)


def value_words(declared: Declared, field: str, value: Any, declarations: Mapping[str, Declared], language: str) -> str:
    """A value of a declaration's field (the whole of it, or an entry of its list) in words; other declarations by what they are called."""
    targets = {said: section for section, said, inside in references(declared.body) if inside[0] == field.split(".")[0]}
    return _words(value, targets, declarations, language)


def _words(value: Any, targets: Mapping[str, str], declarations: Mapping[str, Declared], language: str) -> str:
    if isinstance(value, bool):
        return YES[language][value]
    if isinstance(value, (Duration, Words)):
        return value.words(language)
    if isinstance(value, date):
        return f"{value.year} 年 {value.month} 月 {value.day} 日" if language == "zh" else f"{value.day} {value:%B} {value.year}"
    if isinstance(value, (tuple, list)):
        return JOINED[language].join(_words(entry, targets, declarations, language) for entry in value)
    text = str(value)
    target = declarations.get(f"{targets.get(text, '')}.{text}")
    return target.label(language) if target else text


def table_rows(
    clause: Clause, declarations: Mapping[str, Declared], language: str
) -> tuple[Sequence[str], Sequence[tuple[Declared, Sequence[str]]]]:
    """The headings of a clause's table and its rows, each with the declaration it shows."""
    if clause.table is None:
        return (), ()
    table = clause.table
    shown = [
        declared
        for declared in declarations.values()
        if declared.section == table.of and (not table.only or declared.name in table.only) and table.kind in ("", declared.kind)
    ]
    rows = [(declared, [field_words(declared, column, declarations, language) or "—" for column in table.columns]) for declared in shown]
    return [words.words(language) for words in table.columns.values()], rows
