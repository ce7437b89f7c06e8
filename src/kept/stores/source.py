"""One governed database as a probe reaches it: reading as Kept's own role, trying as another role, asking in one pass.

Two ways exist. A *live* source logs in as the very role that it tries (its password is known to Kept) and only reads. A
*rehearsed* source works inside one open transaction of the owner, so that what a breach changed is seen and then undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, Final

import psycopg
from psycopg import sql

from kept.errors import KeptError
from kept.promises import Attempt, Count, Database, Origin, Schema
from kept.stores.address import Address
from kept.stores.asking import Pass, answers, unreachable
from kept.stores.opening import Connection, execute, open_connection
from kept.stores.refusals import told
from kept.stores.schema import reflect

PasswordOf = Callable[[str], str]
Spoken = tuple[str, Mapping[str, Any] | None]

OURSELVES: Final = ""
# One core for each database and no compiler: many small statements, beside people's work. Sets to look things up in stay in memory.
SETTINGS: Final = {"jit": "off", "max_parallel_workers_per_gather": "0", "work_mem": "64MB"}


@dataclass
class Source:
    """Connections to one database; ``password_of`` a role makes it live, None makes it rehearsed.

    Several threads may use it: each connection serves one of them at a time.
    """

    database: Database
    address: Address
    password_of: PasswordOf | None
    origin: Origin
    statement_timeout_ms: int = 60_000
    _own: Connection | None = field(default=None, repr=False)
    _as_role: dict[str, Connection] = field(default_factory=dict, repr=False)
    _locks: defaultdict[str, RLock] = field(default_factory=lambda: defaultdict(RLock), repr=False)

    @property
    def connection(self) -> Connection:
        """Kept's own connection; opened at first use. Raises KEPT-T020 and the like."""
        with self._locks[OURSELVES]:
            if self._own is None or self._own.closed:
                live = self.password_of is not None
                self._own = self._opened(self.address, read_only=live, autocommit=live)
            return self._own

    def _opened(self, address: Address, *, read_only: bool, autocommit: bool) -> Connection:
        connection = open_connection(
            address, read_only=read_only, autocommit=autocommit, statement_timeout_ms=self.statement_timeout_ms, settings=SETTINGS
        )
        connection.prepare_threshold = None
        return connection

    def schema(self) -> Schema:
        with self._locks[OURSELVES]:
            return reflect(self.connection)

    def rows(self, query: Any, values: Mapping[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
        with self._locks[OURSELVES]:
            return execute(self.connection, query, values).fetchall()

    def answers(self, passes: Sequence[Pass]) -> dict[int, Count]:
        """The counts of passes; where the database cannot be reached, every count says so. A pass that takes too long costs no other."""
        try:
            with self._locks[OURSELVES], told(self.connection):
                return answers(self.connection, self.database, passes, self.origin)
        except KeptError as error:
            if len(passes) > 1 and self._own is not None and not self._own.closed:
                return {question: count for one in passes for question, count in self.answers([one]).items()}
            return unreachable(self.database, passes, error)

    def attempt(self, role: str, query: Spoken, then: Spoken | None = None) -> Attempt:
        """Try ``query`` as ``role``; nothing that it does remains. ``then`` is read by Kept itself where the transaction allows that."""
        try:
            with self._trying(role) as connection:
                cursor = execute(connection, *query)
                if then is not None:
                    with _again_ourselves(connection, self.password_of is None):
                        cursor = execute(connection, *then)
                rows = tuple(cursor.fetchmany(1000)) if cursor.description else ()
                return Attempt(False, "", rows, cursor.rowcount)
        except psycopg.Error as error:
            return Attempt(True, error.sqlstate or "")
        except KeptError as error:
            return Attempt(True, error.code)

    @contextmanager
    def _trying(self, role: str) -> Iterator[Connection]:
        if self.password_of is None:
            with self._locks[OURSELVES], self.connection.transaction(force_rollback=True):
                execute(self.connection, sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(role)))
                yield self.connection
        elif role == self.address.user:
            with self._locks[OURSELVES], self.connection.transaction(force_rollback=True):
                execute(self.connection, "SET TRANSACTION READ WRITE")
                yield self.connection
        else:
            with self._locks[role]:
                connection = self._logged_in(role, self.password_of(role))
                with connection.transaction(force_rollback=True):
                    yield connection

    def _logged_in(self, role: str, password: str) -> Connection:
        known = self._as_role.get(role)
        if known is None or known.closed:
            known = self._opened(self.address.on(user=role, password=password), read_only=False, autocommit=True)
            self._as_role[role] = known
        return known

    def without_tls(self) -> Attempt:
        """Try to connect over TCP without TLS, as Kept's own role."""
        try:
            open_connection(replace(self.address, sslmode="disable")).close()
        except KeptError as error:
            return Attempt(True, error.code)
        return Attempt(False)

    def close(self) -> None:
        """Close every connection; what was not committed is gone."""
        for connection in (*self._as_role.values(), self._own):
            if connection is not None:
                with suppress(psycopg.Error):
                    connection.close()
        self._as_role.clear()
        self._own = None


@contextmanager
def _again_ourselves(connection: Connection, rehearsed: bool) -> Iterator[None]:
    if rehearsed:
        execute(connection, "RESET SESSION AUTHORIZATION")
    yield
