"""``kept init PATH``"""

from __future__ import annotations

from pathlib import Path

import click

from kept.cli.output import common, emit, language


@click.command("init")
@click.argument("path", type=click.Path(path_type=Path))
@common
def command(path: Path, as_json: bool, quiet: bool) -> int:
    """Begin a pack of one's own in the new or empty folder PATH, whose name becomes the service's."""
    from datetime import UTC, datetime

    from kept.cli.packed import shown
    from kept.packs import begin

    written = begin(path, datetime.now(UTC).date())
    if as_json:
        emit({"service": path.absolute().name, "written": [str(file) for file in written]})
    elif not quiet:
        for file in written:
            click.echo(shown(file))
        click.echo(f"{'接下来' if language() == 'zh' else 'next'}: kept check {path} && kept demo {path}")
    return 0
