"""``kept attest PACK PROMISE`` and ``kept attest show PACK [PROMISE]``"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from kept.cli.implied import Implied
from kept.cli.output import common, emit, language


@click.group("attest", cls=Implied, implied="sign")
def command() -> None:
    """Sign what only a person can say: PACK PROMISE --signer NAME --document FILE --until DATE, or `show PACK [PROMISE]`."""


@command.command("sign")
@click.argument("pack")
@click.argument("promise")
@click.option("--signer", required=True, help="Who vouches for it: a name and a function.")
@click.option(
    "--document", required=True, type=click.Path(path_type=Path), help="The certificate, record or report; only its SHA-256 is kept."
)
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it counts; past it the promise is unproven."
)
@click.option("--specimen", is_flag=True, help="It shows the form only, and vouches for nothing.")
@common
def sign(pack: str, promise: str, signer: str, document: Path, until: datetime, specimen: bool, as_json: bool, quiet: bool) -> int:
    """Sign PROMISE of PACK (the word `sign` may be left out). A later signature replaces an earlier one."""
    from kept.cli import attesting

    label, signed = attesting.signed(pack, promise, signer, document, date(until.year, until.month, until.day), specimen)
    if as_json:
        emit({"pack": label, "attestation": attesting.entry(signed, attesting.now())})
    elif not quiet:
        attesting.print_table(label, [signed], language())
    return 0


@command.command("show")
@click.argument("pack")
@click.argument("promise", required=False)
@common
def show(pack: str, promise: str | None, as_json: bool, quiet: bool) -> int:
    """List the newest signature of each promise of PACK, or every one of PROMISE; exit 1 if a promise has none that counts."""
    from kept.cli import attesting

    label, found, open_promises = attesting.shown(pack, promise)
    if as_json:
        entries = [attesting.entry(each, attesting.now()) for each in found]
        emit({"pack": label, "attestations": entries, "unsigned": open_promises})
    elif not quiet:
        attesting.print_table(label, found, language(), open_promises)
    return 1 if open_promises else 0
