"""``kept check PACK``"""

from __future__ import annotations

from datetime import datetime

import click

from kept.cli.output import as_of, common, emit, fault_entry, language
from kept.cli.packed import faults_of


@click.command("check")
@click.argument("pack")
@as_of
@common
def command(pack: str, day: datetime | None, as_json: bool, quiet: bool) -> int:
    """Read the statement and the data map of PACK and report every error, with its place and the way out."""
    faults = faults_of(pack, day.date() if day else None)
    said = language()
    if as_json:
        errors = [fault_entry(fault, said) for fault in faults]
        emit({"pack": pack, "errors": errors})
    else:
        for fault in faults:
            click.echo(fault.text(said), err=True)
        if not faults and not quiet:
            click.echo(f"{pack}: 没有错误" if said == "zh" else f"{pack}: no errors")
    return 1 if faults else 0
