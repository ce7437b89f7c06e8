"""The ledger's figures: ``python -m benchmarks.ledger`` prints one JSON document.

Intake is compared, in the same run and against the same durable PostgreSQL, with a bare commit of two inserts of the same size;
numbering, export and verification are measured on a ledger of ``--events`` events, verification in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, Final

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import folder
from kept.books import migrate
from kept.ledger import Event, Fact, event_about, export, generate_signer, new_event_id, record, record_many, sequence, verify_file
from kept.ledger.event import encode
from kept.stores import Address, Connection, open_connection, running

CLIENTS: Final = 16
EVENTS: Final = 1_000_000
SECONDS: Final = 5.0
SUBJECTS: Final = 1000
KEY: Final = bytes(range(32))
BARE: Final = """
    create table bare_business (id uuid primary key, line text not null);
    create table bare_link (subject_id bigint not null, id uuid not null, primary key (subject_id, id))
"""
PEOPLE: Final = """
    insert into kept.subject (subject_id, key, class, country, created_at)
    select n, sha256(n::text::bytea), 'member', 'CN', now() from generate_series(0, %s) n
"""

Work = Callable[[Connection, int], None]


def event(number: int) -> Event:
    """An event of usual size about one of a thousand people."""
    at = datetime.now(UTC)
    facts: dict[str, Fact] = {"purpose": "functions.clock_in", "label": "neocrm-2023", "n": number}
    return event_about("consent.given", at, facts, new_event_id(at, os.urandom), number % SUBJECTS, KEY)


def bare(connection: Connection, number: int) -> None:
    """What is compared with: two inserts of the same content, and nothing else, in one commit."""
    one = event(number)
    connection.execute("insert into bare_business values (%s, %s)", (one.event_id, encode(one)))
    connection.execute("insert into bare_link values (%s, %s)", (one.subject_id, one.event_id))
    connection.commit()


def kept(connection: Connection, number: int) -> None:
    """An event into the intake and the vault, in one commit."""
    record(connection, [event(number)])
    connection.commit()


def both(connection: Connection, number: int) -> None:
    """Two inserts of business and the event that tells of them, in one commit."""
    one = event(number)
    connection.execute("insert into bare_business values (%s, %s)", (one.event_id, encode(one)))
    connection.execute("insert into bare_link values (%s, %s)", (one.subject_id, one.event_id))
    record(connection, [one])
    connection.commit()


WORKS: Final[dict[str, Work]] = {"bare": bare, "kept": kept, "both": both}


def client(url: str, first: int, rounds: list[str], seconds: float, barrier: Barrier, results: Queue[tuple[str, int]]) -> None:
    """One of sixteen: commits as fast as it can, for the same seconds as the others, one kind of work after the other."""
    with open_connection(Address.parse(url), read_only=False) as connection:
        number = first
        for name in rounds:
            barrier.wait()
            end, begun = time.monotonic() + seconds, number
            while time.monotonic() < end:
                WORKS[name](connection, number)
                number += 1
            results.put((name, number - begun))


def commits_per_second(address: Address, seconds: float) -> dict[str, float]:
    """Commits a second for each kind of work, in two interleaved rounds."""
    context, rounds = multiprocessing.get_context("spawn"), [*WORKS, *reversed(WORKS)]
    barrier, results = context.Barrier(CLIENTS), context.Queue()
    arguments = (rounds, seconds, barrier, results)
    clients = [context.Process(target=client, args=(address.url(with_password=True), n * 10**7, *arguments)) for n in range(CLIENTS)]
    for each in clients:
        each.start()
    counted = dict.fromkeys(WORKS, 0)
    for _ in range(CLIENTS * len(rounds)):
        name, count = results.get()
        counted[name] += count
    for each in clients:
        each.join()
    return {name: count / (2 * seconds) for name, count in counted.items()}


def bulk(count: int) -> Iterator[Event]:
    for number in range(count):
        yield event(number)


def verification(path: Path, key: str) -> dict[str, Any]:
    """Verify in a fresh process, so that its peak memory is its own."""
    command = [sys.executable, "-m", "benchmarks.ledger", "--verify", str(path), "--key", key]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def verify_here(path: Path, key: str) -> dict[str, Any]:
    begun = time.perf_counter()
    found = verify_file(path, key)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"events": found.events, "verified": found.verified, "seconds": round(seconds, 2), "peak_mib": round(peak, 1)}


def figures(events: int, seconds: float, home: Path) -> dict[str, Any]:
    signer = generate_signer("benchmark/ledger", os.urandom)
    with running(home, ["ledger"]) as instances:
        address = instances["ledger"].address()
        migrate(address)
        with open_connection(address, read_only=False) as region:
            region.execute(BARE)
            region.execute(PEOPLE, (SUBJECTS,))
            region.commit()
            rates = commits_per_second(address, seconds)
            begun = time.perf_counter()
            record_many(region, bulk(events))
            region.commit()
            loaded = time.perf_counter()
            checkpoint = sequence(region, signer, lambda: datetime.now(UTC))
            numbered = time.perf_counter()
            with (home / "ledger.export").open("wb") as file:
                export(region, file)
            written = time.perf_counter()
    return {
        "clients": CLIENTS,
        "bare_two_inserts_per_second": round(rates["bare"]),
        "intake_per_second": round(rates["kept"]),
        "intake_ratio": round(rates["kept"] / rates["bare"], 2),
        "two_inserts_and_intake_per_second": round(rates["both"]),
        "two_inserts_and_intake_ratio": round(rates["both"] / rates["bare"], 2),
        "bulk_events_per_second": round(events / (loaded - begun)),
        "sequenced_per_second": round(checkpoint.size / (numbered - loaded)),
        "export": {"seconds": round(written - numbered, 2), "mib": round((home / "ledger.export").stat().st_size / 2**20, 1)},
        "verification": verification(home / "ledger.export", str(signer.verifier)),
    }


def run(sizes: Sizes) -> Iterable[Figure]:
    """Intake beside a bare commit; a million events numbered, exported, and verified in a process of its own."""
    with folder() as home:
        found = figures(EVENTS, SECONDS, home)
    checked = found["verification"]
    yield Figure(f"intake / a bare two-insert commit, {CLIENTS} clients", found["intake_ratio"], "times", at_least=0.5)
    yield Figure("  intake", found["intake_per_second"], "1/s")
    yield Figure("  bare two-insert commits", found["bare_two_inserts_per_second"], "1/s")
    yield Figure("  two inserts with the event that tells of them", found["two_inserts_and_intake_per_second"], "1/s")
    yield Figure("events numbered and put into the tree", found["sequenced_per_second"], "1/s")
    yield Figure(f"{checked['events']:,} events verified from a file", checked["seconds"], "s", at_most=15.0)
    yield Figure("  peak memory of the verifying process", checked["peak_mib"], "MiB", at_most=200.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of each of six rounds")
    parser.add_argument("--verify", type=Path)
    parser.add_argument("--key", default="")
    options = parser.parse_args()
    if options.verify is not None:
        print(json.dumps(verify_here(options.verify, options.key)))
        return
    with folder() as home:
        print(json.dumps(figures(options.events, options.seconds, home), indent=2))


if __name__ == "__main__":
    main()
