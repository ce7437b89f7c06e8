"""Connections kept open and handed out, for a process that answers many short questions at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kept.errors import KeptError
from kept.stores.address import Address
from kept.stores.opening import Connection, arguments
from kept.stores.refusals import told

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

WAIT_S: Final = 5.0


@dataclass
class Pool:
    """Connections to one database, opened when first needed, at most ``size``."""

    address: Address
    size: int = 8
    statement_timeout_ms: int = 10_000
    _pool: ConnectionPool[Connection] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        from psycopg_pool import ConnectionPool  # only a server needs it

        self._pool = ConnectionPool(
            kwargs=arguments(self.address, read_only=False, statement_timeout_ms=self.statement_timeout_ms),
            connection_class=Connection,
            min_size=0,
            max_size=self.size,
            max_idle=60.0,
            timeout=WAIT_S,
            reconnect_timeout=1.0,
            check=ConnectionPool.check_connection,
            open=True,
            name=self.address.name,
        )

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in a transaction of its own, committed at the end of the block. Raises KEPT-T020 where none is to be had."""
        from psycopg_pool import PoolTimeout

        try:
            with self._pool.connection() as connection:
                connection.kept_address = self.address.on(password="")
                with told(connection):
                    yield connection
        except PoolTimeout as error:
            raise KeptError("KEPT-T020", self.address.name, store=self.address.name, detail=str(error)) from None

    def close(self) -> None:
        self._pool.close()
