"""Where Kept keeps what it makes on this machine, and how a pack's servers are opened."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kept.datamap import DataMap
from kept.errors import KeptError
from kept.staging.estate import Estate, countries, estate
from kept.statement import Statement
from kept.stores import Configuration, attach, running, secret_file

SECRET_BYTES = 32
REHEARSAL_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class House:
    """The folders below KEPT_HOME: ``servers/<country>``, ``rehearsal``, ``secrets``, and ``packs/<label>`` for what was made of a pack."""

    home: Path

    def pack(self, label: str) -> Path:
        """The folder of a pack; ``prepare`` makes it."""
        return self.home / "packs" / label

    def rehearsed(self, label: str) -> Path:
        """The folder of a pack's rehearsal: the same things, apart from what people look at."""
        return self.home / "rehearsals" / label

    def secret(self, name: str) -> bytes:
        """A secret of this house: 32 random bytes in a file that nobody else can read, or ``KEPT_SECRET_<NAME>``."""
        folder = self.home / "secrets"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return secret_file(folder, name, SECRET_BYTES, os.urandom)


@dataclass(frozen=True)
class Prepared:
    """What was staged: how many people, from which seed, when, for which statement and data map (their SHA-256)."""

    label: str
    people: int
    seed: int
    at: datetime
    statement: str
    datamap: str
    staged: bool = True

    def write(self, folder: Path) -> None:
        said = {**self.__dict__, "at": self.at.isoformat()}
        temporary = folder / "prepared.json.new"
        temporary.write_text(json.dumps(said, indent=2), encoding="utf-8")
        temporary.replace(folder / "prepared.json")


def prepared(folder: Path) -> Prepared | None:
    """What was staged in a pack's folder; None if nothing was, or the last attempt did not finish."""
    file = folder / "prepared.json"
    if not file.is_file():
        return None
    said: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Prepared(**{**said, "at": datetime.fromisoformat(said["at"])})


def prepared_or_refused(folder: Path, label: str) -> Prepared:
    """What was staged; raises KEPT-C010 with the way out where nothing was."""
    found = prepared(folder)
    if found is None:
        raise KeptError("KEPT-C010", pack=label)
    return found


@contextmanager
def opened(house: House, configuration: Configuration, statement: Statement, datamap: DataMap, *, alone: bool = False) -> Iterator[Estate]:
    """The estate of a pack for the length of the block: embedded servers are started, external ones are only named.

    Servers that another program runs (the demonstration in another window) are used as they are; with ``alone`` that is
    refused (KEPT-T005), because whoever prepares databases needs them for itself. Raises KEPT-C055 for a service without a data map.
    """
    if not datamap.stores:
        raise KeptError("KEPT-C055", pack=statement.label)
    wanted = list(countries(statement, datamap))
    servers = {country: address for country in wanted if (address := configuration.region(country)) is not None}
    embedded = [country for country in wanted if country not in servers]
    folder = house.home / "servers"
    running_elsewhere = {} if alone else {country: address for country in embedded if (address := attach(folder, country)) is not None}
    missing = [country for country in embedded if country not in running_elsewhere]
    with running(folder, missing) as instances:
        servers |= running_elsewhere | {country: instance.address() for country, instance in instances.items()}
        named = dict(configuration.stores)
        yield estate(statement, datamap, servers.__getitem__, house.secret("roles"), configuration.place_is_registered, named)


@contextmanager
def rehearsal(house: House, statement: Statement, datamap: DataMap) -> Iterator[Estate]:
    """The rehearsal cluster: one embedded server of its own, with a database for every one of the pack's. Nothing in it is durable."""
    with running(house.home / "rehearsal", ["rehearsal"], settings=REHEARSAL_SETTINGS) as instances:
        address = instances["rehearsal"].address()
        yield estate(statement, datamap, lambda country: address, house.secret("rehearsal"), shared=True)
