"""The sessions that the pages show, run as they stand there, one page after the other, beside one small demonstration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.conftest import DEMO
from tests.docs.pages import ROOT, blocks, commands, pages
from tests.docs.session import Shell, follow

TUTORIAL = ROOT / "docs" / "tutorial" / "your-first-promise.md"
SHOWN = [page for page in pages() if page != TUTORIAL and any(block.mark.startswith("run") for block in blocks(page))]


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_session_goes_as_the_page_shows_it(page: Path, demo: Shell) -> None:
    for block in blocks(page):
        if block.mark.startswith("run"):
            follow(demo, block)


def test_each_page_leaves_the_demonstration_whole(demo: Shell) -> None:
    code, printed = demo.run("kept prove neocrm-2023")
    assert code == 0, printed


def test_the_window_that_pages_speak_of_is_the_one_that_runs_here() -> None:
    windows = {command for page in pages() for block in blocks(page) if block.mark == "window" for command in commands(block)}
    assert windows
    assert {re.sub(r" --\w+ \d+", "", command) for command in windows} <= {re.sub(r" --\w+ \d+", "", DEMO), "make demo"}


def test_the_pages_that_are_run_are_the_ones_that_should_be() -> None:
    names = {page.name for page in SHOWN}
    assert {"README.md", "break-and-mend.md", "verify-a-ledger.md", "sign-an-attestation.md", "prove-in-ci.md"} <= names
