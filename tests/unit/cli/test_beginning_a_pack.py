"""``kept init`` writes a whole small pack, never over anything, and ``kept check`` finds nothing wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.cli.entry import run


@pytest.mark.parametrize("name", ["shop", "my_shop2"])
def test_a_pack_that_was_begun_has_no_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(["init", str(tmp_path / name), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["service"] == name
    assert {Path(file).name for file in document["written"]} >= {"datamap.yaml", "schema.sql", "data.py"}
    assert all(Path(file).is_file() for file in document["written"])
    assert run(["check", str(tmp_path / name), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["errors"] == []


def test_a_pack_that_was_begun_promises_functions_retention_and_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", str(tmp_path / "shop"), "--quiet"])
    assert capsys.readouterr().out == ""
    assert run(["promises", str(tmp_path / "shop"), "--json"]) == 0
    promises = {promise["id"] for promise in json.loads(capsys.readouterr().out)["promises"]}
    assert promises >= {"functions.account", "functions.newsletter", "retention.closed_account", "storage.main"}


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "shop"
    place.mkdir()
    (place / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(["init", str(place)]) == 2
    assert "KEPT-C035" in capsys.readouterr().err
    assert [file.name for file in place.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["Shop", "my shop", "9shop", "a" * 31, "shop-1"])
def test_a_folder_whose_name_no_service_can_have_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert run(["init", str(tmp_path / name)]) == 2
    assert "KEPT-C036" in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_a_place_that_is_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop").write_text("", encoding="utf-8")
    assert run(["init", str(tmp_path / "shop")]) == 2
    assert "KEPT-C022" in capsys.readouterr().err


def test_an_error_made_in_it_is_found_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["init", str(tmp_path / "shop"), "--quiet"])
    file = next((tmp_path / "shop" / "statement").iterdir())
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("items: [email]", "items: [mail]"), encoding="utf-8")
    datamap = tmp_path / "shop" / "datamap.yaml"
    datamap.write_text(datamap.read_text(encoding="utf-8").replace("kind: postgresql", "kind: mysql"), encoding="utf-8")
    assert run(["check", str(tmp_path / "shop"), "--json", "--lang", "zh"]) == 1
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [error["code"] for error in errors] == ["KEPT-S030", "KEPT-S022"]
    line = text.split("\n").index("    items: [email]") + 1
    assert errors[0]["line"] == line
    assert "mail" in errors[0]["message"] and "email" in errors[0]["expected"]
