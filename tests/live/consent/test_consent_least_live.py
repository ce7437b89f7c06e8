"""The role that the API works as can do every act of consent, and cannot rewrite what was agreed to."""

from __future__ import annotations

import os
from datetime import timedelta

import psycopg
import pytest

from kept.consent import give, receipts_of, verify_receipt, withdraw
from tests.live.consent.consenting import ADULT, CHILD, GUARDIAN, NOW, WORK_ORDERS, Region, giving, neocrm, withdrawing


def test_the_keeper_gives_withdraws_and_shows_receipts(region: Region) -> None:
    region.connection.execute("set role kept_keeper")
    region.connection.commit()
    for act in (giving(), giving(subject_id=CHILD, guardian_id=GUARDIAN, guardian_verified="signed-letter")):
        give(region.connection, neocrm(), region.signer, act, NOW, os.urandom)
        region.connection.commit()
    withdraw(region.connection, neocrm(), region.signer, withdrawing(), NOW + timedelta(hours=1), os.urandom)
    region.connection.commit()
    states = [verify_receipt(receipt, region.key).state for receipt in receipts_of(region.connection, ADULT, WORK_ORDERS)]
    assert states == ["consent given", "consent withdrawn"]


@pytest.mark.parametrize(
    "statement",
    [
        "update kept.consent set given_at = now()",
        "update kept.consent set wording_sha256 = ''",
        "update kept.consent set guardian_id = null",
        "update kept.consent set promise = ''",
        "update kept.consent_terms set wording = ''",
        "update kept.subject set key = sha256('x')",
        "update kept.subject set subject_id = 99",
        "update kept.statement_version set label = 'x'",
        "delete from kept.consent",
        "delete from kept.subject",
        "delete from kept.ledger_intake",
        "insert into kept.ledger_leaf values (0, gen_random_uuid(), '', '')",
        "insert into kept.statement_version select * from kept.statement_version",
        "truncate kept.consent",
    ],
)
def test_the_keeper_rewrites_nothing_that_was_agreed_to(region: Region, statement: str) -> None:
    region.connection.execute("set role kept_keeper")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        region.connection.execute(statement)
