"""What is remembered of visits, once somebody has agreed to it: usage and interests, each under a cookie and an agreement of its own."""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.forms import row_id
from services.neocrm.app.exchange import INTERESTS_COOKIE, USAGE_COOKIE, Exchange
from services.neocrm.app.tables import cookie_choice, cookie_visit, interest, usage
from services.neocrm.app.website.visitors import person_of, visitor

LOG: Final = logging.getLogger("neocrm.website")
USAGE: Final = ("cookies.website_and_email", "cookies.web_beacons", "cookies.visits_and_usage")
ADVERTISING: Final = ("cookies.advertising_interests", "cookies.advertising_marketing")
MATTERS: Final = (*USAGE, *ADVERTISING)


def remember(x: Exchange, page: str) -> None:
    """Write down that this visitor saw a page, as far as its person agreed. A failure costs the page nothing."""
    number = visitor(x)
    if number is None:
        return
    person = person_of(number)
    try:
        _usage(x, number, person, page)
        _interests(x, number, person, page)
    except x.parts.keeping.sdk.KeptError as error:
        LOG.info("this visit is not remembered: %s", type(error).__name__)


def forget(x: Exchange, number: int) -> None:
    """Take back the cookies and erase what was learned of this visitor."""
    with x.on_website() as connection:
        mine = select(cookie_choice.c.choice_id).where(cookie_choice.c.choice_id == number)
        for table in (interest, cookie_visit):
            connection.execute(delete(table).where(table.c.choice_id.in_(mine)))
        subject = connection.execute(select(cookie_choice.c.subject_id).where(cookie_choice.c.choice_id == number)).scalar()
        if subject is not None:
            connection.execute(delete(usage).where(usage.c.subject_id == subject))
        connection.execute(update(cookie_choice).where(cookie_choice.c.choice_id == number).values(advertising=False, chosen_at=x.now))
    x.set(USAGE_COOKIE, None)
    x.set(INTERESTS_COOKIE, None)


def _usage(x: Exchange, number: int, person: str, page: str) -> None:
    if not x.kept.decide(person, "cookies.visits_and_usage").allowed:
        return
    mark = x.sent.get(USAGE_COOKIE) or x.parts.random(12).hex()
    x.set(USAGE_COOKIE, mark)
    view = row_id("view", x.parts.random(16).hex())
    with x.on_website() as connection:
        subject = _subject(connection, number)
        if subject is None:
            return
        device = "phone" if "Mobile" in x.agent else "desktop"
        seen = {"visit_id": view, "choice_id": number, "subject_id": subject, "session": row_id("session", mark), "at": x.now}
        who = {"cookie": "website_and_email", "device_info": device, "usage_info": f"page: {page}", "ip": x.ip, "identifier": f"v-{mark}"}
        connection.execute(insert(cookie_visit).values(**seen, **who))
        row = {"visit_info": f"entry: {page}", "usage_info": "pages: 1", "device_info": device}
        connection.execute(insert(usage).values(usage_id=view, subject_id=subject, **row, at=x.now))


def _interests(x: Exchange, number: int, person: str, page: str) -> None:
    if not x.kept.decide(person, ADVERTISING[0]).allowed:
        return
    x.set(INTERESTS_COOKIE, x.sent.get(INTERESTS_COOKIE) or x.parts.random(12).hex())
    with x.kept.using(person, ADVERTISING[0]) as use, x.on_website() as connection:
        subject = _subject(connection, number)
        if subject is not None:
            row = {"choice_id": number, "subject_id": subject, "usage_info": f"page: {page}", "decision_id": use.decision}
            connection.execute(insert(interest).values(interest_id=row_id("interest", x.parts.random(16).hex()), **row, at=x.now))


def _subject(connection: Connection, number: int) -> int | None:
    found = connection.execute(select(cookie_choice.c.subject_id).where(cookie_choice.c.choice_id == number)).scalar()
    return int(found) if found is not None else None
