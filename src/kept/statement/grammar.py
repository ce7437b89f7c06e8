"""The grammar of statement files as a JSON Schema (draft 2020-12), made from the very types that the reader checks against.

Editors use it while somebody writes; Kept's own reader remains the judge, because it also knows names, places and both languages.
Kept reads every scalar as text. A schema sees numbers and truth values too, so both ways of writing them pass.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator

from kept.promises import Duration, Item, Kind, Kinds, Refers, Whole
from kept.promises.values import DURATION
from kept.statement.model import About, ClauseText, Header

Schema = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
NAME: Final = {"pattern": "^[a-z][a-z0-9_]*$"}
WHOLE_READER: Final = next(mark for mark in get_args(Whole) if isinstance(mark, BeforeValidator))
BASIC: Final[Mapping[str, Schema]] = {
    "reference": {
        "type": "string",
        "pattern": r"^\{[A-Za-z0-9_.-]+\}$",
        "description": "What stands at another place: {section.name.field}.",
    },
    "text": {"type": ["string", "number", "boolean"]},
    "whole": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^(0|-?[1-9][0-9]*)$"}]},
    "truth": {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "true", "false"]}]},
    "date": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"},
    "duration": {
        "type": "string",
        "pattern": f"^{DURATION.pattern.replace('?P<n>', '?:').replace('?P<unit>', '?:')}$",
        "description": "A whole number and a unit, such as 60 days, 15 working days, 6 months.",
    },
}


def statement_schema(kinds: Kinds) -> Schema:
    """The schema of a statement file whose declarations are of these kinds."""
    plain, referring = Shapes(), Shapes(references=True)
    declared = {f"kind-{kind.name}": _declaration(kind, referring) for kind in kinds.values()}
    header = plain.fields(Header)
    sections = {section: _section(owners) for section, owners in sections_of(kinds).items()}
    items = {"type": "object", "propertyNames": NAME, "additionalProperties": referring.of(Item)}
    clauses = {"type": "array", "minItems": 1, "items": plain.of(ClauseText)}
    return {
        "$schema": DRAFT,
        "title": "Kept: privacy statement",
        "type": "object",
        "properties": {**header, "items": items, **sections, "clauses": clauses},
        "required": [*required(Header), "clauses"],
        "additionalProperties": False,
        "$defs": {**BASIC, "about": {"properties": plain.fields(About)}, **plain.definitions, **referring.definitions, **declared},
    }


def sections_of(kinds: Kinds) -> Mapping[str, Sequence[Kind]]:
    """The sections of a statement in alphabetical order, each with the kinds that its declarations may be of."""
    found: dict[str, list[Kind]] = {}
    for kind in kinds.values():
        found.setdefault(kind.section, []).append(kind)
    return dict(sorted(found.items()))


def usual_kind(owners: Sequence[Kind]) -> Kind | None:
    """The kind that a declaration of the section is of when it does not say ``is``; None where it has to say."""
    plain = [kind for kind in owners if not kind.implied_by]
    return plain[0] if len(plain) == 1 else None


def _section(owners: Sequence[Kind]) -> Schema:
    usual = usual_kind(owners)
    if usual is not None and len(owners) == 1:
        return {"type": "object", "propertyNames": NAME, "additionalProperties": {"$ref": f"#/$defs/kind-{usual.name}"}}
    chosen: list[Schema] = [
        {
            "if": {"properties": {"is": {"const": kind.name}}, "required": ["is"]},
            "then": {"$ref": f"#/$defs/kind-{kind.name}"},
        }
        for kind in owners
    ]
    if usual is not None:
        chosen.append({"if": {"not": {"required": ["is"]}}, "then": {"$ref": f"#/$defs/kind-{usual.name}"}})
    body: Schema = {"type": "object", "properties": {"is": {"enum": sorted(kind.name for kind in owners)}}, "allOf": chosen}
    if usual is None:
        body["required"] = ["is"]
    return {"type": "object", "propertyNames": NAME, "additionalProperties": body}


def _declaration(kind: Kind, shapes: Shapes) -> Schema:
    about: Schema = {"is": {"const": kind.name}} | {name: {"$ref": f"#/$defs/about/properties/{name}"} for name in hints(About)}
    return {
        "description": inspect.getdoc(kind.parameters) or kind.name,
        "type": "object",
        "properties": {**about, **shapes.fields(kind.parameters)},
        "required": list(required(kind.parameters)),
        "additionalProperties": False,
    }


@dataclasses.dataclass
class Shapes:
    """Turns Python's types into schemas, and keeps those of dataclasses as definitions that are made once.

    With ``references``, whatever is not text may also be a reference to the place where it stands.
    """

    references: bool = False
    definitions: dict[str, Schema] = dataclasses.field(default_factory=dict)

    def fields(self, model: type[Any]) -> dict[str, Schema]:
        """The schema of each field of a dataclass."""
        return {name: self.of(hint) for name, hint in hints(model).items()}

    def of(self, hint: Any) -> Schema:
        """The schema of one type."""
        origin = get_origin(hint)
        if origin is Annotated:
            return self._annotated(hint)
        if origin in (Union, UnionType):
            return _any(self.of(part) for part in get_args(hint) if part is not NoneType)
        if origin is tuple:
            return self._referred({"type": "array", "items": self.of(get_args(hint)[0])})
        if origin is Literal:
            return self._referred({"enum": list(get_args(hint))})
        if origin is not None:
            return {"type": "object", "additionalProperties": self.of(get_args(hint)[1])}
        return self._plain(hint)

    def _plain(self, hint: Any) -> Schema:
        known = {str: "text", int: "whole", bool: "truth", date: "date", Duration: "duration"}
        if hint in known:
            schema = {"$ref": f"#/$defs/{known[hint]}"}
            return schema if hint is str else self._referred(schema)
        if not isinstance(hint, type) or not dataclasses.is_dataclass(hint):
            raise TypeError(f"the grammar has no word for {hint!r}")
        name = str(hint.__name__).lower() + ("-or-reference" if self.references else "")
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = {
                "description": (inspect.getdoc(hint) or name).split("\n\n")[0].replace("\n", " "),
                "type": "object",
                "properties": self.fields(hint),
                "required": list(required(hint)),
                "additionalProperties": False,
            }
        return self._referred({"$ref": f"#/$defs/{name}"})

    def _referred(self, schema: Schema) -> Schema:
        return _any([schema, {"$ref": "#/$defs/reference"}]) if self.references else schema

    def _annotated(self, hint: Any) -> Schema:
        inner, *marks = get_args(hint)
        schema = self.of(inner)
        readers = [mark for mark in marks if isinstance(mark, BeforeValidator) and mark != WHOLE_READER]
        named = next((mark.section for mark in marks if isinstance(mark, Refers)), None)
        if readers:
            # What a reader of its own takes apart is written shorter: as a text, or as a mapping of texts.
            text = {"$ref": "#/$defs/text"}
            schema = _any([schema, text, {"type": "object", "additionalProperties": text}])
        return {**schema, "description": f"A name of the section {named}."} if named else schema


def hints(model: type[Any]) -> Mapping[str, Any]:
    """The fields of a dataclass with their types, in the order in which they are written."""
    typed = get_type_hints(model, include_extras=True)
    return {field.name: typed[field.name] for field in dataclasses.fields(model)}


def required(model: type[Any]) -> Iterator[str]:
    """The fields that have no default."""
    missing = dataclasses.MISSING
    for field in dataclasses.fields(model):
        if field.default is missing and field.default_factory is missing:
            yield field.name


def _any(schemas: Iterator[Schema] | Sequence[Schema]) -> Schema:
    flat: list[Schema] = []
    for schema in schemas:
        for part in schema["anyOf"] if set(schema) == {"anyOf"} else [schema]:
            if part not in flat:
                flat.append(part)
    return flat[0] if len(flat) == 1 else {"anyOf": flat}
