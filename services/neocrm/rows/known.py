"""How applications know people, that they were shown the statement, and who refused marketing: what decisions ask of the vault."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from .customers import opted_out
from .plan import Plan, Table, table
from .walks import active, closed, contacts, leads


def known_tables(plan: Plan, guests: tuple[Plan, ...]) -> Iterator[Table]:
    """References of a database's own people and of those who sign in through it (``member:1650003``)."""
    references = chain(_members(plan), *map(_members, guests), _customers(plan) if plan.members else iter(()))
    yield table("kept.person_reference", "reference subject_id created_at", references)
    yield table("kept.shown", "subject_id path at", chain.from_iterable(map(_shown, (plan, *guests))))
    yield table("kept.marketing_refusal", "subject_id since", _refusals(plan) if plan.members else iter(()))


def _members(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for n, _, _, age in active(plan):
        yield f"member:{entity + n}\t{base + n}\t{day[age]} {clock[n % 1409]}\n"
    for n, _, _, age, left in closed(plan):
        if left < 60:
            yield f"member:{entity + n}\t{base + n}\t{day[age]} {clock[n % 1409]}\n"


def _customers(plan: Plan) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for _, n, _, _, age in contacts(plan):
        yield f"contact:{entity + n}\t{base + n}\t{day[age]} {clock[n % 1409]}\n"
    for _, n, _, _, age in leads(plan):
        yield f"lead:{entity + n}\t{base + n}\t{day[age]} {clock[n % 1409]}\n"


def _shown(plan: Plan) -> Iterator[str]:
    """Whoever registered was shown the version of that day; whoever came under an earlier one has signed in under this one since."""
    base, day, clock = plan.base, plan.day, plan.clock
    for n, _, _, age in active(plan):
        for label, at in {plan.label(age): age, plan.label(0): min(age, plan.bound)}.items():
            yield f"{base + n}\t{label}\t{day[at]} {clock[n % 1409]}\n"


def _refusals(plan: Plan) -> Iterator[str]:
    base, day, clock = plan.base, plan.day, plan.clock
    for place, n, _, _, age in chain(contacts(plan), leads(plan)):
        out = opted_out(place, age)
        if out:
            yield f"{base + n}\t{day[out]} {clock[n % 1201]}\n"
