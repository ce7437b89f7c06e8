"""What most commands begin with: a pack found, its statement and data map read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kept.datamap import DataMap, read_datamap, structure_faults, unmapped
from kept.errors import Fault, KeptError
from kept.packs import PackPlace, find, versions
from kept.promises import Kinds, known_kinds
from kept.statement import Statement, date_faults, read_statement


@dataclass(frozen=True)
class Pack:
    """A pack, read: where it is, what it says, where its data lives."""

    place: PackPlace
    statement: Statement
    datamap: DataMap
    kinds: Kinds

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


def stated(place: PackPlace, kinds: Kinds) -> Statement:
    """The statement of a pack, checked."""
    inventory = place.inventory if place.inventory.is_file() else None
    return read_statement(place.statement, kinds, inventory, shown(place.statement))


def faults_of(name: str) -> tuple[Fault, ...]:
    """Every fault of a pack's two files. Where the statement cannot be read, the data map's names stay unchecked, its form does not.

    The data map tells where the data of the running system lies, so that its names are those of the newest statement; an earlier
    one knows nothing of clusters and tables that came after it.
    """
    place = find(name)
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
