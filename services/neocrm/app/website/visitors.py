"""Who somebody is on the website: a number in a sealed cookie, given with the first form or choice."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from foundation.forms import row_id
from foundation.sealing import issued, opened
from services.neocrm.app.exchange import VISITOR_COOKIE, Exchange
from services.neocrm.app.keeping import reference

KNOWN_FOR: Final = timedelta(days=180)
ADULT: Final = 18


def visitor(x: Exchange) -> int | None:
    """The visitor's number, if this browser has one."""
    said = opened(x.configuration.secret, "visitor", x.sent.get(VISITOR_COOKIE, ""), x.now)
    return int(said["v"]) if said is not None else None


def subject_of(x: Exchange) -> int | None:
    """Kept's own number of this browser's visitor."""
    said = opened(x.configuration.secret, "visitor", x.sent.get(VISITOR_COOKIE, ""), x.now)
    return int(said["s"]) if said is not None else None


def person_of(number: int, kind: str = "visitor") -> str:
    """How Kept knows a visitor."""
    return reference(kind, number)


def known(x: Exchange, *, adult: bool = False) -> tuple[int, int]:
    """The visitor's number and Kept's own, given now if this browser has none. ``adult``: the person has just said so.

    Called as a form is sent that has the statement beside it, so that it has been shown.
    """
    before = visitor(x)
    number = before if before is not None else row_id("visitor", x.key)
    subject = x.kept.person(person_of(number), class_="visitor", country=x.cluster.country, at_least=ADULT if adult else None)
    x.kept.shown(person_of(number), [x.kept.label])
    if before is None:
        x.set(VISITOR_COOKIE, issued(x.configuration.secret, "visitor", {"v": number, "s": subject}, x.now, KNOWN_FOR))
    return number, subject
