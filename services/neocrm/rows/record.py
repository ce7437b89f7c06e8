"""Kept's books about the life of data: where tenants are, what is held, backed up, asked for, read by staff, and what went wrong.

All of it is small and the same in kind in every cluster, so that each promise has something to be looked at wherever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import count

from .asked import request_tables
from .crm import ended_tenants
from .customers import ahead_of
from .few import Someone, some
from .plan import PLATFORM_TENANTS, Plan, Table, lines, table
from .walks import closed

LAW_ON_LOGS = "CSL art. 23"
LOGS_KEPT_DAYS = 184


def record_tables(plan: Plan, signing_in: tuple[Plan, ...]) -> Iterator[Table]:
    """Tenants' places, holds, backups, requests, reads by staff and incidents; after the subjects."""
    people = some(plan)
    yield table("kept.tenant_registration", "tenant_ref cluster country registered_at", lines(_registrations(plan, signing_in)))
    yield table("kept.hold", "hold_id subject_id data_set citation ends_on placed_at released_at", lines(_holds(plan, people, signing_in)))
    yield table("kept.shutdown_plan", "cluster purge_on", lines([(plan.name, f"{plan.today.year + 5}-12-31")]))
    yield table(
        "kept.backup",
        "backup_id country taken_at expires_at sha256 restore_tested_at restore_passed used_for",
        lines(_backups(plan)),
    )
    yield from request_tables(plan, people)
    yield table("kept.staff_read", "read_id reader ticket_ref tenant_ref data_set rows_read unmasked at", lines(_staff_reads(plan)))
    yield table(
        "kept.incident",
        "incident_id event plan_ref discovered_at first_action_at public_notice_at",
        lines(_incidents(plan)),
    )
    yield table("kept.incident_notice", "incident_id subject_id due_at channel sent_at", lines(_incident_notices(plan, people)))


def _registrations(plan: Plan, signing_in: tuple[Plan, ...]) -> Iterator[tuple[object, ...]]:
    """The tenants of a database: its own; at the authentication centre those who sign in there, each with its own cluster."""
    if plan.name == "cdp_shanghai":
        for n in range(plan.tenants):
            yield PLATFORM_TENANTS + n, plan.name, plan.country, f"{plan.day[plan.span]} {plan.clock[n]}"
    for home in (plan,) if plan.members else signing_in:
        for n in range(home.tenants + len(ended_tenants(home))):
            yield home.tenant + n, home.name, home.country, f"{home.day[home.span]} {home.clock[n % len(home.clock)]}"


def _holds(plan: Plan, people: list[Someone], signing_in: tuple[Plan, ...]) -> Iterator[tuple[object, ...]]:
    serial = count(plan.base + 1)
    ahead = ahead_of(plan, LOGS_KEPT_DAYS)
    where = [(each, "auth.login_event") for each in signing_in if each.name != plan.name] + [(plan, "crm.login_log")]
    for each, data_set in where:
        for n, _, _, _, left in closed(each):
            if 60 <= left < 90:
                day = f"{plan.day[left - 60]} 00:30:00+00"
                yield next(serial), each.base + n, data_set, LAW_ON_LOGS, ahead[LOGS_KEPT_DAYS - left - 2 - n % 20], day, None
    if people and plan.members:
        yield next(serial), people[9].subject, "crm.contact", "civil procedure, order 7", ahead[120], f"{plan.day[14]} 15:00:00+00", None
        yield (
            next(serial),
            people[10].subject,
            "crm.contact",
            "civil procedure, order 3",
            plan.day[20],
            f"{plan.day[90]} 15:00:00+00",
            f"{plan.day[20]} 15:00:00+00",
        )


def _backups(plan: Plan) -> Iterator[tuple[object, ...]]:
    ahead = ahead_of(plan, 40)
    for n, ago in enumerate((1, 8, 15)):
        digest = sha256(f"{plan.name}/{ago}".encode()).digest()
        tested = f"{plan.day[ago - 1]} 05:00:00+00" if n else None
        yield (
            plan.base + n + 1,
            plan.country,
            f"{plan.day[ago]} 02:00:00+00",
            f"{ahead[35 - ago]} 02:00:00+00",
            digest,
            tested,
            True if n else None,
            ["restore test"] if n else [],
        )


def _staff_reads(plan: Plan) -> Iterator[tuple[object, ...]]:
    for n in range(min(10, plan.tenants * 3) if plan.members else 0):
        tenant = plan.tenant + n % plan.tenants
        yield (
            plan.base + n + 1,
            f"staff-{n % 4:02d}",
            f"TK-{tenant}-{n}",
            tenant,
            "crm.contact",
            1 + n,
            n % 5 == 4,
            f"{plan.day[3 + n % 9]} {plan.clock[n]}",
        )


def _incidents(plan: Plan) -> Iterator[tuple[object, ...]]:
    if plan.members or plan.name == "website":
        yield plan.base + 1, "leak", "PLAN-2024-1", f"{plan.day[50]} 08:00:00+00", f"{plan.day[50]} 08:20:00+00", None
        yield (
            plan.base + 2,
            "abuse",
            "PLAN-2024-1",
            f"{plan.day[80]} 08:00:00+00",
            f"{plan.day[80]} 08:30:00+00",
            f"{plan.day[79]} 08:00:00+00",
        )


def _incident_notices(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    if not (plan.members or plan.name == "website"):
        return
    told = sorted({who.subject for who in people if who.age > 52})
    for n, subject in enumerate(told):
        yield plan.base + 1, subject, f"{plan.day[47]} 08:00:00+00", ("email", "phone")[n % 2], f"{plan.day[50]} 19:00:00+00"
