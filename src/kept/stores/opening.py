"""Opens connections to databases, and runs on them what SQLAlchemy Core has built.

SQLAlchemy builds SQL and never connects; psycopg runs it. What a server refuses is said as a KeptError with the store's name.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.elements import ClauseElement

from kept.stores.address import Address
from kept.stores.refusals import at_the_door, told

# What psycopg would say on standard error beside our own message for the same failure.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

Statement = str | sql.SQL | sql.Composed | ClauseElement
Row = tuple[Any, ...]


class Connection(psycopg.Connection[Row]):
    """psycopg's connection, which remembers its address (without the password) for the errors it may come to tell."""

    kept_address: Address | None = None


def open_connection(
    address: Address,
    *,
    read_only: bool = True,
    autocommit: bool = False,
    statement_timeout_ms: int | None = None,
    connect_timeout_s: int = 5,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Connection:
    """A connection whose sessions speak UTC, read-only unless asked otherwise. ``settings`` are PostgreSQL's own, for its sessions.

    Raises KEPT-T020 (unreachable), T021 (password), T022 (no such database), T023, T026 and T027 (TLS), T029, T030.
    """
    asked = arguments(address, read_only=read_only, statement_timeout_ms=statement_timeout_ms, settings=settings)
    try:
        connection = Connection.connect(**asked, connect_timeout=connect_timeout_s, autocommit=autocommit)
    except psycopg.Error as error:
        raise at_the_door(error, address) from None
    connection.kept_address = address.on(password="")
    return connection


def arguments(
    address: Address,
    *,
    read_only: bool,
    statement_timeout_ms: int | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """What psycopg is told about an address and the sessions that are wanted there."""
    options = ["-c timezone=UTC", *(f"-c {name}={value}" for name, value in settings.items())]
    if read_only:
        options.append("-c default_transaction_read_only=on")
    if statement_timeout_ms is not None:
        options.append(f"-c statement_timeout={int(statement_timeout_ms)}")
    return {
        "host": address.host,
        "port": address.port,
        "dbname": address.database,
        "user": address.user,
        "password": address.password,
        "sslmode": address.sslmode,
        "sslrootcert": address.sslrootcert,
        "application_name": address.application_name,
        "options": " ".join(options),
    }


def compiled(statement: ClauseElement, params: Mapping[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
    """The statement in psycopg's form: SQL with ``%(name)s`` places, and the values that belong there.

    The text depends on the statement's shape only, so that psycopg prepares it after a few runs; prefer
    ``column = any_(bindparam)`` with a list to ``in_``, whose text grows with the list. ``params`` fill ``bindparam``s.
    """
    done = statement.compile(dialect=_dialect(), compile_kwargs={"render_postcompile": True})
    values: Mapping[str, Any] = done.construct_params(dict(params) if params else None) or {}
    convert = getattr(done, "_bind_processors", {})
    return str(done), {name: convert[name](value) if name in convert else value for name, value in values.items()}


def in_words(statement: ClauseElement) -> str:
    """The statement as one text that stands for itself, its values as literals: psycopg's ``RawCursor`` sends it as it is.

    For long statements that run in many databases, where places for values take longer to find and to bind than the answer. SQLAlchemy
    writes the literals. Only for values of the statement and the data map, never for what came out of a database.
    """
    return str(statement.compile(dialect=_plain(), compile_kwargs={"literal_binds": True}))


def spoken(statement: Statement) -> tuple[str, dict[str, Any] | None]:
    """Any statement as its text and its bound values (None: it has no places for values, and a percent sign is one)."""
    if isinstance(statement, ClauseElement):
        return compiled(statement)
    return (statement if isinstance(statement, str) else statement.as_string()), None


def execute(
    connection: psycopg.Connection[Any], statement: Statement, params: Mapping[str, Any] | Sequence[Any] | None = None
) -> psycopg.Cursor[Any]:
    """Runs a statement of SQLAlchemy Core, of psycopg, or a text of our own (never one with values put into it).

    Returns psycopg's cursor. Raises KEPT-T020 to T032 for what the store refuses; psycopg.Error for our own mistakes.
    """
    with told(connection):
        if isinstance(statement, ClauseElement):
            text, values = compiled(statement, cast(Mapping[str, Any] | None, params))
            return connection.execute(_ours(text), values)
        if isinstance(statement, str):
            return connection.execute(_ours(statement), params)
        return connection.execute(statement, params)


def copy_rows(
    connection: psycopg.Connection[Any],
    table: str | tuple[str, str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any] | str | bytes],
) -> int:
    """Loads rows with COPY and returns their number; ``table`` is a name or (schema, name).

    ``rows`` are sequences of values, or chunks of text in COPY's own text format (tabs, ``\\N``), cut anywhere.
    Nothing is held back: memory stays flat whatever the length. Raises as :func:`execute`.
    """
    parts = (table,) if isinstance(table, str) else table
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(*parts), sql.SQL(", ").join(map(sql.Identifier, columns)))
    with told(connection), connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for row in rows:
                if isinstance(row, (str, bytes)):
                    copy.write(row)
                else:
                    copy.write_row(row)
        return cursor.rowcount


def _ours(text: str) -> LiteralString:
    # psycopg asks for literals, to keep values out of statements; what SQLAlchemy compiled has them bound already.
    return cast(LiteralString, text)  # type: ignore[redundant-cast]


@cache
def _dialect() -> PGDialect_psycopg:
    return PGDialect_psycopg(dbapi=cast(Any, psycopg))  # type: ignore[no-untyped-call]


@cache
def _plain() -> PGDialect_psycopg:
    # Any style of places but psycopg's own: a percent sign is one, not the half of one.
    return PGDialect_psycopg(dbapi=cast(Any, psycopg), paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
