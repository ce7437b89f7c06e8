"""Visits and work orders. The place has an agreement and a browser question of its own; without it only the place is missing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import JSONResponse, Response

from foundation.forms import row_id, some_lines, whole_number
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import Answer
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import account, activity, device, permission_event, visit, work_order

LOG: Final = logging.getLogger("neocrm.working")
FUNCTION: Final = "work_orders"
MATTER: Final = "functions.work_orders"
PURPOSE: Final = "location_services"
ITEM: Final = "gps_latitude_and_longitude"
COARSE_ITEM: Final = "de_identified_location"
PERMISSION: Final = "permissions.gps"
DEVICE: Final = "gps"
SCENARIOS: Final = {"/visits": "visit", "/work-orders": "work order"}
EVENTS: Final = frozenset({"prompted", "granted", "refused"})
# Coarser than the gate demands: a kilometre says in which town a visit was, and hardly who made it.
COARSE: Final = 2


@dataclass(frozen=True)
class Point:
    """Where a browser says that it is."""

    lat: float
    lon: float

    @classmethod
    def typed(cls, lat: str, lon: str) -> Point | None:
        try:
            point = cls(float(lat), float(lon))
        except ValueError:
            return None
        return point if -90 <= point.lat <= 90 and -180 <= point.lon <= 180 else None


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    kind = SCENARIOS[x.path]
    with x.working() as connection:
        accounts = connection.execute(select(account.c.account_id, account.c.name).order_by(account.c.name).limit(500)).all()
        done = _latest(connection, x.me.member, kind)
        places = {each.activity_id: _place(x, connection, kind, each.activity_id) for each in done}
    agreed = _agreed(x)
    # One matter at a time: first whether places are kept at all, then whether the map firm may put them into words.
    missing = MATTER if not agreed else None if _to_the_map(x).allowed else x.cluster.map_recipient
    prompt = x.kept.prompt(missing, x.language) if missing else None
    notice = x.say(f"working.{x.query['done']}") if x.query.get("done") in ("saved", "without", "given") else None
    return x.page(
        "working.html",
        status,
        kind=kind,
        accounts=[("", x.say("choose")), *((each.account_id, each.name) for each in accounts)],
        done=done,
        places=places,
        allowed=agreed,
        prompt=prompt,
        problems=problems or {},
        notice=notice,
    )


def _agreed(x: Exchange) -> bool:
    """Whether the person agreed to places being kept at all; the place itself needs the device's permission as well."""
    return x.kept.decide(x.me.person, FUNCTION, PURPOSE).allowed


def _to_the_map(x: Exchange) -> Answer:
    """Whether the region's map firm may get a coarse point of this person's."""
    return x.kept.decide(x.me.person, FUNCTION, PURPOSE, (COARSE_ITEM,), x.cluster.map_recipient)


def _latest(connection: Connection, member_id: int, kind: str) -> Sequence[Any]:
    return connection.execute(
        select(activity, account.c.name)
        .join(account, (account.c.tenant_id == activity.c.tenant_id) & (account.c.account_id == activity.c.account_id))
        .where(activity.c.member_id == member_id, activity.c.kind == kind)
        .order_by(activity.c.created_at.desc())
        .limit(20)
    ).all()


def _place(x: Exchange, connection: Connection, kind: str, number: int) -> str | None:
    seal = x.configuration.seal
    if kind == "visit":
        return seal.open(connection.execute(select(visit.c.address).where(visit.c.visit_id == number)).scalar(), "address")
    return seal.open(connection.execute(select(work_order.c.location).where(work_order.c.work_order_id == number)).scalar(), "location")


def _add(x: Exchange) -> Response:
    """The visit or work order is kept whatever becomes of its place."""
    kind, me = SCENARIOS[x.path], x.me
    note, chosen = some_lines(x.form.get("note", "")), whole_number(x.form.get("account", ""))
    with x.working() as connection:
        there = connection.execute(select(account.c.name).where(account.c.account_id == chosen)).scalar()
    problems = {}
    if not there:
        problems["account"] = x.say("problem.account")
    if not note:
        problems["note"] = x.say("problem.note")
    if problems:
        return _show(x, problems, 422)
    number = x.new_id("activity")
    own = {"tenant_id": me.tenant, "member_id": me.member, "subject_id": me.subject, "account_id": chosen, "created_at": x.now}
    with x.working() as connection:
        connection.execute(insert(activity).values(**own, activity_id=number, kind=kind, note=note).on_conflict_do_nothing())
    point = Point.typed(x.form.get("lat", ""), x.form.get("lon", ""))
    located = point is not None and _keep_place(x, kind, number, own, point)
    return x.go(x.path, done="saved" if located or point is None else "without")


def _keep_place(x: Exchange, kind: str, number: int, own: dict[str, Any], point: Point) -> bool:
    """Keep where it was: only with the agreement, and a grant of this person's that stands. False where either is missing."""
    me = x.me
    with x.working() as connection:
        grant = _standing_grant(connection, me.member)
    if grant is None or not x.kept.decide(me.person, FUNCTION, PURPOSE, (ITEM,)).allowed:
        return False
    with x.kept.using(me.person, FUNCTION, (ITEM,), purpose=PURPOSE) as use:
        words = _in_words(x, point)
        seal, random = x.configuration.seal, x.parts.random
        record = {**own, "decision_id": use.decision, "permission_event_id": grant.event_id, "created_at": x.now}
        with x.working() as connection:
            _event(x, connection, grant.device_id, "used", kind)
            if kind == "visit":
                sealed = {"lat": f"{point.lat:.4f}", "lon": f"{point.lon:.4f}", "address": words}
                values = record | {name: seal.close(value, name, random) for name, value in sealed.items()} | {"visit_id": number}
                connection.execute(insert(visit).values(values).on_conflict_do_nothing())
            else:
                where = seal.close(words or f"{point.lat:.4f}, {point.lon:.4f}", "location", random)
                connection.execute(insert(work_order).values(**record, work_order_id=number, location=where).on_conflict_do_nothing())
    x.kept.permission(me.person, DEVICE, "used")
    return True


def _in_words(x: Exchange, point: Point) -> str:
    """The place in words from the region's map firm, which gets a coarse point and nothing that tells whose it is.

    Empty where the person has not agreed to the firm, or the firm is down.
    """
    if not _to_the_map(x).allowed:
        return ""
    provider = x.kept.outbound(x.cluster.map_recipient, x.configuration.map_url)
    coarse = f"{round(point.lat, COARSE):.{COARSE}f},{round(point.lon, COARSE):.{COARSE}f}"
    going = {COARSE_ITEM: coarse}
    try:
        reply = provider.post("/place", function=FUNCTION, items=going, person=x.me.person, purpose=PURPOSE)
        said = reply.json() if reply.status == 200 else {}
    except (OSError, ValueError, x.parts.keeping.sdk.KeptError) as error:
        LOG.info("no place in words: %s", type(error).__name__)
        return ""
    return str(said.get("address", ""))[:300] if isinstance(said, dict) else ""


def _standing_grant(connection: Connection, member_id: int) -> Any:
    """The newest answer of this person's browsers about its place, if it is a grant."""
    mine = select(device.c.device_id).where(device.c.member_id == member_id)
    newest = connection.execute(
        select(permission_event)
        .where(permission_event.c.device_id.in_(mine), permission_event.c.permission == PERMISSION)
        .where(permission_event.c.event.in_(["granted", "refused", "revoked"]))
        .order_by(permission_event.c.at.desc(), permission_event.c.event_id.desc())
        .limit(1)
    ).first()
    return newest if newest is not None and newest.event == "granted" else None


def _event(x: Exchange, connection: Connection, device_id: int, event: str, scenario: str) -> None:
    number = row_id(x.me.tenant, "permission", x.parts.random(16).hex())
    values = {"tenant_id": x.me.tenant, "event_id": number, "device_id": device_id, "subject_id": x.me.subject}
    connection.execute(insert(permission_event).values(**values, permission=PERMISSION, scenario=scenario, event=event, at=x.now))


def _permission(x: Exchange) -> Response:
    """The browser's own question was shown or answered; written down as it happens, so that every use has a grant before it."""
    event, scenario, me = x.form.get("event", ""), x.form.get("scenario", ""), x.me
    if event not in EVENTS or scenario not in SCENARIOS.values():
        return JSONResponse({"taken": False}, 422)
    if not _agreed(x):
        return JSONResponse({"taken": False}, 403)
    number = row_id(me.tenant, "browser", me.member)
    with x.working() as connection:
        own = {"tenant_id": me.tenant, "member_id": me.member, "subject_id": me.subject}
        values = {**own, "device_id": number, "model": "browser", "os_version": _system(x.agent), "created_at": x.now}
        connection.execute(insert(device).values(values).on_conflict_do_nothing())
        _event(x, connection, number, event, scenario)
    x.kept.permission(me.person, DEVICE, event)
    return JSONResponse({"taken": True})


def _system(agent: str) -> str:
    """The operating system in a browser's own name for itself, without its version numbers beyond the first."""
    for name in ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"):
        if name in agent:
            return name
    return "unknown"


PAGES: Final = (
    *(Page(path, _show, _add) for path in SCENARIOS),
    Page("/permissions", post=_permission),
)
