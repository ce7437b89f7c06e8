"""A connection on which SQLAlchemy itself runs its statements: for work in many steps, whose statements it keeps compiled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from sqlalchemy.pool import NullPool

from kept.stores.address import Address
from kept.stores.opening import open_connection


@contextmanager
def core_connection(address: Address) -> Iterator[sqlalchemy.Connection]:
    """One connection that may write. What was not committed is rolled back. Raises as ``open_connection`` does."""
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: open_connection(address, read_only=False), poolclass=NullPool
    )
    with engine.connect() as connection:
        yield connection
