"""``kept publish [PACKS]...``"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from kept.cli.output import as_of, common, emit, language


@click.command("publish")
@click.argument("packs", nargs=-1)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the pages; others in it stay.")
@click.option(
    "--proof",
    "proofs",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What kept prove --json wrote (once for each pack): pages then carry each promise's status, and the report stands beside them.",
)
@click.option(
    "--stale-after",
    type=click.IntRange(min=1),
    default=7,
    show_default=True,
    metavar="DAYS",
    help="From when on a page says that its proof is out of date.",
)
@as_of
@common
def command(
    packs: tuple[str, ...], out: Path, proofs: tuple[Path, ...], stale_after: int, day: datetime | None, as_json: bool, quiet: bool
) -> int:
    """Write statements as static pages in every language, with a list of all in the folder.

    A service means all its versions, each with its place among the others and the difference to the one before; a label means one
    version. Without PACKS, every service. With --as-of, a service means only its version in force on that day.
    """
    from datetime import timedelta

    from kept.cli.home import now
    from kept.cli.packed import stated
    from kept.promises import known_kinds
    from kept.statement import publish_differences, refresh

    kinds = known_kinds()
    statements = [stated(place, kinds) for place in _places(packs, day.date() if day else None)]
    found = _proofs(proofs, statements)
    files = [file for statement in statements for file in _written(statement, out, found.get(statement.label))]
    files += publish_differences(statements, out)
    files += refresh(out, now(), timedelta(days=stale_after))
    names = [statement.label for statement in statements]
    once = list(dict.fromkeys(str(file) for file in files))
    if as_json:
        emit({"pack": names[0] if len(names) == 1 else None, "packs": names, "files": once})
    elif not quiet:
        for file in once:
            click.echo(file)
    return 0


def _places(names: Sequence[str], day: date | None) -> Sequence[Any]:
    """The packs that are named, each once: all versions of a service, or the one of a label or file. Without names, all there are.

    With a day, a service is its version in force then; without names, those of all services that had one.
    """
    from kept.cli.packed import means_service
    from kept.packs import find, services_folder, versions

    if not names:
        services = [versions(folder) for folder in sorted(services_folder().iterdir())]
        if day is None:
            return [place for places in services for place in places]
        return [find(str(places[0].folder), as_of=day) for places in services if places and places[0].version <= day]
    found: list[Any] = []
    for name in names:
        place = find(name, as_of=day)
        found += versions(place.folder) if day is None and means_service(name, place) else [place]
    return list(dict.fromkeys(found))


def _proofs(files: Sequence[Path], statements: Sequence[Any]) -> Mapping[str, Mapping[str, Any]]:
    """The proof documents by the label of their statement. Raises KEPT-C044 where one is none, or of no statement that is published."""
    found: dict[str, Mapping[str, Any]] = {}
    by_label = {one.label: one for one in statements}
    for file in files:
        own = by_label.get(_label(file) or "", statements[0])
        found[own.label] = _read(file, own.label, own.sha256)
        for earlier in found[own.label].get("earlier", ()):
            if earlier["pack"] in by_label:
                other = by_label[earlier["pack"]]
                found[other.label] = _fitting(file, earlier, other.label, other.sha256)
    return found


def _label(file: Path) -> str | None:
    try:
        said: str | None = json.loads(file.read_text(encoding="utf-8")).get("pack")
    except (OSError, ValueError, AttributeError):
        return None
    return said


def _read(file: Path, label: str, sha256: str) -> Mapping[str, Any]:
    """The proof document of a statement. Raises KEPT-C044 where it is none, or one of another statement."""
    from kept.errors import KeptError, Place

    try:
        said: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KeptError("KEPT-C044", Place(file=str(file)), label=label, reason=f"{type(error).__name__}: {error}") from error
    return _fitting(file, said, label, sha256)


def _fitting(file: Path, said: Any, label: str, sha256: str) -> Mapping[str, Any]:
    """The same document, if it is a proof of this statement."""
    from kept.errors import KeptError, Place

    try:
        found: Mapping[str, Any] = said
        theirs, whole = (found["pack"], found["statement"]["sha256"]), bool(found["verdicts"])
    except (KeyError, TypeError) as error:
        raise KeptError("KEPT-C044", Place(file=str(file)), label=label, reason=f"{type(error).__name__}: {error}") from error
    if theirs != (label, sha256) or not whole:
        zh, en = f"属于 {theirs[0]}，SHA-256 {theirs[1][:12]}…", f"it is of {theirs[0]}, SHA-256 {theirs[1][:12]}…"
        raise KeptError("KEPT-C044", Place(file=str(file)), label=label, reason=zh if language() == "zh" else en)
    return found


def _written(statement: Any, out: Path, found: Mapping[str, Any] | None) -> list[Path]:
    from kept.errors import KeptError, Place
    from kept.proof import publish_proof
    from kept.statement import publish

    try:
        return publish_proof(found, statement, out, language()) if found else publish(statement, out)
    except OSError as error:
        raise KeptError("KEPT-C043", Place(file=str(out)), path=out, reason=error.strerror or str(error)) from error
