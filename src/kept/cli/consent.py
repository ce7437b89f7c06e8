"""``kept consent ask|give|withdraw|show|receipts|import|export``"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from kept.cli.implied import Implied
from kept.cli.output import common, emit, language

STORE = click.option("--store", default=None, help="Only this governed database, such as crm.p06.")
PERSON = click.option("--person", required=True, type=click.IntRange(1), help="The person's number in the vault.")
SHOWN = click.option("--language", "shown_in", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language shown.")
CHANNEL = click.option("--channel", default="console", show_default=True, help="Where it was asked, as a code.")
KEY = click.option("--key", default=None, help="A key of your own for this act: the same key again is the same act.")
GUARDIAN = click.option(
    "--guardian", type=click.IntRange(1), default=None, help="The guardian's number in the vault, who acts for a child."
)


@click.group("consent")
def command() -> None:
    """Ask for agreement, record it, end it; show what a person agreed to; receipts that anybody can check."""


@command.command("ask")
@click.argument("pack")
@click.argument("matter", required=False)
@SHOWN
@common
def ask(pack: str, matter: str | None, shown_in: Literal["zh", "en"], as_json: bool, quiet: bool) -> int:
    """Show what people of PACK are asked for MATTER, word for word, with the SHA-256 that `give` wants; or list the matters."""
    from kept.cli import consenting

    prompts = consenting.prompts(pack, matter, shown_in)
    if as_json:
        emit({"pack": prompts[0].label, "prompts": [consenting.prompt_document(each) for each in prompts]})
    elif not quiet:
        consenting.print_prompts(prompts, whole=matter is not None)
    return 0


@command.command("give")
@click.argument("pack")
@click.argument("matter", nargs=-1, required=True)
@PERSON
@SHOWN
@click.option("--wording", required=True, help="SHA-256 of the words that the person was shown (`kept consent ask`).")
@click.option("--guardian-verified", default=None, help="How the guardian was verified, as a code such as signed-letter.")
@click.option("--of-age", is_flag=True, help="The person says to be old enough (only where the age is not known; not kept).")
@GUARDIAN
@CHANNEL
@KEY
@STORE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write the receipt to this file.")
@common
def give(
    pack: str,
    matter: tuple[str, ...],
    person: int,
    shown_in: Literal["zh", "en"],
    wording: str,
    guardian_verified: str | None,
    of_age: bool,
    guardian: int | None,
    channel: str,
    key: str | None,
    store: str | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Record that a person agreed to MATTER, one at a time, having been shown exactly these words."""
    from kept.cli import consenting

    act = consenting.giving(person, matter, shown_in, wording, key, channel, guardian, guardian_verified, of_age)
    done = consenting.given(pack, store, act)
    consenting.tell(done, out, as_json, quiet, language())
    return 0


@command.command("withdraw")
@click.argument("pack")
@click.argument("matter", nargs=-1, required=True)
@PERSON
@GUARDIAN
@CHANNEL
@KEY
@STORE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write the receipt to this file.")
@common
def withdraw(
    pack: str,
    matter: tuple[str, ...],
    person: int,
    guardian: int | None,
    channel: str,
    key: str | None,
    store: str | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Record that a person withdrew from MATTER, and show what rested on it."""
    from kept.cli import consenting

    done = consenting.withdrawn(pack, store, consenting.withdrawing(person, matter, key, channel, guardian))
    consenting.tell(done, out, as_json, quiet, language())
    return 0


@command.command("show")
@click.argument("pack")
@PERSON
@STORE
@common
def show(pack: str, person: int, store: str | None, as_json: bool, quiet: bool) -> int:
    """Show what a person agreed to now, and everything before."""
    from kept.cli import consenting

    label, found = consenting.agreed(pack, store, person)
    if as_json:
        emit(consenting.agreements_document(label, person, found))
    elif not quiet:
        consenting.print_agreements(found, language())
    return 0


@command.group("receipts", cls=Implied, implied="list")
def receipts() -> None:
    """A person's receipts: PACK --person ID, or `verify FILE --key PUB`."""


@receipts.command("list")
@click.argument("pack")
@PERSON
@click.option("--matter", default=None, help="Only of this matter.")
@STORE
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write each to a file of this folder.")
@common
def listed(pack: str, person: int, matter: str | None, store: str | None, out: Path | None, as_json: bool, quiet: bool) -> int:
    """List a person's receipts of PACK (the word `list` may be left out), with their place in the ledger as soon as they have one."""
    from kept.cli import consenting

    found = consenting.receipts(pack, store, person, matter)
    if out is not None:
        consenting.write_receipts(out, found)
    if as_json:
        emit({"person": person, "receipts": found})
    elif not quiet:
        consenting.print_receipts(found)
    return 0


@receipts.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", multiple=True, required=True, metavar="PUB", help="The ledger's public key as its operator publishes it, or a file.")
@common
def verify(file: Path, key: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    """Check a receipt: every field, the ledger's signature, its place in the ledger. Needs no database and no network."""
    from kept.cli import consenting

    checked = consenting.verified(file, key)
    if as_json:
        emit(consenting.checked_document(file, checked))
    elif not quiet:
        click.echo(consenting.checked_sentence(checked, language()))
    return 0


@command.command("import")
@click.argument("pack")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "source", required=True, help="The system in which the agreements were given, as a code.")
@STORE
@common
def import_(pack: str, file: Path, source: str, store: str | None, as_json: bool, quiet: bool) -> int:
    """Import agreements from FILE, one JSON object a line, with the checks of an agreement given here; exit 1 if a line is refused."""
    from kept.cli import consenting

    carried, faults = consenting.imported(pack, store, file, source)
    if as_json:
        emit(consenting.carried_document(carried, faults, language()))
    else:
        consenting.complain(faults, language())
        if not quiet:
            click.echo(consenting.carried_sentence(carried, language()))
    return 1 if carried.refused else 0


@command.command("export")
@click.argument("pack")
@STORE
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@common
def export(pack: str, store: str | None, out: Path, as_json: bool, quiet: bool) -> int:
    """Export the agreements of a database of PACK as JSON lines that `import` takes."""
    from kept.cli import consenting

    count = consenting.exported(pack, store, out)
    if as_json:
        emit({"file": str(out), "agreements": count})
    elif not quiet:
        click.echo(f"{out}  {count}")
    return 0
