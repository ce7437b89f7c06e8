"""Puts the controls of every kind into the databases, and takes them away again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from sqlalchemy import column, select, table

from kept.datamap import DataMap
from kept.promises import Control, Database, Kinds, Promise
from kept.staging.estate import Estate, Site, role_password
from kept.statement import Statement
from kept.stores import Role, ensure_roles, execute, open_connection

Step = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Grounded:
    """What a control stands on (``kept.promises.Ground``)."""

    promise: Promise
    statement: Statement
    datamap: DataMap
    sites: Mapping[str, Site]

    def databases(self, store: str | None = None) -> Sequence[Database]:
        return [site.database for site in self.sites.values() if store in (None, site.database.store)]


def controls(statement: Statement, datamap: DataMap, estate: Estate, kinds: Kinds) -> Sequence[Control]:
    """Every control that the statement's promises need, once for each database and name, in the order of the promises."""
    found: dict[tuple[str, str], Control] = {}
    for promise in statement.promises:
        keep = getattr(promise.parameters, "keep", None)
        if keep is None or promise.check != "auto":
            continue
        for control in keep(Grounded(promise, statement, datamap, estate.sites)):
            found.setdefault((control.database.name, control.name), control)
    return list(found.values())


def install(estate: Estate, wanted: Sequence[Control], datamap: DataMap, step: Step = lambda what, done, of: None) -> None:
    """Make the tenants' own roles, then install the controls: one transaction per database. Idempotent."""
    for position, site in enumerate(estate.sites.values()):
        _tenant_roles(estate, site, datamap)
        texts = [control.install for control in wanted if control.database == site.database]
        _run(site, texts)
        step("controls", position + 1, len(estate.sites))


def remove(estate: Estate, installed: Sequence[Control]) -> None:
    """Take the controls away again, the last first."""
    for site in estate.sites.values():
        _run(site, [control.undo for control in reversed(installed) if control.database == site.database])


def _run(site: Site, texts: Iterable[Any]) -> None:
    with open_connection(site.address, read_only=False) as connection:
        for text in texts:
            execute(connection, text)


def _tenant_roles(estate: Estate, site: Site, datamap: DataMap) -> None:
    tenants = tenant_ids(site, datamap)
    if not tenants:
        return
    roles = [
        Role(tenant_role(datamap, tenant), role_password(estate.secret, tenant_role(datamap, tenant)), ("kept_tenant",))
        for tenant in tenants
    ]
    with open_connection(site.address, read_only=False, autocommit=True) as connection:
        ensure_roles(connection, [Role("kept_tenant"), *roles], os.urandom, iterations=1)
        database = sql.Identifier(site.address.database)
        execute(connection, sql.SQL("grant connect on database {} to kept_tenant").format(database))


def tenant_ids(site: Site, datamap: DataMap) -> Sequence[str]:
    """The ids of the tenants in a database, as text; none where the store has no tenants."""
    path, _, key = datamap.roles.tenants.rpartition(".")
    if datamap.tables[path].store != site.database.store:
        return []
    schema, _, name = path.partition(".")
    with open_connection(site.address) as connection:
        return [str(row[0]) for row in execute(connection, select(column(key)).select_from(table(name, schema=schema))).fetchall()]


def tenant_role(datamap: DataMap, tenant: object) -> str:
    """The login role of one tenant: ``neocrm_t_1017``."""
    return datamap.roles.tenant.replace("{tenant}", str(tenant))
