"""How long breaches take: ``kept prove neocrm-2023 --sabotage`` as a whole process, with a cold KEPT_HOME (1,000 people)."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import LABEL, folder


def run(sizes: Sizes) -> Iterable[Figure]:
    """Each breach: made, looked at by every probe that it may concern, undone."""
    with folder() as home:
        begun = time.perf_counter()
        command = [sys.executable, "-c", "from kept.cli import main; main()", "prove", LABEL, "--sabotage", "--json"]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | {"KEPT_HOME": str(home)})
        whole = time.perf_counter() - begun
    breaches = json.loads(done.stdout)["breaches"]
    seconds = [breach["seconds"] for breach in breaches]
    yield Figure("the slowest breach", max(seconds), "s", at_most=1.0)
    yield Figure("the usual breach (median)", statistics.median(seconds), "s")
    yield Figure(
        "breaches that were not seen, or disturbed others", sum(not b["seen"] or bool(b["disturbed"]) for b in breaches), "", at_most=0
    )
    yield Figure("breaches", len(breaches), "")
    yield Figure("whole process: cluster prepared, proven, sabotaged", whole, "s")
