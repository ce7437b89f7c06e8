"""The version of the statement in force: saying no to it, going on after all."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from .own_data import CANCEL
from .people import sign_in
from .troupe import Actor, Verbs

STATEMENT: Final = "/settings/statement"
USES: Final = ("/", "/visits", "/contacts", "/leads")
WAYS: Final = {"deletion": CANCEL, "copy": "/me/settings/contact-us"}


def decline(actor: Actor) -> frozenset[str]:
    """Press the button that says no, and look which ways on the next page offers."""
    actor.open(STATEMENT)
    page = actor.browser.send(f"{STATEMENT}/decline", {})
    return frozenset(way for way, path in WAYS.items() if path in page.links)


def only_ways_out(actor: Actor) -> bool:
    """Sign in again, and try the pages that are for work and those that are for leaving."""
    if not sign_in(actor):
        return False
    held = all(_path(actor, each) == STATEMENT for each in USES)
    return held and all(_path(actor, each) == each for each in WAYS.values())


def go_on(actor: Actor) -> bool:
    """Come in again, press the button that goes on, and use the service."""
    if not sign_in(actor):
        return False
    actor.open(STATEMENT)
    actor.browser.send(f"{STATEMENT}/seen", {})
    return all(_path(actor, each) == each for each in USES)


def _path(actor: Actor, asked: str) -> str:
    """Where one is after asking for a page; empty where it did not answer with one."""
    page = actor.open(asked)
    return urlsplit(page.url).path if page.status == 200 else ""


VERBS: Final[Verbs] = {"decline_statement": decline, "only_ways_out": only_ways_out, "go_on": go_on}
