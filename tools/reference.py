"""Writes the generated reference: ``python -m tools.reference FOLDER``.

Two pages have an introduction that people write; what stands below its last line, ``GENERATED``, is made from the types.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from kept.cli.entry import kept
from kept.datamap.grammar import datamap_schema
from kept.datamap.model import Account, Kept, Reminder, Roles, Store, TableMap
from kept.law import Rule, known_rules
from kept.promises import Item, Kinds, known_kinds
from kept.statement.grammar import sections_of, statement_schema, usual_kind
from kept.statement.model import About, ClauseText, Header, TableOf
from tools.describing import command_entry, fields_table, kind_entry
from tools.http_api import document, operations

GENERATED: Final = "<!-- What follows is written by `make docs`; do not edit it by hand. -->"


def page(name: str, folder: Path) -> str:
    """One generated file of the reference, with its introduction as it stands in ``folder``. Raises ``KeyError`` for another name."""
    return MAKERS[name](folder)


def _json(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _introduced(file: Path, generated: str) -> str:
    introduction, mark, _ = file.read_text(encoding="utf-8").partition(GENERATED)
    if not mark:
        raise ValueError(f"{file} has no line {GENERATED}")
    return f"{introduction}{GENERATED}\n\n{generated}"


def _statement(kinds: Kinds) -> Iterator[str]:
    parts = {"The header": Header, "An item": Item, "What any declaration may say": About, "A clause": ClauseText, "A table": TableOf}
    for title, model in parts.items():
        yield from ("", f"## {title}", "", (inspect.getdoc(model) or "").replace("``", "`"), "", *fields_table(model))
    yield from ("", "## Sections and their kinds", "", "| section | kinds | without `is` |", "|---|---|---|")
    for section, owners in sections_of(kinds).items():
        usual = usual_kind(owners)
        names = ", ".join(f"[{kind.name}](kinds.md#{kind.name})" for kind in owners)
        yield f"| `{section}` | {names} | {usual.name if usual else '-'} |"
    yield ""


def _datamap() -> Iterator[str]:
    parts = {
        "A store": Store,
        "The roles": Roles,
        "A table": TableMap,
        "How long its rows are kept": Kept,
        "How an account ends": Account,
        "Reminders": Reminder,
    }
    for title, model in parts.items():
        yield from ("", f"## {title}", "", (inspect.getdoc(model) or "").replace("``", "`"), "", *fields_table(model))
    yield ""


def _kinds(kinds: Kinds) -> Iterator[str]:
    yield from ("# Kinds of promises", "")
    yield "Each kind lives in one file of the room that it belongs to. Its parameters are the grammar of its declarations in a statement;"
    yield "beside them a declaration may say what [every declaration](statement.md#what-any-declaration-may-say) may."
    yield from ("", "This page is written by `make docs` from the kinds themselves; do not edit it by hand.", "")
    for kind in kinds.values():
        yield from kind_entry(kind)


def _rules(rules: Mapping[str, Rule]) -> Iterator[str]:
    for rule in rules.values():
        finds = "a contradiction" if rule.finds == "contradiction" else "something missing"
        yield from (f"## {rule.id}", "", f"{rule.severity}, {finds}", "", rule.says.en, "", rule.says.zh, "")


def _commands() -> Iterator[str]:
    yield from ("# Commands", "")
    yield "Exit codes: 0 what was asked holds; 1 it ran, and something is broken, refused or failing; 2 it could not run, and the message"
    yield "says why and what to do. This page is written by `make docs` from the commands themselves; do not edit it by hand."
    yield ""
    yield from command_entry(["kept"], kept)


MAKERS: Final[Mapping[str, Callable[[Path], str]]] = {
    "statement.schema.json": lambda folder: _json(statement_schema(known_kinds())),
    "datamap.schema.json": lambda folder: _json(datamap_schema()),
    "statement.md": lambda folder: _introduced(folder / "statement.md", "\n".join(_statement(known_kinds()))),
    "datamap.md": lambda folder: _introduced(folder / "datamap.md", "\n".join(_datamap())),
    "lint.md": lambda folder: _introduced(folder / "lint.md", "\n".join(_rules(known_rules()))),
    "kinds.md": lambda folder: "\n".join(_kinds(known_kinds())),
    "commands.md": lambda folder: "\n".join(_commands()),
    "http-api.md": lambda folder: _introduced(folder / "http-api.md", "\n".join(operations()) + "\n"),
    "openapi.json": lambda folder: _json(document()),
}


def main(arguments: list[str]) -> None:
    """Writes all pages into the folder named."""
    folder = Path(arguments[0])
    for name in MAKERS:
        (folder / name).write_text(page(name, folder), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
