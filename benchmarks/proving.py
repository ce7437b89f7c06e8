"""What a proof costs: ``kept prove neocrm-2023`` beside one sequential count of every governed table, and the memory of its process.

Both run in a process of their own, alternately, on the same servers with the same caches. The count opens one connection per
database, one database after the other, and counts every table of the data map and of Kept's books by reading it whole (sequential
scans in one process of the server). The proof is all that the command does once it has started and read its pack: connections,
catalogues, questions, attempts as roles of others, pages over HTTP, verdicts, and the document written. Its start is shown beside.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from psycopg import sql

from benchmarks.figure import Figure, Sizes
from benchmarks.staging import BOUND_PEOPLE, LABEL, staged

ROUNDS: Final = 5
SEQUENTIAL: Final = dict.fromkeys(("enable_indexonlyscan", "enable_indexscan", "enable_bitmapscan"), "off") | {
    "max_parallel_workers_per_gather": "0"
}
TABLES: Final = "select schemaname || '.' || tablename from pg_tables where schemaname !~ '^pg_'"


def run(sizes: Sizes) -> Iterable[Figure]:
    """The ratio at ``sizes.people``; memory there, and at ``sizes.large`` if that is asked for."""
    for people in dict.fromkeys((sizes.people, sizes.large or sizes.people)):
        with staged(people) as found:
            measured = in_its_own_process(found.home)
        at = f"{people:,} people"
        usual = people == BOUND_PEOPLE
        yield Figure(f"{at}: prove / one sequential count", measured["prove"] / measured["count"], "times", at_most=3.0 if usual else None)
        yield Figure("  prove", measured["prove"], "s")
        yield Figure(f"  sequential count of {measured['rows']:,} rows", measured["count"], "s")
        yield Figure("  count as the planner likes (indexes, workers)", measured["planned"], "s")
        yield Figure("  start of the process, imports, pack read and checked", measured["start"], "s")
        yield Figure(f"{at}: peak memory of the proving process", measured["peak_mib"], "MiB", at_most=300.0)


def in_its_own_process(home: Path) -> Mapping[str, Any]:
    """Medians of a fresh process, so that its start and its peak memory are its own."""
    command = [sys.executable, "-m", "benchmarks.proving", str(time.time())]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | {"KEPT_HOME": str(home)})
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def main(begun: float) -> None:
    """The measuring process: what ``kept prove`` imports and does, and the count."""
    from kept.cli.home import configuration, house
    from kept.cli.packed import read_pack
    from kept.cli.proving import judged
    from kept.staging import opened

    pack = read_pack(LABEL)
    start = time.time() - begun
    seconds: dict[str, list[float]] = {"prove": [], "count": [], "planned": []}
    rows = 0

    def timed(what: str, work: Callable[[], Any]) -> Any:
        before = time.perf_counter()
        done = work()
        seconds[what].append(time.perf_counter() - before)
        return done

    with opened(house(), configuration(), pack.statement, pack.datamap) as estate:
        governed = set(pack.datamap.tables)
        for _ in range(ROUNDS):
            rows = timed("count", lambda: counted(estate, governed, SEQUENTIAL))
            timed("planned", lambda: counted(estate, governed, {}))
            timed("prove", lambda: judged(pack, estate, (), lambda what, done, of: None))
    medians = {what: statistics.median(each) for what, each in seconds.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**medians, "start": start, "rows": rows, "peak_mib": peak}))


def counted(estate: Any, governed: set[str], settings: Mapping[str, str]) -> int:
    """The rows of every governed table, counted one table after the other."""
    from kept.stores import open_connection

    rows = 0
    for site in estate.sites.values():
        with open_connection(site.address, settings=settings) as connection:
            for (path,) in connection.execute(TABLES).fetchall():
                if path in governed or path.startswith("kept."):
                    query = sql.SQL("select count(*) from {}").format(sql.Identifier(*path.split(".")))
                    rows += (connection.execute(query).fetchone() or (0,))[0]
    return rows


if __name__ == "__main__":
    main(float(sys.argv[1]))
