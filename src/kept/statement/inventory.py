"""The inventory of a statement: one row for each obligation, and whether the declarations take up what the rows say."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kept.promises import Check, Duration, Kind, Promise, Words

if TYPE_CHECKING:
    from kept.statement.model import Declared

CHECKS: Mapping[str, Check] = {"auto": "auto", "evidence": "attested", "text": "published"}
OF_THE_ROW = {"origin", "conflict", "statement_gap"}
# How rows write that the original leaves a thing out: a field that is left empty agrees with it.
UNSTATED = {"not stated", "none given", "none named", "not in this text"}


@dataclass(frozen=True)
class Row:
    """One inventory row. ``parameters`` without the keys that speak about the row itself (origin, conflict, statement_gap)."""

    id: str
    section: str
    kind: str
    promise: str
    parameters: Mapping[str, str]
    origin: str
    check: Check


def read_inventory(path: Path) -> Mapping[str, Row]:
    """The rows of an inventory file by their ids, in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {line["id"]: _row(line) for line in lines}


def _row(line: Mapping[str, str]) -> Row:
    parts = [part for part in re.split(r";\s*(?=[a-z_]+=)", line["parameters"] or "") if part]
    said = {key: value for key, _, value in (part.partition("=") for part in parts)}
    parameters = {key: value for key, value in said.items() if key not in OF_THE_ROW}
    return Row(
        line["id"], line["section"], line["kind"], line["promise"], parameters, said.get("origin", ""), CHECKS[line["checkable"].strip()]
    )


@dataclass(frozen=True)
class Disagreement:
    """A row's parameter that the promise covering it does not take up: no field takes it, or the field says something else."""

    row: str
    promise: str
    parameter: str
    expected: str
    found: str | None


def disagreements(row: Row, promise: Promise, kind: Kind, declarations: Mapping[str, Declared]) -> Sequence[Disagreement]:
    """Where a promise and the inventory row that it covers say different things."""
    found: list[Disagreement] = []
    for key, expected in row.parameters.items():
        values = _taken(key, promise, kind)
        if not values and _plain(expected) in UNSTATED and _fields(key, kind):
            continue
        if not values:
            found.append(Disagreement(row.id, promise.id, key, expected, None))
        elif not any(_agrees(expected, value, declarations) for value in values):
            said = sorted(word for value in values for word in _said(value, declarations))
            found.append(Disagreement(row.id, promise.id, key, expected, "; ".join(said)))
    if row.check != promise.check:
        found.append(Disagreement(row.id, promise.id, "checkable", row.check, promise.check))
    return found


def _taken(key: str, promise: Promise, kind: Kind) -> Sequence[Any]:
    """What the fields say that may take up a parameter of a row; the declaration's own name where the kind says so."""
    said = [getattr(promise.parameters, field) for field in _fields(key, kind)]
    named = (kind.named,) if isinstance(kind.named, str) else kind.named
    own = [promise.path.partition(".")[2]] if key in named else []
    return [value for value in (*own, *said) if value is not None]


def _fields(key: str, kind: Kind) -> Sequence[str]:
    """The fields of a kind (or what it makes of its fields) that may take a parameter of a row."""
    taken = kind.takes.get(key, key)
    made = {name for name, value in vars(kind.parameters).items() if isinstance(value, property)}
    there = {field.name for field in fields(kind.parameters)} | made
    return [field for field in ((taken,) if isinstance(taken, str) else taken) if field in there]


def _plain(text: str) -> str:
    return re.sub(r"\s*,\s*", ",", re.sub(r"[\s_]+", " ", text)).strip().casefold()


def _tokens(text: str) -> frozenset[str]:
    return frozenset(_plain(part) for part in re.split(r",(?![^()]*\))", text))


def _said(value: Any, declarations: Mapping[str, Declared]) -> frozenset[str]:
    if isinstance(value, bool):
        return frozenset(["yes"] if value else ["no", "none"])
    if isinstance(value, Duration):
        days = ["calendar days"] if value.unit == "day" else []
        return frozenset([str(value), str(value.n), value.unit, f"{value.unit}s", *days])
    if isinstance(value, date):
        return frozenset([value.isoformat()])
    if isinstance(value, Words):
        return frozenset([_plain(value.en)])
    if isinstance(value, (tuple, list, frozenset)):
        return frozenset().union(*(_said(entry, declarations) for entry in value))
    return frozenset([_plain(str(value))])


def _names(text: str, declarations: Mapping[str, Declared]) -> frozenset[str]:
    """Every name by which a referred declaration goes: its own, its English label, and its ``also``."""
    return frozenset(
        _plain(name)
        for declared in declarations.values()
        if declared.name == text
        for name in (declared.name, declared.label("en"), *declared.also, *getattr(declared.body, "also", ()))
    )


def _agrees(expected: str, value: Any, declarations: Mapping[str, Declared]) -> bool:
    if isinstance(value, (tuple, list, frozenset)):
        if not value:
            return _plain(expected) == "none" or _plain(expected) in UNSTATED
        entries = [(_said(entry, declarations) | _names(str(entry), declarations)) for entry in value]
        wanted = _tokens(expected)
        whole = frozenset([_plain(expected)])
        return (all(wanted & names for names in entries) and all(any(token in names for names in entries) for token in wanted)) or (
            len(entries) == 1 and bool(whole & entries[0])
        )
    return _plain(expected) in _said(value, declarations) | _names(str(value), declarations)
