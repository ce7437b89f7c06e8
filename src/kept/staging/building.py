"""Makes a pack's databases: the books from one template per server, the pack's schemas, and the roles that controls speak of."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import psycopg

from kept.books import migrate
from kept.datamap import DataMap
from kept.staging.estate import KEEPER, PAGES, PROVER, Estate, Site, role_password
from kept.staging.schema import SchemaFile, read_schema
from kept.stores import Address, Role, create_database, drop_database, ensure_roles, execute, open_connection

TEMPLATE: Final = "kept_books_template"
Step = Callable[[str, int, int], None]


def build(estate: Estate, datamap: DataMap, schema_file: Path, step: Step = lambda what, done, of: None) -> None:
    """Drop the governed databases that are there and make them anew, empty; the control plane stays.

    Raises KEPT-T0xx, or KEPT-D020 for SQL that the server refuses.
    """
    schema = read_schema(schema_file)
    servers = list(estate.servers().items())
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda entry: _prepare_server(estate, datamap, entry[1]), servers))
    sites = list(estate.sites.values())
    with ThreadPoolExecutor(2) as pool:
        for position, _ in enumerate(pool.map(lambda site: _build_database(site, datamap, schema), sites)):
            step("databases", position + 1, len(sites))
    for _, address in servers:
        with _administering(address) as connection:
            drop_database(connection, TEMPLATE)
    keep_control_plane(estate)


def keep_control_plane(estate: Estate) -> None:
    """Make the control plane's database if it is missing, and bring it up to date: what it remembers outlives databases made anew."""
    with _administering(estate.control) as connection:
        there = execute(connection, "select from pg_database where datname = %s", [estate.control.database]).fetchone()
        if there is None:
            create_database(connection, estate.control.database, estate.control.user)
    migrate(estate.control, "control")


def let_keeper_in(estate: Estate) -> Mapping[str, Address]:
    """The addresses under which the API reaches each database, by its name: as a role that the books are open to and nothing else is.

    The role is made where it is missing. The books have to be up to date.
    """
    password = role_password(estate.secret, KEEPER)
    for address in estate.servers().values():
        with _administering(address) as connection:
            ensure_roles(connection, [Role(KEEPER, password, ("kept_keeper",))], os.urandom, iterations=1)
    for address in dict.fromkeys(site.address for site in estate.sites.values()):
        with _administering(address) as connection:
            names = (psycopg.sql.Identifier(address.database), psycopg.sql.Identifier(KEEPER))
            execute(connection, psycopg.sql.SQL("grant connect on database {} to {}").format(*names))
    return {name: site.address.on(user=KEEPER, password=password) for name, site in estate.sites.items()}


def let_pages_in(estate: Estate) -> Address:
    """The address under which the pages keep staff's accounts: a role that owns one schema of the control plane and no more."""
    keep_control_plane(estate)
    password = role_password(estate.secret, PAGES)
    with _administering(estate.control) as connection:
        ensure_roles(connection, [Role(PAGES, password, ("kept_pages",))], os.urandom, iterations=1)
        names = (psycopg.sql.Identifier(estate.control.database), psycopg.sql.Identifier(PAGES))
        execute(connection, psycopg.sql.SQL("grant connect on database {} to {}").format(*names))
    return estate.control.on(user=PAGES, password=password)


def _administering(address: Address) -> psycopg.Connection[tuple[object, ...]]:
    return open_connection(address.on(database="postgres"), read_only=False, autocommit=True)


def _prepare_server(estate: Estate, datamap: DataMap, address: Address) -> None:
    roles = [
        Role(PROVER, role_password(estate.secret, PROVER), ("pg_read_all_data", "pg_read_all_settings"), frozenset({"BYPASSRLS"})),
        Role(datamap.roles.application, role_password(estate.secret, datamap.roles.application), ("kept_writer",)),
        Role(datamap.roles.support, role_password(estate.secret, datamap.roles.support)),
    ]
    with _administering(address) as connection:
        ensure_roles(connection, [Role("kept_writer"), *roles], os.urandom, iterations=1)
        drop_database(connection, TEMPLATE)
        create_database(connection, TEMPLATE, address.user)
    migrate(address.on(database=TEMPLATE))


def _build_database(site: Site, datamap: DataMap, schema: SchemaFile) -> None:
    store = datamap.stores[site.database.store]
    with _administering(site.address) as connection:
        drop_database(connection, site.address.database)
        create_database(connection, site.address.database, site.address.user, TEMPLATE)
    with open_connection(site.address, read_only=False) as connection:
        schema.run(connection, store.schemas, "schema")
        execute(connection, "grant usage on schema kept to kept_writer")
    with _administering(site.address) as connection:
        for role in (PROVER, datamap.roles.application, datamap.roles.support):
            execute(
                connection,
                psycopg.sql.SQL("grant connect on database {} to {}").format(
                    psycopg.sql.Identifier(site.address.database), psycopg.sql.Identifier(role)
                ),
            )
