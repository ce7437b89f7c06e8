"""Me > Settings > Contact Us: how to reach the service, and the place where agreements are withdrawn through it (statement, 7.3).

A withdrawal counts at once; nobody of the service has to work it first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from services.neocrm.app.agreeing import take_back
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import Agreed
from services.neocrm.app.routing import Page

CONTACT_US: Final = "/me/settings/contact-us"
CHANNEL: Final = "customer-service"
# Where data lies can only be taken back by leaving; that has a page of its own.
PLACES: Final = "storage."


def _standing(x: Exchange) -> Sequence[Agreed]:
    """What this person agreed to and has not taken back, whatever it is."""
    found = {one.matter: one for one in x.kept.consents(x.me.person, x.language) if one.standing and not one.matter.startswith(PLACES)}
    return tuple(found.values())


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    many = x.query.get("done", "")
    notice = x.say("contact.withdrawn", many=many) if many.isdigit() else None
    return x.page("contact_us.html", status, agreed=_standing(x), problems=problems or {}, notice=notice)


def _withdraw(x: Exchange) -> Response:
    """Each matter that was ticked, by itself; what does not stand (the form was sent twice) is left alone."""
    key = x.key
    ticked = [(place, one.matter) for place, one in enumerate(_standing(x)) if x.form.get(f"matter-{one.matter}")]
    if not ticked and not any(name.startswith("matter-") for name in x.form):
        return _show(x, {"matter": x.say("contact.problem.none")}, 422)
    for place, matter in ticked:
        take_back(x, matter, CHANNEL, f"{key}-{place}")
    return x.go(CONTACT_US, done=str(len(ticked)))


PAGES: Final = (Page(CONTACT_US, _show, _withdraw),)
