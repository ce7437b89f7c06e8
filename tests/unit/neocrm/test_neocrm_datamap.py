"""The data map, the schema and the documents of neocrm tell of the same things."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kept.datamap import DataMap
from kept.datamap.model import NOT_ITEMS
from kept.datamap.reading import read_datamap
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import Statement, read_statement

PACK = find("neocrm-2023")
OBJECT = re.compile(r"^create (?:table|view) (\w+\.\w+)", re.MULTILINE)
ANDROID = "{http://schemas.android.com/apk/res/android}name"


@pytest.fixture(scope="module")
def statement() -> Statement:
    return read_statement(PACK.statement, known_kinds(), PACK.inventory)


@pytest.fixture(scope="module")
def datamap(statement: Statement) -> DataMap:
    return read_datamap(PACK.datamap, statement)


def columns() -> Iterator[tuple[str, list[str]]]:
    """Tables of schema.sql with the lines of their columns."""
    for path, body in re.findall(
        r"^create table (\w+\.\w+) \(\n(.*?)^\);", PACK.schema.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        lines = [line.strip() for line in body.splitlines()]
        yield path, [line for line in lines if not line.startswith(("primary key", "unique", "check", "foreign"))]


def test_every_table_and_column_of_the_schema_stands_in_the_data_map(datamap: DataMap) -> None:
    assert set(OBJECT.findall(PACK.schema.read_text(encoding="utf-8"))) == set(datamap.tables)
    for path, lines in columns():
        assert [line.split()[0] for line in lines] == list(datamap.tables[path].columns), path


def test_keys_of_tenants_tables_begin_with_the_tenant(datamap: DataMap) -> None:
    text = PACK.schema.read_text(encoding="utf-8")
    for path, table in datamap.tables.items():
        if table.held_for is None or path.endswith(".tenant") or path == "crm.marketing_audience":
            continue
        body = re.search(rf"^create table {path} \(\n(.*?)^\);", text, re.MULTILINE | re.DOTALL)
        assert body is not None
        keys = re.findall(r"(?:primary key|unique) \((\w+)", body[1])
        assert keys and set(keys) == {"tenant_id"}, path
    assert all(key.startswith("tenant_id") for key in re.findall(r"add foreign key \(([^)]+)\)", text))


def test_sensitive_values_are_stored_sealed(datamap: DataMap, statement: Statement) -> None:
    sensitive = {name for name, item in statement.section("items").items() if item.body.sensitive}
    sealed = 0
    for path, lines in columns():
        for line in lines:
            if datamap.tables[path].columns[line.split()[0]] in sensitive:
                assert "like 'aes-256-gcm:%'" in line, f"{path}: {line}"
                sealed += 1
    assert sealed >= 10


def test_what_a_table_holds_was_declared_for_what_fills_it(datamap: DataMap, statement: Statement) -> None:
    for path, table in datamap.tables.items():
        declared = [statement.declarations[f"functions.{name}"].body.items for name in table.functions]
        declared += [statement.declarations[f"cookies.{name}"].body.items or () for name in table.cookies]
        allowed = {item for items in declared for item in items or ()}
        if table.functions or any(statement.declarations[f"cookies.{name}"].body.items for name in table.cookies):
            assert datamap.items_of(path) <= allowed, path


def test_every_table_of_personal_data_stands_under_a_retention_rule(datamap: DataMap) -> None:
    for path, table in datamap.tables.items():
        words = set(table.columns.values()) - (NOT_ITEMS - {"free text"})
        assert table.kept or not words or path == "crm.marketing_audience", path


def test_the_documents_that_the_data_map_names_are_there(datamap: DataMap) -> None:
    assert {name for name, file in datamap.documents.items() if not (PACK.folder / file).is_file()} == set()


def test_every_dependency_of_the_build_stands_in_the_directory(datamap: DataMap) -> None:
    built = set(re.findall(r'implementation\("([^:"]+:[^:"]+):', (PACK.folder / datamap.documents["build"]).read_text(encoding="utf-8")))
    assert built == {row["coordinate"] for row in _rows(PACK.folder / datamap.documents["sdks"])}


def test_the_manifest_asks_for_exactly_the_listed_permissions(datamap: DataMap, statement: Statement) -> None:
    manifest = ElementTree.fromstring((PACK.folder / datamap.documents["manifest"]).read_bytes())  # noqa: S314
    listed = _rows(PACK.folder / datamap.documents["permissions"])
    assert [each.get(ANDROID) for each in manifest.iter("uses-permission")] == [row["platform_permission"] for row in listed]
    assert {row["permission"] for row in listed if row["permission"]} <= set(statement.section("permissions"))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="\t"))
