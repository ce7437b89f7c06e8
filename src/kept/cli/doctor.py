"""``kept doctor [PACK]``"""

from __future__ import annotations

import click

from kept.cli.output import common, emit, language


@click.command("doctor")
@click.argument("pack", required=False)
@common
def command(pack: str | None, as_json: bool, quiet: bool) -> int:
    """Say what is installed, reachable, migrated and in time, and how to mend what is not. With PACK its databases are opened too."""
    from kept.cli import doctoring, examining

    checks = [*doctoring.machine(), *examining.packs(pack)]
    said = language()
    if as_json:
        emit({"checks": [doctoring.entry(check, said) for check in checks]})
    elif not quiet:
        doctoring.print_table(checks, said)
    return 0 if all(check.ok or check.warning for check in checks) else 1
