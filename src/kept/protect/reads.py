"""Who of the vendor read an organisation's data, as the books of its region tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from psycopg import Connection

MOST: Final = 100
READS: Final = """
    select at, reader, ticket_ref, data_set, rows_read, unmasked from kept.staff_read
    where tenant_ref = %s order by at desc, read_id desc limit %s
"""
HOME: Final = "select cluster, country, registered_at from kept.tenant_registration where tenant_ref = %s"


@dataclass(frozen=True)
class StaffRead:
    """One look of the vendor's staff: when, who, for which ticket, at what, how many rows, and whether unmasked."""

    at: datetime
    reader: str
    ticket: str
    data_set: str
    rows: int
    unmasked: bool


def reads_of_tenant(connection: Connection[Any], tenant: str) -> Sequence[StaffRead]:
    """The newest ``MOST`` looks at a tenant's data, the last first."""
    return [StaffRead(*row) for row in connection.execute(READS, (tenant, MOST)).fetchall()]


def home_of_tenant(connection: Connection[Any], tenant: str) -> tuple[str, str, datetime] | None:
    """The cluster and country in which a tenant is registered, and since when; None for one that these books do not know."""
    row = connection.execute(HOME, (tenant,)).fetchone()
    return None if row is None else (row[0], row[1], row[2])
