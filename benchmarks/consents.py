"""Consents' figures: ``python -m benchmarks.consents`` prints one JSON document.

Recording an agreement (checks, row, wording, receipt with the ledger's signed promise, event in the intake, whose it is in the vault) is
compared with a bare commit of two inserts, in the same run, against the same durable PostgreSQL, by the same sixteen clients.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import count
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, Final

from benchmarks.figure import Figure, Sizes
from benchmarks.ledger import BARE, CLIENTS, PEOPLE, SECONDS, SUBJECTS, bare
from benchmarks.staging import folder
from kept.books import migrate
from kept.consent import Asked, Giving, Withdrawing, asked, give, lawful_ages, receipts_of, verify_receipt, withdraw
from kept.ledger import Signer, generate_signer
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept.stores import Address, Connection, open_connection, running

PACK: Final = "neocrm-2023"
MATTERS: Final = 40
FIRST: Final = 10**7
APART: Final = 61
SEED: Final = bytes(range(32))


@cache
def people_are_asked() -> Asked:
    place = find(PACK)
    return asked(read_statement(place.statement, known_kinds(), place.inventory, PACK), lawful_ages())


@cache
def signer() -> Signer:
    return generate_signer("benchmark/consents", lambda _: SEED)


@cache
def prompts() -> list[tuple[str, str]]:
    """Matters with the hash of what is shown of each."""
    shown = [(prompt.matter, prompt.sha256) for (_, language), prompt in people_are_asked().prompts.items() if language == "zh"]
    return [one for one in shown if one[0].startswith(("functions.", "purposes."))][:MATTERS]


def act(number: int) -> Giving:
    """An agreement of one of a thousand people; clients begin at different people, as they would."""
    which, turn = divmod(number, FIRST)
    matter, shown = prompts()[(turn // SUBJECTS * CLIENTS + which) % len(prompts())]
    return Giving((turn + which * APART) % SUBJECTS, matter, "zh", shown, f"bench-{number}", "app")


def given(connection: Connection, number: int) -> None:
    """An agreement as an application records it, in one commit; where it stood already it is withdrawn, which is an act, too."""
    now = datetime.now(UTC)
    giving = act(number)
    answer = give(connection, people_are_asked(), signer(), giving, now, os.urandom)
    if answer.again:
        withdraw(
            connection,
            people_are_asked(),
            signer(),
            Withdrawing(giving.subject_id, giving.matter, giving.key + "-w", "app"),
            now,
            os.urandom,
        )
    connection.commit()


WORKS: Final[dict[str, Callable[[Connection, int], None]]] = {"bare": bare, "given": given}


def client(url: str, first: int, rounds: list[str], seconds: float, barrier: Barrier, results: Queue[tuple[str, int]]) -> None:
    """One of sixteen: commits as fast as it can, for the same seconds as the others, one kind of work after the other."""
    prompts()
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
    clients = [context.Process(target=client, args=(address.url(with_password=True), n * FIRST, *arguments)) for n in range(CLIENTS)]
    for each in clients:
        each.start()
    counted = dict.fromkeys(WORKS, 0)
    for _ in range(CLIENTS * len(rounds)):
        name, done = results.get()
        counted[name] += done
    for each in clients:
        each.join()
    return {name: done / (2 * seconds) for name, done in counted.items()}


def verified_per_second(receipt: str) -> float:
    """How many receipts a second one core checks, signature and every field."""
    key, begun = str(signer().verifier), time.perf_counter()
    for done in count(1):
        verify_receipt(receipt, key)
        if (taken := time.perf_counter() - begun) > 0.5:
            return done / taken
    raise AssertionError


def figures(seconds: float, home: Path) -> dict[str, Any]:
    with running(home, ["consents"]) as instances:
        address = instances["consents"].address()
        migrate(address)
        with open_connection(address, read_only=False) as region:
            region.execute(BARE)
            region.execute(PEOPLE, (SUBJECTS,))
            region.execute(
                "insert into kept.statement_version values (%s, 'neocrm', '2023-08-28', '2023-08-28', 'operator', sha256('x'))", (PACK,)
            )
            region.commit()
            rates = commits_per_second(address, seconds)
            receipt = next(receipts_of(region, 0))
            recorded = region.execute("select count(*) from kept.consent").fetchone()
    assert recorded is not None
    return {
        "clients": CLIENTS,
        "bare_two_inserts_per_second": round(rates["bare"]),
        "given_per_second": round(rates["given"]),
        "ratio": round(rates["given"] / rates["bare"], 2),
        "acts_recorded": recorded[0],
        "receipt_bytes": len(receipt),
        "receipts_verified_per_second": round(verified_per_second(receipt)),
    }


def run(sizes: Sizes) -> Iterable[Figure]:
    """Recording agreements beside a bare commit; how fast receipts are checked."""
    with folder() as home:
        found = figures(SECONDS, home)
    yield Figure(f"consents recorded / a bare two-insert commit, {CLIENTS} clients", found["ratio"], "times", at_least=0.5)
    yield Figure("  consents recorded", found["given_per_second"], "1/s")
    yield Figure("  bare two-insert commits", found["bare_two_inserts_per_second"], "1/s")
    yield Figure("receipts verified on one core", found["receipts_verified_per_second"], "1/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of each of four rounds")
    options = parser.parse_args()
    with folder() as home:
        print(json.dumps(figures(options.seconds, home), indent=2))


if __name__ == "__main__":
    main()
