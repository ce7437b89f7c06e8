"""The databases of neocrm-2023, staged once in a process, however many folders' tests use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.cli.packed import Pack, read_pack
from kept.staging import Estate, House, prepare, rehearsal

PEOPLE, SEED = 1_000, 7


@dataclass(frozen=True)
class Prepared:
    pack: Pack
    estate: Estate
    folder: Path


@pytest.fixture(scope="session")
def prepared_neocrm(temporary_home: Path) -> Iterator[Prepared]:
    pack = read_pack("neocrm-2023")
    house = House(temporary_home / "living")
    with rehearsal(house, pack.statement, pack.datamap) as estate:
        folder = house.rehearsed("neocrm-2023")
        prepare(estate, pack.place, pack.statement, pack.datamap, pack.kinds, folder, PEOPLE, SEED, datetime.now(UTC))
        yield Prepared(pack, estate, folder)
