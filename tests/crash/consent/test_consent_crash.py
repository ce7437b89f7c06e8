"""Eight processes at once, and kill -9 at moments that nobody chose: no agreement is lost, none is doubled, each key has one receipt."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from kept.books import migrate
from kept.consent import Giving, give, receipts_of, verify_receipt
from kept.ledger import Signer, audit_database, generate_signer, sequence, write_signer
from kept.stores import Address, open_connection
from tests.live.consent.consenting import NOW, TRIAL, neocrm, peopled

ROOT = Path(__file__).resolve().parents[3]
GIVER = Path(__file__).parents[2] / "live" / "consent" / "consent_giver.py"
PEOPLE = 400
ENDLESS = 1_000_000


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    made = generate_signer("neocrm/crm.p06/crash", os.urandom)
    write_signer(tmp_path / "key", made)
    return made


@pytest.fixture
def region(database: Address) -> Iterator[Address]:
    migrate(database)
    with open_connection(database, read_only=False) as connection:
        peopled(connection, PEOPLE)
    yield database


def started(address: Address, key: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(GIVER), address.url(with_password=True), str(key), str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})


def said(process: subprocess.Popen[str]) -> list[tuple[str, int, str]]:
    """What a process said that was committed; a line cut by the kill was not said."""
    text = process.communicate()[0]
    lines = [line.split() for line in text[: text.rfind("\n") + 1].splitlines()]
    return [(key, int(person), digest) for key, person, digest in lines]


def assert_whole(address: Address, signer: Signer) -> None:
    with open_connection(address, read_only=False) as connection:
        rows = connection.execute("select subject_id, count(*) from kept.consent group by 1 having count(*) > 1").fetchall()
        assert rows == [], "somebody agreed twice to the same words"
        counted = connection.execute("select (select count(*) from kept.consent), (select count(*) from kept.ledger_intake)").fetchone()
        assert counted is not None and counted[0] == counted[1]
        connection.commit()
        sequence(connection, signer, lambda: NOW)
        assert audit_database(connection, [str(signer.verifier)]).problems == ()


def test_eight_processes_at_once_lose_nothing_and_double_nothing(region: Address, signer: Signer, tmp_path: Path) -> None:
    processes = [started(region, tmp_path / "key", number * 1000, PEOPLE // 4) for number in range(8)]
    found = [line for process in processes for line in said(process)]
    assert all(process.returncode == 0 for process in processes)
    assert len(found) == 8 * PEOPLE // 4
    assert_whole(region, signer)
    by_person: dict[int, set[str]] = {}
    for _, person, digest in found:
        by_person.setdefault(person, set()).add(digest)
    assert all(len(digests) == 1 for digests in by_person.values()), "one agreement, two receipts"


def test_killed_between_row_and_answer_the_same_key_gets_the_same_receipt(region: Address, signer: Signer, tmp_path: Path) -> None:
    chance, acts = random.Random(5), list[tuple[str, int, str]]()
    for life in range(4):
        process = started(region, tmp_path / "key", life * 100, ENDLESS)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        acts += said(process)
    shown = neocrm().prompt(TRIAL, "zh").sha256
    with open_connection(region, read_only=False) as connection:
        committed = connection.execute("select act_key, subject_id from kept.consent order by consent_id").fetchall()
        connection.commit()
        assert {person for _, person, _ in acts} <= {row[1] for row in committed}, "an agreement that was told of is lost"
        for key, person in committed:
            again = give(connection, neocrm(), signer, Giving(person, TRIAL, "zh", shown, key, "app"), NOW, os.urandom)
            connection.commit()
            assert again.again
            (kept,) = receipts_of(connection, person)
            connection.commit()
            assert verify_receipt(again.receipt, str(signer.verifier)).receipt_id == verify_receipt(kept, str(signer.verifier)).receipt_id
            told = {digest for said_key, _, digest in acts if said_key == key}
            assert told <= {sha256(again.receipt.encode()).hexdigest()}
    assert_whole(region, signer)
