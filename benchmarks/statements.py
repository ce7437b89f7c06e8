"""What statements cost: lint of the largest one, a difference, all pages of all services, the largest page over the wire."""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from benchmarks.command_line import COMMAND, environment, whole, whole_failing
from benchmarks.figure import Figure, Sizes
from benchmarks.staging import folder
from kept.law import known_rules, law_data, lint
from kept.law.reading import read_law
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
        yield Figure("  of it: the law data of all countries read", _law(), "s", at_most=0.15)
        old, new = two_versions()
        command = (*COMMAND, "diff", old.label, new.label, "--json")
        yield Figure(f"kept diff {old.label} {new.label}, whole process", whole(command, environment(home)), "s", at_most=1)
        site = home / "site"
        published = whole((*COMMAND, "publish", "--out", str(site), "--quiet"), environment(home))
        pages = list(site.glob("*/*/index.html"))
        yield Figure(f"all {len(pages)} pages and their differences published, whole process", published, "s", at_most=5)
        yield Figure("the largest page over the wire (gzip)", max(_sent(page) for page in pages) / 1000, "KB", at_most=100)


def largest() -> PackPlace:
    """The statement whose file is the longest of all services."""
    packs = [pack for service in services_folder().iterdir() for pack in versions(service)]
    return max(packs, key=lambda pack: pack.statement.stat().st_size)


def two_versions() -> tuple[PackPlace, PackPlace]:
    """The last two versions of the first service that has several."""
    several = (versions(service) for service in sorted(services_folder().iterdir()))
    found = next(packs for packs in several if len(packs) > 1)
    return found[-2], found[-1]


def _law() -> float:
    text = (files("kept.law") / "jurisdictions.yaml").read_text(encoding="utf-8")
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        read_law(text, "jurisdictions.yaml")
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def _sent(page: Path) -> int:
    return len(gzip.compress(page.read_bytes(), 6))


def _rules(pack: PackPlace) -> float:
    statement, law = read_statement(pack.statement, known_kinds()), law_data()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        lint(statement, law)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)
