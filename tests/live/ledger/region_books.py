"""What the ledger's tests on a real server share: a region with its connections, events to record, and a tamperer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kept.ledger import Checkpoint, Event, Signer, event_about, export, new_event_id, record_many, sequence
from kept.stores import Address, Connection, open_connection

KEY = bytes(range(32))


def clock() -> datetime:
    return datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Region:
    """A database that holds both a region's books and the control plane's, with a connection to each."""

    address: Address
    connection: Connection
    control: Connection
    signer: Signer

    @property
    def key(self) -> str:
        return str(self.signer.verifier)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with open_connection(self.address) as connection:
            return connection.execute(query, values).fetchall()

    def tamper(self, *statements: str) -> None:
        """What a superuser with bad intentions does: switch the guards off, change, switch them on again."""
        with open_connection(self.address, read_only=False) as connection:
            tables = ("ledger_intake", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_key")
            for table in tables:
                connection.execute(f"alter table kept.{table} disable trigger insert_only")
            for statement in statements:
                connection.execute(statement)
            for table in tables:
                connection.execute(f"alter table kept.{table} enable always trigger insert_only")


def some(count: int, kind: str = "consent.given", subject_id: int | None = None) -> list[Event]:
    return [event_about(kind, clock(), {"n": number}, new_event_id(clock(), os.urandom), subject_id, KEY) for number in range(count)]


def ids(events: list[Event]) -> set[UUID]:
    return {event.event_id for event in events}


def filled(region: Region, count: int, batch: int = 100) -> Checkpoint:
    record_many(region.connection, some(count))
    region.connection.commit()
    return sequence(region.connection, region.signer, clock, region.control, batch)


def exported(region: Region, folder: Path) -> Path:
    path = folder / "ledger"
    with path.open("wb") as file:
        export(region.connection, file)
    return path
