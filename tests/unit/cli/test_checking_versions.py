"""``kept check`` reads every version of a service; the data map, which follows the running system, binds the newest one only."""

from __future__ import annotations

import pytest

from kept.cli.entry import run


@pytest.mark.parametrize("pack", ["neocrm-2021", "neocrm-2023"])
def test_nothing_is_wrong_with_either_version(pack: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", pack]) == 0
    assert capsys.readouterr().err == ""


def test_a_service_without_databases_is_checked_by_its_statement_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "xiaoman-2021"]) == 0
    assert "no errors" in capsys.readouterr().out
