"""Fills a pack's databases with the people that its ``data.py`` invents: COPY into each database, several databases at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from inspect import signature
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from kept.datamap import DataMap
from kept.packs import PackPlace, pack_code
from kept.staging.estate import Estate, Site
from kept.staging.schema import read_schema
from kept.statement import Statement, plain_text
from kept.stores import copy_rows, execute, open_connection

Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What was loaded into one database: rows by table."""

    database: str
    rows: Mapping[str, int]


@dataclass(frozen=True)
class Invented:
    """What a pack's ``data.generate`` is asked for; the statement's texts, because consents refer to their hashes.

    ``earlier`` holds texts and file digest of each version before it, by label; a pack that has nothing from then need not take them.
    """

    people: int
    seed: int
    today: date
    clusters: Mapping[str, str]
    texts: Mapping[str, str]
    statement_sha256: bytes
    earlier: Mapping[str, tuple[Mapping[str, str], bytes]]


def load(
    estate: Estate,
    pack: PackPlace,
    statement: Statement,
    datamap: DataMap,
    people: int,
    seed: int,
    today: date,
    step: Step = lambda what, done, of: None,
    workers: int = 2,
    earlier: Sequence[Statement] = (),
) -> Sequence[Loaded]:
    """Load ``people`` people (all databases together), the same for the same seed and day; a database is loaded whole or not at all."""
    sites = list(estate.sites.values())
    clusters = {site.database.cluster: site.database.country for site in sites}
    texts, digest = _said(statement)
    before = {version.label: _said(version) for version in earlier}
    invented = Invented(people, seed, today, clusters, texts, digest, before)
    loaded: list[Loaded] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver"), initializer=_end_with_parent) as pool:
        jobs = [pool.submit(_load_site, pack, site, datamap.stores[site.database.store].schemas, invented) for site in sites]
        try:
            for job in as_completed(jobs):
                loaded.append(job.result())
                step("people", len(loaded), len(sites))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return loaded


def _said(statement: Statement) -> tuple[Mapping[str, str], bytes]:
    texts: dict[str, str] = {language: plain_text(statement, language) for language in statement.languages.all}
    return texts, bytes.fromhex(statement.sha256)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for its next job for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()


def _await_end(parent: int) -> None:
    wait([parent])
    os._exit(1)


def _load_site(pack: PackPlace, site: Site, schemas: Sequence[str], invented: Invented) -> Loaded:
    data = pack_code(pack)
    rows: dict[str, int] = {}
    then = {"earlier": invented.earlier} if "earlier" in signature(data.generate).parameters else {}
    told = data.generate(
        invented.people,
        invented.seed,
        invented.today,
        invented.clusters,
        texts=invented.texts,
        statement_sha256=invented.statement_sha256,
        only=[site.database.cluster],
        **then,
    )
    with open_connection(site.address, read_only=False) as connection:
        execute(connection, "set local synchronous_commit = off")
        for _, table, columns, chunks in told:
            path = ".".join(table)
            rows[path] = rows.get(path, 0) + copy_rows(connection, table, columns, chunks)
        read_schema(pack.schema).run(connection, schemas, "after")
    with open_connection(site.address, read_only=False, autocommit=True) as connection:
        execute(connection, "vacuum (analyze)")
    return Loaded(site.database.name, rows)
