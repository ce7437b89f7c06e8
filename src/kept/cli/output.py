"""How every command speaks: one JSON document or tables for people, progress on standard error only when that is a terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Literal, TypeVar

import click

from kept.errors import Fault

Language = Literal["zh", "en"]
Step = Callable[[str, int, int], None]
F = TypeVar("F", bound=Callable[..., Any])


def common(command: F) -> F:
    """The options that every command has: ``--json``, ``--quiet``, ``--lang``."""
    command = click.option(
        "--lang", type=click.Choice(["zh", "en"]), default=None, callback=_remember, expose_value=False, help="Language of messages."
    )(command)
    command = click.option("--quiet", is_flag=True, help="Say nothing but errors.")(command)
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, nothing else there.")(command)


def as_of(command: F) -> F:
    """The option ``--as-of`` (the argument ``day``), which chooses the version of a service that was in force on a day."""
    return click.option(
        "--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="Run a service in its version in force on that day (UTC)."
    )(command)


def _remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        context.ensure_object(dict)["lang"] = value


def language(arguments: Sequence[str] = ()) -> Language:
    """The language asked for with ``--lang``, else KEPT_LANG, else that of the locale; English where none says Chinese.

    ``arguments`` are those of the command line, for when its context is gone already (an error is told at the very end).
    """
    context = click.get_current_context(silent=True)
    asked = context.obj.get("lang") if context and isinstance(context.obj, dict) else None
    for before, argument in pairwise(("", *arguments)):
        if asked is None and (before == "--lang" or argument.startswith("--lang=")):
            asked = argument.removeprefix("--lang=")
    said = asked or os.environ.get("KEPT_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if said.startswith("zh") else "en"


def fault_entry(fault: Fault, said: Language) -> Mapping[str, Any]:
    """The JSON of something that is wrong; ``place`` names what is not in a file."""
    return {
        "code": fault.code,
        "file": fault.place.file,
        "line": fault.place.line,
        "column": fault.place.column,
        "place": str(fault.place),
        "message": fault.message(said),
        "expected": fault.way_out(said),
    }


def emit(document: Any) -> None:
    """Write one JSON document to standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


@contextmanager
def progress(quiet: bool) -> Iterator[Step]:
    """A ``step(what, done, of)`` that draws progress bars on standard error if that is a terminal, and nothing otherwise."""
    if quiet or not sys.stderr.isatty():
        yield lambda what, done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def step(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(NAMES.get(what, {}).get(language(), what), total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield step


NAMES: dict[str, dict[str, str]] = {
    "servers": {"zh": "启动数据库", "en": "servers"},
    "databases": {"zh": "建立数据库", "en": "databases"},
    "people": {"zh": "写入人员数据", "en": "people"},
    "ledger": {"zh": "编排账本", "en": "ledger"},
    "controls": {"zh": "安装控制", "en": "controls"},
    "schemas": {"zh": "读取结构", "en": "schemas"},
    "rows": {"zh": "检查数据行", "en": "rows"},
    "promises": {"zh": "逐条证明", "en": "promises"},
    "breaches": {"zh": "破坏演练", "en": "breaches"},
}
