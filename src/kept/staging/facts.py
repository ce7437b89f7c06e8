"""What an application is told of the databases that Kept staged for it: hosts and places as the statement has them, and its own logins.

Only logins of the application's own kind are told: the tenants' roles, or the application's own where a store is held for no tenant;
never an owner's, a prober's or support's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from kept.datamap import DataMap
from kept.staging.estate import Estate, Site, role_password
from kept.statement import Statement
from kept.stores import execute, open_connection


def application_facts(estate: Estate, statement: Statement, datamap: DataMap) -> Mapping[str, Any]:
    """By cluster: store, country, title, place, hosts, the database's address, and the tenants' roles with their passwords.

    A database that lists no tenants of its own (a sign-in centre) is told those of its server, whose roles are valid there too.
    """
    listed = {name: _tenants(site, datamap) for name, site in estate.sites.items()}
    return {site.database.cluster: _cluster(site, listed, estate, statement, datamap) for site in estate.sites.values()}


def _cluster(site: Site, listed: Mapping[str, Sequence[Any]], estate: Estate, statement: Statement, datamap: DataMap) -> Mapping[str, Any]:
    declared, address = statement.section("storage")[site.database.cluster], site.address
    same_server = [name for name, other in estate.sites.items() if (other.address.host, other.address.port) == (address.host, address.port)]
    own = listed[site.database.name] or [tenant for name in same_server for tenant in listed[name]]
    shared = all(table.held_for is None for table in datamap.of_store(site.database.store).values())
    roles = [datamap.roles.application] if shared else [datamap.roles.tenant.replace("{tenant}", str(tenant)) for tenant in own]
    place = getattr(declared.body, "location", None) or ()
    return {
        "store": site.database.store,
        "country": site.database.country,
        "title": {language: declared.label(language) for language in ("zh", "en")},
        "place": {language: joint.join(part.words(language) for part in place) for language, joint in (("zh", ""), ("en", ", "))},
        "business": list(getattr(declared.body, "business", None) or ()),
        "login": getattr(declared.body, "login", None),
        "domains": list(getattr(declared.body, "domains", None) or ()),
        "tenants": list(listed[site.database.name]),
        "database": {
            "host": address.host,
            "port": address.port,
            "name": address.database,
            "roles": {role: role_password(estate.secret, role) for role in roles},
        },
    }


def _tenants(site: Site, datamap: DataMap) -> Sequence[Any]:
    """The tenants of a database, where the table that lists them is of its store."""
    path, _, column = datamap.roles.tenants.rpartition(".")
    if path not in datamap.of_store(site.database.store):
        return ()
    query = sql.SQL("select {} from {} order by 1").format(sql.Identifier(column), sql.Identifier(*path.split(".")))
    with open_connection(site.address) as connection:
        return [row[0] for row in execute(connection, query).fetchall()]
