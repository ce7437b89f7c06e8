"""Every command line in the documentation is one that exists: its command, its options and their values."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kept.cli.entry import COMMANDS, kept
from kept.cli.implied import Implied
from tests.docs.pages import ROOT, blocks, commands, inline_commands, pages

GENERATED = ROOT / "docs" / "reference" / "commands.md"


def parts(line: str) -> Iterator[list[str]]:
    """The words of each command that a shell line holds; quoted text may hold anything."""
    words = shlex.split(line, comments=True)
    current: list[str] = []
    for word in words:
        if word in ("&&", "||", "|", ";", "&", ">", "2>", ">>"):
            yield current
            current = []
        else:
            current.append(word)
    yield current


def written() -> Iterator[tuple[str, list[str], bool]]:
    """Where each command stands, its words, and whether it stands inside a sentence."""
    for page in pages():
        if page == GENERATED:
            continue
        for block in blocks(page):
            for line in commands(block):
                yield from ((f"{block.place}: {line}", words, False) for words in parts(line))
        for line in inline_commands(page):
            yield from ((f"{page.relative_to(ROOT)}: {line}", words, True) for words in parts(line))


def arguments(words: list[str]) -> list[str] | None:
    """What Kept is given, where the words start Kept; variables set before it and the path to it are left out."""
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    return words[1:] if words and Path(words[0]).name == "kept" else None


def accept(said: list[str], *, named: bool = False) -> None:
    """Parse a command line as Kept would, without running it. Raises click's complaint. A sentence may only name a command (``named``)."""
    group: click.Command = kept
    context = click.Context(kept, info_name="kept")
    while isinstance(group, click.Group):
        rest = group.make_parser(context).parse_args(list(said))[1] if group is kept else said
        if isinstance(group, Implied) and rest and rest[0] not in group.commands:
            rest = [group.implied, *rest]
        if named and not rest:
            return
        assert rest, f"{group.name} needs a command"
        found = group.get_command(context, rest[0])
        assert found is not None, f"no command {rest[0]}"
        said, group = rest[1:], found
        context = click.Context(group, parent=context, info_name=rest[0])
    if named and not said:
        return
    with context.scope(cleanup=False):
        group.parse_args(context, list(said))


def test_every_line_that_starts_kept_is_one_that_kept_accepts() -> None:
    wrong = []
    for place, words, inside in written():
        said = arguments(words)
        if said is None:
            continue
        try:
            accept(said, named=inside)
        except (click.ClickException, AssertionError) as error:
            wrong.append(f"{place}: {error.format_message() if isinstance(error, click.ClickException) else error}")
    assert wrong == []


def test_there_are_lines_to_look_at() -> None:
    assert len([words for _, words, _ in written() if arguments(words)]) > 30


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {words[1] for _, words, _ in written() if words[:1] == ["make"] and len(words) > 1}
    assert named - targets == set()
    assert {"demo", "test"} <= named


@pytest.mark.parametrize("line", ["kept prove --sabotages", "kept prvoe neocrm-2023", "kept ledger verify", "kept demo --people 5"])
def test_a_line_that_kept_refuses_is_found_out(line: str) -> None:
    with pytest.raises((click.ClickException, AssertionError)):
        accept(shlex.split(line)[1:])


def test_every_command_is_named_outside_its_reference() -> None:
    named = {said[0] for _, words, _ in written() if (said := arguments(words))}
    assert set(COMMANDS) - named == set()
