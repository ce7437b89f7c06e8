"""The choice of cookies: one click for all of them or for the necessary ones only, each agreement recorded by itself, undone as easily.

A signal of the browser (Global Privacy Control, Do Not Track) goes before an earlier yes: nothing but necessary cookies is used while it
is sent. See docs/how-to/check-cookies.md.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.dialects.postgresql import insert
from starlette.responses import RedirectResponse, Response

from foundation.forms import one_line, own_path
from services.neocrm.app.exchange import CHOICE_COOKIE, Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import cookie_choice
from services.neocrm.app.website import following
from services.neocrm.app.website.shown import CHOICES, followed, shown
from services.neocrm.app.website.visitors import known, person_of, visitor

COOKIES: Final = "/cookies"
PIXEL: Final = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


def _show(x: Exchange) -> Response:
    asked = [(x.kept.prompt(matter, x.language), _stands(x, matter)) for matter in following.MATTERS]
    return shown(x, "cookies.html", asked=asked, saved=x.query.get("saved") in CHOICES)


def _stands(x: Exchange, matter: str) -> bool:
    number = visitor(x)
    return number is not None and x.kept.decide(person_of(number), matter).allowed


def _choose(x: Exchange) -> Response:
    chosen = x.form.get("choose", "")
    if chosen not in CHOICES:
        return x.message("not_found", 404)
    if chosen == "all":
        _accept(x)
    else:
        _refuse(x)
    x.set(CHOICE_COOKIE, chosen)
    back = own_path(x.form.get("back", "")) or COOKIES
    return RedirectResponse(back if back != COOKIES else f"{COOKIES}?saved={chosen}", 303)


def _accept(x: Exchange) -> None:
    """The words beside the button say that whoever accepts is an adult: at an unknown age no agreement would count."""
    number, subject = known(x, adult=True)
    person = person_of(number)
    for matter in following.MATTERS:
        prompt = x.kept.prompt(matter, x.language)
        x.kept.give(person, matter, language=x.language, sha256=prompt.sha256, channel="banner", key=f"{x.key}-{matter}")
    with x.on_website() as connection:
        row = {"choice_id": number, "subject_id": subject, "advertising": True, "chosen_at": x.now}
        again = {"advertising": True, "chosen_at": x.now}
        connection.execute(insert(cookie_choice).values(row).on_conflict_do_update(index_elements=["choice_id"], set_=again))


def _refuse(x: Exchange) -> None:
    """Whoever never agreed to anything leaves nothing but the answer, in the browser itself."""
    number = visitor(x)
    if number is None:
        return
    person = person_of(number)
    standing = {each.matter for each in x.kept.consents(person, x.language) if each.standing}
    for matter in following.MATTERS:
        if matter in standing:
            x.kept.withdraw(person, matter, channel="banner", key=f"{x.key}-{matter}")
    following.forget(x, number)


def _beacon(x: Exchange) -> Response:
    """The web beacon of pages: it tells which page was seen, and is on a page only where its person agreed."""
    if followed(x):
        following.remember(x, one_line(x.query.get("page", "/"), 80))
    return Response(PIXEL, media_type="image/svg+xml")


PAGES: Final = (
    Page(COOKIES, _show, _choose, who="anybody", place="site"),
    Page("/beacon.svg", _beacon, who="anybody", place="site"),
)
