"""Errors that carry a code, a place and the facts; their text is looked up when it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import yaml

Language = Literal["zh", "en"]
LETTERS: Final = "ASDTLPCRW"


@dataclass(frozen=True, order=True)
class Place:
    """Where something is wrong: a position in a file (1-based), or a name such as ``crm-p06.crm.visit.lat``."""

    file: str = ""
    line: int = 0
    column: int = 0
    name: str = ""

    def __str__(self) -> str:
        if not self.file:
            return self.name
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every code with its texts: ``{code: {zh, en, do_zh, do_en}}`` (``do`` is the way out)."""
    entries: dict[str, Mapping[str, str]] = {}
    for letter in LETTERS:
        source = files("kept.errors").joinpath("catalogue", f"{letter}.yaml")
        entries |= yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    return entries


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``facts`` fill the placeholders of the catalogue's sentences."""

    code: str
    place: Place = Place()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: Language = "en") -> str:
        """What is wrong, in one sentence."""
        return catalogue()[self.code][language].format(**self.facts)

    def way_out(self, language: Language = "en") -> str:
        """What was expected and what to do, in one sentence."""
        return catalogue()[self.code][f"do_{language}"].format(**self.facts)

    def text(self, language: Language = "en") -> str:
        """Place, code, message and way out, as a person reads them in a terminal."""
        place = f"{self.place}: " if str(self.place) else ""
        return f"{place}{self.code} {self.message(language)} {self.way_out(language)}".strip()


class KeptError(Exception):
    """One fault that stops what was asked. The command line shows it and exits with 2."""

    def __init__(self, code: str, place: Place | str = "", **facts: Any) -> None:
        where = place if isinstance(place, Place) else Place(name=place)
        self.fault = Fault(code, where, facts)
        super().__init__(code)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (self.fault,)

    @property
    def code(self) -> str:
        return self.fault.code

    def __str__(self) -> str:
        return "\n".join(fault.text() for fault in self.faults)


class Faults(KeptError):
    """Several faults found in one run (a statement or a data map is read to its end before it is refused)."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(sorted(faults, key=lambda fault: (fault.place, fault.code)))
        first = self._faults[0]
        super().__init__(first.code, first.place, **first.facts)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._faults
