"""A region's database with its books, the statement's versions in them, and a few people."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from kept.books import migrate
from kept.ledger import generate_signer
from kept.stores import Address, open_connection
from tests.live.consent.consenting import Region, peopled


@pytest.fixture
def region(database: Address) -> Iterator[Region]:
    migrate(database)
    with open_connection(database, read_only=False) as connection:
        peopled(connection)
        yield Region(database, connection, generate_signer("neocrm/crm.p06/test", os.urandom))
