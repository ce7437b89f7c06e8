"""The databases of neocrm-2023, staged for the tests of a folder: those of another would find what these left in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kept.cli.packed import Pack, read_pack
from kept.staging import Estate, House, prepare, rehearsal

PEOPLE, SEED = 1_000, 7


@dataclass(frozen=True)
class Prepared:
    pack: Pack
    estate: Estate
    folder: Path


@contextmanager
def prepared(home: Path) -> Iterator[Prepared]:
    """The databases, filled, on a cluster in a folder of its own."""
    pack = read_pack("neocrm-2023")
    house = House(home)
    with rehearsal(house, pack.statement, pack.datamap) as estate:
        folder = house.rehearsed("neocrm-2023")
        prepare(estate, pack.place, pack.statement, pack.datamap, pack.kinds, folder, PEOPLE, SEED, datetime.now(UTC))
        yield Prepared(pack, estate, folder)
