"""``kept sql PACK STORE "…"``"""

from __future__ import annotations

import click

from kept.cli.output import common, emit


@click.command("sql")
@click.argument("pack")
@click.argument("store")
@click.argument("statement")
@common
def command(pack: str, store: str, statement: str, as_json: bool, quiet: bool) -> int:
    """Run SQL as the owner of STORE (such as crm.p06), where `kept demo` or a server of yours is running.

    It is how one breaks a promise by hand, and mends it again; Kept itself never uses it.
    """
    from kept.cli import querying

    rows, touched = querying.ran(pack, store, statement)
    if as_json:
        emit({"store": store, "rows": rows, "touched": touched})
    elif not quiet:
        for row in rows:
            click.echo("\t".join("" if value is None else str(value) for value in row))
        click.echo(f"{touched} rows" if touched >= 0 else "done", err=True)
    return 0
