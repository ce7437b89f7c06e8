"""``kept publish PACK``"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kept.cli.output import common, emit, language


@click.command("publish")
@click.argument("pack")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the pages; others in it stay.")
@click.option(
    "--proof",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What kept prove --json wrote: the pages then carry each promise's status, and the report stands beside them.",
)
@common
def command(pack: str, out: Path, proof: Path | None, as_json: bool, quiet: bool) -> int:
    """Write the statement of PACK as static pages in every language, with a list of all statements in the folder."""
    from kept.cli.packed import stated
    from kept.packs import find
    from kept.promises import known_kinds

    statement = stated(find(pack), known_kinds())
    found = _read(proof, statement.label, statement.sha256) if proof else None
    files = _written(statement, out, found)
    if as_json:
        emit({"pack": statement.label, "files": [str(file) for file in files]})
    elif not quiet:
        for file in files:
            click.echo(file)
    return 0


def _read(file: Path, label: str, sha256: str) -> Mapping[str, Any]:
    """The proof document of a statement. Raises KEPT-C044 where it is none, or one of another statement."""
    from kept.errors import KeptError, Place

    said = language() == "zh"
    try:
        found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        theirs, whole = (found["pack"], found["statement"]["sha256"]), bool(found["verdicts"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeptError("KEPT-C044", Place(file=str(file)), label=label, reason=f"{type(error).__name__}: {error}") from error
    if theirs != (label, sha256) or not whole:
        reason = f"属于 {theirs[0]}，SHA-256 {theirs[1][:12]}…" if said else f"it is of {theirs[0]}, SHA-256 {theirs[1][:12]}…"
        raise KeptError("KEPT-C044", Place(file=str(file)), label=label, reason=reason)
    return found


def _written(statement: Any, out: Path, found: Mapping[str, Any] | None) -> list[Path]:
    from kept.errors import KeptError, Place
    from kept.proof import publish_proof
    from kept.statement import publish

    try:
        return publish_proof(found, statement, out, language()) if found else publish(statement, out)
    except OSError as error:
        raise KeptError("KEPT-C043", Place(file=str(out)), path=out, reason=error.strerror or str(error)) from error
