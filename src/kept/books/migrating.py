"""Brings the books of one database up to date."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from typing import Literal
from urllib.parse import quote, urlencode

from yoyo import get_backend, read_migrations

from kept.stores import Address

Books = Literal["migrations", "control"]


def migrate(address: Address, books: Books = "migrations") -> Sequence[str]:
    """Apply what is missing, each migration in its own transaction; returns the names of those applied. Idempotent."""
    with as_file(files("kept.books") / books) as folder:
        backend = get_backend(_yoyo_url(address), migration_table="kept_migration")
        try:
            with backend.lock():
                missing = backend.to_apply(read_migrations(str(folder)))
                names = [migration.id for migration in missing]
                backend.apply_migrations(missing)
                return names
        finally:
            backend.connection.close()


def pending(address: Address, books: Books = "migrations") -> Sequence[str]:
    """The migrations that a database lacks."""
    with as_file(files("kept.books") / books) as folder:
        backend = get_backend(_yoyo_url(address), migration_table="kept_migration")
        try:
            return [migration.id for migration in backend.to_apply(read_migrations(str(folder)))]
        finally:
            backend.connection.close()


def _yoyo_url(address: Address) -> str:
    """yoyo takes a percent-encoded socket folder literally where a host stands, and decodes it as a parameter."""
    user, password, database = (quote(part, safe="") for part in (address.user, address.password, address.database))
    # A user called kept would otherwise look for yoyo's tables in the schema of that name as soon as the first migration made it.
    where = {"host": address.host, "port": address.port, "sslmode": address.sslmode, "schema": "public"}
    if address.sslrootcert is not None:
        where["sslrootcert"] = address.sslrootcert
    return f"postgresql+psycopg://{user}:{password}@/{database}?{urlencode(where)}"
