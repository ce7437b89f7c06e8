"""Texts of a statement are plain: no HTML, and no invisible characters that make what is read differ from what is written.

Letters that are written from right to left are welcome anywhere. What turns the direction by hand (bidirectional controls, the
"Trojan source" of CVE-2021-42574), and what cannot be seen at all, is refused, wherever in the file it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from kept.errors import Fault, Place
from kept.statement.reading import Document, Steps

TAG: Final = re.compile(r"<[!/?]?[A-Za-z][^<>\n]{0,60}>?|<!--")
INVISIBLE: Final = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffc]")


def impurities(document: Document, source: str) -> Iterator[Fault]:
    """A fault for each text that holds a tag (KEPT-S039) or an invisible control character (KEPT-S040), where it stands in ``source``."""
    lines = source.split("\n")
    for path, text in _texts(document.data, ()):
        for code, pattern in (("KEPT-S039", TAG), ("KEPT-S040", INVISIBLE)):
            if match := pattern.search(text):
                place = _place(document.place(*path), match[0], lines)
                found = match[0] if code == "KEPT-S039" else f"U+{ord(match[0]):04X}"
                yield Fault(code, place, {"name": ".".join(map(str, path)), "found": found})


def _texts(value: Any, path: Steps) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _texts(entry, (*path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, entry in enumerate(value):
            yield from _texts(entry, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _place(start: Place, found: str, lines: Sequence[str]) -> Place:
    """The first line from the text's own on that holds what was found; where it is written as an escape, the text's own place."""
    for number in range(start.line - 1, len(lines)):
        column = lines[number].find(found)
        if column >= 0 and (number >= start.line or column + 1 >= start.column):
            return Place(start.file, number + 1, column + 1)
        if number > start.line and lines[number][:1] not in ("", " ", "#", "-"):
            break
    return start
