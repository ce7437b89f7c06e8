"""A statement as the program sees it, once it has been read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass as typed

from kept.errors import Place
from kept.promises import Check, Conflict, Promise, Words

Language = Literal["zh", "en"]
FORBID = ConfigDict(extra="forbid", str_strip_whitespace=True)


@typed(frozen=True, kw_only=True, config=FORBID)
class Languages:
    """Which language decides where texts differ, and which others the statement is published in."""

    prevailing: Language
    also: tuple[Language, ...] = ()

    @property
    def all(self) -> tuple[Language, ...]:
        return (self.prevailing, *self.also)


@typed(frozen=True, kw_only=True, config=FORBID)
class Header:
    """What stands at the top of a statement file."""

    service: str
    version: date
    label: str
    title: Words
    languages: Languages
    countries: tuple[str, ...]


@typed(frozen=True, kw_only=True, config=FORBID)
class TableOf:
    """A table in the text: a row for each declaration of a section (``only`` these, or of this ``kind``), a column for each field."""

    of: str
    columns: Mapping[str, Words]
    only: tuple[str, ...] = ()
    kind: str = ""


@typed(frozen=True, kw_only=True, config=FORBID)
class ClauseText:
    """One clause as it is written: its number in the original, what it states, and its words in both languages.

    ``summary`` tells a chapter in a plain sentence or two; the page shows it above the chapter, and nothing rests on it.
    """

    id: str
    title: Words
    states: tuple[str, ...] = ()
    text: Words | None = None
    table: TableOf | None = None
    summary: Words | None = None


@typed(frozen=True, kw_only=True, config=FORBID)
class About:
    """What any declaration may say about itself, beside the parameters of its kind.

    ``zh`` and ``en`` name it; ``also`` are other names it goes by; ``covers`` the inventory rows that it takes up; ``conflict``
    a contradiction of the original with the reading kept; ``gap`` what the original leaves out; ``check`` how it is proven,
    where that differs from its kind.
    """

    zh: str | None = None
    en: str | None = None
    also: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    conflict: Conflict | None = None
    gap: Words | None = None
    check: Check | None = None


@dataclass(frozen=True)
class Clause:
    """A clause with its place in the file."""

    id: str
    title: Words
    states: tuple[str, ...]
    text: Words | None
    table: TableOf | None
    place: Place
    summary: Words | None = None


@dataclass(frozen=True)
class Declared:
    """A declaration: its path, its kind (``item`` for items), its typed body, its names, and what it says about itself.

    ``borrowed`` tells of each field that is written as ``{section.name.field}`` where it comes from.
    """

    path: str
    section: str
    name: str
    kind: str
    body: Any
    labels: Words | None
    place: Place
    covers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    conflict: Conflict | None = None
    gap: Words | None = None
    check: Check | None = None
    borrowed: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The name that people read; its own name where none is given."""
        return self.labels.words(language) if self.labels else self.name.replace("_", " ")


@dataclass(frozen=True)
class Statement:
    """A whole statement. ``declarations`` and ``promises`` stand in the order of the file; ``sha256`` is of the file's bytes.

    ``header`` tells where each line of the header stands, for findings that are about no declaration.
    """

    service: str
    version: date
    label: str
    title: Words
    languages: Languages
    countries: tuple[str, ...]
    declarations: Mapping[str, Declared]
    clauses: tuple[Clause, ...]
    promises: tuple[Promise, ...] = field(repr=False)
    file: str = ""
    sha256: str = ""
    header: Mapping[str, Place] = field(default_factory=dict, repr=False)

    def section(self, name: str) -> Mapping[str, Declared]:
        """The declarations of a section by their names (``section("items")["mobile"]``)."""
        return {declared.name: declared for declared in self.declarations.values() if declared.section == name}

    def of_kind(self, kind: str) -> tuple[Promise, ...]:
        return tuple(promise for promise in self.promises if promise.kind == kind)

    def clause(self, clause_id: str) -> Clause:
        """Raises ``KeyError`` for an id that the statement lacks."""
        return next(clause for clause in self.clauses if clause.id == clause_id)
