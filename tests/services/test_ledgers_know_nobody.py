"""The ledger of every region, exported whole, holds no name, phone number, mail or postal address that the data generator invented."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from kept.ledger import export, verify_file
from kept.staging import Site
from kept.stores import open_connection
from tests.services.conftest import Staged

ITEMS = {"name", "mobile", "phone", "email", "company_email", "address", "nickname"}


def _exported(site: Site) -> bytes:
    with open_connection(site.address) as connection:
        file = io.BytesIO()
        export(connection, file)
        return file.getvalue()


def _personal(staged: Staged, site: Site, connection: psycopg.Connection[tuple[object, ...]]) -> Iterator[str]:
    for path, table in staged.pack.datamap.of_store(site.database.store).items():
        for column, said in table.columns.items():
            if not ITEMS & set((said,) if isinstance(said, str) else said):
                continue
            query = sql.SQL("select distinct {}::text from {} where {} is not null").format(
                sql.Identifier(column), sql.Identifier(*path.split(".")), sql.Identifier(column)
            )
            yield from (str(row[0]) for row in connection.execute(query))


@pytest.fixture(scope="module")
def ledgers(staged: Staged) -> dict[str, bytes]:
    return {name: _exported(site) for name, site in staged.estate.sites.items()}


def test_no_invented_name_phone_mail_or_address_stands_in_any_ledger(staged: Staged, ledgers: dict[str, bytes]) -> None:
    everything = b"\n".join(ledgers.values()).decode()
    personal: set[str] = set()
    for site in staged.estate.sites.values():
        with open_connection(site.address) as connection:
            personal |= {value for value in _personal(staged, site, connection) if len(value) > 1}
    assert len(personal) > 1_000
    assert everything.count("consent.given") > 500
    assert [value for value in personal if value in everything] == []


def test_every_region_s_ledger_verifies_offline_with_its_public_key(staged: Staged, ledgers: dict[str, bytes], tmp_path: Path) -> None:
    for name, content in ledgers.items():
        file = tmp_path / f"{name}.ledger"
        file.write_bytes(content)
        key = (staged.folder / "ledger" / f"{name}.pub").read_text(encoding="utf-8").strip()
        found = verify_file(file, key)
        assert found.verified, (name, found.problems)
        assert found.pinned
