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
    Verifier,
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
    """A new ledger for each database (just made), with its key in ``<folder>/ledger/<store>.key`` (mode 0600), ``.pub`` beside it."""
    keys = folder / "ledger"
    keys.mkdir(mode=0o700, exist_ok=True)
    sites = list(estate.sites.values())
    found: list[Checkpoint] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        jobs = [pool.submit(_keep, site, begin_ledger(keys, estate.service, site), estate.control, now) for site in sites]
        for job in as_completed(jobs):
            found.append(job.result())
            step("ledger", len(found), len(sites))
    return found


def begin_ledger(keys: Path, service: str, site: Site) -> Signer:
    """A new ledger's signing key. The ledger's name is ``<service>/<store>/<random>``.

    A database that was made anew begins another ledger, never the old one again: under the old name two histories would be signed,
    which is what a forger does, and the control plane would rightly refuse it. The public key of the ledger before it stays in
    ``retired``, so that its exports go on being verifiable; its private key is destroyed, since there is nothing left to sign.
    """
    file, public = keys / f"{site.database.name}.key", keys / f"{site.database.name}.pub"
    if public.exists():
        retired = keys / "retired"
        retired.mkdir(mode=0o700, exist_ok=True)
        old = Verifier.parse(public.read_text(encoding="utf-8"))
        public.replace(retired / f"{site.database.name}.{old.id.hex()}.pub")
    file.unlink(missing_ok=True)
    signer = generate_signer(f"{service}/{site.database.name}/{os.urandom(4).hex()}", os.urandom)
    write_signer(file, signer)
    public.write_text(f"{signer.verifier}\n", encoding="utf-8")
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
