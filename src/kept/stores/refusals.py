"""What psycopg says when PostgreSQL refuses, as errors of Kept that name the store and the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from kept.errors import KeptError
from kept.stores.address import Address

# A failed connection carries no SQLSTATE, only libpq's text.
_AT_THE_DOOR: Final = tuple(
    (code, re.compile(pattern, re.IGNORECASE))
    for code, pattern in (
        ("KEPT-T026", "server does not support SSL"),
        ("KEPT-T021", 'password authentication failed|no password supplied|role ".*" does not exist|(密码|password) ?认证失败'),
        ("KEPT-T022", 'database ".*" does not exist|数据库 ?".*" ?不存在'),
        ("KEPT-T029", "too many clients|too many connections|remaining connection slots"),
        ("KEPT-T023", "permission denied for database|not permitted to log in"),
        ("KEPT-T027", "certificate|SSL error"),
        ("KEPT-T025", "No space left on device"),
        (
            "KEPT-T020",
            "Connection refused|timeout|timed out|could not translate|resolve|No such file|No route|unreachable"
            "|starting up|shutting down|server closed the connection|Permission denied",
        ),
    )
)

# SQLSTATE (PostgreSQL manual, appendix A): the whole code, or its class.
_INSIDE: Final = {
    "28P01": "KEPT-T021",
    "28000": "KEPT-T021",
    "3D000": "KEPT-T022",
    "42501": "KEPT-T023",
    "57014": "KEPT-T024",
    "53100": "KEPT-T025",
    "53300": "KEPT-T029",
    "57P01": "KEPT-T028",
    "57P02": "KEPT-T028",
    "57P03": "KEPT-T020",
    "58030": "KEPT-T025",
    "42P01": "KEPT-T031",
    "42703": "KEPT-T031",
    "3F000": "KEPT-T031",
    "55006": "KEPT-T032",
    "2BP01": "KEPT-T032",
    "08": "KEPT-T028",
}


def at_the_door(error: psycopg.Error, address: Address) -> KeptError:
    """The refusal of a connection to ``address``."""
    text = _one_line(str(error))
    code = next((code for code, pattern in _AT_THE_DOOR if pattern.search(text)), "KEPT-T030")
    return KeptError(code, address.name, **_facts(address, text))


def inside(error: psycopg.Error, address: Address) -> KeptError | None:
    """The failure of a statement; None where it is a mistake of ours (then psycopg's error is the better one)."""
    state = error.sqlstate or ""
    code = _INSIDE.get(state) or _INSIDE.get(state[:2])
    lost = not state and isinstance(error, psycopg.OperationalError)
    # The message's first line only: DETAIL may quote the row, and rows hold personal data.
    said = error.diag.message_primary or _one_line(str(error).partition("\n")[0])
    if state == "XX000" and "checkpoint request failed" in said:
        # The server could not write what it holds in memory: its log says more, its client hears only this.
        code = "KEPT-T035"
    elif code is None and not lost:
        return None
    if code == "KEPT-T025" and state == "58030" and "No space" not in said:
        return None
    return KeptError(code or "KEPT-T028", address.name, **_facts(address, said))


@contextmanager
def told(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Within the block psycopg's refusals on this connection become KeptError; its other errors pass."""
    try:
        yield
    except psycopg.Error as error:
        known = inside(error, address_of(connection))
        if known is None:
            raise
        raise known from error


def address_of(connection: psycopg.Connection[Any]) -> Address:
    """The address that a connection was opened with, without its password; a closed one still tells."""
    facts = getattr(connection, "kept_address", None)
    if isinstance(facts, Address):
        return facts
    if connection.pgconn.status != psycopg.pq.ConnStatus.OK:
        return Address("?", 0, "?", "?", "", store="?")
    info = connection.info
    return Address(info.host, info.port, info.dbname, info.user, "")


def _facts(address: Address, text: str) -> dict[str, Any]:
    return {"store": address.name, "detail": text, "user": address.user, "database": address.database, "sslmode": address.sslmode}


def _one_line(text: str) -> str:
    return " ".join(text.split())
