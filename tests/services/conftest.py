"""neocrm-2023 staged once per test run on a rehearsal cluster of its own, used by planted people, with its pages served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.cli.acting import acted_in_rehearsal
from kept.cli.packed import Pack, judged_pack, read_pack
from kept.cli.proving import judging
from kept.proof import Governed, fetcher, governed, served
from kept.staging import Estate, House, prepare, rehearsal
from kept.statement import page_url, publish

PEOPLE, SEED = 1_000, 7


@dataclass(frozen=True)
class Staged:
    """A pack whose rehearsal cluster runs: where it is, who its people are drawn from, where its pages are served."""

    pack: Pack
    estate: Estate
    folder: Path
    base: str
    now: datetime

    def look(self, *, rehearsed: bool) -> Governed:
        """A fresh look at it; close it afterwards."""
        fetch = fetcher(lambda language: page_url(self.base, self.pack.statement.label, language))
        parts = (self.estate, self.pack.statement, self.pack.datamap, self.pack.place.folder, fetch, self.now)
        return governed(*parts, staged=True, rehearsed=rehearsed, window=judging(self.pack))

    def look_earlier(self, label: str) -> Governed:
        """A fresh look at what an earlier version of the same service binds; close it afterwards."""
        pack = judged_pack(label)
        parts = (self.estate, pack.statement, pack.datamap, pack.place.folder, lambda language: None, self.now)
        return governed(*parts, staged=True, rehearsed=True, window=judging(pack))


@pytest.fixture(scope="session")
def staged(temporary_home: Path) -> Iterator[Staged]:
    pack = read_pack("neocrm-2023")
    house = House(temporary_home / "services")
    folder = house.rehearsed("neocrm-2023")
    now = datetime.now(UTC)
    with rehearsal(house, pack.statement, pack.datamap) as estate:
        prepare(estate, pack.place, pack.statement, pack.datamap, pack.kinds, folder, PEOPLE, SEED, now)
        publish(pack.statement, folder / "site")
        acted_in_rehearsal(pack, estate, folder, lambda what, done, of: None)
        with served(folder / "site") as base:
            yield Staged(pack, estate, folder, base, datetime.now(UTC))
