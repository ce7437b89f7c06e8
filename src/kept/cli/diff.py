"""``kept diff OLD NEW``"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kept.cli.output import common, emit, language

if TYPE_CHECKING:
    from kept.staging import Concerned


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the page of differences, both texts side by side.")
@click.option("--affects", is_flag=True, help="Count the people and tenants whom each change concerns in the prepared databases.")
@common
def command(old: str, new: str, html: Path | None, affects: bool, as_json: bool, quiet: bool) -> int:
    """Compare two versions of a statement by meaning and by text: what changed, who has to be told, who has to be asked again."""
    from kept.cli.comparing import compared, difference_document, difference_lines, write_page

    found = compared(old, new)
    whom: dict[str, Concerned] = {}
    if affects:
        from kept.cli.concerning import concerned_by

        whom = dict(concerned_by(new, found))
    if html is not None:
        write_page(found, html, language())
    if as_json:
        emit(difference_document(found, language(), whom))
    elif not quiet:
        for line in difference_lines(found, language(), whom):
            click.echo(line)
    return 0
