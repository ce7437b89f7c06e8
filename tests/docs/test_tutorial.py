"""The tutorial, followed step by step: in a copy of Kept, because it adds a kind to it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.docs.pages import ROOT, Block, blocks
from tests.docs.session import Shell, follow, shell

PAGE: Final = ROOT / "docs" / "tutorial" / "your-first-promise.md"
EXAMPLE: Final = ROOT / "docs" / "tutorial" / "example"
ADD: Final = re.compile(r'add: (?P<name>\S+) to (?P<file>\S+)(?: (?P<side>before|after) "(?P<line>.+)")?')
FILE: Final = re.compile(r"file: (?P<path>\S+)")


@pytest.fixture
def copy(temporary_home: Path) -> Iterator[Shell]:
    """A folder with a copy of Kept's source in it, whose commands are the copy's."""
    folder = temporary_home / "tutorial"
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "services").symlink_to(ROOT / "services")
    (folder / "tests" / "unit" / "consent").mkdir(parents=True)
    yield shell(folder, temporary_home / "tutorial.home", folder / "src")
    shutil.rmtree(folder)


def take(folder: Path, block: Block) -> None:
    """Do what the mark of a block says with the block."""
    if found := FILE.fullmatch(block.mark):
        file = folder / found["path"]
        assert block.body == (EXAMPLE / file.name).read_text(encoding="utf-8"), f"{block.place} is not what {file.name} holds"
        file.write_text(block.body, encoding="utf-8")
    elif found := ADD.fullmatch(block.mark):
        part = (EXAMPLE / found["name"]).read_text(encoding="utf-8")
        assert block.body.strip("\n") == part.strip("\n"), f"{block.place} is not what {found['name']} holds"
        (file,) = folder.glob(found["file"])
        text = file.read_text(encoding="utf-8")
        if found["side"]:
            lines = text.splitlines(keepends=True)
            (at,) = (number for number, line in enumerate(lines) if line.strip().startswith(found["line"]))
            at += found["side"] == "after"
            file.write_text("".join([*lines[:at], part, *lines[at:]]), encoding="utf-8")
        else:
            file.write_text(text + part, encoding="utf-8")


def test_the_tutorial_goes_as_it_says(copy: Shell) -> None:
    for block in blocks(PAGE):
        if block.mark.startswith("run"):
            follow(copy, block)
        else:
            take(copy.folder, block)


def test_every_file_of_the_example_is_shown() -> None:
    shown = {match["name"] for block in blocks(PAGE) if (match := ADD.fullmatch(block.mark))}
    shown |= {Path(match["path"]).name for block in blocks(PAGE) if (match := FILE.fullmatch(block.mark))}
    assert {file.name for file in EXAMPLE.iterdir() if file.is_file()} == shown
