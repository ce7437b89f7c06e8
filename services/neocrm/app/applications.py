"""Applications that an organisation switches on and off for its people: its own basic ones, those of outside parties, those it made.

What an outside party offers here is under that party's own terms; the page says so before it can be switched on (statement, chapter 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import one_line
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.switches import BASIC
from services.neocrm.app.tables import app_switch

APPS: Final = "/settings/system-settings"
# Offered by outside parties: off until an administrator has read what applies, and switches one on.
OUTSIDE: Final[Mapping[str, str]] = {"Paper Plane Calendar": "https://calendar.example/privacy"}


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.working() as connection:
        rows = {each.app: each for each in connection.execute(select(app_switch).order_by(app_switch.c.app)).all()}
    basic = [(app, rows[app].enabled if app in rows else True) for app in BASIC]
    outside = [(app, link, app in rows and rows[app].enabled) for app, link in OUTSIDE.items()]
    own = [(each.app, each.enabled) for each in rows.values() if each.kind == "manually created"]
    return x.page("applications.html", status, basic=basic, outside=outside, own=own, problems=problems or {})


def _switch(x: Exchange) -> Response:
    app, on = one_line(x.form.get("app", ""), 80), x.form.get("on") == "1"
    kind = "basic" if app in BASIC else "third-party" if app in OUTSIDE else "manually created"
    if not app:
        return _show(x, {"app": x.say("problem.needed")}, 422)
    if kind == "third-party" and on and not x.form.get("read"):
        return _show(x, {"read": x.say("apps.problem.read")}, 422)
    row = {"tenant_id": x.me.tenant, "app": app, "kind": kind, "enabled": on, "changed_at": x.now}
    again = {"enabled": on, "changed_at": x.now}
    with x.working() as connection:
        connection.execute(insert(app_switch).values(row).on_conflict_do_update(index_elements=["tenant_id", "app"], set_=again))
    return x.go(APPS)


PAGES: Final = (Page(APPS, _show, _switch, who="administrator"),)
