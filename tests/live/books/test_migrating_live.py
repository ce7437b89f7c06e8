"""Books are brought up to date once, whoever does it and however often."""

from __future__ import annotations

import pytest

from kept.books import migrate, pending
from kept.books.migrating import Books
from kept.stores import Address, execute, open_connection


@pytest.mark.parametrize("books", ["migrations", "control"])
def test_migrations_are_applied_once_even_by_a_user_whose_name_is_that_of_a_schema(database: Address, books: Books) -> None:
    assert database.user == "kept"
    wanted = pending(database, books)
    assert wanted
    assert list(migrate(database, books)) == list(wanted)
    assert list(pending(database, books)) == []
    assert list(migrate(database, books)) == []


def test_an_attestation_cannot_be_edited_or_removed_afterwards(database: Address) -> None:
    migrate(database, "control")
    insert = """
        insert into kept_control.attestation (label, promise, signer, document, sha256, signed_at, expires_at, specimen)
        values ('shop-2026', 'measures.training', 'A. Signer', 'list.pdf', sha256('x'), now(), now() + interval '1 day', false)
    """
    with open_connection(database, read_only=False, autocommit=True) as connection:
        execute(connection, insert)
        for change in (
            "update kept_control.attestation set signer = 'B'",
            "delete from kept_control.attestation",
            "truncate kept_control.attestation",
        ):
            with pytest.raises(Exception, match=r"insert-only|KEPT-T023"):
                execute(connection, change)
        assert execute(connection, "select signer from kept_control.attestation").fetchall() == [("A. Signer",)]
