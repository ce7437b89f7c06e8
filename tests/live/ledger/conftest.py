"""A region's database and a control plane with their books, and connections to both."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from kept.books import migrate
from kept.ledger import generate_signer
from kept.stores import Address, open_connection
from tests.live.ledger.region_books import KEY, Region, clock


@pytest.fixture
def region(database: Address) -> Iterator[Region]:
    migrate(database)
    migrate(database, "control")
    signer = generate_signer("neocrm/p06", os.urandom)
    with open_connection(database, read_only=False) as connection, open_connection(database, read_only=False) as control:
        yield Region(database, connection, control, signer)


@pytest.fixture
def subject(region: Region) -> int:
    region.connection.execute(
        "insert into kept.subject (subject_id, key, class, country, created_at) values (42, %s, 'member', 'CN', %s)", (KEY, clock())
    )
    region.connection.commit()
    return 42
