"""``kept protect PACK``"""

from __future__ import annotations

from typing import Any

import click

from kept.cli.output import common, emit, language, progress


@click.command("protect")
@click.argument("pack")
@click.option("--sql", "only_sql", is_flag=True, help="Show the SQL and what has drifted; change nothing.")
@click.option("--undo", is_flag=True, help="Take the controls away again.")
@common
def command(pack: str, only_sql: bool, undo: bool, as_json: bool, quiet: bool) -> int:
    """Install the controls of PACK in its databases, and say which of them had come apart."""
    from kept.cli import protecting

    with progress(quiet or as_json) as step:
        found = protecting.protected(pack, step, change=not only_sql, undo=undo)
    if as_json:
        emit(found)
    elif only_sql:
        for statement in found["statements"]:
            click.echo(f"-- {statement['database']}: {statement['control']}\n{statement['sql'].strip()}\n")
    if not as_json and not quiet:
        _tell(found, only_sql, undo)
    return 1 if only_sql and found["drift"] else 0


def _tell(found: dict[str, Any], only_sql: bool, undo: bool) -> None:
    zh = language() == "zh"
    for one in found["drift"]:
        word = WORDS[one["found"]][0 if zh else 1]
        click.echo(f"{one['database']}: {one['object']}: {word}", err=True)
    databases = len({statement["database"] for statement in found["statements"]})
    count = len(found["statements"])
    if only_sql:
        return
    if undo:
        click.echo(f"已从 {databases} 个数据库移除 {count} 项控制" if zh else f"{count} controls removed from {databases} databases")
    else:
        said = f"{databases} 个数据库中的 {count} 项控制已安装" if zh else f"{count} controls are in place in {databases} databases"
        mended = len(found["drift"])
        click.echo(said + (f"，其中修复了 {mended} 处" if zh and mended else f"; {mended} objects mended" if mended else ""))


WORDS = {
    "missing": ("缺失", "missing"),
    "altered": ("与应有的不同", "not as it should be"),
    "surplus": ("不应存在", "should not be there"),
}
