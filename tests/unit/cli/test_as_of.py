"""``--as-of`` runs a service in the version that was in force on a day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kept.cli.entry import run
from kept.cli.packed import earlier_packs, judged_pack, means_service
from kept.cli.proving import failing, judging
from kept.errors import KeptError
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from tests.unit.proof.sample_run import sample_run


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT_LANG", "en")


@pytest.mark.parametrize(
    ("day", "label"),
    [("2021-03-09", "neocrm-2021"), ("2023-08-27", "neocrm-2021"), ("2023-08-28", "neocrm-2023"), ("2026-01-01", "neocrm-2023")],
)
def test_promises_are_those_of_the_version_in_force_on_that_day(day: str, label: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["promises", "neocrm", "--as-of", day, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pack"] == label


def test_linting_reads_the_statement_in_force_on_that_day(capsys: pytest.CaptureFixture[str]) -> None:
    run(["lint", "neocrm", "--as-of", "2022-01-01", "--json"])
    assert json.loads(capsys.readouterr().out)["packs"] == ["neocrm-2021"]


@pytest.mark.parametrize("command", [["promises"], ["lint"], ["check"], ["prove"], ["prove", "--sabotage"], ["demo", "--once"]])
def test_a_day_before_the_first_version_is_refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "neocrm", "--as-of", "2020-01-01", "--quiet"]) != 0
    assert "KEPT-C053" in capsys.readouterr().err


def test_publishing_as_of_a_day_writes_the_version_of_that_day_only(tmp_path: Path) -> None:
    for names in (["neocrm"], []):
        folder = tmp_path / f"site{len(names)}"
        assert run(["publish", *names, "--out", str(folder), "--as-of", "2022-05-01", "--quiet"]) == 0
        assert [place.name for place in folder.glob("neocrm-*")] == ["neocrm-2021"]


def test_what_is_no_day_is_told_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "neocrm", "--as-of", "yesterday"]) == 2
    said = capsys.readouterr().err
    assert "KEPT-C004" in said and "a day such as" in said


@pytest.mark.parametrize("asked", [["neocrm-2021"], ["neocrm", "--as-of", "2022-01-01"], ["neocrm-2023", "--as-of", "2026-01-01"]])
def test_breaches_are_rehearsed_on_the_version_in_force_only(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["prove", *asked, "--sabotage", "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "KEPT-P012" in said and "kept prove neocrm-2023 --sabotage" in said


def test_an_earlier_version_is_judged_over_the_databases_of_the_newest() -> None:
    old, new = judged_pack("neocrm-2021"), judged_pack("neocrm")
    assert (old.running.statement.label, new.running.statement.label) == ("neocrm-2023", "neocrm-2023")
    assert [pack.statement.label for pack in earlier_packs(new)] == ["neocrm-2021"]
    assert list(earlier_packs(old)) == []
    assert (judging(old).since, judging(old).until, judging(old).past) == (None, date(2023, 8, 28), True)
    assert (judging(new).since, judging(new).until, judging(new).past) == (date(2023, 8, 28), None, False)


def test_a_service_means_all_its_versions_and_a_label_one() -> None:
    place = find("neocrm-2023")
    assert means_service("neocrm", place) and means_service(str(place.folder), place)
    assert not means_service("neocrm-2023", place) and not means_service(str(place.statement), place)


def test_what_is_broken_in_an_earlier_version_fails_the_run() -> None:
    statements = [read_statement(find(label).statement, known_kinds()) for label in ("neocrm-2023", "neocrm-2021")]
    new, old = sample_run(statements[0], breaking=False), sample_run(statements[1])
    assert not failing(new)
    assert failing({**new, "earlier": [old]})


def test_pages_of_an_earlier_version_carry_its_own_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new, old = (read_statement(find(label).statement, known_kinds()) for label in ("neocrm-2023", "neocrm-2021"))
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps({**sample_run(new), "earlier": [sample_run(old)]}, ensure_ascii=False), encoding="utf-8")
    assert run(["publish", "neocrm", "--out", str(tmp_path / "site"), "--proof", str(proof), "--quiet"]) == 0
    for label in ("neocrm-2023", "neocrm-2021"):
        assert json.loads((tmp_path / f"site/{label}/proof.json").read_text(encoding="utf-8"))["pack"] == label
        assert "../proof.html#en-promise-" in (tmp_path / f"site/{label}/en/index.html").read_text(encoding="utf-8")
    changed = {**sample_run(new), "earlier": [{**sample_run(old), "statement": {"version": "2021-03-09", "sha256": "0" * 64}}]}
    proof.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert run(["publish", "neocrm", "--out", str(tmp_path / "other"), "--proof", str(proof)]) == 2
    assert "KEPT-C044" in capsys.readouterr().err


def test_a_label_names_its_version_whatever_the_day() -> None:
    assert judged_pack("neocrm-2023", date(2022, 1, 1)).statement.label == "neocrm-2023"
    with pytest.raises(KeptError, match="KEPT-C053"):
        judged_pack("neocrm", date(2021, 3, 8))
