"""What most commands begin with: a pack found, its statement and data map read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kept.datamap import DataMap, narrowed, read_datamap, structure_faults, unmapped
from kept.errors import Fault, KeptError
from kept.packs import PackPlace, find, versions
from kept.promises import Kinds, known_kinds
from kept.statement import Statement, date_faults, read_statement


@dataclass(frozen=True)
class Pack:
    """A pack, read: where it is, what it says, where its data lives.

    ``newest`` is the service's newest version where this one is an earlier one: it is the newest whose databases and controls stand.
    """

    place: PackPlace
    statement: Statement
    datamap: DataMap
    kinds: Kinds
    newest: Pack | None = None

    @property
    def running(self) -> Pack:
        """The version that the running system follows."""
        return self.newest or self

    @property
    def only_stated(self) -> bool:
        """Whether the service has a statement and no data map yet: what its page says can be proven, nothing else."""
        return not self.datamap.stores


def shown(path: Path) -> str:
    """The path as people type it: relative to the current folder where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)


def read_pack(name: str) -> Pack:
    """Find and read a pack. Raises ``Faults`` with everything that is wrong in both files."""
    place = find(name)
    kinds = known_kinds()
    statement = stated(place, kinds)
    mapped = read_datamap(place.datamap, statement, shown(place.datamap)) if place.datamap.is_file() else unmapped(place.service)
    return Pack(place, statement, mapped, kinds)


def judged_pack(name: str, as_of: date | None = None) -> Pack:
    """Find and read a pack to be judged, in the version in force on ``as_of``; it may be an earlier one, over the newest's databases."""
    return _judged(find(name, as_of=as_of))


def earlier_packs(pack: Pack) -> Iterator[Pack]:
    """The versions of a pack's service before its own, the latest first."""
    for place in reversed(versions(pack.place.folder)):
        if place.version < pack.place.version:
            yield _judged(place)


def means_service(name: str, place: PackPlace) -> bool:
    """Whether ``name`` means a whole service, not one version of it."""
    return name == place.service or Path(name).expanduser().is_dir()


def _judged(place: PackPlace) -> Pack:
    if place.newest or not place.datamap.is_file():
        return read_pack(str(place.statement))
    newest, kinds = read_pack(str(versions(place.folder)[-1].statement)), known_kinds()
    statement = stated(place, kinds)
    return Pack(place, statement, narrowed(newest.datamap, statement), kinds, newest)


def stated(place: PackPlace, kinds: Kinds) -> Statement:
    """The statement of a pack, checked."""
    inventory = place.inventory if place.inventory.is_file() else None
    return read_statement(place.statement, kinds, inventory, shown(place.statement))


def faults_of(name: str, as_of: date | None = None) -> tuple[Fault, ...]:
    """Every fault of a pack's two files. Where the statement cannot be read, the data map's names stay unchecked, its form does not.

    The data map tells where the data of the running system lies, so that its names are those of the newest statement; an earlier
    one knows nothing of clusters and tables that came after it. ``as_of`` chooses the version in force on that day.
    """
    place = find(name, as_of=as_of)
    try:
        statement = stated(place, known_kinds())
    except KeptError as error:
        return (*error.faults, *(structure_faults(place.datamap, shown(place.datamap)) if place.datamap.is_file() else ()))
    dated = date_faults(statement, _others(place))
    if not place.datamap.is_file():
        return dated
    if not place.newest:
        return (*dated, *structure_faults(place.datamap, shown(place.datamap)))
    try:
        read_datamap(place.datamap, statement, shown(place.datamap))
    except KeptError as error:
        return (*dated, *error.faults)
    return dated


def _others(place: PackPlace) -> Iterator[Statement]:
    """The other versions of a pack's service, as far as they can be read; what is wrong in them is for their own check to say."""
    for other in versions(place.folder):
        with suppress(KeptError):
            if other != place:
                yield stated(other, known_kinds())
