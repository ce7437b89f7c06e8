"""``kept demo`` and ``kept act``: planted people use the running service, and the proof stands on what they did."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

KEPT = (sys.executable, "-c", "from kept.cli import main; main()")
# Inventory rows (of neocrm-2023) with evidence from acts; what is not here yet needs parts of the service that planted people cannot use.
NUMBERS = """
008 012 014 015a 018 020 028 029 030 031 032 033 033a 034 035 036 037 038 039 040 044 045 045a 046 050 050a 050b 050c 051 055 056
071 072 072a 073 074 075 078 098 098a 100 102 103 105 105a 106 107 108 118 132 137 138 140 156 162 165 165a 168 171 173 183 184
185 186 187 188 189 192 203 204 205 207 208 209 211 216 217 230 231 232 233 237 239
"""


@dataclass(frozen=True)
class Demonstration:
    env: dict[str, str]
    folder: Path
    said: str

    def kept(self, *arguments: str) -> Any:
        done = subprocess.run([*KEPT, *arguments, "--json"], env=self.env, capture_output=True, text=True, timeout=300, check=False)
        return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def demonstration(temporary_home: Path) -> Iterator[Demonstration]:
    home = temporary_home / "acted"
    env = os.environ | {"KEPT_HOME": str(home), "KEPT_LANG": "en", "PYTHONUNBUFFERED": "1"}
    command = [*KEPT, "demo", "neocrm-2023", "--people", "1000", "--port", "0", "--act"]
    process = subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    said = ""
    for line in process.stdout or ():
        said += line
        if line.startswith("Planted people"):
            break
    folder = home / "packs/neocrm-2023"
    try:
        yield Demonstration(dict(env), folder, said)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert not (folder / "scene.json").exists()


def test_the_demonstration_acts_once_it_serves_if_it_is_asked_to_and_publishes_the_proof_again(demonstration: Demonstration) -> None:
    addresses, acts = demonstration.said.index("kept sql"), demonstration.said.index("Planted people have done")
    assert addresses < acts
    proof = json.loads((demonstration.folder / "proof.json").read_text(encoding="utf-8"))
    assert proof["origins"].get("acted", 0) > 0
    assert [entry["promise"] for entry in proof["verdicts"] if entry["verdict"] == "broken"] == []


def test_only_its_owner_may_read_where_the_service_is(demonstration: Demonstration) -> None:
    assert stat.S_IMODE((demonstration.folder / "scene.json").stat().st_mode) == 0o600


def test_what_the_version_changed_is_published_where_the_application_sends_people(demonstration: Demonstration) -> None:
    pages = [demonstration.folder / "site/neocrm-2023" / language / "difference.html" for language in ("zh", "en")]
    assert [page for page in pages if not page.is_file()] == []


def test_these_rows_are_proven_by_acts(demonstration: Demonstration) -> None:
    code, document = demonstration.kept("act", "neocrm-2023")
    assert code == 0
    assert {step["en"] for act in document["acts"] for step in act["steps"] if not step["met"]} == set()
    code, proof = demonstration.kept("prove", "neocrm-2023")
    assert code == 0
    rows = {
        row.removeprefix("neocrm-2023-")
        for entry in proof["verdicts"]
        if entry["verdict"] == "kept" and any(seen["origin"] == "acted" for seen in entry["evidence"])
        for row in entry["covers"]
    }
    assert set(NUMBERS.split()) - rows == set()


def test_nothing_that_is_recorded_says_who_it_was(demonstration: Demonstration) -> None:
    code, document = demonstration.kept("act", "neocrm-2023", "--only", "right-rectify")
    assert code == 0
    assert document["acts"]
    assert ".example" not in json.dumps(document)
    assert "Planted" not in json.dumps(document)


def test_planted_people_are_marked_in_the_vault(demonstration: Demonstration) -> None:
    query = "select count(*) from kept.subject where planted and tenant_ref = '1690000' and class = 'member'"
    command = [*KEPT, "sql", "neocrm-2023", "crm.p06", query]
    done = subprocess.run(command, env=demonstration.env, capture_output=True, text=True, check=True)
    assert int(next(word for word in done.stdout.split() if word.isdigit())) > 0


def test_without_a_running_service_nobody_can_act(temporary_home: Path) -> None:
    env = os.environ | {"KEPT_HOME": str(temporary_home / "empty"), "KEPT_LANG": "en"}
    done = subprocess.run([*KEPT, "act", "neocrm-2023"], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "KEPT-P013" in done.stderr
