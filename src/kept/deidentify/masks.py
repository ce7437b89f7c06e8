"""Masks: how much of a personal value is shown to those who need not see it.

One style for each kind of item, in two forms that a test holds together: for SQL (built with ``left`` and ``right`` only: expressions with
regular expressions cost twice as much) and for values in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from psycopg import sql

from kept.promises import Item

Style = Literal["name", "phone", "email", "hidden"]

HIDDEN: Final = "****"
SHORTEST_PHONE: Final = 8
EXPRESSIONS: Final[Mapping[Style, sql.SQL]] = {
    "name": sql.SQL("case when length({value}) < 2 then '*' else left({value}, 1) || '**' end"),
    "phone": sql.SQL("case when length({value}) < 8 then '****' else left({value}, 3) || '****' || right({value}, 4) end"),
    "email": sql.SQL(
        "case when strpos({value}, '@') < 2 then '****' else left({value}, 1) || '***' || substr({value}, strpos({value}, '@')) end"
    ),
    "hidden": sql.SQL("left({value}, 0) || '****'"),
}


def style_of(name: str, item: Item | None) -> Style:
    """The style for an item of the statement by its name; what has no style of its own, and whatever is sensitive, is hidden whole."""
    if item is None or item.sensitive:
        return "hidden"
    if name == "name" or name.endswith("_name"):
        return "name"
    if "email" in name:
        return "email"
    if name in ("mobile", "phone") or name.endswith(("_mobile", "_phone")):
        return "phone"
    return "hidden"


def mask_of(column: sql.Composable, style: Style) -> sql.Composed:
    """The masked column as an expression of type text; null stays null."""
    return EXPRESSIONS[style].format(value=sql.SQL("{}::text").format(column))


def masked(value: str | None, style: Style) -> str | None:
    """The masked value: ``王**``, ``138****5678``, ``a***@example.com``, ``****``."""
    if value is None:
        return None
    match style:
        case "name":
            return f"{value[:1]}**" if len(value) > 1 else "*"
        case "phone":
            return f"{value[:3]}{HIDDEN}{value[-4:]}" if len(value) >= SHORTEST_PHONE else HIDDEN
        case "email":
            at = value.find("@")
            return f"{value[:1]}***{value[at:]}" if at > 0 else HIDDEN
        case "hidden":
            return HIDDEN


def shows(shown: str, original: str) -> bool:
    """Whether a masked value gives the original away: no mask in it, or the original whole."""
    return "*" not in shown or shown == original or (len(original) > 1 and original in shown)
