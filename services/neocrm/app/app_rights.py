"""Applications switched off and on for one person, by the organisation's administrators; the organisation's own switch goes first."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import whole_number
from services.neocrm.app.applications import APPS
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.switches import BASIC, off_for
from services.neocrm.app.tables import app_switch, member, member_switch

RIGHTS: Final = f"{APPS}/app-rights"


def _show(x: Exchange) -> Response:
    with x.working() as connection:
        active = (member.c.tenant_id == x.me.tenant) & (member.c.status == "active")
        named = select(member.c.member_id, member.c.name).where(active).order_by(member.c.name, member.c.member_id)
        people = [(str(each.member_id), each.name) for each in connection.execute(named.limit(500)).all()]
        chosen = _somebody(x, connection, x.query.get("member", ""))
        off = off_for(connection, x.me.tenant, chosen.member_id) if chosen is not None else frozenset()
        apps = [(app, app in BASIC, app not in off) for app in _offered(connection)] if chosen is not None else []
    if x.query.get("member") and chosen is None:
        return x.message("not_found", 404)
    return x.page("app_rights.html", people=people, chosen=chosen, apps=apps)


def _switch(x: Exchange) -> Response:
    app = x.form.get("app", "")
    with x.working() as connection:
        chosen = _somebody(x, connection, x.form.get("member", ""))
        if chosen is None or app not in _offered(connection):
            return x.message("not_found", 404)
        own = {"tenant_id": x.me.tenant, "member_id": chosen.member_id, "subject_id": chosen.subject_id, "app": app}
        said = {"enabled": x.form.get("on") == "1", "changed_at": x.now}
        keys = ["tenant_id", "member_id", "app"]
        connection.execute(insert(member_switch).values(own | said).on_conflict_do_update(index_elements=keys, set_=said))
    return x.go(RIGHTS, member=str(chosen.member_id))


def _somebody(x: Exchange, connection: Connection, said: str) -> Any:
    """The person of this organisation who is meant, if they have an account here."""
    mine = (member.c.tenant_id == x.me.tenant) & (member.c.status == "active") & (member.c.member_id == whole_number(said))
    return connection.execute(select(member.c.member_id, member.c.subject_id, member.c.name).where(mine)).first()


def _offered(connection: Connection) -> tuple[str, ...]:
    """What the organisation has switched on, or has not switched off."""
    rows = {each.app: each for each in connection.execute(select(app_switch).order_by(app_switch.c.app)).all()}
    basic = tuple(app for app in BASIC if app not in rows or rows[app].enabled)
    return basic + tuple(app for app, each in rows.items() if each.kind != "basic" and each.enabled)


PAGES: Final = (Page(RIGHTS, _show, _switch, who="administrator"),)
