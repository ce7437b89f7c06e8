"""Reads a data map and checks it against its statement: every name it uses must be declared there."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kept.datamap.model import NOT_ITEMS, DataMap, Roles, Store, TableMap
from kept.errors import Fault, Faults, KeptError
from kept.statement import Document, Statement, read_document
from kept.statement.shaping import near, references, typed_value

SECTIONS: Final = ("service", "stores", "roles", "documents", "tables")
OWNERSHIP: Final = ("is", "owned_by", "mentions", "seen_by", "held_for")
ANCHORS: Final = ("subject.ended_at", "consent.withdrawn_at")


def read_datamap(path: Path, statement: Statement, shown_as: str | None = None) -> DataMap:
    """Read and check a data map. Raises ``Faults`` with every error of the file, each with line and column."""
    faults: list[Fault] = []
    document = read_document(path, shown_as, faults)
    stores, tables, roles, documents = _structure(document, faults)
    said = document.data.get("service")
    if said != statement.service:
        faults.append(Fault("KEPT-D002", document.place("service"), {"found": said, "expected": statement.service}))
    for section, entries in (("stores", stores), ("tables", tables)):
        _check_references(section, entries, statement, document, faults)
    for name, table in tables.items():
        _check_table(name, table, stores, statement, document, faults)
    if faults or roles is None:
        raise Faults(faults)
    places = {name: document.place("tables", name) for name in tables}
    return DataMap(
        statement.service, stores, tables, roles, documents, places, document.file, hashlib.sha256(path.read_bytes()).hexdigest()
    )


def unmapped(service: str) -> DataMap:
    """The map of a service that has a statement only: no store, no table, no document."""
    return DataMap(service, {}, {}, Roles(application="", support="", tenant="", tenants=""), {}, {})


def structure_faults(path: Path, shown_as: str | None = None) -> tuple[Fault, ...]:
    """What is wrong with a data map whatever its statement says; for where the statement itself cannot be read."""
    faults: list[Fault] = []
    try:
        _structure(read_document(path, shown_as, faults), faults)
    except KeptError as error:
        return error.faults
    return tuple(faults)


def _structure(
    document: Document, faults: list[Fault]
) -> tuple[Mapping[str, Store], Mapping[str, TableMap], Roles | None, Mapping[str, str]]:
    data = document.data
    for key in data:
        if key not in SECTIONS:
            faults.append(Fault("KEPT-D001", document.place(key), {"name": key, "near": near(key, SECTIONS)}))
    stores = dict(_typed(Store, "stores", document, faults))
    tables = dict(_typed(TableMap, "tables", document, faults))
    roles = typed_value(Roles, data.get("roles", {}), document, ("roles",), faults)
    return stores, tables, roles, _documents(data.get("documents", {}), document, faults)


def _typed(model: type[Any], section: str, document: Document, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    entries = document.data.get(section)
    if not isinstance(entries, Mapping) or not entries:
        faults.append(Fault("KEPT-S028", document.place(section), {"name": section, "found": repr(entries)}))
        return
    for name, body in entries.items():
        value = typed_value(model, body, document, (section, name), faults)
        if value is not None:
            yield name, value


def _documents(said: object, document: Document, faults: list[Fault]) -> Mapping[str, str]:
    if isinstance(said, Mapping) and all(isinstance(value, str) for value in said.values()):
        return dict(said)
    faults.append(Fault("KEPT-S028", document.place("documents"), {"name": "documents", "found": repr(said)}))
    return {}


def _check_references(section: str, entries: Mapping[str, Any], statement: Statement, document: Document, faults: list[Fault]) -> None:
    for name, entry in entries.items():
        parts: list[tuple[tuple[str | int, ...], Any]] = [((), entry)]
        if isinstance(entry, TableMap):
            parts += [(("kept", index), kept) for index, kept in enumerate(entry.kept)]
            parts += [(("reminders", index), reminder) for index, reminder in enumerate(entry.reminders)]
        for prefix, part in parts:
            for target, said, inside in references(part):
                if f"{target}.{said}" not in statement.declarations:
                    known = statement.section(target)
                    place = document.place(section, name, *prefix, *inside)
                    faults.append(Fault("KEPT-D003", place, {"section": target, "name": said, "near": near(said, known)}))


def _check_table(
    name: str, table: TableMap, stores: Mapping[str, Store], statement: Statement, document: Document, faults: list[Fault]
) -> None:
    def fault(code: str, *path: str | int, **facts: Any) -> None:
        faults.append(Fault(code, document.place("tables", name, *path), {"table": name, **facts}))

    if table.store not in stores:
        fault("KEPT-D004", "store", found=table.store, near=near(table.store, stores))
    items = statement.section("items")
    for column, said in table.columns.items():
        for word in (said,) if isinstance(said, str) else said:
            if word not in NOT_ITEMS and word not in items:
                fault("KEPT-D005", "columns", column, column=column, found=word, near=near(word, [*items, *NOT_ITEMS]))
    for role, column in _named_columns(table):
        if column not in table.columns:
            fault("KEPT-D006", role, column=column, near=near(column, table.columns))
    for column, said in table.about.items():
        if said.split(" ")[0] not in OWNERSHIP:
            fault("KEPT-D007", "about", column, found=said, expected=", ".join(OWNERSHIP))
    if len(table.functions) > 1 and table.function_column is None:
        fault("KEPT-D008", "functions")
    personal = any(word not in NOT_ITEMS for said in table.columns.values() for word in ((said,) if isinstance(said, str) else said))
    if personal and not (table.functions or table.cookies) and table.source is None:
        fault("KEPT-D009")


def _named_columns(table: TableMap) -> Iterator[tuple[str, str]]:
    single = (
        "subject",
        "held_for",
        "function_column",
        "source_column",
        "source_when",
        "purpose_column",
        "opted_out",
        "collected_at",
        "decision",
        "sent",
    )
    yield from ((role, column) for role in single if (column := getattr(table, role)) is not None)
    yield from (("masked", column) for column in table.masked)
    yield from (("about", column) for column in table.about)
    yield from (("within", column) for column in table.within)
    if table.grant is not None:
        yield "grant", table.grant.event
    if table.account is not None:
        yield from (("account", column) for column in dataclasses.astuple(table.account))
    for reminder in table.reminders:
        yield from (("reminders", column) for column in (reminder.since, reminder.sent))
    for kept in table.kept:
        yield from (("kept", column) for column in (kept.since, *kept.reduced) if column not in ANCHORS)
