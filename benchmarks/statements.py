"""What statements cost: lint of the largest one, whole process and alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable

from benchmarks.command_line import COMMAND, environment, whole_failing
from benchmarks.figure import Figure, Sizes
from benchmarks.staging import folder
from kept.law import known_rules, law_data, lint
from kept.packs import PackPlace, services_folder, versions
from kept.promises import known_kinds
from kept.statement import read_statement

ROUNDS = 5


def run(sizes: Sizes) -> Iterable[Figure]:
    """``kept lint`` of the statement with the longest file; all rules, the law data read anew in the whole process."""
    pack = largest()
    with folder() as home:
        yield Figure(
            f"kept lint {pack.label}, whole process", whole_failing((*COMMAND, "lint", pack.label), environment(home)), "s", at_most=1
        )
    yield Figure(f"  of it: {len(known_rules())} rules", _rules(pack), "s", at_most=1)


def largest() -> PackPlace:
    """The statement whose file is the longest of all services."""
    packs = [pack for service in services_folder().iterdir() for pack in versions(service)]
    return max(packs, key=lambda pack: pack.statement.stat().st_size)


def _rules(pack: PackPlace) -> float:
    statement, law = read_statement(pack.statement, known_kinds()), law_data()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        lint(statement, law)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
