"""Writes the reference page of all error codes from the catalogue: ``python -m kept.errors.reference [FILE]``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

from kept.errors.tree import catalogue

ROOMS: Final = {
    "A": "Agreements: consent",
    "C": "Command line, configuration, packs",
    "D": "Data map",
    "L": "Ledger",
    "P": "Promises and proof",
    "R": "Rights: whose rows are whose",
    "S": "Statement",
    "T": "Stores and the embedded PostgreSQL",
    "W": "Pages and the API",
}

HEAD: Final = """\
# Error codes

Every error that Kept raises on purpose has a stable code, names the place and the thing, and says the way out, in Chinese and in
English. Words in braces are filled in when the error is shown. With `--json` the code, the place and both sentences stand apart.

This page is written by `make docs` from `src/kept/errors/catalogue/`; do not edit it by hand.
"""


def page(entries: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The whole page in Markdown; ``entries`` is the catalogue unless others are given."""
    ordered = sorted((catalogue() if entries is None else entries).items())
    sections = [HEAD]
    for letter, group in groupby(ordered, key=lambda entry: _letter(entry[0])):
        sections.append(f"## {letter}: {ROOMS[letter]}\n")
        sections += [_entry(code, texts) for code, texts in group]
    return "\n".join(sections)


def _letter(code: str) -> str:
    return code.removeprefix("KEPT-")[0]


def _entry(code: str, texts: Mapping[str, str]) -> str:
    return f"### {code}\n\n{texts['en']}\n*{texts['do_en']}*\n\n{texts['zh']}\n*{texts['do_zh']}*\n"


def main(arguments: list[str]) -> None:
    """Writes the page to the file named, or to standard output."""
    if arguments:
        Path(arguments[0]).write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())


if __name__ == "__main__":
    main(sys.argv[1:])
