"""Exemptions from consent: what a statement says of each, the evidence that it needs and what it takes the place of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from kept.decisions.kinds.consent_exemption import EVIDENCE
from kept.decisions.model import Act, Ground, What
from kept.decisions.places import members
from kept.promises import Words
from kept.statement import Declared, Statement

# Grounds that the law puts in the place of every consent, a guardian's and a separate one included (PIPL art. 13(2), 29, 31).
STRONG: Final = frozenset({"statutory", "emergency", "vital", "public interest", "other law", "anonymised"})
ACTS: Final[Mapping[str, Act]] = {
    "collect": "collect",
    "use": "collect",
    "share": "share",
    "transfer": "share",
    "public disclosure": "publish",
    "publish": "publish",
}


def grounds_of(statement: Statement, clauses: Mapping[str, tuple[str, ...]]) -> Iterator[Ground]:
    """Every exemption with the evidence that it needs; one that names no acts is about collecting and using."""
    for path, one in statement.declarations.items():
        if one.kind == "consent-exemption":
            yield _ground(path, one, clauses.get(path, ()))


def _ground(path: str, one: Declared, clauses: tuple[str, ...]) -> Ground:
    body: Any = one.body
    acts = frozenset(ACTS[act] for act in body.acts or ("collect", "use") if act in ACTS)
    if body.evidence == "anonymised":
        acts = frozenset({"share"})
    lifts: set[What] = {"consent"}
    if body.evidence in STRONG:
        lifts |= {"separate consent", "guardian", "age"}
    people, kept_in = _reach(body.region)
    return Ground(
        path,
        EVIDENCE[body.evidence],
        acts,
        people,
        kept_in,
        bool(body.purpose),
        frozenset(lifts),
        clauses,
        one.labels or Words(one.name, one.name),
    )


def _reach(region: str | None) -> tuple[frozenset[str] | None, str | None]:
    """For whose data an exemption is (None: everybody's), and in which country it has to be kept (None: anywhere)."""
    if region is None or region == "any":
        return None, None
    if region.endswith("data centres"):
        return None, region.partition(" ")[0]
    return frozenset[str]().union(*(members(part.strip()) for part in region.split(","))), None
