"""The facts about a person that meet the needs of a statement: ``express:functions.work_orders``, ``permission:gps``, ``of age:SG``.

Every fact only ever helps: nobody is allowed less for having agreed to more. Withdrawing takes facts away and adds none.
"""

from __future__ import annotations

from collections.abc import Iterator

from kept.decisions.model import EXPRESS, SEPARATE, Person, Policy


def facts_of(policy: Policy, person: Person) -> frozenset[str]:
    """All facts about a person under a policy."""
    return frozenset((*agreed(policy, person), *circumstances(policy, person)))


def agreed(policy: Policy, person: Person) -> Iterator[str]:
    """What the person said yes to, under a version that still counts for it; conduct is no express agreement."""
    for said in person.agreements:
        if said.withdrawn or said.label not in policy.counting.get(said.matter, (policy.label,)):
            continue
        if said.form in EXPRESS:
            yield f"express:{said.matter}"
        if said.form in SEPARATE:
            yield f"separate:{said.matter}"


def circumstances(policy: Policy, person: Person) -> Iterator[str]:
    """Everything else: permissions, notices, contract, age, place."""
    yield from (f"permission:{name}" for name in person.permissions)
    yield from (f"shown:{path}" for path in person.shown)
    yield from (f"route:{region}" for region in policy.routes)
    if person.contract:
        yield "contract"
    if not person.no_marketing:
        yield "no refusal"
    yield from _age(policy, person)
    yield from _place(policy, person)


def _age(policy: Policy, person: Person) -> Iterator[str]:
    """An unknown age is one thing that is missing, not three; where the person lives decides, else where the data is used."""
    ages, age = policy.ages, person.age
    if age is not None or ages.presumed_adult:
        yield "age known"
    if age is None or age >= ages.barred:
        yield "not barred"
    if age is None or age >= ages.sensitive:
        yield "no child"
    for region in ("", *policy.regions):
        where = person.place or region or person.home or ""
        if age is None or person.guardian or age >= ages.below(where):
            yield f"of age:{region}"


def _place(policy: Policy, person: Person) -> Iterator[str]:
    country = (person.place or "").partition("-")[0]
    for region in ("", *policy.regions):
        if person.home in (None, region):
            yield f"home:{region}"
        if country not in policy.local or country == region:
            yield f"local:{region}"
