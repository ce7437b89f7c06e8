"""``kept doctor`` says what was found, what was expected and how to mend it, and fails only for what is really wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kept.cli.doctoring import scheduled_since
from kept.cli.entry import run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KEPT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def checks(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run(["doctor", *arguments, "--json"])
    return code, {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}


def test_a_sound_installation_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = checks(capsys)
    assert code == 0
    assert {"python", "kept", "embedded-postgresql", "configuration", "home", "secrets", "disk"} <= set(found)
    assert all(set(check) == {"name", "ok", "severity", "found", "expected", "mend"} for check in found.values())
    assert found["embedded-postgresql"]["found"].startswith("18.")


def test_a_secret_that_others_can_read_is_named_with_the_way_to_close_it(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "secrets").mkdir(parents=True)
    (home / "secrets" / "roles").write_text("x", encoding="utf-8")
    (home / "secrets" / "roles").chmod(0o644)
    code, found = checks(capsys, "--lang", "zh")
    assert code == 1
    assert not found["secrets"]["ok"]
    assert f"chmod 600 {home / 'secrets' / 'roles'}" in found["secrets"]["mend"]


def test_a_configuration_that_cannot_be_read_is_told_and_not_thrown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "kept.toml").write_text("[regions\n", encoding="utf-8")
    code, found = checks(capsys)
    assert code == 1
    assert "KEPT-C060" in found["configuration"]["found"]


def test_a_pack_that_is_not_there_is_told_with_names_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = checks(capsys, "neocrn")
    assert code == 1
    assert "KEPT-C051" in found["neocrn: pack"]["found"]
    assert "neocrm" in found["neocrn: pack"]["mend"]


def test_minor_releases_of_postgresql_are_scheduled_four_times_a_year() -> None:
    assert scheduled_since(date(2026, 5, 14), date(2026, 11, 23)) == [date(2026, 8, 13), date(2026, 11, 12)]
    assert scheduled_since(date(2026, 5, 14), date(2026, 8, 12)) == []
    assert len(scheduled_since(date(2026, 5, 14), date(2028, 5, 14))) == 8
