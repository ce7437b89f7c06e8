"""Secrets: drawn once, the owner's alone, or taken from the environment."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kept.errors import KeptError
from kept.stores import secret_file


def test_a_secret_is_drawn_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = secret_file(tmp_path / "new", "key", 32, os.urandom)
    assert len(first) == 32
    assert secret_file(tmp_path / "new", "key", 32, os.urandom) == first
    assert stat.S_IMODE((tmp_path / "new" / "key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["key"]


def test_writers_at_once_end_with_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: secret_file(tmp_path, "key", 32, os.urandom), range(32)))
    assert len(set(found)) == 1


def test_a_secret_that_others_can_read_is_refused_by_name(tmp_path: Path) -> None:
    secret_file(tmp_path, "key", 32, os.urandom)
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(KeptError) as caught:
        secret_file(tmp_path, "key", 32, os.urandom)
    assert caught.value.code == "KEPT-T010" and str(tmp_path / "key") in str(caught.value) and "0640" in str(caught.value)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    environ = {"KEPT_KEY": "AAAAAAAAAAAAAAAAAAAAAA"}
    assert secret_file(tmp_path, "key", 16, os.urandom, variable="KEPT_KEY", environ=environ) == bytes(16)
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize("text", ["", "AAAA", "not base64!"])
def test_a_secret_that_is_none_is_told_without_showing_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(KeptError) as caught:
        secret_file(tmp_path, "key", 16, os.urandom, variable="KEPT_KEY", environ={"KEPT_KEY": text})
    assert caught.value.code == "KEPT-T011"
    assert not text or text not in str(caught.value).replace("KEPT_KEY", "")
