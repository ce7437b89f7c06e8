"""``kept ledger export|verify|proof|checkpoint``"""

from __future__ import annotations

from pathlib import Path

import click

from kept.cli.output import common, emit, language

STORE = click.option("--store", default=None, help="Only this governed database, such as crm.p06.")


@click.group("ledger")
def command() -> None:
    """Export the ledger, verify an export without any database, prove one event, show what was signed."""


@command.command("export")
@click.argument("pack")
@STORE
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file (with --store), or a folder for one file per database; .gz compresses.",
)
@common
def export(pack: str, store: str | None, out: Path, as_json: bool, quiet: bool) -> int:
    """Write the ledgers of PACK as text files that anybody can verify, one for each governed database."""
    from kept.cli import ledgers, verifying

    written = ledgers.exported(pack, store, out)
    if as_json:
        emit(ledgers.export_document(written))
    elif not quiet:
        for entry in written:
            click.echo(f"{entry.file}  {entry.found.events}  {entry.found.root.hex()}  {entry.key}")
    for entry in written:
        verifying.complain(entry.found, language())
    return 0 if all(entry.found.verified for entry in written) else 1


@command.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key",
    multiple=True,
    metavar="PUB",
    help="The ledger's public key, or a file with it: pin what its operator publishes (repeat after a rotation).",
)
@click.option(
    "--since",
    type=click.Path(path_type=Path),
    default=None,
    help="A file with a checkpoint remembered earlier: truncation and rewriting are seen against it.",
)
@common
def verify(file: Path, key: tuple[str, ...], since: Path | None, as_json: bool, quiet: bool) -> int:
    """Check an exported ledger: every hash, signature and position. Needs no database and no network."""
    from kept.cli import verifying

    found = verifying.verified(file, key, since)
    if as_json:
        emit(verifying.verification_document(file, found, language()))
    else:
        if not quiet:
            click.echo(verifying.verification_sentence(found, language()))
        verifying.complain(found, language())
    return 0 if found.verified else 1


@command.command("proof")
@click.argument("pack")
@click.argument("event")
@STORE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write the proof to this file instead of standard output.")
@common
def proof(pack: str, event: str, store: str | None, out: Path | None, as_json: bool, quiet: bool) -> int:
    """Prove that EVENT stands in a ledger of PACK: a small text that verifies with nothing but the public key."""
    from kept.cli import ledgers

    found = ledgers.proven(pack, event, store)
    if out is not None:
        ledgers.write_text(out, found.document)
    if as_json:
        emit(ledgers.proof_document(found))
    elif out is None and not quiet:
        click.echo(found.document, nl=False)
    return 0


@command.command("checkpoint")
@click.argument("pack")
@STORE
@click.option(
    "--out", type=click.Path(path_type=Path), default=None, help="Write the checkpoints to this folder (with --store: to this file)."
)
@common
def checkpoint(pack: str, store: str | None, out: Path | None, as_json: bool, quiet: bool) -> int:
    """Show the newest signed state of each ledger of PACK: kept elsewhere, it shows later what was cut or rewritten (verify --since)."""
    from kept.cli import ledgers

    signed = ledgers.checkpoints(pack, store)
    if out is not None:
        ledgers.write_checkpoints(out, signed, store)
    if as_json:
        emit(ledgers.checkpoint_document(signed))
    elif out is None and not quiet:
        click.echo("\n".join(each.note for each in signed.values()), nl=False)
    return 0
