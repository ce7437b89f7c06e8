"""Rows' own codes against the words of a declaration: ``major_or_employment`` is said by ``major or employment related``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, all_, case, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from kept.datamap.model import TableMap
from kept.promises import Look, Words

SHORTEST: Final = 3


def code(words: str) -> str:
    """Lower case, with underscores for everything else than letters and digits."""
    return re.sub(r"[^0-9a-z]+", "_", words.lower()).strip("_")


def said_by(column: ColumnElement[Any], words: Iterable[str | Words]) -> ColumnElement[bool]:
    """Whether a column's value is a code that begins at a word of one of these; a missing or very short value is not."""
    codes = [code(word if isinstance(word, str) else word.en) for word in words]
    value = func.replace(func.lower(cast(column, Text)), " ", "_")
    within = or_(*(func.strpos(literal(f"_{one}"), literal("_") + value) > 0 for one in codes))
    return case((column.is_(None) | (func.length(value) < SHORTEST), False), else_=within)


def texts(values: Iterable[str]) -> ColumnElement[Any]:
    """The values as an array of text, as the books' columns are: one literal however many they are."""
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return cast(literal("{" + ",".join(f'"{value}"' for value in escaped) + "}", Text), ARRAY(Text))


def beside(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column's value is none of these: for lists of dozens, which take long to say and to read one by one."""
    return column != all_(texts(values))


def bound_columns(mapped: TableMap, body: object) -> Sequence[tuple[str, Sequence[str]]]:
    """The columns whose values a declaration's fields bind, each with the words that it may say."""
    return [(column, words) for column, field in mapped.within.items() if (words := getattr(body, field, None))]


def register_of(look: Look, path: str, column: str) -> Select[Any] | None:
    """The keys of the table of the same store that lists what ``column`` refers to: the one whose primary key is that column alone."""
    for database in look.holding(path):
        for other, table in look.schema(database).tables.items():
            if table.primary_key == (column,) and other != path and other in look.datamap.tables:
                rows = look.table(other)
                return None if rows is None else select(rows.c[column])
    return None
