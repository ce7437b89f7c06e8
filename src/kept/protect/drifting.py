"""What has come apart since the controls were installed: objects that installing them again would make, alter or take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

from kept.stores import Address, Connection, execute, open_connection

Found = Literal["missing", "altered", "surplus"]
LOCK_TIMEOUT: Final = "set local lock_timeout = '5s'"


@dataclass(frozen=True)
class Drift:
    """One object of a database (``policy kept_tenant on crm.visit``) that is not as the controls make it."""

    database: str
    object: str
    found: Found


def drift(name: str, address: Address, installs: Sequence[Any]) -> Sequence[Drift]:
    """Install the controls in a transaction that is rolled back, and compare the catalogue before and after.

    Tables are locked for the moment that it takes (at most five seconds are waited for a lock). Raises KEPT-T0xx.
    """
    with open_connection(address, read_only=False) as connection:
        execute(connection, LOCK_TIMEOUT)
        before = _objects(connection)
        for install in installs:
            execute(connection, install)
        after = _objects(connection)
        connection.rollback()
    return [Drift(name, what, found) for what, found in sorted(compared(before, after).items())]


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> Mapping[str, Found]:
    """What stands otherwise than it would: absent before is missing, different is altered, gone afterwards is surplus."""
    found: dict[str, Found] = dict.fromkeys(before.keys() - after.keys(), "surplus")
    for what, definition in after.items():
        if what not in before:
            found[what] = "missing"
        elif before[what] != definition:
            found[what] = "altered"
    return found


def _objects(connection: Connection) -> Mapping[str, str]:
    query = files("kept.protect").joinpath("sql", "objects.sql").read_text(encoding="utf-8")
    return dict(execute(connection, query).fetchall())
