"""``kept worker``"""

from __future__ import annotations

import click

from kept.cli.output import common, emit, language


@click.command("worker")
@click.option("--region", "regions", multiple=True, metavar="R", help="Only this country's databases, such as SG (repeatable).")
@common
def command(regions: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Number the ledgers' events and sign them as they come, until Ctrl-C: receipts get their proof within seconds.

    Works for every pack that has been prepared. Any number may run at once: one works on a ledger, the others stand by.
    """
    from kept.cli import working

    def ready(ledgers: list[str]) -> None:
        if as_json:
            emit({"ledgers": ledgers})
        elif not quiet:
            click.echo(f"{', '.join(ledgers)}  {'按 Ctrl-C 结束。' if language() == 'zh' else 'Ctrl-C ends it.'}")

    return working.worked(regions, ready)
