"""Which databases a pack has: one for each storage cluster that its data map names, on the server of the cluster's country."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kept.datamap import DataMap
from kept.promises import Database, Origin
from kept.statement import Statement
from kept.stores import Address, Source, derived_password

PROVER = "kept_prover"
KEEPER = "kept_api"
PAGES = "kept_pages_login"
STATEMENT_TIMEOUT_MS = 60_000


@dataclass(frozen=True)
class Site:
    """One governed database and its owner's address (a superuser of an embedded server)."""

    database: Database
    address: Address


@dataclass(frozen=True)
class Estate:
    """All databases of a pack, the control plane's, and the secret from which its servers' role passwords are made."""

    service: str
    sites: Mapping[str, Site]
    control: Address
    secret: bytes = field(repr=False)
    shared: bool = False

    def servers(self) -> Mapping[str, Address]:
        """One owner's address per server, by country (or the one country that stands for all on a shared server)."""
        found: dict[tuple[str, int], tuple[str, Address]] = {}
        for site in self.sites.values():
            found.setdefault((site.address.host, site.address.port), (site.database.country, site.address))
        return dict(found.values())

    @property
    def tenant_key(self) -> bytes:
        """What tenants' passwords are made from; see ``tenant_key``."""
        return tenant_key(self.secret)

    def sources(self, rehearsed: bool, origin: Origin) -> Mapping[str, Source]:
        """What probes read through: as Kept's own reader with a login of its own, or (rehearsed) inside the owner's transactions."""
        if rehearsed:
            return {name: Source(site.database, site.address, None, origin, STATEMENT_TIMEOUT_MS) for name, site in self.sites.items()}
        password_of = password_maker(self.secret)
        return {
            name: Source(
                site.database, site.address.on(user=PROVER, password=password_of(PROVER)), password_of, origin, STATEMENT_TIMEOUT_MS
            )
            for name, site in self.sites.items()
        }


def estate(
    statement: Statement,
    datamap: DataMap,
    server: Callable[[str], Address],
    secret: bytes,
    shared: bool,
    named: Mapping[str, Address] | None = None,
) -> Estate:
    """The estate of a pack. ``server`` gives a country's server; ``named`` are databases that a configuration places itself."""
    clusters = statement.section("storage")
    sites: dict[str, Site] = {}
    for store, said in datamap.stores.items():
        for cluster in said.clusters:
            country = clusters[cluster].body.country
            database = Database(store, cluster, country, "registered" if shared else "observed")
            given = (named or {}).get(database.name)
            address = given or server(country).on(database=database_name(statement.service, cluster), store=database.name)
            sites[database.name] = Site(database, address)
    home = next(iter(sites.values())).address
    return Estate(statement.service, sites, home.on(database="kept_control", store="control"), secret, shared)


def database_name(service: str, cluster: str) -> str:
    """``neocrm_p06``."""
    return f"{service}_{cluster}"


def role_password(secret: bytes, role: str) -> str:
    """The password of a role: 192 bits that nobody needs to store, because Kept can make them again from its secret.

    Those of tenants' roles, whose names end in the tenant's number, are made from a key of their own (see ``tenant_key``).
    """
    return derived_password(tenant_key(secret) if role[-1:].isdigit() else secret, role)


def tenant_key(secret: bytes) -> bytes:
    """What tenants' passwords are made from: the API holds it to admit tenants, and can make no other role's password with it."""
    return hmac.digest(secret, b"tenants", hashlib.sha256)


def password_maker(secret: bytes) -> Callable[[str], str]:
    return lambda role: role_password(secret, role)


def countries(statement: Statement, datamap: DataMap) -> Iterable[str]:
    """The countries that hold governed databases, in the order in which the data map first names them."""
    clusters = statement.section("storage")
    named = [clusters[cluster].body.country for store in datamap.stores.values() for cluster in store.clusters]
    return list(dict.fromkeys(named))
