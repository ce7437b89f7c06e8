"""The documentation as the tests see it: pages, their links, their code blocks, and the marks that say how a block is tried.

A mark is a comment on a line of its own right before a block, invisible to readers::

    <!-- run -->                        the block's "$ " lines are run, and what is shown below each must appear
    <!-- run: exits 1 -->               the same; its last command ends with this exit code
    <!-- window -->                     the block's one command runs beside what follows, until the page ends
    <!-- file: shop/x.py -->            the block is the whole content of that file (docs/tutorial/example; docs/how-to/sdk)
    <!-- add: clause.yaml to F -->      the block is the content of that file, and the tutorial adds it at the end of F
    <!-- add: part to F before "X" -->  the same, before the line that begins with X (or after it)
    <!-- reads: kept.toml -->           the block is a configuration that Kept must accept
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
FENCE: Final = re.compile(r"^(?:<!-- (?P<mark>[^\n]+) -->\n)?```(?P<language>[a-z]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK: Final = re.compile(r"(?P<image>!?)\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<target>[^()\s]+)\)")
INLINE: Final = re.compile(r"`([^`\n]+)`")
HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the mark before it (empty if there is none) and the line on which it begins."""

    page: Path
    line: int
    language: str
    mark: str
    body: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Link:
    """A link or picture of a page, relative to it; ``target`` as it is written."""

    page: Path
    target: str
    is_image: bool


@cache
def pages() -> tuple[Path, ...]:
    """Every page: those at the top of the repository and those below ``docs``."""
    return (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path) -> Iterator[Block]:
    text = text_of(page)
    for found in FENCE.finditer(text):
        yield Block(page, text.count("\n", 0, found.start()) + 1, found["language"], found["mark"] or "", found["body"])


def prose_of(page: Path) -> str:
    """The page without its code blocks."""
    return FENCE.sub("", text_of(page))


def links(page: Path) -> Iterator[Link]:
    for found in LINK.finditer(INLINE.sub("", prose_of(page))):
        yield Link(page, found["target"], bool(found["image"]))


def anchors(page: Path) -> set[str]:
    """What a link may say behind ``#``: headings in lower case, without punctuation, hyphens for spaces."""
    titles = (re.sub(r"[`*]", "", title) for title in HEADING.findall(prose_of(page)))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands(block: Block) -> Iterator[str]:
    """The commands of a ``console`` block (behind ``$``) or a ``sh`` block (every line); a backslash at the end goes on."""
    joined = block.body.replace("\\\n", " ")
    for line in joined.splitlines():
        if block.language == "console" and line.startswith("$ "):
            yield line[2:].strip()
        elif block.language == "sh" and line.strip() and not line.startswith("#"):
            yield line.strip()


def inline_commands(page: Path) -> Iterator[str]:
    """Code inside sentences that is a command line of Kept's own."""
    for said in INLINE.findall(prose_of(page)):
        if said.startswith("kept ") or said.startswith("make "):
            yield said
