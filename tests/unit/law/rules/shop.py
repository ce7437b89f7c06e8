"""The small shop's statement with declarations added, and what one rule says of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import indent

from kept.law import Finding, known_rules, law_data, lint
from kept.law.model import LawData
from tests.unit.statement.small import read_small

STATES = "states: [retention.ended_use, retention.withdrawn]"


def found(
    folder: Path,
    rule: str,
    *,
    countries: str = "CN",
    add: dict[str, dict[str, str]] | None = None,
    changes: Sequence[tuple[str, str]] = (),
    law: LawData | None = None,
) -> Sequence[Finding]:
    """What ``rule`` finds in the shop's statement for these countries, with the declarations of ``add`` (section, name, body) in it."""
    sections, paths = "", []
    for section, declarations in (add or {}).items():
        sections += f"{section}:\n"
        for name, body in declarations.items():
            sections += f"  {name}:\n{indent(body.strip(), '    ')}\n"
            paths.append(f"{section}.{name}")
    named = STATES.replace("]", "".join(f", {path}" for path in paths) + "]")
    statement = read_small(
        folder,
        ("countries: [CN]", f"countries: [{countries}]"),
        ("clauses:\n", f"{sections}\nclauses:\n"),
        (STATES, named),
        *changes,
    )
    return lint(statement, law or law_data(), [known_rules()[rule]])
