"""Kept's books about the life of data: where tenants are, what is held, backed up, asked for, read by staff, and what went wrong.

All of it is small and the same in kind in every cluster, so that each promise has something to be looked at wherever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import count

from .crm import ended_tenants
from .customers import ahead_of
from .few import Someone, some
from .plan import PLATFORM_TENANTS, Plan, Table, lines, table
from .stated import CO_SPONSORS, TASKS
from .walks import closed

LAW_ON_LOGS = "CSL art. 23"
LOGS_KEPT_DAYS = 184
REQUEST = (
    "request_id subject_id tenant_ref kind channel ground state received_at verified_at verification forwarded_at due_at answered_at "
    "refusal_ground "
    "refusal_reason reviewer earlier"
)


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
    yield table("kept.request", REQUEST, lines(_requests(plan, people)))
    yield table("kept.request_step", "request_id step name state attempts done_at", lines(_steps(plan, people)))
    yield table(
        "kept.recipient_notice", "notice_id request_id recipient told_at outcome proof_ref closed_at", lines(_notices(plan, people))
    )
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


def _requests(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    """About one in two hundred asks; the answers come within a week of the proof of identity, requests about a tenant's data go there."""
    kinds = ("access", "copy", "rectify", "withdraw", "delete", "cancel")
    channels = ("web", "app", "phone", "email", "online service")
    for n, (serial, who) in enumerate(_askers(plan, people)):
        forwarded = f"{plan.day[4]} 10:00:00+00" if who.tenant else None
        open_still = n % 5 == 4
        received, verified = f"{plan.day[5]} 09:00:00+00", f"{plan.day[5]} 16:00:00+00"
        kind, refused = kinds[n % 6], n % 9 == 8 and not open_still
        gone = kind in ("delete", "cancel") and not open_still and not refused
        yield (
            serial,
            None if gone else who.subject,
            who.tenant or None,
            kind,
            channels[n % 5],
            "no longer uses" if kind == "delete" else None,
            ("forwarded" if who.tenant else "accepted") if open_still else "refused" if refused else "answered",
            received,
            verified,
            "code to the address on record",
            forwarded,
            f"{(plan.today + timedelta(days=2)).isoformat()} 16:00:00+00",
            None if open_still else f"{plan.day[1]} 15:00:00+00",
            "requests.unreasonably_duplicate" if refused else None,
            "asked twice this week and answered" if refused else None,
            "reviewer-3" if refused else None,
            [plan.base + 1] if refused else [],
        )


def _askers(plan: Plan, people: list[Someone]) -> list[tuple[int, Someone]]:
    return list(enumerate(people * (1 if plan.all < 4_000 else 4), plan.base + 1)) if people else []


def _deletions(plan: Plan, people: list[Someone]) -> Iterator[int]:
    """Requests to delete that were answered."""
    return (serial for n, (serial, _) in enumerate(_askers(plan, people)) if n % 6 == 4 and n % 5 != 4 and n % 9 != 8)


def _steps(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    for serial in _deletions(plan, people):
        for step, name in enumerate(("resolve", "plan", "delete", "tell recipients", "check", "answer"), 1):
            yield serial, step, name, "done", 1, f"{plan.day[2]} 1{step}:00:00+00"


def _notices(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    serial = count(plan.base + 1)
    outcomes = (("deleted", None), ("law", "LAW-1"), ("own authorisation", "AUTH-1"))
    for request in _deletions(plan, people):
        for place, (outcome, proof) in enumerate(outcomes):
            recipient = (TASKS[0][0], TASKS[4][0], CO_SPONSORS)[place]
            yield (
                next(serial),
                request,
                recipient,
                f"{plan.day[2]} 14:00:00+00",
                outcome,
                proof or "CONFIRMED",
                f"{plan.day[1]} 14:00:00+00",
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
