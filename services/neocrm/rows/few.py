"""A few adults of a cluster, for rows that are made by the dozen and not for everybody."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from .customers import opted_out
from .plan import Plan
from .site import visitors
from .vault import child_of
from .walks import contacts, leads


class Someone(NamedTuple):
    """A person whom a few rows are about: subject id, days since it was recorded, tenant id (0: the vendor itself is the controller)."""

    subject: int
    age: int
    tenant: int
    country: str


def some(plan: Plan, how_many: int = 12) -> list[Someone]:
    """The first adults who have been there for a while and not opted out of anything."""
    if plan.contacts:
        found = (
            Someone(plan.base + n, age, tenant, p.country)
            for place, n, tenant, p, age in contacts(plan)
            if age >= 40 and not opted_out(place, age) and not child_of(plan, place) and p.country not in ("IN", "US")
        )
    elif plan.name == "website":
        found = (Someone(plan.base + v.n, v.age, 0, v.person.country) for v in visitors(plan) if v.age >= 40 and not v.left and not v.child)
    else:
        found = (Someone(plan.base + n, age, tenant, p.country) for _, n, tenant, p, age in leads(plan) if age >= 40)
    few = list(islice(found, how_many))
    return [few[n % len(few)] for n in range(how_many)] if few else []
