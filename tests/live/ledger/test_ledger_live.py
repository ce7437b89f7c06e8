"""The ledger in PostgreSQL: recorded in the business transaction, numbered once, insert-only, never signed twice."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from kept.errors import KeptError
from kept.ledger import (
    audit_database,
    export,
    generate_signer,
    inclusion,
    newest_checkpoint,
    record,
    record_many,
    sequence,
    verifier_keys,
    verify_file,
    verify_inclusion,
)
from kept.ledger.event import encode
from kept.stores import open_connection
from tests.live.ledger.region_books import Region, clock, exported, filled, ids, some

WRITER = Path(__file__).with_name("ledger_writer.py")
TABLES = ("ledger_intake", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_key")


def test_an_event_is_committed_with_its_business_or_not_at_all(region: Region, subject: int) -> None:
    kept, lost = some(2, subject_id=subject), some(1)
    record(region.connection, kept)
    region.connection.commit()
    record(region.connection, lost)
    region.connection.rollback()
    checkpoint = sequence(region.connection, region.signer, clock)
    assert checkpoint.size == 2
    assert {row[0] for row in region.rows("select event_id from kept.ledger_leaf")} == ids(kept)
    assert {row[0] for row in region.rows("select event_id from kept.subject_event where subject_id = %s", subject)} == ids(kept)
    assert [row[0] for row in region.rows("select line from kept.ledger_leaf order by position")] == [encode(event) for event in kept]


def test_a_refused_fact_stops_the_whole_call_before_anything_is_written(region: Region) -> None:
    good, bad = some(2)
    with pytest.raises(KeptError, match="KEPT-L001"):
        record(region.connection, [good, type(bad)(bad.event_id, bad.kind, bad.at, {"name": "张三"})])
    region.connection.commit()
    assert region.rows("select count(*) from kept.ledger_intake") == [(0,)]


def test_bulk_and_single_events_are_the_same(region: Region, subject: int) -> None:
    events = some(25, subject_id=subject)
    assert record_many(region.connection, iter(events)) == 25
    region.connection.commit()
    assert dict(region.rows("select event_id, line from kept.ledger_intake")) == {each.event_id: encode(each) for each in events}
    assert region.rows("select count(*) from kept.subject_event") == [(25,)]


def test_the_database_refuses_a_line_that_is_not_its_events(region: Region) -> None:
    first, second = some(2)
    for line in (encode(second), encode(first) + "\n", encode(first) + " " * 9000):
        with pytest.raises(psycopg.errors.CheckViolation):
            region.connection.execute("insert into kept.ledger_intake (event_id, line) values (%s, %s)", (first.event_id, line))
        region.connection.rollback()


def test_an_event_is_recorded_once(region: Region) -> None:
    events = some(1)
    record(region.connection, events)
    with pytest.raises(psycopg.errors.UniqueViolation):
        record(region.connection, events)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("mode", ["origin", "replica"])
def test_nobody_updates_deletes_or_truncates(region: Region, table: str, mode: str) -> None:
    filled(region, 300)
    column = {"ledger_intake": "line", "ledger_leaf": "line", "ledger_node": "hash", "ledger_checkpoint": "note", "ledger_key": "key"}[
        table
    ]
    for statement in (f"update kept.{table} set {column} = {column}", f"delete from kept.{table}", f"truncate kept.{table}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="insert-only"):
            region.connection.execute(f"set local session_replication_role = {mode}; {statement}")
        region.connection.rollback()


def test_a_writer_may_insert_events_and_nothing_else(region: Region, subject: int) -> None:
    region.connection.execute("set role kept_writer")
    record(region.connection, some(2, subject_id=subject))
    record_many(region.connection, some(2, subject_id=subject))
    region.connection.commit()
    region.connection.execute("set role kept_writer")
    region.connection.commit()
    forbidden = [
        "select * from kept.ledger_intake",
        "insert into kept.ledger_intake (event_id, line, xact) values (gen_random_uuid(), '', '3')",
        "insert into kept.ledger_leaf values (0, gen_random_uuid(), '', '')",
        "update kept.ledger_state set size = 0",
        "select * from kept.subject",
        "delete from kept.ledger_intake",
        "alter table kept.ledger_intake disable trigger insert_only",
    ]
    for statement in forbidden:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            region.connection.execute(statement)
        region.connection.rollback()
    region.connection.execute("reset role")
    assert region.rows("select count(*) from kept.ledger_intake") == [(4,)]


def test_an_event_in_flight_is_neither_numbered_nor_skipped(region: Region) -> None:
    early, late = some(1), some(1)
    with open_connection(region.address, read_only=False) as slow:
        record(slow, early)
        record(region.connection, late)
        region.connection.commit()
        assert sequence(region.connection, region.signer, clock).size == 0
        slow.commit()
    assert sequence(region.connection, region.signer, clock).size == 2
    assert [row[0] for row in region.rows("select event_id from kept.ledger_leaf order by position")] == [
        early[0].event_id,
        late[0].event_id,
    ]


def test_a_transaction_larger_than_a_batch_is_numbered_whole(region: Region) -> None:
    events = some(25)
    record(region.connection, events[:23])
    region.connection.commit()
    record(region.connection, events[23:])
    region.connection.commit()
    assert sequence(region.connection, region.signer, clock, batch=10).size == 25
    assert [row[0] for row in region.rows("select position from kept.ledger_leaf order by 1")] == list(range(25))
    assert [row[0] for row in region.rows("select event_id from kept.ledger_leaf order by position")] == [each.event_id for each in events]
    assert [row[0] for row in region.rows("select size from kept.ledger_checkpoint order by 1")] == [10, 20, 25]


def test_two_sequencers_at_once_number_everything_once(region: Region) -> None:
    record_many(region.connection, some(400))
    region.connection.commit()

    def work(_: int) -> int:
        with open_connection(region.address, read_only=False) as own, open_connection(region.address, read_only=False) as control:
            return sequence(own, region.signer, clock, control, batch=10).size

    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(work, range(4)))
    assert sizes == [400] * 4
    assert region.rows("select count(*), count(distinct event_id), max(position) from kept.ledger_leaf") == [(400, 400, 399)]
    assert region.rows("select count(*) from kept_control.checkpoint") == [(40,)]
    assert audit_database(region.connection).problems == ()


def test_sequencing_again_changes_nothing(region: Region) -> None:
    first = filled(region, 10)
    assert sequence(region.connection, region.signer, clock, region.control) == first
    assert region.rows("select count(*) from kept.ledger_checkpoint") == [(1,)]


def test_the_control_plane_remembers_every_checkpoint_once(region: Region) -> None:
    record_many(region.connection, some(250))
    region.connection.commit()
    sequence(region.connection, region.signer, clock, batch=100)
    assert region.rows("select count(*) from kept_control.checkpoint") == [(0,)]
    newest = sequence(region.connection, region.signer, clock, region.control, batch=1)
    sequence(region.connection, region.signer, clock, region.control)
    assert region.rows("select ledger, size from kept_control.checkpoint order by size") == [
        ("neocrm/p06", size) for size in (100, 200, 250)
    ]
    assert region.rows("select root, note from kept_control.checkpoint where size = 250") == [(newest.root, newest.note)]


def test_a_region_behind_its_remembered_checkpoint_is_not_signed_on(region: Region) -> None:
    filled(region, 10)
    region.tamper(
        "delete from kept.ledger_leaf where position >= 4",
        "delete from kept.ledger_checkpoint",
        "delete from kept.ledger_state",
        "delete from kept.ledger_leaf",
    )
    with pytest.raises(KeptError, match="KEPT-L008"):
        sequence(region.connection, region.signer, clock, region.control)
    assert region.rows("select count(*) from kept.ledger_checkpoint") == [(0,)]


def test_a_region_that_was_rewritten_is_not_signed_on(region: Region) -> None:
    filled(region, 10)
    region.tamper("update kept.ledger_checkpoint set root = sha256('other')")
    with pytest.raises(KeptError, match="KEPT-L009"):
        sequence(region.connection, region.signer, clock, region.control)


def test_a_ledger_keeps_its_name(region: Region) -> None:
    filled(region, 1)
    with pytest.raises(KeptError, match="KEPT-L007"):
        sequence(region.connection, generate_signer("neocrm/p07", os.urandom), clock)


def test_the_sequencer_refuses_a_connection_in_a_transaction(region: Region) -> None:
    region.connection.execute("select 1")
    with pytest.raises(ValueError, match="transaction"):
        sequence(region.connection, region.signer, clock)


def test_a_new_key_goes_on_where_the_old_one_ended(region: Region, tmp_path: Path) -> None:
    filled(region, 10)
    successor = generate_signer("neocrm/p06", os.urandom)
    record(region.connection, some(5))
    region.connection.commit()
    sequence(region.connection, successor, clock)
    path = exported(region, tmp_path)
    assert [str(key) for key in verifier_keys(region.connection)] == [region.key, str(successor.verifier)]
    assert verify_file(path, [region.key, str(successor.verifier)]).verified
    assert not verify_file(path, region.key).verified


def test_a_ledger_restored_into_another_cluster_is_adopted_and_goes_on(region: Region, tmp_path: Path) -> None:
    before = filled(region, 20)
    waiting = some(5)
    record(region.connection, waiting)
    region.connection.commit()
    # What a dump brings along: ids of transactions that this cluster has not reached, and the name of another cluster.
    region.tamper(
        "update kept.ledger_state set home = 'elsewhere', xact = '4000000000000'",
        "update kept.ledger_intake set xact = (4000000000000 - 1)::text::xid8",
    )
    adopted = sequence(region.connection, region.signer, clock, region.control, batch=2)
    assert adopted.size == 25
    fresh = some(3)
    record(region.connection, fresh)
    region.connection.commit()
    assert sequence(region.connection, region.signer, clock, region.control, batch=2).size == 28
    assert {row[0] for row in region.rows("select event_id from kept.ledger_leaf where position >= 20")} == ids(waiting) | ids(fresh)
    assert audit_database(region.connection).problems == ()
    assert verify_file(exported(region, tmp_path), region.key, before.note).verified


def test_reading_needs_no_right_to_write(region: Region, tmp_path: Path) -> None:
    newest = filled(region, 300)
    (event_id,) = region.rows("select event_id from kept.ledger_leaf where position = 3")[0]
    with open_connection(region.address) as reader:
        assert newest_checkpoint(reader) == newest
        assert audit_database(reader).holds
        assert verify_inclusion(inclusion(reader, event_id), region.key).position == 3
        with (tmp_path / "ledger").open("wb") as file:
            export(reader, file)
    assert verify_file(tmp_path / "ledger", region.key).verified


def test_eight_processes_that_write_at_once_lose_nothing(region: Region, tmp_path: Path) -> None:
    command = [sys.executable, str(WRITER), region.address.url(with_password=True), "40"]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    size = 0
    while any(writer.poll() is None for writer in writers):
        reached = sequence(region.connection, region.signer, clock, region.control, batch=50).size
        assert reached >= size
        size = reached
    committed = {line for writer in writers if writer.stdout is not None for line in writer.stdout.read().split()}
    assert [writer.returncode for writer in writers] == [0] * 8
    newest = sequence(region.connection, region.signer, clock, region.control)
    numbered = region.rows("select position, event_id::text from kept.ledger_leaf order by position")
    assert newest.size == len(numbered) == len(committed) == 8 * 40 * 3
    assert {event_id for _, event_id in numbered} == committed
    assert [position for position, _ in numbered] == list(range(newest.size))
    assert verify_file(exported(region, tmp_path), region.key, newest.note).verified
    assert audit_database(region.connection).problems == ()
