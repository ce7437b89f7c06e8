"""One embedded PostgreSQL per test run (and per worker process), and a fresh database for every test that asks for one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from kept.stores.address import Address
from kept.stores.embedded import Instance, running
from kept.stores.opening import open_connection
from kept.stores.roles import create_database, drop_database
from tests.engines.chromium import chromium, page

__all__ = ["chromium", "page"]

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "log_checkpoints": "off"}
_numbers = count(1)


@pytest.fixture(scope="session")
def temporary_home() -> Iterator[Path]:
    """A short folder that the unprivileged user of PostgreSQL may enter (pytest's own is closed to it when root runs the tests)."""
    home = Path(tempfile.mkdtemp(prefix="kept-test-"))
    home.chmod(0o711)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster(temporary_home: Path) -> Iterator[Instance]:
    """A running embedded PostgreSQL, the same for all tests of this process; nothing in it is durable."""
    with running(temporary_home, ["tests"], settings=FAST) as instances:
        yield instances["tests"]


@pytest.fixture
def database(cluster: Instance) -> Iterator[Address]:
    """A fresh, empty database, gone after the test: the address of its owner, a superuser."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with open_connection(cluster.address(), read_only=False, autocommit=True) as connection:
        create_database(connection, name, cluster.address().user)
        yield cluster.address(name)
        drop_database(connection, name)
