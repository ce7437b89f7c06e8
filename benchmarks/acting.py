"""How long the acts of a pack take: ``kept act neocrm-2023`` beside a demonstration that is otherwise idle (1,000 people)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import LABEL, folder

KEPT = (sys.executable, "-c", "from kept.cli import main; main()")
ACTED = ("Planted people", "演练用户")


def run(sizes: Sizes) -> Iterable[Figure]:
    """All acts once, as ``kept act`` tells it, after those that the demonstration does by itself."""
    with folder() as home:
        env = os.environ | {"KEPT_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        command = [*KEPT, "demo", LABEL, "--act", "--people", "1000", "--port", "0"]
        with subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as demonstration:
            for line in demonstration.stdout or ():
                if line.startswith(ACTED):
                    break
            document = _kept(env, "act", LABEL, "--json")
            proof = _kept(env, "prove", LABEL, "--json")
            demonstration.send_signal(signal.SIGINT)
    acts: Sequence[Any] = document["acts"]
    yield Figure("all acts of the pack", document["seconds"], "s", at_most=60.0)
    yield Figure("the longest act", max(act["seconds"] for act in acts), "s")
    yield Figure("acts done", sum(bool(act["done"]) for act in acts), "")
    yield Figure("steps that met something else than was promised", _unmet(acts), "", at_most=0)
    yield Figure("inventory rows with evidence from acts", len(_rows(proof)), "")


def _kept(env: Mapping[str, str], *arguments: str) -> Mapping[str, Any]:
    done = subprocess.run([*KEPT, *arguments], check=False, capture_output=True, text=True, env=env)
    document: Mapping[str, Any] = json.loads(done.stdout)
    return document


def _unmet(acts: Sequence[Any]) -> int:
    return sum(not step["met"] for act in acts for step in act["steps"])


def _rows(proof: Mapping[str, Any]) -> set[str]:
    verdicts = [one for one in proof["verdicts"] if one["verdict"] == "kept"]
    return {row for one in verdicts if any(seen["origin"] == "acted" for seen in one["evidence"]) for row in one["covers"]}
