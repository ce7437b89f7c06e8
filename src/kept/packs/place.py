"""Finds a pack by service, label or path."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from kept.errors import KeptError, Place


@dataclass(frozen=True, order=True)
class PackPlace:
    """One version of one service. ``version`` is the day on which the statement takes effect, which is its file's name."""

    service: str
    version: date
    label: str
    folder: Path
    statement: Path

    @property
    def newest(self) -> bool:
        """Whether no later version of the service is stated: the one that the data map and the running system follow."""
        return versions(self.folder)[-1].statement == self.statement

    @property
    def datamap(self) -> Path:
        return self.folder / "datamap.yaml"

    @property
    def schema(self) -> Path:
        return self.folder / "schema.sql"

    @property
    def inventory(self) -> Path:
        """The list of everything that this version promises, one row per promise; a pack of one's own may have none.

        It is named after the label; in a copy of the pack under another name it is the only one of the same year or day.
        """
        named = self.folder / "inventory" / f"{self.label}.tsv"
        copied = [] if named.is_file() else list(named.parent.glob(f"*{self.label.removeprefix(self.service)}.tsv"))
        return copied[0] if len(copied) == 1 else named


def services_folder() -> Path:
    """The folder of the services that come with Kept. Raises KEPT-C050 where an installation has lost it."""
    here = Path(__file__).resolve().parent
    installed, checkout = here / "services", here.parents[2] / "services"
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise KeptError("KEPT-C050", Place(file=str(installed)))


def versions(folder: Path) -> tuple[PackPlace, ...]:
    """Every version of the service in ``folder``, oldest first; empty where it is no service.

    A label is the service and the year, or the service and the whole day where one year has several versions.
    Raises KEPT-C052 for a statement whose file name is no day.
    """
    # A file that ends in .yml would be passed over without a word, and with it a version that its author takes for published.
    statements = sorted((folder / "statement").glob("*.y*ml"))
    days = [_day_of(statement) for statement in statements]
    years = [day.year for day in days]
    return tuple(
        PackPlace(
            service=folder.name,
            version=day,
            label=f"{folder.name}-{day.year if years.count(day.year) == 1 else day.isoformat()}",
            folder=folder,
            statement=statement,
        )
        for day, statement in zip(days, statements, strict=True)
    )


def find(name: str, *, as_of: date | None = None, services: Path | None = None) -> PackPlace:
    """The pack that ``name`` means: a service, a label, or the path of a folder or of a statement file.

    A service or a folder means its version in force on ``as_of``; without a day, its newest version. A label and a statement
    file name their version themselves. ``services`` replaces the folder of the services that come with Kept.
    Raises KEPT-C050 (no services at all), C051 (nothing of that name), C052 (a file name that is no day),
    C053 (nothing in force yet), C054 (no statement).
    """
    home = services or services_folder()
    folders = _folders(home)
    for folder in folders:
        if name == folder.name and (packs := versions(folder)):
            return _in_force(packs, as_of)
        if name.startswith(f"{folder.name}-"):
            for pack in versions(folder):
                if name in (pack.label, f"{pack.service}-{pack.version.isoformat()}"):
                    return pack
    path = Path(name).expanduser()
    if path.exists():
        return _at(path.resolve(), as_of)
    if os.sep in name or path.suffix == ".yaml":
        raise KeptError("KEPT-C054", Place(file=name))
    if not folders:
        raise KeptError("KEPT-C050", Place(file=str(home)))
    raise KeptError("KEPT-C051", name=name, near=_near(name, folders))


def _folders(services: Path) -> list[Path]:
    return sorted(folder for folder in services.iterdir() if (folder / "statement").is_dir())


def _at(path: Path, as_of: date | None) -> PackPlace:
    if path.is_dir():
        packs = versions(path)
        if not packs:
            raise KeptError("KEPT-C054", Place(file=str(path)))
        return _in_force(packs, as_of)
    for pack in versions(path.parent.parent) if path.parent.name == "statement" else ():
        if pack.statement == path:
            return pack
    raise KeptError("KEPT-C054", Place(file=str(path)))


def _in_force(packs: tuple[PackPlace, ...], as_of: date | None) -> PackPlace:
    if as_of is None:
        return packs[-1]
    in_force = [pack for pack in packs if pack.version <= as_of]
    if not in_force:
        first = packs[0]
        raise KeptError("KEPT-C053", Place(file=str(first.statement)), service=first.service, as_of=as_of, first=first.version)
    return in_force[-1]


def _day_of(statement: Path) -> date:
    with suppress(ValueError):
        if statement.suffix == ".yaml":
            return date.fromisoformat(statement.stem)
    raise KeptError("KEPT-C052", Place(file=str(statement)), found=statement.name)


def _near(name: str, folders: Iterable[Path]) -> str:
    """The names that come closest, or all of them where none is close."""
    names = [folder.name for folder in folders]
    for folder in folders:
        with suppress(KeptError):  # another service's misnamed file is no answer to this question
            names += [pack.label for pack in versions(folder)]
    return ", ".join(get_close_matches(name, names, n=3, cutoff=0.6) or sorted(names))
