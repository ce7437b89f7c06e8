"""Prepares a pack from nothing: databases, statement texts, people, controls, ledger; remembered only when all of it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from kept.datamap import DataMap
from kept.packs import PackPlace, versions
from kept.promises import Kinds
from kept.staging.building import build
from kept.staging.controlling import controls, install
from kept.staging.estate import Estate
from kept.staging.house import Prepared
from kept.staging.ledgering import keep_ledgers
from kept.staging.loading import load
from kept.statement import Statement, read_statement

Step = Callable[[str, int, int], None]


def prepare(
    estate: Estate,
    pack: PackPlace,
    statement: Statement,
    datamap: DataMap,
    kinds: Kinds,
    folder: Path,
    people: int,
    seed: int,
    now: datetime,
    step: Step = lambda what, done, of: None,
) -> Prepared:
    """Make the estate anew with ``people`` staged people. Interrupted, it leaves nothing that counts as prepared."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prepared.json").unlink(missing_ok=True)
    build(estate, datamap, pack.schema, step)
    earlier = [read_statement(place.statement, kinds) for place in versions(pack.folder) if place.version < pack.version]
    load(estate, pack, statement, datamap, people, seed, now.date(), step, earlier=earlier)
    install(estate, controls(statement, datamap, estate, kinds), datamap, step)
    keep_ledgers(estate, folder, now, step)
    found = Prepared(statement.label, people, seed, now, statement.sha256, datamap.sha256)
    found.write(folder)
    return found
