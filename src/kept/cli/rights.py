"""``kept rights plan``"""

from __future__ import annotations

import click

from kept.cli.output import common, emit, language


@click.group("rights")
def command() -> None:
    """Show what a request would do before anything happens: whose rows are whose, what goes, what stays and why."""


@command.command("plan")
@click.argument("pack")
@click.option("--person", required=True, type=click.IntRange(1), help="The person's number in the vault.")
@click.option("--store", default=None, help="Only this governed database, such as crm.p06.")
@click.option("--sql", "with_sql", is_flag=True, help="Show the statements, too.")
@common
def plan(pack: str, person: int, store: str | None, with_sql: bool, as_json: bool, quiet: bool) -> int:
    """Show what erasing a person of PACK would do: every table, what befalls how many rows, and why. Changes nothing."""
    from kept.cli import planning

    found = planning.planned(pack, person, store)
    if as_json:
        emit(planning.document(found))
    elif not quiet:
        planning.show(found, language(), with_sql=with_sql)
    return 0
