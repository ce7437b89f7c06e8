"""Invented data of the service: ``generate`` gives the rows of every database as COPY text, the same for the same seed.

Databases are those of the data map's stores. Each cluster can be made alone, in any order and in several processes at once;
memory is flat. Nobody in it is real. Rows keep every promise of the statement; who wants a breach makes it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from .rows.crm import crm_tables
from .rows.customers import customer_tables
from .rows.plan import AT_CENTRE, CENTRE, CRM, Plan, Table, planned
from .rows.platform import platform_tables
from .rows.record import record_tables
from .rows.signin import own_signin_tables, signin_tables
from .rows.site import site_tables
from .rows.vault import people_tables, versions

COUNTRIES: Mapping[str, str] = {
    **dict.fromkeys(("website", "p01", "p03", "p04", "p05", "p06", "p08", "large", "p11", "cdp_shanghai"), "CN"),
    "p10": "SG",
    "p18": "SG",
    "p15": "ID",
    "p20": "DE",
}
SCHEMAS: Mapping[str, tuple[str, ...]] = {
    "website": ("web",),
    "p08": ("auth",),
    "cdp_shanghai": ("cdp",),
    **dict.fromkeys(CRM, ("crm",)),
}


class Rows(NamedTuple):
    """Rows for one table of one database, in the order in which they have to be loaded."""

    cluster: str
    table: tuple[str, str]
    columns: tuple[str, ...]
    chunks: Iterable[bytes]


def generate(
    people: int,
    seed: int,
    today: date,
    clusters: Mapping[str, str] = COUNTRIES,
    *,
    texts: Mapping[str, str],
    statement_sha256: bytes,
    only: Iterable[str] | None = None,
) -> Iterator[Rows]:
    """All rows of the databases ``only`` (all of ``clusters``, cluster to ISO country), for ``people`` data subjects over all of them.

    ``texts`` are the published texts by language (``zh``, ``en``), ``statement_sha256`` the digest of the statement's file.
    Chunks are COPY's text format and have to be read before the next table is asked for.
    """
    wording = {tongue: sha256(text.encode()).hexdigest() for tongue, text in texts.items()}
    for cluster in clusters if only is None else only:
        plan = _plan(cluster, clusters, people, seed, today)
        for table in _tables(plan, clusters, people, texts, statement_sha256, wording):
            schema, _, name = table.path.partition(".")
            yield Rows(cluster, (schema, name), table.columns, table.chunks)


def _plan(cluster: str, clusters: Mapping[str, str], people: int, seed: int, today: date) -> Plan:
    return planned(cluster, clusters.get(cluster, COUNTRIES[cluster]), people, seed, today)


def _tables(
    plan: Plan, clusters: Mapping[str, str], people: int, texts: Mapping[str, str], digest: bytes, wording: Mapping[str, str]
) -> Iterator[Table]:
    yield from versions(texts, digest)
    signing_in: tuple[Plan, ...] = ()
    if plan.name == CENTRE:
        signing_in = tuple(_plan(name, clusters, people, plan.seed, plan.today) for name in AT_CENTRE)
    elif plan.name in CRM and plan.name not in AT_CENTRE:
        signing_in = (plan,)
    yield from people_tables(plan, signing_in, wording)
    yield from record_tables(plan, signing_in, wording)
    if plan.name in CRM:
        yield from crm_tables(plan)
        yield from customer_tables(plan)
        if signing_in:
            yield from own_signin_tables(plan)
    if plan.name == CENTRE:
        yield from signin_tables(signing_in)
    if plan.name == "website":
        yield from site_tables(plan)
    if plan.name == "cdp_shanghai":
        yield from platform_tables(plan, _plan("p06", clusters, people, plan.seed, plan.today))
