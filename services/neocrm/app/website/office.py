"""Visitors at the office: who comes and when, and, on a page of its own that may be left empty, how they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import mobile_number, one_line, row_id
from foundation.sealing import issued, opened
from services.neocrm.app.desk import ZONE
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import office_health, office_visit
from services.neocrm.app.website.shown import shown
from services.neocrm.app.website.visitors import ADULT, person_of

VISIT: Final = "visitor_registration"
HEALTH: Final = "visitor_health_screening"
# Column by item.
HEALTH_ITEMS: Final = {
    "body_temperature": "body_temperature",
    "symptoms": "symptoms",
    "close_contact_history": "close_contacts",
    "recent_travel": "recent_travel",
}
KEPT_FOR: Final = timedelta(days=90)
KIND: Final = "office visitor"


def _ask(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    prompt = x.kept.prompt(f"functions.{VISIT}", x.language)
    return shown(x, "office.html", status, prompt=prompt, problems=problems or {})


def _take(x: Exchange) -> Response:
    name, phone, company = one_line(x.form.get("name", "")), mobile_number(x.form.get("phone", "")), one_line(x.form.get("company", ""))
    arrives = _moment(x.form.get("arrives", ""))
    wrong = {"name": not name, "phone": phone is None, "arrives": arrives is None}
    wrong |= {tick: not x.form.get(tick) for tick in ("agree", "adult")}
    problems = {field: x.say(f"website.problem.{field}") for field, is_so in wrong.items() if is_so}
    if problems or arrives is None:
        return _ask(x, problems, 422)
    matter = f"functions.{VISIT}"
    prompt = x.kept.prompt(matter, x.language)
    if prompt.sha256 != x.form.get("sha256"):
        return _ask(x, status=409)
    number = row_id("office", x.key)
    person = person_of(number, "office")
    subject = x.kept.person(person, class_=KIND, country=x.cluster.country, at_least=ADULT)
    x.kept.shown(person, [x.kept.label])
    x.kept.give(person, matter, language=x.language, sha256=prompt.sha256, channel="reception", key=x.key)
    items = ("name", "phone", "arrival_date_and_time", *(("company",) if company else ()))
    with x.kept.using(person, VISIT, items) as use, x.on_website() as connection:
        said: dict[str, Any] = {"name": name, "phone": phone, "company": company or None, "arrived_at": arrives}
        row = {"visit_id": number, "subject_id": subject, **said, "decision_id": use.decision, "delete_by": (x.now + KEPT_FOR).date()}
        connection.execute(insert(office_visit).values(row).on_conflict_do_nothing())
    ticket = issued(x.configuration.secret, "office", {"n": number}, x.now, timedelta(days=1))
    return x.go("/office/health", ticket=ticket)


def _ask_health(x: Exchange) -> Response:
    if _visit(x, x.query.get("ticket", "")) is None:
        return x.message("link_over", 400)
    prompt = x.kept.prompt(f"functions.{HEALTH}", x.language)
    return shown(x, "office_health.html", prompt=prompt, ticket=x.query["ticket"], items=tuple(HEALTH_ITEMS))


def _take_health(x: Exchange) -> Response:
    """Leaving it empty, or not agreeing, changes nothing about the visit."""
    number = _visit(x, x.form.get("ticket", ""))
    if number is None:
        return x.message("link_over", 400)
    given = {item: one_line(x.form.get(item, "")) for item in HEALTH_ITEMS}
    filled = {item: value for item, value in given.items() if value}
    if not filled or not x.form.get("agree"):
        return x.go("/thanks", about=VISIT)
    matter, person = f"functions.{HEALTH}", person_of(number, "office")
    prompt = x.kept.prompt(matter, x.language)
    if prompt.sha256 != x.form.get("sha256"):
        return x.go("/office/health", ticket=x.form["ticket"])
    subject = x.kept.person(person, class_=KIND, country=x.cluster.country)
    x.kept.give(person, matter, language=x.language, sha256=prompt.sha256, channel="reception", key=f"{x.key}-health", form="separate")
    with x.kept.using(person, HEALTH, tuple(filled)) as use, x.on_website() as connection:
        seal, random = x.configuration.seal, x.parts.random
        sealed = {column: seal.close(filled[item], column, random) for item, column in HEALTH_ITEMS.items() if item in filled}
        row = {"visit_id": number, "subject_id": subject, **sealed, "decision_id": use.decision, "recorded_at": x.now}
        connection.execute(insert(office_health).values(row).on_conflict_do_nothing())
    return x.go("/thanks", about=VISIT)


def _visit(x: Exchange, ticket: str) -> int | None:
    said = opened(x.configuration.secret, "office", ticket, x.now)
    return int(said["n"]) if said is not None else None


def _moment(typed: str) -> datetime | None:
    """A date and time as the browser's own field writes it, in the office's time."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZONE)
    except ValueError:
        return None


PAGES: Final = (
    Page("/office", _ask, _take, who="anybody", place="site"),
    Page("/office/health", _ask_health, _take_health, who="anybody", place="site"),
)
