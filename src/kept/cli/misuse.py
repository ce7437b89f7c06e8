"""A command line that cannot be understood, as an error of Kept: what was said, what can be said there, in both languages."""

from __future__ import annotations

from difflib import get_close_matches

import click

from kept.errors import KeptError


def misuse(error: click.ClickException) -> KeptError:
    """The error to tell instead of click's own: KEPT-C001 to C005."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "kept"
    if isinstance(error, click.NoSuchOption):
        known = [option for parameter in (context.command.get_params(context) if context else []) for option in _options(parameter)]
        return KeptError("KEPT-C001", command, name=error.option_name, known=_nearest(error.option_name, known), command=command)
    if isinstance(error, click.MissingParameter):
        return KeptError("KEPT-C003", command, name=_named(error.param), command=command)
    if isinstance(error, click.BadParameter):
        reason, (zh, en) = error.message.rstrip("."), _expected(error.param)
        return KeptError("KEPT-C004", command, name=_named(error.param), reason=reason, expected_zh=zh, expected_en=en, command=command)
    return KeptError("KEPT-C005", command, reason=error.format_message().rstrip("."), command=command)


def unknown_command(context: click.Context, name: str, known: list[str]) -> KeptError:
    """The error for a word that is no command: KEPT-C002."""
    return KeptError("KEPT-C002", context.command_path, name=name, known=_nearest(name, known))


def _nearest(name: str, known: list[str]) -> str:
    return ", ".join(get_close_matches(name, known, n=3, cutoff=0.5) or known)


def _options(parameter: click.Parameter) -> list[str]:
    return [option for option in parameter.opts if option.startswith("--")] if isinstance(parameter, click.Option) else []


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    return max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.human_readable_name


def _expected(parameter: click.Parameter | None) -> tuple[str, str]:
    """What the parameter takes, in Chinese and English."""
    kind = parameter.type if parameter else None
    if isinstance(kind, click.IntRange):
        return f"{kind.min} 到 {kind.max} 的整数", f"a whole number from {kind.min} to {kind.max}"
    if isinstance(kind, click.types.IntParamType):
        return "整数", "a whole number"
    if isinstance(kind, click.Choice):
        choices = ", ".join(map(str, kind.choices))
        return f"其中之一：{choices}", f"one of: {choices}"
    if isinstance(kind, click.DateTime):
        return "形如 2026-11-24 的日期", "a day such as 2026-11-24"
    if isinstance(kind, click.Path):
        folder = kind.dir_okay and not kind.file_okay
        return ("文件夹的路径", "the path of a folder") if folder else ("文件的路径", "the path of a file")
    return "有效的值", "a value that fits"
