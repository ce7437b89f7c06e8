"""Types, kinds and commands as a person reads them in the reference."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import click

from kept.promises import Duration, Kind, Refers, Words, breaches_of
from kept.statement.grammar import hints, required

PLAIN: Final[Mapping[Any, str]] = {
    str: "text",
    int: "whole number",
    bool: "yes or no",
    date: "date",
    Duration: "duration",
    Words: "words (`zh`, `en`)",
}


def words_for(hint: Any) -> str:
    """What may be written for a field of this type: ``list of names in `items` ``."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *marks = get_args(hint)
        section = next((mark.section for mark in marks if isinstance(mark, Refers)), None)
        return _names(inner, section) if section else words_for(inner)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(words_for(part) for part in get_args(hint) if part is not NoneType))
    if origin is tuple:
        return f"list of {_plural(words_for(get_args(hint)[0]))}"
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in get_args(hint))
    if origin is not None:
        return f"mapping to {words_for(get_args(hint)[1])}"
    return PLAIN.get(hint) or f"mapping ({', '.join(f'`{name}`' for name in hints(hint))})"


def _names(inner: Any, section: str) -> str:
    many = any(get_origin(part) is tuple for part in (inner, *get_args(inner)))
    return f"list of names in `{section}`" if many else f"name in `{section}`"


def _plural(words: str) -> str:
    single = {"text": "texts", "whole number": "whole numbers", "date": "dates", "duration": "durations"}
    return single.get(words, words.replace("name in", "names in", 1).replace("mapping", "mappings", 1))


def fields_table(model: type[Any]) -> Iterator[str]:
    """A row of Markdown for each field of a dataclass: name, what may be written, whether it must be."""
    needed = set(required(model))
    yield "| field | is | |"
    yield "|---|---|---|"
    for name, hint in hints(model).items():
        yield table_row(f"`{name}`", words_for(hint), "required" if name in needed else "")


def kind_entry(kind: Kind) -> Iterator[str]:
    """A kind's own page: what it promises, where it is declared, what it takes, how it is proven, how it is broken on purpose."""
    yield f"## {kind.name}"
    yield ""
    yield (inspect.getdoc(kind.parameters) or "").replace("``", "`")
    yield ""
    where = f"Declared in `{kind.section}`"
    if kind.implied_by:
        where += f"; also implied by {', '.join(f'`{name}`' for name in kind.implied_by)}"
    yield f"{where}. Checked: {_check(kind)}."
    yield ""
    if dataclasses.fields(kind.parameters):
        yield from fields_table(kind.parameters)
        yield ""
    breaches = breaches_of(kind.parameters)
    if breaches:
        yield "Breaches that its probe must see:"
        yield ""
        yield from (f"- {breach.title}" for breach in breaches)
        yield ""


def _check(kind: Kind) -> str:
    if kind.check == "attested":
        return "by a signature only (`kept attest`)"
    if kind.check == "published":
        return "by its standing in the published text, in every language"
    if kind.implemented:
        return "automatically"
    return f"not yet ({kind.not_yet.en.rstrip('.')})" if kind.not_yet else "not yet"


def command_entry(path: Sequence[str], command: click.Command) -> Iterator[str]:
    """A command's section: usage, what it does, its arguments and options; then its subcommands."""
    context = click.Context(command, info_name=" ".join(path))
    yield f"{'#' * min(len(path) + 1, 4)} {' '.join(path)}"
    yield ""
    yield f"    {' '.join([*path, *command.collect_usage_pieces(context)])}"
    yield ""
    yield inspect.cleandoc(command.help or "")
    yield ""
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options and not isinstance(command, click.Group):
        yield "| option | |"
        yield "|---|---|"
        yield from (_option(option, context) for option in options)
        yield ""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inside = command.get_command(context, name)
            if inside is not None:
                yield from command_entry([*path, name], inside)


def _option(option: click.Option, context: click.Context) -> str:
    metavar = "" if option.is_flag else f" {option.make_metavar(context)}"
    said = option.help or ""
    if option.show_default and option.default is not None:
        said += f" Default: {option.default}."
    if option.required:
        said += " Required."
    return table_row(f"`{', '.join(option.opts)}{metavar}`", said)


def table_row(*cells: str) -> str:
    """A row of a Markdown table; a bar inside a cell would end it."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
