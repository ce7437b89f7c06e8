"""The terminal says what is broken first and stays on a screen or two."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from kept.packs import find
from kept.promises import known_kinds
from kept.proof import terminal_table
from kept.statement import Statement, read_statement
from tests.unit.proof.sample_run import breach, sample_run


@pytest.fixture(scope="module")
def neocrm() -> Statement:
    return read_statement(find("neocrm-2023").statement, known_kinds())


def _printed(found: dict[str, Any], language: str, *, every: bool = False, width: int = 100) -> str:
    written = io.StringIO()
    terminal_table(found, language, Console(file=written, width=width), every=every)
    return written.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_good_run_fits_in_sixty_lines(neocrm: Statement, language: str) -> None:
    printed = _printed(sample_run(neocrm, breaking=False), language)
    assert len(printed.splitlines()) <= 60
    assert max(len(line) for line in printed.splitlines()) <= 100


def test_what_is_broken_stands_before_the_chapters_with_counter_examples(neocrm: Statement) -> None:
    found = sample_run(neocrm)
    printed = _printed(found, "en")
    entry = next(entry for entry in found["verdicts"] if entry["verdict"] == "broken")
    assert printed.index(f"✕ broken  {entry['promise']}") < printed.index("Chapter")
    assert "Rows outlive their promised end. (1,337 of 3,412)" in printed
    assert "crm.p06 crm.account  a-1000, a-1001, a-1002" in printed
    assert "and 1,334 more" in printed


def test_unproven_promises_are_counted_by_reason(neocrm: Statement) -> None:
    found = sample_run(neocrm)
    count = sum((entry["reason"] or {}).get("en") == "There were no rows to look at." for entry in found["verdicts"])
    assert f"{count:>5}  There were no rows to look at." in _printed(found, "en")
    assert "尚无探针 <b>。" in _printed(found, "zh")


def test_totals_and_origins_close_the_table(neocrm: Statement) -> None:
    found = sample_run(neocrm)
    lines = _printed(found, "en").splitlines()[-3:]
    assert f"✕ 2 broken   ✓ {found['totals']['kept']} kept" in lines[0]
    assert f"acted {found['origins']['acted']}, observed {found['origins']['observed']}" in lines[1]
    assert lines[2] == "Staged data shows that the probe works, not that the service behaves."


def test_every_promise_has_its_line_when_all_are_asked_for(neocrm: Statement) -> None:
    found = sample_run(neocrm)
    printed = _printed(found, "zh", every=True, width=200)
    assert not [entry["promise"] for entry in found["verdicts"] if entry["promise"] not in printed]


def test_chapters_stand_in_the_order_of_their_numbers(neocrm: Statement) -> None:
    table = _printed(sample_run(neocrm), "en").split("Chapter", 1)[1]
    chapters = [line.split()[0] for line in table.splitlines()[1:] if line and line.split()[0].isdecimal()][:12]
    assert chapters == [str(number) for number in range(1, 13)]


def test_a_missed_breach_is_named(neocrm: Statement) -> None:
    found = sample_run(neocrm) | {
        "breaches": [
            breach("a row too old", "retention.ended_use"),
            breach("no sweep", "retention.ended_use", seen=False, disturbed=["x.y"]),
        ]
    }
    printed = _printed(found, "en")
    assert "Breaches: 2 made, 1 seen" in printed
    assert "no sweep" in printed and "missed" in printed and "disturbed: x.y" in printed
    assert "a row too old" not in printed
    assert "a row too old" in _printed(found, "en", every=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_earlier_version_follows_in_short_with_what_its_rows_break(neocrm: Statement, language: str) -> None:
    older = read_statement(find("neocrm-2021").statement, known_kinds())
    found = sample_run(neocrm, breaking=False)
    alone = _printed(found, language)
    printed = _printed({**found, "earlier": [sample_run(older)]}, language)
    assert printed.startswith(alone)
    added = printed[len(alone) :]
    assert "neocrm-2021" in added and "1,337" in added
    assert added.count("crm.p06 crm.account  a-1000") == 2
