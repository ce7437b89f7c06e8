"""Writing to the privacy desk: a question, or a complaint about data that somebody should not have given us."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection
from starlette.responses import Response

from foundation.forms import some_lines
from foundation.mailing import Letter
from services.neocrm.app.desk import PRIVACY
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.website import letters
from services.neocrm.app.website.forms import Form, keep, reworded, show, typed_items

FORM: Final = Form("/contact", "customer_support", ("name", "email"))
ABOUT: Final = ("question", "complaint")


def _ask(x: Exchange) -> Response:
    return show(x, FORM, "contact.html", about=ABOUT)


def _take(x: Exchange) -> Response:
    message, about = some_lines(x.form.get("message", "")), x.form.get("about", "")
    values, problems = typed_items(x, FORM)
    if not message:
        problems["message"] = x.say("website.problem.message")
    if about not in ABOUT:
        problems["about"] = x.say("website.problem.about")
    if problems:
        return show(x, FORM, "contact.html", 422, problems=problems, about=ABOUT)
    if reworded(x, FORM):
        return show(x, FORM, "contact.html", 409, notice=x.say("consents.reworded"), about=ABOUT)
    written: list[int] = []

    def to_the_desk(connection: Connection, subject: int) -> None:
        text = f"{values['name']} <{values['email']}>\n\n{message}"
        written.append(letters.put(x, connection, subject, "contact", Letter(PRIVACY, x.say(f"website.letter.{about}"), text)))

    keep(x, FORM, values, to_the_desk)
    late = not letters.send_now(x, written[0])
    return x.go("/thanks", about=FORM.function, **({"late": "1"} if late else {}))


PAGES: Final = (Page(FORM.path, _ask, _take, who="anybody", place="site"),)
