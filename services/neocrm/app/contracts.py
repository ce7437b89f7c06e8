"""The page on which an administrator renews the contract or ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from starlette.responses import Response

from services.neocrm.app.ending import end
from services.neocrm.app.exchange import SESSION_COOKIE, Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import tenant

CONTRACT: Final = "/settings/system-settings/contract"
RENEWED_FOR: Final = timedelta(days=365)


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.working() as connection:
        own = connection.execute(select(tenant).where(tenant.c.tenant_id == x.me.tenant)).one()
    notice = x.say("contract.renewed") if x.query.get("done") == "renewed" else None
    return x.page("contract.html", status, own=own, problems=problems or {}, notice=notice)


def _act(x: Exchange) -> Response:
    """Renew for a year, or end now: for ending, the organisation's number is typed once more."""
    what, number = x.form.get("what", ""), x.me.tenant
    with x.working() as connection:
        own = connection.execute(select(tenant).where(tenant.c.tenant_id == number).with_for_update()).one()
        if what == "renew":
            begins = max(own.contract_ends_on or x.now.date(), x.now.date())
            values = {"plan": "paying", "renewal_asked_at": x.now, "contract_ends_on": begins + RENEWED_FOR}
            if own.renewal_asked_at is None or x.now - own.renewal_asked_at > timedelta(minutes=1):
                connection.execute(update(tenant).where(tenant.c.tenant_id == number).values(values))
            return x.go(CONTRACT, done="renewed")
        if x.form.get("number", "").strip() != str(number):
            return _show(x, {"number": x.say("contract.problem.number")}, 422)
        end(connection, x.kept, number, x.now, asked=True)
    x.set(SESSION_COOKIE, None)
    x.who = None
    return x.message("contract.ended")


PAGES: Final = (Page(CONTRACT, _show, _act, who="administrator"),)
