"""``make bench``: runs every benchmark, or those named: ``python -m benchmarks [NAME …] [--people N] [--large N]``.

A benchmark is a module ``benchmarks/<name>.py`` with ``def run(sizes: Sizes) -> Iterable[Figure]``; it is found by lying here.
Ratios are taken within one run on one machine; the table is written to ``benchmarks/README.md`` by hand, with its machine.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.figure import Figure, Sizes


def _names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if module.name not in {"__main__", "figure"})


def _print(figure: Figure) -> None:
    mark = "ok  " if figure.holds else "MISS"
    print(f"{mark}  {figure.name:<52} {figure.measured:>12,.3f} {figure.unit:<10} {figure.bound}", flush=True)


def main(arguments: list[str]) -> int:
    """Prints every figure as it is measured, then all as one line of JSON; exits with 1 where one misses its bound."""
    names = _names()
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description="Kept's figures, side by side with peers in one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which benchmarks: {', '.join(names)} (all)")
    parser.add_argument("--people", type=int, default=100_000, help="how many people the larger data sets hold (100000)")
    parser.add_argument("--large", type=int, default=0, help="prove at so many people too, for its memory (1000000: minutes, 10 GB)")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.names) - set(names))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(names)}")
    figures: dict[str, list[Figure]] = {}
    for name in given.names or names:
        print(f"\n{name}")
        for figure in importlib.import_module(f"benchmarks.{name}").run(Sizes(given.people, given.large)):
            _print(figure)
            figures.setdefault(name, []).append(figure)
    print("\n" + json.dumps({name: [asdict(figure) for figure in found] for name, found in figures.items()}))
    return int(any(not figure.holds for found in figures.values() for figure in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
