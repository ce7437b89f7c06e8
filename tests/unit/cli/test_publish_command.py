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


def test_a_service_means_all_its_versions_and_each_page_knows_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "shop")]) == 0
    first = next((tmp_path / "shop/statement").glob("*.yaml"))
    older = first.read_text(encoding="utf-8").replace(first.stem, "2020-05-01").replace(f"shop-{first.stem[:4]}", "shop-2020")
    (first.parent / "2020-05-01.yaml").write_text(older, encoding="utf-8")
    capsys.readouterr()
    assert run(["publish", str(tmp_path / "shop"), "--out", str(tmp_path / "site"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["packs"] == ["shop-2020", f"shop-{first.stem[:4]}"]
    assert len(said["files"]) == len(set(said["files"]))
    page = (tmp_path / "site/shop-2020/en/index.html").read_text(encoding="utf-8")
    assert "This version is no longer in force." in page
    assert run(["publish", str(first.parent / "2020-05-01.yaml"), "--out", str(tmp_path / "one"), "--quiet"]) == 0
    assert sorted(place.name for place in (tmp_path / "one").iterdir()) == ["index.html", "shop-2020"]


def test_without_a_name_every_service_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "--out", str(tmp_path / "site"), "--json"]) == 0
    packs = json.loads(capsys.readouterr().out)["packs"]
    assert "neocrm-2023" in packs
    index = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert not [label for label in packs if f'href="{label}/en/index.html"' not in index]


def test_a_proof_that_is_too_old_is_called_so(tmp_path: Path) -> None:
    file = _proof(tmp_path / "proof.json")
    found = json.loads(file.read_text(encoding="utf-8"))
    for verdict in found["verdicts"]:
        verdict["at"] = "2020-01-01T00:00:00+00:00"
    file.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    asked = ["publish", "neocrm-2023", "--out", str(tmp_path / "site"), "--proof", str(file), "--quiet"]
    assert run(asked) == 0
    page = tmp_path / "site/neocrm-2023/en/index.html"
    assert "The last proof is more than 7 days old" in page.read_text(encoding="utf-8")
    assert run([*asked, "--stale-after", "36500"]) == 0
    assert "This proof is out of date." not in page.read_text(encoding="utf-8")
