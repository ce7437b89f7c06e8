"""Reads a statement file into a ``Statement``, or says everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from kept.errors import Fault, Faults, Place
from kept.promises import Item, Kind, Kinds, Words
from kept.statement.inventory import Row, read_inventory
from kept.statement.model import About, Clause, ClauseText, Declared, Header, Statement
from kept.statement.plainness import impurities
from kept.statement.promising import derive_promises
from kept.statement.reading import Document, Steps, read_document
from kept.statement.rendering import placeholders, resolved
from kept.statement.shaping import near, references, typed_value

HEADER: Final = ("service", "version", "label", "title", "languages", "countries")
ABOUT_ITSELF: Final = ("is", "zh", "en", "also", "covers", "conflict", "gap", "check")
REFERENCE: Final = re.compile(r"\{([A-Za-z0-9_.-]+)\}")
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


def read_statement(path: Path, kinds: Kinds, inventory: Path | None = None, shown_as: str | None = None) -> Statement:
    """Read and check a statement. Raises ``Faults`` with every error of the file, each with line and column.

    ``inventory`` is the file of rows that ``covers`` entries name; without it they are taken as they are.
    """
    faults: list[Fault] = []
    document = read_document(path, shown_as, faults)
    rows = read_inventory(inventory) if inventory else {}
    content = path.read_bytes()
    faults += impurities(document, content.decode("utf-8"))
    checked = _Check(document, kinds, rows, faults, _day_of(path))
    statement = checked.statement(hashlib.sha256(content).hexdigest())
    if checked.faults or statement is None:
        raise Faults(checked.faults)
    return statement


def _day_of(path: Path) -> date | None:
    """The day that a statement's file is named after; None where it has another name."""
    with suppress(ValueError):
        return date.fromisoformat(path.stem)
    return None


class _Check:
    """One run over a document; collects faults."""

    def __init__(self, document: Document, kinds: Kinds, rows: Mapping[str, Row], faults: list[Fault], day: date | None) -> None:
        self.document, self.kinds, self.rows, self.faults, self.day = document, kinds, rows, faults, day
        self.sections: dict[str, list[Kind]] = {}
        for kind in kinds.values():
            self.sections.setdefault(kind.section, []).append(kind)

    def fault(self, code: str, *path: str | int, **facts: Any) -> None:
        self.faults.append(Fault(code, self.document.place(*path), facts))

    def statement(self, sha256: str) -> Statement | None:
        data = self.document.data
        header = typed_value(Header, {key: data[key] for key in HEADER if key in data}, self.document, (), self.faults)
        if header is not None and self.day not in (None, header.version):
            self.fault("KEPT-S062", "version", name=self.day, found=header.version)
        declarations = {declared.path: declared for declared in self._declarations()}
        clauses = tuple(self._clauses())
        self._references(declarations)
        self._texts(declarations, clauses)
        promises = derive_promises(declarations, clauses, self.kinds, self.rows, self.faults, self._covered_at)
        if header is None:
            return None
        return Statement(
            **{name: getattr(header, name) for name in HEADER},
            declarations=declarations,
            clauses=clauses,
            promises=promises,
            file=self.document.file,
            sha256=sha256,
            header={name: self.document.place(name) for name in HEADER if name in data},
        )

    def _covered_at(self, declared: Declared, position: int) -> Place:
        return self.document.place(declared.section, declared.name, "covers", position)

    def _declarations(self) -> Iterator[Declared]:
        for section, entries in self.document.data.items():
            if section in HEADER or section == "clauses":
                continue
            if section != "items" and section not in self.sections:
                self.fault("KEPT-S010", section, section=section, near=near(section, ["items", "clauses", *HEADER, *self.sections]))
                continue
            if not isinstance(entries, Mapping):
                self.fault("KEPT-S028", section, name=section, found=repr(entries))
                continue
            for name, body in entries.items():
                declared = self._declared(section, name, body)
                if declared is not None:
                    yield declared

    def _declared(self, section: str, name: str, body: object) -> Declared | None:
        path: Steps = (section, name)
        if not NAME.fullmatch(name):
            self.fault("KEPT-S011", *path, name=name)
        if not isinstance(body, Mapping):
            self.fault("KEPT-S028", *path, name=f"{section}.{name}", found=repr(body))
            return None
        if section == "items":
            item = typed_value(Item, self._resolved(body, path), self.document, path, self.faults)
            if item is None:
                return None
            return Declared(f"items.{name}", section, name, "item", item, Words(item.zh, item.en), self.document.place(*path))
        kind = self._kind(section, path, body)
        if kind is None:
            return None
        own = {key: value for key, value in body.items() if key not in ABOUT_ITSELF}
        typed = typed_value(kind.parameters, self._resolved(own, path), self.document, path, self.faults)
        about = typed_value(
            About, {key: body[key] for key in ABOUT_ITSELF if key in body and key != "is"}, self.document, path, self.faults
        )
        if typed is None or about is None:
            return None
        labels = self._labels(about, path)
        return Declared(
            f"{section}.{name}", section, name, kind.name, typed, labels, self.document.place(*path),
            about.covers, about.also, about.conflict, about.gap, about.check, _borrowed(own),
        )  # fmt: skip

    def _kind(self, section: str, path: Steps, body: Mapping[str, Any]) -> Kind | None:
        owners = {kind.name: kind for kind in self.sections[section] if not kind.implied_by or kind.name == body.get("is")}
        said = body.get("is")
        if said is None and len(owners) == 1:
            return next(iter(owners.values()))
        if said is None:
            self.fault("KEPT-S012", *path, name=".".join(map(str, path)), expected=", ".join(sorted(owners)))
            return None
        if said not in owners:
            self.fault("KEPT-S013", *path, "is", found=said, section=section, near=near(str(said), owners))
            return None
        return owners[said]

    def _labels(self, about: About, path: Steps) -> Words | None:
        if about.zh and about.en:
            return Words(about.zh, about.en)
        if about.zh or about.en:
            self.fault("KEPT-S014", *path, name=".".join(map(str, path)), missing="en" if about.zh else "zh")
        return None

    def _resolved(self, value: Any, path: Steps, following: tuple[str, ...] = ()) -> Any:
        """A scalar that is nothing but ``{section.name.field}`` (or ``{version}``) is what stands there."""
        if isinstance(value, Mapping):
            return {key: self._resolved(entry, (*path, key), following) for key, entry in value.items()}
        if isinstance(value, list):
            return [self._resolved(entry, (*path, index), following) for index, entry in enumerate(value)]
        match = REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return value
        target: Any = self.document.data
        for step in match[1].split("."):
            target = target.get(step) if isinstance(target, Mapping) else None
        if target is None or match[1] in following:
            self.fault("KEPT-S015", *path, name=match[1])
            return None
        return self._resolved(target, path, (*following, match[1]))

    def _clauses(self) -> Iterator[Clause]:
        said = self.document.data.get("clauses")
        if not isinstance(said, Sequence) or isinstance(said, str) or not said:
            self.fault("KEPT-S016", "clauses")
            return
        seen: dict[str, int] = {}
        for index, body in enumerate(said):
            place = self.document.place("clauses", index)
            clause = typed_value(ClauseText, body, self.document, ("clauses", index), self.faults)
            if clause is None:
                continue
            if clause.id in seen:
                self.fault("KEPT-S017", "clauses", index, "id", id=clause.id, first=seen[clause.id])
            seen.setdefault(clause.id, place.line)
            yield Clause(clause.id, clause.title, clause.states, clause.text, clause.table, place, clause.summary)

    def _written(self, path: str) -> bool:
        """Whether a declaration stands in the file; if it could not be read, that is its error, and not one of whatever names it."""
        section, _, name = path.partition(".")
        entries = self.document.data.get(section)
        return isinstance(entries, Mapping) and name in entries

    def _stated(self) -> Iterator[str]:
        """What any clause lists, those among them that could not be read: one mistake in a clause is one error."""
        said = self.document.data.get("clauses")
        for body in said if isinstance(said, Sequence) else ():
            states = body.get("states") if isinstance(body, Mapping) else None
            yield from (path for path in states if isinstance(path, str)) if isinstance(states, Sequence) else ()

    def _references(self, declarations: Mapping[str, Declared]) -> None:
        for declared in declarations.values():
            for section, name, inside in references(declared.body):
                if f"{section}.{name}" not in declarations and not self._written(f"{section}.{name}"):
                    names = [other.name for other in declarations.values() if other.section == section]
                    self.fault("KEPT-S030", declared.section, declared.name, *inside, section=section, name=name, near=near(name, names))

    def _texts(self, declarations: Mapping[str, Declared], clauses: Sequence[Clause]) -> None:
        stated = set(self._stated())
        for declared in declarations.values():
            if declared.section != "items" and declared.path not in stated:
                self.faults.append(Fault("KEPT-S031", declared.place, {"name": declared.path}))
        for index, clause in enumerate(clauses):
            for position, path in enumerate(clause.states):
                if path not in declarations and not self._written(path):
                    self.fault("KEPT-S032", "clauses", index, "states", position, name=path, near=near(path, declarations))
            if clause.text is None:
                if clause.states and clause.table is None:
                    self.fault("KEPT-S033", "clauses", index, id=clause.id)
                continue
            if not clause.states:
                self.fault("KEPT-S034", "clauses", index, id=clause.id)
            self._placeholders(index, clause.id, clause.text, declarations)

    def _placeholders(self, index: int, clause_id: str, text: Words, declarations: Mapping[str, Declared]) -> None:
        zh, en = placeholders(text.zh), placeholders(text.en)
        for missing, language in ((set(zh) - set(en), "en"), (set(en) - set(zh), "zh")):
            for name in sorted(missing):
                self.fault("KEPT-S035", "clauses", index, "text", language, id=clause_id, name=name, language=language)
        for language in ("zh", "en"):
            for name in placeholders(text.words(language)):
                declared = ".".join(name.split(".")[:2])
                unread = declared not in declarations and self._written(declared)
                if resolved(name, declarations, language) is None and not unread:
                    self.fault("KEPT-S036", "clauses", index, "text", language, id=clause_id, name=name, near=near(name, declarations))


def _borrowed(own: Mapping[str, Any]) -> Mapping[str, str]:
    """The fields of a declaration that are nothing but a reference, with the place that they refer to."""
    matches = {name: REFERENCE.fullmatch(value) for name, value in own.items() if isinstance(value, str)}
    return {name: match[1] for name, match in matches.items() if match}
