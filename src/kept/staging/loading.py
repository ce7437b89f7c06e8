"""Fills a pack's databases with the people that its ``data.py`` invents: COPY into each database, several databases at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context

from kept.packs import PackPlace, pack_code
from kept.staging.estate import Estate, Site
from kept.stores import copy_rows, execute, open_connection

Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Loaded:
    """What was loaded into one database: rows by table."""

    database: str
    rows: Mapping[str, int]


def load(
    estate: Estate, pack: PackPlace, people: int, seed: int, today: date, step: Step = lambda what, done, of: None, workers: int = 2
) -> Sequence[Loaded]:
    """Load ``people`` people (all databases together), the same for the same seed and day. Raises KEPT-T0xx; a database is loaded whole or not at all."""
    sites = list(estate.sites.values())
    loaded: list[Loaded] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        jobs = [pool.submit(_load_site, pack, site, people, seed, today) for site in sites]
        try:
            for job in as_completed(jobs):
                loaded.append(job.result())
                step("people", len(loaded), len(sites))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return loaded


def _load_site(pack: PackPlace, site: Site, people: int, seed: int, today: date) -> Loaded:
    data = pack_code(pack)
    rows: dict[str, int] = {}
    with open_connection(site.address, read_only=False) as connection:
        execute(connection, "set local synchronous_commit = off")
        for table in data.rows(site.database.cluster, site.database.country, people, seed, today):
            schema, _, name = table.path.partition(".")
            rows[table.path] = rows.get(table.path, 0) + copy_rows(connection, (schema, name), table.columns, table.chunks)
    with open_connection(site.address, read_only=False, autocommit=True) as connection:
        execute(connection, "analyze")
    return Loaded(site.database.name, rows)
