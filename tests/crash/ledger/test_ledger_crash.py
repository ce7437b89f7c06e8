"""kill -9, at moments that nobody chose: of the sequencer, of writers, of PostgreSQL itself. What was committed is never lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.books import migrate
from kept.ledger import (
    Signer,
    audit_database,
    event_about,
    export,
    generate_signer,
    new_event_id,
    record,
    sequence,
    verify_file,
    write_signer,
)
from kept.stores import Address, open_connection, running

WRITER = Path(__file__).parents[2] / "live" / "ledger" / "ledger_writer.py"
SEQUENCER = Path(__file__).with_name("ledger_sequencer.py")
NUMBERER = Path(__file__).with_name("ledger_numberer.py")
ENDLESS = "1000000"


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    signer = generate_signer("neocrm/p06", os.urandom)
    write_signer(tmp_path / "key", signer)
    return signer


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kept-crash-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def started(count: int, *command: str) -> Iterator[list[subprocess.Popen[str]]]:
    processes = [
        subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(count)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def said(processes: list[subprocess.Popen[str]]) -> list[str]:
    """The whole lines that the processes printed before they ended; a line cut by the kill was not said."""
    texts = [process.communicate()[0] for process in processes]
    return [line for text in texts for line in text[: text.rfind("\n") + 1].splitlines()]


def assert_nothing_was_lost(address: Address, signer: Signer, committed: set[str], path: Path) -> int:
    with open_connection(address, read_only=False) as region, open_connection(address, read_only=False) as control:
        remembered = control.execute("select note from kept_control.checkpoint order by size desc limit 1").fetchone()
        control.commit()
        newest = sequence(region, signer, lambda: datetime.now(UTC), control)
        numbered = [row[0] for row in region.execute("select event_id::text from kept.ledger_leaf order by position").fetchall()]
        recorded = {row[0] for row in region.execute("select event_id::text from kept.ledger_intake").fetchall()}
        with path.open("wb") as file:
            export(region, file)
        assert audit_database(region, [str(signer.verifier)]).problems == ()
    assert committed <= recorded
    assert (len(numbered), set(numbered)) == (len(recorded), recorded)
    found = verify_file(path, str(signer.verifier), None if remembered is None else remembered[0])
    assert (found.verified, found.events, found.problems) == (True, newest.size, ())
    return newest.size


def test_a_sequencer_killed_at_any_moment_loses_and_doubles_nothing(database: Address, signer: Signer, tmp_path: Path) -> None:
    migrate(database)
    migrate(database, "control")
    url, chance = database.url(with_password=True), random.Random(11)
    with started(2, str(WRITER), url, ENDLESS) as writers:
        sizes = list[int]()
        for _ in range(12):
            with started(1, str(SEQUENCER), url, str(tmp_path / "key")) as (sequencer,):
                assert sequencer.stdout is not None
                sizes.append(int(sequencer.stdout.readline()))
                time.sleep(chance.uniform(0, 0.15))
                sequencer.send_signal(signal.SIGKILL)
                sizes += [int(line) for line in said([sequencer])]
        for writer in writers:
            writer.kill()
        committed = {event_id for line in said(writers) for event_id in line.split()}
    assert sizes == sorted(sizes)
    assert committed
    assert assert_nothing_was_lost(database, signer, committed, tmp_path / "ledger") >= max(sizes)


def test_a_worker_killed_at_any_moment_is_followed_by_the_one_that_stands_by(database: Address, signer: Signer, tmp_path: Path) -> None:
    migrate(database)
    migrate(database, "control")
    url, chance, sizes, committed = database.url(with_password=True), random.Random(5), list[int](), set[str]()
    command = (str(NUMBERER), url, str(tmp_path / "key"))

    def committed_now() -> str:
        event = event_about("consent.given", datetime.now(UTC), {}, new_event_id(datetime.now(UTC), os.urandom))
        with open_connection(database, read_only=False) as connection:
            record(connection, [event])
        return str(event.event_id)

    with started(2, str(WRITER), url, ENDLESS) as writers:
        for _ in range(6):
            committed.add(committed_now())
            with started(1, *command) as (working,):
                assert working.stdout is not None
                sizes.append(int(working.stdout.readline()))
                with started(1, *command) as (standing_by,):
                    time.sleep(chance.uniform(0, 0.15))
                    working.send_signal(signal.SIGKILL)
                    sizes += [int(line) for line in said([working])]
                    committed.add(committed_now())  # the writers may have fallen silent: nobody reads what they print
                    assert standing_by.stdout is not None
                    sizes.append(int(standing_by.stdout.readline()))
        for writer in writers:
            writer.kill()
        committed |= {event_id for line in said(writers) for event_id in line.split()}
    assert sizes == sorted(sizes)
    assert committed
    assert assert_nothing_was_lost(database, signer, committed, tmp_path / "ledger") >= max(sizes)


def test_postgresql_killed_at_any_moment_loses_nothing_that_was_committed(home: Path, signer: Signer, tmp_path: Path) -> None:
    committed, sizes, chance = set[str](), [0], random.Random(7)
    for life in range(3):
        with running(home, ["p06"]) as instances:
            address = instances["p06"].address()
            if life == 0:
                migrate(address)
                migrate(address, "control")
            url = address.url(with_password=True)
            with (
                started(4, str(WRITER), url, ENDLESS) as writers,
                started(1, str(SEQUENCER), url, str(tmp_path / "key")) as sequencers,
            ):
                assert sequencers[0].stdout is not None
                sizes.append(int(sequencers[0].stdout.readline()))
                time.sleep(chance.uniform(0.3, 0.9))
                os.kill(instances["p06"].pid, signal.SIGKILL)
                committed |= {event_id for line in said(writers) for event_id in line.split()}
                sizes += [int(line) for line in said(sequencers)]
    assert committed
    assert sizes == sorted(sizes)
    with running(home, ["p06"]) as instances:
        assert assert_nothing_was_lost(instances["p06"].address(), signer, committed, tmp_path / "ledger") >= max(sizes)
