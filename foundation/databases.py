"""Connections to the databases of the clusters: each tenant's under its own role, a few kept open, never one for two tenants."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine

# With two idle connections each that is half of what a PostgreSQL server allows by default, however many tenants there are.
MOST_POOLS: Final = 24
OPEN_FOR_EACH: Final = 2
MORE_FOR_EACH: Final = 8
CONNECT_TIMEOUT_S: Final = 5
STATEMENT_TIMEOUT_MS: Final = 10_000


@dataclass(frozen=True)
class Credentials:
    """A database and the one role as which it is entered."""

    host: str
    port: int
    database: str
    role: str
    password: str = field(repr=False)
    sslmode: str = "prefer"

    @property
    def url(self) -> URL:
        query = {"sslmode": self.sslmode, "application_name": "neocrm"}
        if self.host.startswith("/"):
            query["host"] = self.host
            return URL.create("postgresql+psycopg", self.role, self.password, None, self.port, self.database, query)
        return URL.create("postgresql+psycopg", self.role, self.password, self.host, self.port, self.database, query)


class Databases:
    """A small pool of connections for each role at work; the longest unused ones are closed when there are too many."""

    def __init__(self, most: int = MOST_POOLS, on_work: Callable[[Credentials], None] = lambda credentials: None) -> None:
        self._most, self._on_work = most, on_work
        self._lock = threading.Lock()
        self._pools: OrderedDict[Credentials, Engine] = OrderedDict()

    @contextmanager
    def working(self, credentials: Credentials) -> Iterator[Connection]:
        """One transaction under this role: committed at the end, rolled back if anything was raised."""
        self._on_work(credentials)
        with self._pool(credentials).begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for pool in self._pools.values():
                pool.dispose()
            self._pools.clear()

    def _pool(self, credentials: Credentials) -> Engine:
        with self._lock:
            pool = self._pools.get(credentials)
            if pool is None:
                pool = self._pools[credentials] = create_engine(
                    credentials.url,
                    pool_size=OPEN_FOR_EACH,
                    max_overflow=MORE_FOR_EACH,
                    pool_pre_ping=True,
                    connect_args={
                        "connect_timeout": CONNECT_TIMEOUT_S,
                        "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT_MS}",
                    },
                )
            self._pools.move_to_end(credentials)
            while len(self._pools) > self._most:
                self._pools.popitem(last=False)[1].dispose()
            return pool
