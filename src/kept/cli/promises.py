"""``kept promises PACK``"""

from __future__ import annotations

from datetime import datetime

import click

from kept.cli.output import as_of, common, emit
from kept.cli.packed import stated
from kept.packs import find
from kept.promises import known_kinds


@click.command("promises")
@click.argument("pack")
@click.option("--kind", default=None, help="Only promises of this kind.")
@as_of
@common
def command(pack: str, kind: str | None, day: datetime | None, as_json: bool, quiet: bool) -> int:
    """List what the statement of PACK promises: one line for each thing that can be false."""
    from dataclasses import asdict

    kinds = known_kinds()
    statement = stated(find(pack, as_of=day.date() if day else None), kinds)
    chosen = [promise for promise in statement.promises if kind in (None, promise.kind)]
    if as_json:
        emit(
            {
                "pack": statement.label,
                "promises": [
                    {
                        "id": promise.id,
                        "kind": promise.kind,
                        "clause": ", ".join(promise.clauses),
                        "covers": promise.covers,
                        "parameters": {key: value for key, value in asdict(promise.parameters).items() if value is not None},
                        "check": promise.check,
                        "implemented": promise.check != "auto" or kinds[promise.kind].implemented,
                    }
                    for promise in chosen
                ],
            }
        )
        return 0
    if quiet:
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{statement.label}: {len(chosen)}", title_justify="left")
    for heading in ("promise", "kind", "clause", "check", "covers"):
        table.add_column(heading)
    for promise in chosen:
        table.add_row(promise.id, promise.kind, ", ".join(promise.clauses), promise.check, str(len(promise.covers)))
    Console().print(table)
    return 0
