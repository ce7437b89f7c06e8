"""A storage cluster with its books, served over real HTTP, and the real SDK."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from kept.books import migrate
from kept.ledger import generate_signer, write_signer
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept.stores import Address, Role, create_database, drop_database, ensure_roles, open_connection, secret_text
from kept.stores.embedded import Instance
from kept.web import Opened, running_api
from kept_sdk import Kept

PACK = "neocrm-2023"
LABEL = "neocrm-2023"


@dataclass(frozen=True)
class Served:
    """A served cluster: how to get in, and the database behind it."""

    opened: Opened
    database: Address
    told: Mapping[str, Any]

    @property
    def token(self) -> str:
        return self.opened.token.read_text(encoding="utf-8").strip()

    def kept(self, **said: Any) -> Kept:
        return Kept(self.opened.address, self.token, **said)

    def execute(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with open_connection(self.database, read_only=False, autocommit=True) as connection:
            cursor = connection.execute(query, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []


def cluster_told(folder: Path, name: str, database: Address) -> Mapping[str, Any]:
    """What the API's process is told of a cluster; its key and token are made beside it."""
    key = folder / f"{name}.key"
    if not key.exists():
        write_signer(key, generate_signer(f"neocrm/crm.{name}/test", os.urandom))
    token = secret_text(folder / "api", f"{name}.token", os.urandom)
    return {"cluster": name, "country": "CN", "token": token, "address": asdict(keeper(database)), "signer": str(key)}


def keeper(database: Address) -> Address:
    """The database as the API reaches it: with a login of its own that only the books are open to."""
    with open_connection(database, read_only=False, autocommit=True) as connection:
        ensure_roles(connection, [Role("kept_api", "secret", ("kept_keeper",))], os.urandom, iterations=1)
        connection.execute(sql.SQL("grant connect on database {} to kept_api").format(sql.Identifier(database.database)))
    return database.on(user="kept_api", password="secret")


def make_books(database: Address) -> None:
    migrate(database)
    statement = read_statement(find(PACK).statement, known_kinds())
    with open_connection(database, read_only=False, autocommit=True) as connection:
        connection.execute(
            "insert into kept.statement_version values (%s, %s, %s, %s, 'operator', %s)",
            (statement.label, statement.service, statement.version, statement.version, bytes.fromhex(statement.sha256)),
        )


@contextmanager
def database_of(cluster: Instance, name: str) -> Iterator[Address]:
    with open_connection(cluster.address(), read_only=False, autocommit=True) as connection:
        create_database(connection, name, cluster.address().user)
        make_books(cluster.address(name))
        yield cluster.address(name)
        drop_database(connection, name)


@pytest.fixture(scope="package")
def two(cluster: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Served]]:
    """Two clusters of one service in one process, each with its own token."""
    folder = tmp_path_factory.mktemp("pack")
    names = [f"api_{os.getpid()}_p06", f"api_{os.getpid()}_p03"]
    with database_of(cluster, names[0]) as first, database_of(cluster, names[1]) as second:
        clusters = [cluster_told(folder, "p06", first), cluster_told(folder, "p03", second)]
        told = {"pack": PACK, "statements": [str(find(PACK).statement)], "served": [], "folder": str(folder), "clusters": clusters}
        with running_api([told]) as (opened, _):
            yield Served(opened[0], first, told), Served(opened[1], second, told)


@pytest.fixture
def served(two: tuple[Served, Served]) -> Served:
    return two[0]


@pytest.fixture(scope="package")
def kept(two: tuple[Served, Served]) -> Iterator[Kept]:
    with two[0].kept() as started:
        yield started
