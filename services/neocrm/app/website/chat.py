"""Support chat within its hours: contact details are asked for only when somebody writes; outside the hours the page says when to come."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection
from starlette.responses import Response

from foundation.forms import some_lines
from foundation.mailing import Letter
from services.neocrm.app.desk import SERVICE, staffed
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.website import letters
from services.neocrm.app.website.forms import Form, keep, reworded, show, typed_items
from services.neocrm.app.website.shown import shown

FORM: Final = Form("/chat", "customer_support", ("name", "email"), ("company",), channel="chat")


def _ask(x: Exchange) -> Response:
    return show(x, FORM, "chat.html") if staffed(x.now) else shown(x, "chat_closed.html")


def _take(x: Exchange) -> Response:
    if not staffed(x.now):
        return shown(x, "chat_closed.html", 409)
    message = some_lines(x.form.get("message", ""))
    values, problems = typed_items(x, FORM)
    if not message:
        problems["message"] = x.say("website.problem.message")
    if problems:
        return show(x, FORM, "chat.html", 422, problems=problems)
    if reworded(x, FORM):
        return show(x, FORM, "chat.html", 409, notice=x.say("consents.reworded"))
    written: list[int] = []

    def to_the_desk(connection: Connection, subject: int) -> None:
        who = f"{values['name']} <{values['email']}>"
        written.append(
            letters.put(x, connection, subject, "chat", Letter(SERVICE, x.say("website.letter.chat.title"), f"{who}\n\n{message}"))
        )

    keep(x, FORM, values, to_the_desk)
    late = not letters.send_now(x, written[0])
    return x.go("/thanks", about=FORM.function, **({"late": "1"} if late else {}))


PAGES: Final = (Page(FORM.path, _ask, _take, who="anybody", place="site"),)
