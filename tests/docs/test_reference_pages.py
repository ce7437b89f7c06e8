"""The reference says what the code does: generated pages are fresh, the schemas accept the real packs and refuse what Kept refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kept.cli.entry import COMMANDS, kept
from kept.datamap.grammar import datamap_schema
from kept.packs import begin, find
from kept.promises import known_kinds
from kept.statement import read_document
from kept.statement.grammar import statement_schema
from tests.docs.begun_pack import TODAY
from tools.reference import GENERATED, MAKERS, page

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", MAKERS)
def test_a_generated_page_is_the_one_that_the_code_gives(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == page(name, REFERENCE), "run `make docs`"


@pytest.mark.parametrize("name", ["statement.md", "datamap.md"])
def test_a_grammar_page_has_an_introduction_that_people_wrote(name: str) -> None:
    introduction = (REFERENCE / name).read_text(encoding="utf-8").partition(GENERATED)[0]
    assert "```yaml" in introduction
    assert len(introduction.splitlines()) > 20


def test_every_command_that_help_lists_can_be_called_and_is_documented() -> None:
    written = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        command = kept.get_command(kept.make_context("kept", [], resilient_parsing=True), name)
        assert command is not None and command.help
        assert f"\n### kept {name}\n" in written


def test_every_kind_and_each_of_its_breaches_is_documented() -> None:
    written = (REFERENCE / "kinds.md").read_text(encoding="utf-8")
    for kind in known_kinds().values():
        assert f"\n## {kind.name}\n" in written


def accepted(schema: dict[str, Any], data: object) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in Draft202012Validator(schema).iter_errors(data)]


def as_editors_read(file: Path) -> Any:
    return json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), default=str))


def test_both_schemas_are_schemas_of_their_draft() -> None:
    for schema in (statement_schema(known_kinds()), datamap_schema()):
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("pack", ["neocrm-2023"])
def test_the_files_of_a_real_pack_fit_the_schemas_however_they_are_read(pack: str) -> None:
    place = find(pack)
    for file, schema in ((place.statement, statement_schema(known_kinds())), (place.datamap, datamap_schema())):
        assert accepted(schema, read_document(file).data) == []
        assert accepted(schema, as_editors_read(file)) == []


def test_a_pack_that_has_just_been_begun_fits_the_schemas(tmp_path: Path) -> None:
    begin(tmp_path / "shop", TODAY)
    place = find(str(tmp_path / "shop"))
    assert accepted(statement_schema(known_kinds()), as_editors_read(place.statement)) == []
    assert accepted(datamap_schema(), as_editors_read(place.datamap)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("functions:", "funktions:"),
        ("is: deletion", "is: deleted"),
        ("    is: deletion\n", ""),
        ("within: 30 days", "within: thirty days"),
        ("within: 30 days", "within: 030 days"),
        ("within: 30 days", "wthin: 30 days"),
        ("version: 2026-01-01", "version: 2026-13-01"),
        ("items: [name, email]", "items: {name: email}"),
        ("sensitive: no", "sensitive: perhaps"),
        ("    title: {zh: 我们收集什么, en: What we collect}\n", ""),
        ("{zh: 隐私声明, en: Privacy statement}", "{zh: 隐私声明}"),
        ("prevailing: zh", "prevailing: fr"),
        ("  account:\n", "  Account:\n"),
    ],
)
def test_the_schema_refuses_a_wrong_statement(tmp_path: Path, old: str, new: str) -> None:
    begin(tmp_path / "shop", TODAY)
    file = find(str(tmp_path / "shop")).statement
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert accepted(statement_schema(known_kinds()), read_document(file).data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: postgresql", "kind: mysql"),
        ("  app.member:", "  member:"),
        ("held_for: team_id", "heldfor: team_id"),
        ("functions: [account]", "functions: account"),
        ("{rule: closed_account, since: subject.ended_at}", "{rule: closed_account}"),
        ("\nroles:", "\nrolls:"),
    ],
)
def test_the_schema_refuses_a_wrong_data_map(tmp_path: Path, old: str, new: str) -> None:
    begin(tmp_path / "shop", TODAY)
    file = find(str(tmp_path / "shop")).datamap
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert accepted(datamap_schema(), read_document(file).data)
