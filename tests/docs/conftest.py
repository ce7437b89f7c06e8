"""One demonstration for all pages that show a session with neocrm-2023."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import DOCS
from tests.docs.session import Shell, shell

DEMO = "kept demo --people 1000 --port 0"


@pytest.fixture(scope="session")
def demo(temporary_home: Path) -> Iterator[Shell]:
    """A shell beside whose commands the demonstration runs, small, in another window."""
    there = shell(temporary_home / "pages", temporary_home / "docs")
    (there.folder / "docs").symlink_to(DOCS)
    with there.window(DEMO):
        yield there
