"""``kept publish`` writes pages, with the statuses of a proof where one is given, and says what is wrong with it where it does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.cli.entry import run
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from tests.unit.proof.sample_run import sample_run


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT_LANG", "en")


def _proof(file: Path) -> Path:
    found = sample_run(read_statement(find("neocrm-2023").statement, known_kinds()))
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return file


def test_pages_of_both_languages_are_written_and_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "neocrm-2023", "--out", str(tmp_path / "site"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["pack"] == "neocrm-2023"
    assert str(tmp_path / "site/neocrm-2023/en/index.html") in said["files"]
    assert all(Path(file).is_file() for file in said["files"])


def test_with_a_proof_the_pages_carry_it_and_the_report_stands_beside_them(tmp_path: Path) -> None:
    proof = _proof(tmp_path / "proof.json")
    assert run(["publish", "neocrm-2023", "--out", str(tmp_path / "site"), "--proof", str(proof), "--quiet"]) == 0
    assert "../proof.html#en-promise-" in (tmp_path / "site/neocrm-2023/en/index.html").read_text(encoding="utf-8")
    assert (tmp_path / "site/neocrm-2023/proof.html").is_file()
    assert json.loads((tmp_path / "site/neocrm-2023/proof.json").read_text(encoding="utf-8"))["pack"] == "neocrm-2023"


@pytest.mark.parametrize("written", ["{}", "not json", '{"pack": "shop", "statement": {"sha256": "abc"}, "verdicts": [1]}', "[]"])
def test_what_is_no_proof_of_this_statement_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str) -> None:
    file = tmp_path / "proof.json"
    file.write_text(written, encoding="utf-8")
    assert run(["publish", "neocrm-2023", "--out", str(tmp_path / "site"), "--proof", str(file)]) == 2
    assert "KEPT-C044" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert run(["publish", "neocrm-2023", "--out", str(tmp_path / "file/site")]) == 2
    said = capsys.readouterr().err
    assert "KEPT-C043" in said and str(tmp_path / "file/site") in said
