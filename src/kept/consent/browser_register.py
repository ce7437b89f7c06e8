"""What a site leaves in a browser, as its service lists it: which declaration each cookie, storage entry and beacon belongs to.

The list is the document ``browser`` of the data map; ``docs/how-to/check-cookies.md`` says what stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from kept.consent.matters import NECESSARY
from kept.datamap import DataMap
from kept.errors import KeptError
from kept.statement import Statement

DOCUMENT: Final = "browser"
SECTION: Final = "cookies"
Left = Literal["cookie", "storage", "beacon", "request"]
LISTS: Final[Mapping[str, Left]] = {"cookies": "cookie", "storage": "storage", "beacons": "beacon", "requests": "request"}
BUTTONS: Final = ("accept", "refuse", "withdraw")
SIGNALS: Final = ("Sec-GPC", "DNT")


@dataclass(frozen=True)
class Listed:
    """An entry of the list: names that fit ``name`` (``*`` stands for anything) belong to these declarations."""

    what: Left
    name: str
    declared: tuple[str, ...]
    necessary: bool

    def fits(self, what: Left, name: str) -> bool:
        return what == self.what and fnmatchcase(name, self.name)


@dataclass(frozen=True)
class BrowserRegister:
    """The list of one site.

    ``choices`` is the page on which one chooses, ``buttons`` the CSS selectors by what they do, ``honours`` the signals that count as a no.
    """

    label: str
    choices: str
    buttons: Mapping[str, str]
    listed: Sequence[Listed]
    honours: tuple[str, ...] = ()

    def of(self, what: Left, name: str) -> Listed | None:
        """The entry that something found belongs to; None for what nobody declared."""
        return next((each for each in self.listed if each.fits(what, name)), None)


def read_browser_register(statement: Statement, datamap: DataMap, folder: Path) -> BrowserRegister:
    """Read a pack's list. Raises KEPT-C047 where there is none, KEPT-C048 where it does not fit the statement."""
    file = datamap.documents.get(DOCUMENT)
    if file is None or not (folder / file).is_file():
        raise KeptError("KEPT-C047", pack=statement.label)
    try:
        said = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise KeptError("KEPT-C048", file=file, at=_line(error)) from error
    return browser_register(said, statement, file)


def browser_register(said: Any, statement: Statement, file: str) -> BrowserRegister:
    """The list that a file's contents mean. Raises KEPT-C048 with the place that does not fit."""
    if not isinstance(said, dict) or not set(said) <= {*LISTS, "choices", *BUTTONS, "honours"}:
        raise KeptError("KEPT-C048", file=file, at="/")
    for key in ("choices", *BUTTONS):
        if not isinstance(said.get(key), str):
            raise KeptError("KEPT-C048", file=file, at=key)
    honours = said.get("honours", [])
    if not isinstance(honours, list) or not set(honours) <= set(SIGNALS):
        raise KeptError("KEPT-C048", file=file, at="honours")
    listed = [_listed(what, name, paths, statement, file, key) for key, what in LISTS.items() for name, paths in _entries(said, key, file)]
    return BrowserRegister(statement.label, said["choices"], {each: said[each] for each in BUTTONS}, listed, tuple(honours))


def _entries(said: Mapping[str, Any], key: str, file: str) -> Sequence[tuple[str, Any]]:
    entries = said.get(key, {})
    if not isinstance(entries, dict):
        raise KeptError("KEPT-C048", file=file, at=key)
    return list(entries.items())


def _listed(what: Left, name: str, paths: Any, statement: Statement, file: str, key: str) -> Listed:
    declared = statement.section(SECTION)
    if not isinstance(paths, list) or not paths or not set(map(str, paths)) <= set(declared):
        raise KeptError("KEPT-C048", file=file, at=f"{key}.{name}")
    necessary = all(getattr(declared[each].body, "category", None) in NECESSARY for each in paths)
    return Listed(what, str(name), tuple(f"{SECTION}.{each}" for each in paths), necessary)


def _line(error: yaml.YAMLError) -> str:
    found = re.search(r"line (\d+)", str(error))
    return found[0] if found else "/"
