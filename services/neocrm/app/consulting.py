"""Me › Online Consultation: within its hours the service desk helps people to see, correct and complete their data, or to withdraw."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from foundation.forms import some_lines
from services.neocrm.app.desk import SERVICE, staffed
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.posting import Message, put, send_now
from services.neocrm.app.routing import Page

CONSULTATION: Final = "/me/online-consultation"


def _ask(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    notice = {"sent": x.say("consultation.sent"), "late": x.say("consultation.late")}.get(x.query.get("done", ""))
    return x.page("consultation.html", status, staffed=staffed(x.now), problems=problems or {}, notice=notice)


def _take(x: Exchange) -> Response:
    """The message goes to the desk with the organisation's and the person's numbers: the desk looks them up under its own access."""
    text = some_lines(x.form.get("message", ""))
    if not staffed(x.now):
        return _ask(x, {}, 409)
    if not text:
        return _ask(x, {"message": x.say("website.problem.message")}, 422)
    me, title = x.me, x.say("consultation.title")
    said = f"{me.organisation} {me.tenant} / {me.member}\n\n{text}"
    with x.working() as connection:
        written = put(x, connection, x.cluster, me.tenant, Message(me.member, me.subject, "mail", "consultation", SERVICE, title, said))
    sent = send_now(x, x.cluster, me.tenant, written)
    return x.go(CONSULTATION, done="sent" if sent else "late")


PAGES: Final = (Page(CONSULTATION, _ask, _take),)
