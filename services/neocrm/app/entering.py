"""Coming in from the login host and going out again; the first page; where one's data is kept, shown before anything is agreed."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select
from starlette.responses import Response

from foundation.forms import row_id
from foundation.sealing import opened
from services.neocrm.app import ending, sessions
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.routing import Page
from services.neocrm.app.signing_in import agreed_by_conduct
from services.neocrm.app.switches import further
from services.neocrm.app.tables import account, activity, contact, lead, member, tenant


def _home(x: Exchange) -> Response:
    if x.who is None:
        return x.page("welcome.html")
    with x.working() as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in (("accounts", account), ("contacts", contact), ("leads", lead))
        }
        latest = connection.execute(
            select(activity, account.c.name)
            .join(account, (account.c.tenant_id == activity.c.tenant_id) & (account.c.account_id == activity.c.account_id))
            .where(activity.c.member_id == x.me.member)
            .order_by(activity.c.created_at.desc())
            .limit(5)
        ).all()
        others = further(x, connection)
    return x.page("home.html", counts=counts, latest=latest, further=others)


def _sign_in(x: Exchange) -> Response:
    said = {"state": x.state, "from": x.cluster.business, "language": x.language}
    if x.query.get("kept"):
        said["kept"] = "1"
    return x.go("/", x.cluster.login, **said)


def _enter(x: Exchange) -> Response:
    """With a ticket that this browser asked for: in. With one that it did not ask for, the person is shown as whom and says yes first."""
    ticket = x.query.get("ticket", "")
    said = _said(x, ticket)
    if said is None:
        return x.message("link_over", 400)
    if said["s"] != x.state:
        with x.working(said["o"]) as connection:
            who = _whose(connection, said)
        return x.page("enter.html", ticket=ticket, whose=who)
    return _in(x, said, ticket)


def _confirmed(x: Exchange) -> Response:
    ticket = x.form.get("ticket", "")
    said = _said(x, ticket)
    return _in(x, said, ticket) if said is not None else x.message("link_over", 400)


def _said(x: Exchange, ticket: str) -> dict[str, Any] | None:
    said = opened(x.configuration.secret, "enter", ticket, x.now)
    return dict(said) if said is not None and x.cluster.serves(said["o"]) else None


def _in(x: Exchange, said: dict[str, Any], ticket: str) -> Response:
    with x.working(said["o"]) as connection:
        ending.end_if_over(connection, x.kept, said["o"], x.now)
        who = _whose(connection, said)
    if who is None or who.status != "active" or who.ended_at is not None:
        return x.message("account_closed", 403)
    if not sessions.begin(x, said["o"], said["m"], int(who.subject_id), ticket, row_id(said["o"], "session", said["n"])):
        return x.message("link_over", 400)
    if who.last_used_at is None:
        agreed_by_conduct(x, x.kept, x.cluster, reference("member", said["m"]), said["n"])
    waiting = sessions.draft_path(x, said["o"], said["m"])
    return x.go(waiting, draft="1") if waiting else x.go("/")


def _whose(connection: Any, said: dict[str, Any]) -> Any:
    return connection.execute(
        select(
            member.c.name,
            member.c.subject_id,
            member.c.status,
            member.c.last_used_at,
            tenant.c.name.label("organisation"),
            tenant.c.ended_at,
        )
        .join(tenant, tenant.c.tenant_id == member.c.tenant_id)
        .where(member.c.tenant_id == said["o"], member.c.member_id == said["m"])
    ).first()


def _sign_out(x: Exchange) -> Response:
    sessions.end(x, everywhere=bool(x.form.get("everywhere")))
    return x.go("/")


PAGES: Final = (
    Page("/", _home, who="anybody"),
    Page("/sign-in", _sign_in, who="anybody"),
    Page("/enter", _enter, _confirmed, who="anybody"),
    Page("/sign-out", post=_sign_out),
)
