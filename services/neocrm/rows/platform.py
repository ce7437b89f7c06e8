"""The customer data platform in Shanghai: profiles and events of people whose organisation has its CRM in China too."""

from __future__ import annotations

from collections.abc import Iterator

from .logs import BEHAVIOURS, IPS
from .plan import Plan, Table, lines, table
from .stated import CAMPAIGNS
from .walks import leads


def platform_tables(plan: Plan, home: Plan) -> Iterator[Table]:
    """All rows of the schema ``cdp``; the organisations are the first ones of the CRM cluster ``home``."""
    shift = home.tenant - plan.tenant
    yield table("cdp.tenant", "tenant_id crm_cluster crm_country cluster registered_at", lines(_tenants(plan, home)))
    yield table("cdp.profile", "tenant_id profile_id subject_id source_id name mobile email created_at", _profiles(plan, shift))
    yield table("cdp.event", "tenant_id event_id profile_id subject_id behaviour ip at", _events(plan, shift))
    yield table("cdp.audience", "tenant_id audience_id purpose people made_at", lines(_audiences(plan, home)))


def _tenants(plan: Plan, home: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(plan.tenants):
        yield home.tenant + n, home.name, home.country, plan.name, f"{plan.day[plan.span]} {plan.clock[n]}"


def _profiles(plan: Plan, shift: int) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for _, n, tenant, p, age in leads(plan):
        yield (
            f"{tenant + shift}\t{entity + n}\t{base + n}\t1\t{p.name}\t{p.head}{p.tails[n % len(p.tails)]}\t{p.local}{n}@{p.domain}"
            f"\t{day[age]} {clock[n % 1409]}\n"
        )


def _events(plan: Plan, shift: int) -> Iterator[str]:
    base, entity, day, clock = plan.base, plan.entity, plan.day, plan.clock
    for _, n, tenant, _, age in leads(plan):
        head, ip = f"{tenant + shift}\t{base + n}", IPS[n % 762]
        yield (
            f"{head}0\t{entity + n}\t{base + n}\t{BEHAVIOURS[n % 6]}\t{ip}\t{day[age - 1]} {clock[n % 1409]}\n"
            f"{head}1\t{entity + n}\t{base + n}\t{BEHAVIOURS[n % 5]}\t{ip}\t{day[1 + n % 2]} {clock[n % 1301]}\n"
        )


def _audiences(plan: Plan, home: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(plan.tenants):
        for place, purpose in enumerate(CAMPAIGNS):
            yield home.tenant + n, place + 1, purpose, plan.leads // plan.tenants, f"{plan.day[1]} 04:00:0{place}+00"
