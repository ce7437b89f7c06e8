"""The SDK and the API: how fast it is imported, what a million people weigh in an application, what 50 applications cost the server.

Run in processes of their own, so that nothing is warm that would not be; the server is the real one, over HTTP, on a database of its own.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import folder
from kept.books import migrate
from kept.decisions import Decisions, ages_in_law, compile_policy, facts_asked, policy_document
from kept.ledger import generate_signer, write_signer
from kept.packs import find
from kept.promises import known_kinds
from kept.statement import read_statement
from kept.stores import Address, create_database, open_connection, running, secret_text
from kept.web import running_api
from kept_sdk import Kept
from kept_sdk.people import People

PACK: Final = "neocrm-2023"
PEOPLE: Final = 1_000_000
STREAMS: Final = 50
MATTER: Final = "functions.work_orders"
IMPORTED: Final = "import time; begun = time.perf_counter(); import kept_sdk; print((time.perf_counter() - begun) * 1000)"
SDK: Final = Path(__file__).resolve().parent.parent / "sdk" / "src"


def run(sizes: Sizes) -> Iterable[Figure]:
    yield Figure("kept_sdk imported, new process", imported_ms(), "ms", at_most=50)
    with tempfile.TemporaryDirectory(prefix="kept-bench-") as there:
        policy = Path(there, "policy.json")
        policy.write_text(json.dumps(document()), encoding="utf-8")
        for said, distinct in (("as people are: a few thousand situations", False), ("every situation another", True)):
            lines = snapshot(Path(there, "snapshot"), distinct)
            seconds, mib = loaded(policy, lines)
            yield Figure(f"{PEOPLE:,} people's state loaded, {said}", seconds, "s", at_most=20)
            yield Figure(f"  and held in memory, {said}", mib, "MiB", at_most=400)
    yield from decided()
    yield from served()


def imported_ms() -> float:
    """The median of nine new processes, after one that compiles."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["PYTHONPATH"] = str(SDK)
    done = [
        float(subprocess.run([sys.executable, "-c", IMPORTED], env=environ, capture_output=True, text=True, check=True).stdout)
        for _ in range(10)
    ]
    return statistics.median(done[1:])


def document() -> dict[str, object]:
    policy = compile_policy(read_statement(find(PACK).statement, known_kinds()), lawful_ages=ages_in_law())
    return {"label": PACK, "policy": policy_document(policy, facts_asked(Decisions(policy)))}


def snapshot(file: Path, distinct: bool) -> Path:
    """A snapshot as the server writes it: everybody's bits drawn at random, or from 5,000 situations."""
    chance = random.Random(20230828)
    bits = [f"{chance.getrandbits(140):x}" for _ in range(PEOPLE if distinct else 5_000)]
    with file.open("w", encoding="utf-8") as out:
        for number in range(PEOPLE):
            mine = bits[number] if distinct else bits[chance.randrange(5_000)]
            out.write(f'["member:{1_600_000 + number}","{mine}","CN","CN"]\n')
    return file


LOADED: Final = """
import json, resource, sys, time
from kept_sdk.people import People
people = People(json.load(open(sys.argv[1])), "etag")
def held():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmRSS")).split()[1]) / 1024
before, begun = held(), time.perf_counter()
people.load(line for line in open(sys.argv[2], "rb"))
taken = time.perf_counter() - begun
people.settled()
print(taken, held() - before, len(people.standings))
"""


def loaded(policy: Path, lines: Path) -> tuple[float, float]:
    """Seconds and MiB in a new process."""
    environ = {**os.environ, "PYTHONPATH": str(SDK)}
    command = [sys.executable, "-c", LOADED, str(policy), str(lines)]
    said = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout.split()
    assert int(said[2]) == PEOPLE
    return float(said[0]), float(said[1])


def decided() -> Iterator[Figure]:
    """A decision by its short names, through the whole of ``Kept.decide``."""
    kept = Kept("http://127.0.0.1:9/api/p06/", "none")
    people = People(json.loads(json.dumps({**document(), "signals": []})), "etag")
    kept._following.people = people
    kept._following.lease.connected(time.monotonic(), 0.0)
    kept._following.lease.extend(0.0, 3600.0)
    chance, refs = random.Random(1), [f"member:{number}" for number in range(1000)]
    for ref in refs:
        people.put(ref, f"{chance.getrandbits(140):x}", "CN", "CN")
    taken = []
    for _ in range(20):
        for ref in refs:
            begun = time.perf_counter_ns()
            kept.decide(ref, "work_orders", None, ("gps_latitude_and_longitude",))
            taken.append(time.perf_counter_ns() - begun)
    yield Figure("kept.decide by short names, lease and all", statistics.median(taken) / 1000, "µs")


def served() -> Iterator[Figure]:
    """Withdrawals as another application sees them, and what a request takes while 50 applications follow."""
    with folder() as home, running(home, ["bench"]) as instances, ExitStack() as stack:
        database = _books(instances["bench"].address())
        write_signer(home / "p06.key", generate_signer("neocrm/crm.p06/bench", os.urandom))
        token = secret_text(home / "api", "p06.token", os.urandom)
        cluster = {"cluster": "p06", "country": "CN", "token": token, "address": asdict(database), "signer": str(home / "p06.key")}
        told = {"pack": PACK, "statements": [str(find(PACK).statement)], "served": [], "clusters": [cluster], "folder": str(home)}
        (way,), _ = stack.enter_context(running_api([told]))
        writer, reader = (stack.enter_context(Kept(way.address, token)) for _ in range(2))
        alone = _request_ms(way.address, token)
        streams = [_followed(way.address, token, stack) for _ in range(STREAMS)]
        among = _request_ms(way.address, token)
        assert all(stream.readline().startswith(b"data:") for stream in streams)
        seen = [_seen_ms(writer, reader, f"member:{number}") for number in range(30)]
        yield Figure(f"a withdrawal seen by another application, median, {STREAMS} following", statistics.median(seen), "ms")
        yield Figure("  slowest of 30", max(seen), "ms", at_most=1000)
        yield Figure("a request (policy, unchanged), nobody following", alone, "ms")
        yield Figure(f"  while {STREAMS} applications follow", among, "ms", at_most=60)


def _books(server: Address) -> Address:
    with open_connection(server, read_only=False, autocommit=True) as connection:
        create_database(connection, "bench_api", server.user)
    database = server.on(database="bench_api")
    migrate(database)
    statement = read_statement(find(PACK).statement, known_kinds())
    with open_connection(database, read_only=False, autocommit=True) as connection:
        version = (statement.label, statement.service, statement.version, statement.version, bytes.fromhex(statement.sha256))
        connection.execute("insert into kept.statement_version values (%s, %s, %s, %s, 'operator', %s)", version)
    return database


def _followed(address: str, token: str, stack: ExitStack) -> object:
    at = int(time.time())
    request = urllib.request.Request(f"{address}events?after=3.{at}", headers={"Authorization": f"Bearer {token}"})
    return stack.enter_context(urllib.request.urlopen(request, timeout=10))


def _request_ms(address: str, token: str) -> float:
    headers = {"Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}policy", headers=headers)) as answer:
        tag = answer.headers["ETag"]
    taken = []
    for _ in range(100):
        begun = time.perf_counter()
        try:
            urllib.request.urlopen(urllib.request.Request(f"{address}policy", headers={**headers, "If-None-Match": tag})).read()
        except urllib.error.HTTPError as unchanged:
            assert unchanged.code == 304
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _seen_ms(writer: Kept, reader: Kept, ref: str) -> float:
    writer.person(ref, class_="member", country="CN", at_least=18)
    writer.shown(ref, [PACK])
    prompt = writer.prompt(MATTER, "zh")
    writer.give(ref, MATTER, language="zh", sha256=prompt.sha256, channel="bench")
    while not reader.decide(ref, MATTER).allowed:
        time.sleep(0.001)
    writer.withdraw(ref, MATTER, channel="bench")
    begun = time.perf_counter()
    while reader.decide(ref, MATTER).allowed:
        time.sleep(0.001)
    return (time.perf_counter() - begun) * 1000
