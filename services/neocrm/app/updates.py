"""A new version of the statement: a reminder on every page until it was seen, what going on means, and the way out for who says no.

Who has seen it and uses the service afterwards has accepted it, which Kept writes down with version and time; nothing that needs an
agreement of its own is accepted that way (statement, 8). Who says no is out at once and finds, after signing in again, only the ways to
an end, until they go on after all.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import RedirectResponse, Response

from services.neocrm.app import sessions
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.reminding import STATEMENT, channel
from services.neocrm.app.routing import Page

DIFFERENCE: Final = f"{STATEMENT}/difference"
SEEN: Final = f"{STATEMENT}/seen"
DECLINE: Final = f"{STATEMENT}/decline"


def _show(x: Exchange) -> Response:
    """The version in force: its text, what it changed, and the two answers. It is there whether one was reminded or not."""
    return x.page("statement.html", version=x.kept.version(x.me.person))


def _difference(x: Exchange) -> Response:
    """On to what the version changed; with that it was shown."""
    x.kept.shown(x.me.person, [x.kept.label])
    return RedirectResponse(x.configuration.difference(x.language), 303)


def _seen(x: Exchange) -> Response:
    """The reminder is put away; whoever had said no goes on with this."""
    version = x.kept.version(x.me.person)
    if x.form.get("label") != version.label:
        return x.go(STATEMENT)
    x.kept.shown(x.me.person, [version.label])
    if version.answer == "declined":
        x.kept.note_version(x.me.person, version.label, "accepted", channel(x))
    return x.go("/")


def _decline(x: Exchange) -> Response:
    """Written down first, then every session ends; the page that follows names both ways on."""
    version = x.kept.version(x.me.person)
    if x.form.get("label") != version.label:
        return x.go(STATEMENT)
    x.kept.note_version(x.me.person, version.label, "declined", channel(x))
    sessions.end(x, everywhere=True)
    x.parts.settled.discard((x.me.person, version.label))
    x.who, x.news = None, None
    return x.page("declined.html")


PAGES: Final = (
    Page(STATEMENT, _show),
    Page(DIFFERENCE, _difference),
    Page(SEEN, post=_seen),
    Page(DECLINE, post=_decline),
)
