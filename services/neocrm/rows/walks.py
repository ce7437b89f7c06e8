"""Walks over the people of a plan: each gives a person's number, its tenant, who it is, and the ages in days of what befell it."""

from __future__ import annotations

from collections.abc import Iterator

from ..people import Person
from .plan import STRIDE, Plan

LOCATION_EVERY = 3
ENDED_AGES = (75, 90, 20)


def active(plan: Plan) -> Iterator[tuple[int, int, Person, int]]:
    """Members in use: number, tenant id, person, days since registration (3 or more)."""
    people, size, tenants, count, newer = plan.people, len(plan.people), plan.tenants, plan.active, plan.newer(plan.active)
    for n in range(count):
        yield n, plan.tenant + n * tenants // count, people[n % size], plan.age(n, n >= newer, 3)


def closed(plan: Plan) -> Iterator[tuple[int, int, Person, int, int]]:
    """Members who have left: number, tenant id, person, days since registration, days since they left.

    Those who left on the day on which the third ended tenant was dissolved belonged to it.
    """
    people, size = plan.people, len(plan.people)
    for place in range(plan.closed):
        n, age = plan.active + place, plan.ages[place % len(plan.ages)]
        tenant = plan.tenants + 2 if age == ENDED_AGES[2] else place % plan.tenants
        yield n, plan.tenant + tenant, people[n % size], min(plan.recent - 1, age + 30 + n * STRIDE % 400), age


def contacts(plan: Plan) -> Iterator[tuple[int, int, int, Person, int]]:
    """Contacts: their place among contacts, number, tenant id, person, days since they were recorded."""
    people, size, tenants, count, newer = plan.people, len(plan.people), plan.tenants, plan.contacts, plan.newer(plan.contacts)
    for place in range(count):
        n = plan.members + place
        yield place, n, plan.tenant + place * tenants // count, people[n % size], plan.age(n, place >= newer, 4)


def leads(plan: Plan) -> Iterator[tuple[int, int, int, Person, int]]:
    """Leads: their place among leads, number, tenant id, person, days since they were recorded."""
    people, size, tenants, count, span = plan.people, len(plan.people), max(1, plan.tenants), plan.leads, plan.recent
    for place in range(count):
        n = plan.members + plan.contacts + place
        yield place, n, plan.tenant + place * tenants // count, people[n % size], 3 + n * STRIDE % (span - 4)


def located(plan: Plan) -> Iterator[tuple[int, int, int, int, int]]:
    """Members who agreed to location: number, tenant id, the ages in days of consent and use, and of its withdrawal (0: it stands).

    Nobody from India is among them: no sensitive data of theirs may be stored outside India, and no cluster is in India.
    """
    for n, tenant, person, age in active(plan):
        if n % LOCATION_EVERY or age < 70 or person.country == "IN":
            continue
        place = n // LOCATION_EVERY
        if place % 10 == 1:
            withdrawn = 1 + place % 58
        elif place % 10 == 6:
            withdrawn = 61 + place % (age - 63) if age > 64 else 0
        else:
            withdrawn = 0
        agreed = age - 1
        if age > plan.bound:
            yield n, tenant, agreed, agreed - 1, withdrawn
            continue
        used = withdrawn + 1 + n * 31 % (agreed - withdrawn - 1) if agreed - withdrawn > 1 else agreed
        yield n, tenant, agreed, used, withdrawn


def first_member(plan: Plan, tenant: int) -> int:
    """The number of a tenant's first member, its administrator."""
    return -(-(tenant - plan.tenant) * plan.active // plan.tenants)


def first_contact(plan: Plan, tenant: int) -> int:
    """The place of a tenant's first contact."""
    return -(-(tenant - plan.tenant) * plan.contacts // plan.tenants)
