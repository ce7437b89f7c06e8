"""A disk that fills up while people are loaded: one message that names the store, nothing half done, and the next try works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.cli.entry import run

KEPT = (sys.executable, "-c", "from kept.cli import main; main()")


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file system of 160 MiB of its own; the servers' user may enter it."""
    place = Path("/tmp") / f"kept-small-{os.getpid()}"
    place.mkdir(mode=0o711)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=0711", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


def test_a_disk_that_fills_up_while_people_are_loaded_is_told_and_leaves_nothing_half_done(small_disk: Path, tmp_path: Path) -> None:
    pack = tmp_path / "shop"
    assert run(["init", str(pack), "--quiet"]) == 0
    env = os.environ | {"KEPT_HOME": str(small_disk / "kept"), "KEPT_LANG": "en"}
    full = subprocess.run([*KEPT, "demo", str(pack), "--once", "--people", "1000000"], env=env, capture_output=True, text=True, timeout=300)
    assert full.returncode == 2
    # Which one it is depends on what meets the full disk first: a table, or the log of the whole server.
    assert "KEPT-T025" in full.stderr or "KEPT-T008" in full.stderr, full.stderr
    assert "Traceback" not in full.stderr and len(full.stderr.strip().splitlines()) == 1, "one message, and a clear one"
    subprocess.run(["mount", "-o", "remount,size=1g", str(small_disk)], check=True)
    refused = subprocess.run([*KEPT, "prove", str(pack)], env=env, capture_output=True, text=True, timeout=60)
    assert (refused.returncode, "KEPT-C010" in refused.stderr) == (2, True), "what was not finished is not taken for prepared"
    again = subprocess.run(
        [*KEPT, "demo", str(pack), "--once", "--people", "1000", "--quiet"], env=env, capture_output=True, text=True, timeout=300
    )
    assert again.returncode == 0, again.stderr
