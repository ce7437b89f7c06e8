"""Writes what the staged books tell into each region's ledger, numbers it, signs it, and has the control plane remember it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from sqlalchemy import column, literal_column, null, select, table, union_all

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
from kept.stores import Address, compiled, open_connection

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
    text, values = compiled(_books())
    with connection.cursor(name="books") as cursor:
        cursor.itersize = CHUNK
        for kind, at, subject_id, key, fact, value, number in cursor.execute(text.encode(), values):
            facts = {fact: value, **({"number": number} if number is not None else {})}
            yield event_about(kind, at.astimezone(UTC), facts, new_event_id(at, os.urandom), subject_id, key)


def _books() -> Any:
    consent = table("consent", *_columns("consent_id subject_id matter given_at withdrawn_at"), schema="kept")
    subject = table("subject", *_columns("subject_id key"), schema="kept")
    registration = table("tenant_registration", *_columns("tenant_ref cluster registered_at"), schema="kept")
    request = table("request", *_columns("request_id subject_id kind received_at answered_at"), schema="kept")
    whose = consent.join(subject, consent.c.subject_id == subject.c.subject_id)
    asked = request.outerjoin(subject, request.c.subject_id == subject.c.subject_id)

    def line(kind: str, at: Any, source: Any, number: Any, fact: str, value: Any, of: Any) -> Any:
        person = (of.c.subject_id, subject.c.key) if of is not None else (null(), null())
        named = (
            literal_column(f"'{kind}'").label("kind"),
            at.label("at"),
            *person,
            literal_column(f"'{fact}'").label("fact"),
            value.label("value"),
        )
        return select(*named, number.label("number")).select_from(source).where(at.is_not(None))

    told = union_all(
        line("consent.given", consent.c.given_at, whose, consent.c.consent_id, "matter", consent.c.matter, subject),
        line("consent.withdrawn", consent.c.withdrawn_at, whose, consent.c.consent_id, "matter", consent.c.matter, subject),
        line(
            "tenant.registered",
            registration.c.registered_at,
            registration,
            literal_column("null::bigint"),
            "cluster",
            registration.c.cluster,
            None,
        ),
        line("request.received", request.c.received_at, asked, request.c.request_id, "kind", request.c.kind, subject),
        line("request.answered", request.c.answered_at, asked, request.c.request_id, "kind", request.c.kind, subject),
    ).subquery()
    return select(told).order_by(told.c["at"])


def _columns(names: str) -> list[Any]:
    return [column(name) for name in names.split()]
