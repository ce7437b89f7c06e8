"""Invented data of the service: ``generate`` gives the rows of every database as COPY text, the same for the same seed.

Databases are those of the data map's stores. Each cluster can be made alone, in any order and in several processes at once;
memory is flat. Nobody in it is real. Rows keep every promise of the statement; who wants a breach makes it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from .rows import told
from .rows.crm import crm_tables
from .rows.customers import customer_tables
from .rows.handed_on import handed_on_tables
from .rows.plan import AT_CENTRE, CENTRE, CRM, PLATFORM_HOME, Plan, Table, planned
from .rows.planted import planted_organisations, planted_registrations, planted_subjects
from .rows.platform import platform_tables
from .rows.record import record_tables
from .rows.signin import own_signin_tables, signin_tables
from .rows.site import site_tables
from .rows.stated import EARLIER_LABEL, LABEL
from .rows.told import Happened
from .rows.vault import people_tables, versions

NO_VERSIONS: Mapping[str, tuple[Mapping[str, str], bytes]] = {}
NO_TEXTS: Mapping[str, tuple[Mapping[str, str], bytes]] = {LABEL: ({"zh": "", "en": ""}, b"")}
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
    earlier: Mapping[str, tuple[Mapping[str, str], bytes]] = NO_VERSIONS,
    only: Iterable[str] | None = None,
) -> Iterator[Rows]:
    """All rows of the databases ``only`` (all of ``clusters``, cluster to ISO country), for ``people`` data subjects over all of them.

    ``texts`` are the published texts by language (``zh``, ``en``), ``statement_sha256`` the digest of the statement's file.
    ``earlier`` gives the same of the versions before it, by label: with them there are people besides who came under the last of those.
    Chunks are COPY's text format and have to be read before the next table is asked for.
    """
    for cluster in clusters if only is None else only:
        for table in _tables(_Asked(people, seed, today, clusters, {LABEL: (texts, statement_sha256), **earlier}), cluster):
            schema, _, name = table.path.partition(".")
            yield Rows(cluster, (schema, name), table.columns, table.chunks)


def events(cluster: str, people: int, seed: int, today: date, clusters: Mapping[str, str] = COUNTRIES) -> Iterator[Happened]:
    """What the rows of one database tell a ledger, table by table (not in the order of time)."""
    return told.events(_tables(_Asked(people, seed, today, clusters, NO_TEXTS), cluster))


def personal_values(people: int, seed: int, today: date, clusters: Mapping[str, str] = COUNTRIES) -> Iterator[tuple[str, str]]:
    """Every generated name, phone number, mail and address with its column; for tests that search for them where they must not be."""
    asked = _Asked(people, seed, today, clusters, NO_TEXTS)
    return (value for cluster in clusters for value in told.personal_values(_tables(asked, cluster)))


class _Asked(NamedTuple):
    people: int
    seed: int
    today: date
    clusters: Mapping[str, str]
    versions: Mapping[str, tuple[Mapping[str, str], bytes]]

    def plan(self, cluster: str) -> Plan:
        country, old = self.clusters.get(cluster, COUNTRIES[cluster]), EARLIER_LABEL in self.versions
        return planned(cluster, country, self.people, self.seed, self.today, old)


def _tables(asked: _Asked, cluster: str) -> Iterator[Table]:
    plan = asked.plan(cluster)
    wording = {
        label: {tongue: sha256(text.encode()).hexdigest() for tongue, text in texts.items()} for label, (texts, _) in asked.versions.items()
    }
    yield from versions(asked.versions)
    signing_in: tuple[Plan, ...] = ()
    if plan.name == CENTRE:
        signing_in = tuple(asked.plan(name) for name in AT_CENTRE)
    elif plan.name in CRM and plan.name not in AT_CENTRE:
        signing_in = (plan,)
    yield from people_tables(plan, signing_in, wording)
    yield from handed_on_tables(plan, signing_in, wording)
    yield from record_tables(plan, signing_in)
    if plan.name in CRM or plan.name == CENTRE:
        yield from planted_registrations(plan, signing_in)
    if plan.name in CRM:
        yield from crm_tables(plan)
        yield from customer_tables(plan)
        if signing_in:
            yield from own_signin_tables(plan)
        yield from planted_subjects(plan)
        yield from planted_organisations(plan)
    if plan.name == CENTRE:
        yield from signin_tables(signing_in)
    if plan.name == "website":
        yield from site_tables(plan)
    if plan.name == "cdp_shanghai":
        yield from platform_tables(plan, asked.plan(PLATFORM_HOME))
