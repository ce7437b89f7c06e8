"""Writes what the staged books tell into each region's ledger, numbers it, signs it, and has the control plane remember it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from kept.ledger import (
    Checkpoint,
    Event,
    Signer,
    event_about,
    generate_signer,
    load_signer,
    new_event_id,
    record_many,
    sequence,
    write_signer,
)
from kept.staging.estate import Estate, Site
from kept.stores import Address, open_connection

Step = Callable[[str, int, int], None]
CHUNK: Final = 5_000


def keep_ledgers(
    estate: Estate, folder: Path, now: datetime, step: Step = lambda what, done, of: None, workers: int = 2
) -> Sequence[Checkpoint]:
    """One ledger for each database, with its key in ``<folder>/ledger/<store>.key`` (mode 0600) and ``.pub`` beside it."""
    keys = folder / "ledger"
    keys.mkdir(mode=0o700, exist_ok=True)
    sites = list(estate.sites.values())
    found: list[Checkpoint] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        jobs = [pool.submit(_keep, site, signer_of(keys, estate.service, site), estate.control, now) for site in sites]
        for job in as_completed(jobs):
            found.append(job.result())
            step("ledger", len(found), len(sites))
    return found


def signer_of(keys: Path, service: str, site: Site) -> Signer:
    """The signing key of a database's ledger, made at first use. The ledger's name is ``<service>/<store>``."""
    file = keys / f"{site.database.name}.key"
    if not file.exists():
        signer = generate_signer(f"{service}/{site.database.name}", os.urandom)
        write_signer(file, signer)
        (keys / f"{site.database.name}.pub").write_text(f"{signer.verifier}\n", encoding="utf-8")
    return load_signer(file)


def _keep(site: Site, signer: Signer, control: Address, now: datetime) -> Checkpoint:
    with open_connection(site.address) as reading, open_connection(site.address, read_only=False) as writing:
        record_many(writing, _told(reading))
    with (
        open_connection(site.address, read_only=False, autocommit=True) as region,
        open_connection(control, read_only=False, autocommit=True) as remembering,
    ):
        return sequence(region, signer, lambda: now, remembering)


def _told(connection: Any) -> Iterator[Event]:
    """What the books tell as events: consents given and withdrawn, tenants registered, requests received and answered; oldest first."""
    told = files("kept.staging").joinpath("sql", "told.sql").read_bytes()
    with connection.cursor(name="books") as cursor:
        cursor.itersize = CHUNK
        for kind, at, subject_id, key, fact, value in cursor.execute(told):
            yield event_about(kind, at.astimezone(UTC), {fact: value}, new_event_id(at, os.urandom), subject_id, key)
