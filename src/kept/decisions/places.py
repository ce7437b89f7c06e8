"""Ages, regions and borders, as a statement declares them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from kept.decisions.model import Ages
from kept.law import Unknown, jurisdictions
from kept.statement import Statement

ADULT: Final = 18
ADULTS: Final = "adults"
# Agreement on the European Economic Area: the Union's members with Iceland, Liechtenstein and Norway.
UNION: Final = frozenset(
    (
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    )
)
GROUPS: Final[Mapping[str, frozenset[str]]] = {"EU": UNION, "EEA": UNION | {"IS", "LI", "NO"}, "UK": frozenset({"GB"})}


def ages_of(statement: Statement, clauses: Mapping[str, tuple[str, ...]], lawful: Mapping[str, int]) -> Ages:
    """The ages by place: the statement's own, never below what the law there asks for (``lawful``).

    A service that says it is for adults treats everybody below majority as a child, so that no age falls between two chairs.
    """
    said, guarded, barred, sensitive, floor, presumed = set[str](), dict[str, int](), 0, 0, 0, False
    for path, one in statement.declarations.items():
        body = one.body
        if one.kind == "definition":
            if body.age_under:
                guarded[body.country or ""] = body.age_under
            young = re.search(r"\d+", body.minors or "")
            sensitive = max(sensitive, int(young[0]) if young else 0)
            said |= {path} if body.age_under else set()
        elif one.kind == "minors":
            age = int(body.age_under) if body.age_under and body.age_under.isdecimal() else 0
            if body.inclusive:
                sensitive = max(sensitive, age + 1)
            elif age and (body.acts or body.action == "stop use"):
                barred = max(barred, age)
            elif age and (body.basis or body.exceptions):
                floor = max(floor, age)
            floor = max(floor, ADULT if body.audience == ADULTS else 0)
            presumed = presumed or body.limit == "capacity"
            said.add(path)
    guarded = {place: max(age, floor) for place, age in guarded.items()} or ({"": floor} if floor else {})
    highest = max(guarded.values(), default=0)
    guarded |= {place: max(age, guarded.get(place, highest)) for place, age in lawful.items()}
    return Ages(
        guarded, barred, sensitive, presumed, tuple(dict.fromkeys(clause for path in sorted(said) for clause in clauses.get(path, ())))
    )


def ages_in_law() -> Mapping[str, int]:
    """From which age a person agrees alone, by place, as far as the law data has it; a member state's own age goes before its union's."""
    found = dict[str, int]()
    for code, law in jurisdictions().items():
        if isinstance(law.minors, Unknown) or isinstance(law.minors.age_of_consent, Unknown):
            continue
        age = law.minors.age_of_consent.age
        found = dict.fromkeys(members(code), age) | found if code in GROUPS else found | {code: age}
        for rule in law.minors.ages:
            found |= rule.by_member_state
    return found


def regions_of(statement: Statement) -> frozenset[str]:
    """The countries in which the statement keeps data; where it names none, those that it is for."""
    stored = {one.body.country for one in statement.declarations.values() if one.kind == "residency" and one.body.country}
    return frozenset(stored or {country.partition("-")[0] for country in statement.countries})


def transfers_allowed(statement: Statement) -> bool:
    """Whether the statement opens its borders on any condition at all. That condition never lessens what national rules ask for."""
    return any(one.kind == "cross-border" and one.body.condition for one in statement.declarations.values())


def kept_at_home(statement: Statement) -> tuple[frozenset[str], tuple[str, ...]]:
    """The countries whose people's sensitive data stays there, and the declarations that say so."""
    named = {one.labels.en: one.body.region for one in statement.declarations.values() if one.kind == "jurisdiction" and one.labels}
    found = dict[str, str]()
    for path, one in statement.declarations.items():
        if one.kind in ("residency", "cross-border") and one.body.place and "sensitive" in (one.body.data or ()):
            region = next((code for label, code in named.items() if code and one.body.place in label), one.body.place)
            found[path] = region
    return frozenset(found.values()), tuple(found)


def members(name: str) -> Collection[str]:
    """The countries of a group such as ``EEA``; a country by its own code is its only member."""
    return GROUPS.get(name, frozenset({name}))
