"""Turns what a YAML mapping says into a typed declaration, and what is wrong with it into faults that have a place."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from kept.errors import Fault
from kept.promises import Refers, Words
from kept.statement.reading import Document, Steps

T = TypeVar("T")
LANGUAGES: Final = ("zh", "en")


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def typed_value(model: type[T], data: object, document: Document, path: Steps, faults: list[Fault]) -> T | None:
    """Validate ``data`` as ``model``; on failure adds a fault for each thing that is wrong and returns None."""
    try:
        value: T = _adapter(cast(Any, model)).validate_python(data)
    except ValidationError as error:
        fields = [field.name for field in dataclasses.fields(model)] if dataclasses.is_dataclass(model) else []
        faults += [_fault(detail, document, path, fields) for detail in error.errors(include_url=False)]
        return None
    return value


def _fault(detail: ErrorDetails, document: Document, path: Steps, fields: Iterable[str]) -> Fault:
    location = tuple(step for step in detail["loc"] if not (isinstance(step, str) and step.startswith(("function-", "Words"))))
    place = document.place(*path, *location)
    name = ".".join(str(step) for step in (*path, *location))
    found = repr(detail["input"]) if not isinstance(detail["input"], Mapping) else "a mapping"
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing" if location[-1] in LANGUAGES and isinstance(detail["input"], Mapping):
            there = ", ".join(language for language in LANGUAGES if language in detail["input"]) or "—"
            return Fault("KEPT-S041", place, {"name": name.rpartition(".")[0], "found": there})
        case "dataclass_type" if context.get("class_name") == Words.__name__:
            return Fault("KEPT-S041", place, {"name": name, "found": found})
        case "missing":
            return Fault("KEPT-S020", place, {"name": name})
        case "unexpected_keyword_argument" | "extra_forbidden":
            return Fault("KEPT-S021", place, {"name": name, "near": near(str(location[-1]), fields)})
        case "literal_error" | "enum":
            return Fault("KEPT-S022", place, {"name": name, "found": found, "expected": str(context.get("expected", ""))})
        case "duration":
            return Fault("KEPT-S023", place, {"name": name, "found": found})
        case "whole_number" | "int_parsing" | "int_type" | "int_from_float":
            return Fault("KEPT-S024", place, {"name": name, "found": found})
        case "date_from_datetime_parsing" | "date_parsing" | "date_type" | "date_from_datetime_inexact":
            return Fault("KEPT-S025", place, {"name": name, "found": found})
        case "bool_parsing" | "bool_type":
            return Fault("KEPT-S026", place, {"name": name, "found": found})
        case "tuple_type" | "list_type":
            return Fault("KEPT-S027", place, {"name": name, "found": found})
        case "dataclass_type" | "dict_type" | "mapping_type":
            return Fault("KEPT-S028", place, {"name": name, "found": found})
        case _:
            return Fault("KEPT-S029", place, {"name": name, "found": found, "problem": detail["msg"]})


def near(word: str, known: Iterable[str]) -> str:
    """Known names that look like ``word``, for an error's way out; all of them if none does and they are few."""
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    return ", ".join(close or names[:12])


def references(value: Any) -> Iterator[tuple[str, str, Steps]]:
    """Every reference in a typed declaration: the section it points into, the name, and the path inside the declaration."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return
    for name, section in _reference_fields(type(value)).items():
        said = getattr(value, name)
        if isinstance(said, str):
            yield section, said, (name,)
        elif said is not None:
            yield from ((section, entry, (name, index)) for index, entry in enumerate(said))


@cache
def _reference_fields(model: type[Any]) -> Mapping[str, str]:
    hints = get_type_hints(model, include_extras=True)
    found = {name: _refers(hint) for name, hint in hints.items()}
    return {name: section for name, section in found.items() if section}


def _refers(hint: Any) -> str | None:
    if get_origin(hint) is Annotated:
        return next((mark.section for mark in get_args(hint)[1:] if isinstance(mark, Refers)), None)
    return next((section for part in get_args(hint) if (section := _refers(part))), None)
