"""Kept's books about what people asked for: requests of every kind, refusals on every ground, the steps and notices of erasures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from .few import Someone
from .plan import Plan, Table, lines, table
from .stated import CO_SPONSORS, TASKS
from .walks import contacts

REQUEST = (
    "request_id subject_id tenant_ref kind channel ground state received_at verified_at verification forwarded_at due_at answered_at "
    "refusal_ground refusal_reason reviewer fee_cents fee_reason earlier"
)
KINDS = ("access", "copy", "rectify", "withdraw", "delete", "cancel")
CHANNELS = ("web", "app", "phone", "email", "online service")
REFUSALS = (
    ("requests.unrealistic", "asked for data of the year 1990"),
    ("requests.not_directly_related_to_identity", "verification showed another person's account"),
    ("requests.unreasonably_duplicate", "asked twice this week and answered"),
    ("requests.excessive_technical_means", "would need a new system; engineering note ENG-7"),
    ("requests.risk_to_others", "shows a third person; the rest was given"),
)


def request_tables(plan: Plan, people: list[Someone]) -> Iterator[Table]:
    """Requests and what was done about them."""
    yield table("kept.request", REQUEST, lines(_requests(plan, people)))
    yield table("kept.request_step", "request_id step name state attempts done_at", lines(_steps(plan, people)))
    yield table(
        "kept.recipient_notice", "notice_id request_id recipient told_at outcome proof_ref closed_at", lines(_notices(plan, people))
    )


def _requests(plan: Plan, people: list[Someone]) -> Iterator[tuple[object, ...]]:
    """Answers come within a week of the proof of identity; requests about a tenant's data go to the tenant."""
    if not people:
        return
    for n, (serial, who) in enumerate(_askers(plan, people)):
        kind, open_still = KINDS[n % 6], n % 5 == 4
        erased = kind in ("delete", "cancel") and not open_still
        state = ("forwarded" if who.tenant else "accepted") if open_still else "answered"
        yield _line(plan, serial, who, n, kind=kind, state=state, **({"subject_id": None} if erased else {}))
    serials = count(plan.base + 900)
    for n, (ground, reason) in enumerate(REFUSALS):
        who = people[n % len(people)]
        said = {"refusal_ground": ground, "refusal_reason": reason, "reviewer": "reviewer-3", "earlier": [plan.base + 1]}
        yield _line(plan, next(serials), who, n, kind="copy", state="refused", **said)
    again = {"fee_cents": 2_000, "fee_reason": "third copy this month, announced beforehand", "earlier": [plan.base + 1, plan.base + 2]}
    yield _line(plan, next(serials), people[1], 3, kind="copy", state="answered", **again)
    yield _line(plan, next(serials), people[2], 3, kind="child_delete", state="answered", subject_id=None, ground="given without agreement")
    for who in _californians(plan):
        yield _line(plan, next(serials), who, 3, kind="copy", state="answered", verification="code and matching of two data points")


def _line(plan: Plan, serial: int, who: Someone, n: int, *, kind: str, state: str, **more: object) -> tuple[object, ...]:
    answered = state in ("answered", "refused")
    said: dict[str, object] = {
        "request_id": serial,
        "subject_id": who.subject,
        "tenant_ref": who.tenant or None,
        "kind": kind,
        "channel": CHANNELS[n % 5],
        "ground": "no longer uses" if kind == "delete" else None,
        "state": state,
        "received_at": f"{plan.day[5]} 09:00:00+00",
        "verified_at": f"{plan.day[5]} 16:00:00+00",
        "verification": "code to the address on record",
        "forwarded_at": f"{plan.day[4]} 10:00:00+00" if who.tenant else None,
        "due_at": f"{(plan.today + timedelta(days=2)).isoformat()} 16:00:00+00",
        "answered_at": f"{plan.day[1]} 15:00:00+00" if answered else None,
        "fee_cents": 0,
        "earlier": [],
        **more,
    }
    return tuple(said.get(column) for column in REQUEST.split())


def _californians(plan: Plan) -> Iterator[Someone]:
    found = (Someone(plan.base + n, age, tenant, p.country) for _, n, tenant, p, age in contacts(plan) if p.country == "US")
    first = next(found, None)
    if first is not None:
        yield first


def _askers(plan: Plan, people: list[Someone]) -> list[tuple[int, Someone]]:
    return list(enumerate(people * (1 if plan.all < 4_000 else 4), plan.base + 1))


def _deletions(plan: Plan, people: list[Someone]) -> Iterator[int]:
    """Requests to delete that were answered."""
    return (serial for n, (serial, _) in enumerate(_askers(plan, people)) if n % 6 == 4 and n % 5 != 4)


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
