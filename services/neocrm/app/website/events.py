"""Events on the spot, some with co-sponsors: the form names them beside a box of their own, and unticked nothing goes to them."""

from __future__ import annotations

import logging
from typing import Final

from starlette.responses import Response

from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.website.forms import Form, keep, reworded, show, typed_items
from services.neocrm.app.website.visitors import person_of

LOG: Final = logging.getLogger("neocrm.website")
FORM: Final = Form("/event", "offline_activity", ("name", "email"), ("company", "job_title"), others=True)
SPONSORS: Final = "recipients.co_sponsors"
PURPOSE: Final = "purposes.co_sponsors_marketing"
ITEM: Final = "registration_details"
SPONSOR_NAMES: Final = ("Harbour Logistics Fair", "Plum Tree Software")


def _ask(x: Exchange) -> Response:
    return _shown(x)


def _shown(x: Exchange, status: int = 200, **facts: object) -> Response:
    sponsors = x.kept.prompt(SPONSORS, x.language)
    return show(x, FORM, "event.html", status, sponsors=sponsors, sponsor_names=SPONSOR_NAMES, **facts)


def _take(x: Exchange) -> Response:
    values, problems = typed_items(x, FORM)
    if problems:
        return _shown(x, 422, problems=problems)
    if reworded(x, FORM):
        return _shown(x, 409, notice=x.say("consents.reworded"))
    _, number = keep(x, FORM, values)
    # Somebody else's details never go on: the box speaks for whoever ticks it alone.
    if x.form.get("sponsors") and x.form.get("about") != "other":
        _pass_on(x, number, values)
    return x.go("/thanks", about=FORM.function)


def _pass_on(x: Exchange, number: int, values: dict[str, str]) -> None:
    """Tell the co-sponsors who comes, under the agreement that was just given. What fails here costs the registration nothing."""
    person = person_of(number)
    for matter in (SPONSORS, PURPOSE):
        prompt = x.kept.prompt(matter, x.language)
        x.kept.give(person, matter, language=x.language, sha256=prompt.sha256, channel="form", key=f"{x.key}-{matter}")
    if not x.configuration.sponsors_url:
        return
    try:
        said = ", ".join(values[item] for item in ("name", "company", "email") if item in values)
        going = x.kept.outbound(SPONSORS, x.configuration.sponsors_url)
        going.post("/registrations", function=FORM.function, items={ITEM: said}, person=person, purpose=PURPOSE)
    except (OSError, ValueError, x.parts.keeping.sdk.KeptError) as error:
        LOG.warning("nothing went to co-sponsors: %s", error)


PAGES: Final = (Page(FORM.path, _ask, _take, who="anybody", place="site"),)
