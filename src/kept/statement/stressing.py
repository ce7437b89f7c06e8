"""Sets off on the page what the statement promises to set off: the names of sensitive items, in bold, underlined or highlighted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup, escape

from kept.statement.model import Statement

ELEMENTS: Final[Mapping[str, str]] = {"bold": "strong", "underline": "u", "highlight": "mark"}

SetOff = Callable[[str], Markup]


def set_off(statement: Statement, language: str) -> SetOff:
    """What makes a text into HTML: escaped, and with the names of sensitive items in every style that an ``emphasis`` asks for.

    Where no declaration asks for any, texts are only escaped. Of names that contain each other the longer one is set off whole.
    """
    styles = {style for declared in statement.declarations.values() for style in getattr(declared.body, "emphasis", None) or ()}
    labels = [declared.label(language) for declared in statement.section("items").values() if declared.body.sensitive]
    elements = [element for style, element in ELEMENTS.items() if style in styles]
    if not elements or not labels:
        return escape
    named = re.compile("|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True)))
    opening = Markup("").join(Markup("<{}>").format(element) for element in elements)
    closing = Markup("").join(Markup("</{}>").format(element) for element in reversed(elements))

    def stressed(text: str) -> Markup:
        found, last = Markup(""), 0
        for match in named.finditer(text):
            found += escape(text[last : match.start()]) + opening + escape(match[0]) + closing
            last = match.end()
        return found + escape(text[last:])

    return stressed
