"""Numbering that goes on by itself: what is committed gets its place, one works and the others stand by, a forged ledger is left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread

import pytest

from kept.errors import KeptError
from kept.ledger import Checkpoint, Numbered, inclusion, keep_numbering, record, verify_inclusion
from kept.ledger.numbering import LEASE
from tests.live.ledger.region_books import Region, clock, filled, some

SOON_S = 60.0


@contextmanager
def working(region: Region) -> Iterator[Queue[int]]:
    """A worker for the length of the block, and the sizes of its checkpoints as they come."""
    over, sizes = Event(), Queue[int]()

    def told(checkpoint: Checkpoint) -> None:
        sizes.put(checkpoint.size)

    def rest(seconds: float) -> bool:
        return over.wait(seconds / 20)

    ledger = Numbered(region.address, region.address, region.signer)
    thread = Thread(target=keep_numbering, args=(ledger, clock, rest, told))
    thread.start()
    try:
        yield sizes
    finally:
        over.set()
        thread.join(SOON_S)
    assert not thread.is_alive()


def until_numbered(region: Region, size: int) -> None:
    while region.rows("select size from kept.ledger_state") != [(size,)]:
        time.sleep(0.02)


def test_what_is_committed_gets_its_place_and_proof_by_itself(region: Region) -> None:
    with working(region) as sizes:
        assert sizes.get(timeout=SOON_S) == 0
        for size in (1, 2, 3):
            (event,) = some(1)
            record(region.connection, [event])
            region.connection.commit()
            assert sizes.get(timeout=SOON_S) == size
            found = verify_inclusion(inclusion(region.connection, event.event_id), region.key)
            region.connection.commit()
            assert (found.event.event_id, found.position) == (event.event_id, size - 1)
    assert region.rows("select count(*) from kept_control.checkpoint where size = 3") == [(1,)]


def test_nothing_new_is_not_signed_again(region: Region) -> None:
    filled(region, 3)
    with working(region) as sizes:
        record(region.connection, some(1))
        region.connection.commit()
        assert sizes.get(timeout=SOON_S) == 4
    assert sizes.empty()


def test_one_works_and_who_stands_by_takes_over_when_its_connection_dies(region: Region) -> None:
    holders = "select pid from pg_locks where locktype = 'advisory' and objid = %s and granted"
    with working(region), working(region):
        record(region.connection, some(1))
        region.connection.commit()
        until_numbered(region, 1)
        ((before,),) = region.rows(holders, LEASE & 0xFFFFFFFF)
        region.rows("select pg_terminate_backend(%s)", before)
        record(region.connection, some(1))
        region.connection.commit()
        until_numbered(region, 2)
        ((after,),) = region.rows(holders, LEASE & 0xFFFFFFFF)
    assert after != before


def test_a_ledger_that_was_cut_is_not_signed_on_by_a_worker_either(region: Region) -> None:
    filled(region, 5)
    region.tamper("delete from kept.ledger_leaf", "delete from kept.ledger_checkpoint", "delete from kept.ledger_state")
    ledger = Numbered(region.address, region.address, region.signer)
    with pytest.raises(KeptError, match="KEPT-L008"):
        keep_numbering(ledger, clock, lambda seconds: False)
    assert region.rows("select count(*) from kept.ledger_checkpoint") == [(0,)]


def test_a_database_that_is_away_is_waited_for_longer_each_time(region: Region) -> None:
    rests = list[float]()

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        return len(rests) == 9

    keep_numbering(Numbered(region.address.on(database="gone"), region.address, region.signer), clock, rest)
    assert rests == [0, 1, 2, 4, 8, 16, 30, 30, 30]
