"""What a contact is told when an organisation enters their address, and where they choose whether to get its news.

Nobody gets marketing because somebody else entered an address: only who agreed here, in exactly these words, and is an adult.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, select
from starlette.responses import Response

from foundation.sealing import issued, opened
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.posting import Message, put
from services.neocrm.app.registering import ADULT
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import contact, tenant

MATTER: Final = "purposes.marketing_emails"
NEWS: Final = "/news"


def tell(x: Exchange, connection: Connection, entered: Iterable[tuple[int, int, str]]) -> None:
    """Write to contacts (number, subject, address) that they were entered, with the way to their choice."""
    for number, subject, address in entered:
        ticket = issued(x.configuration.secret, "news", {"o": x.me.tenant, "c": number}, x.now, None)
        link = x.configuration.address(x.cluster.business, f"{NEWS}?ticket={ticket}")
        title = x.say("mail.entered.title", organisation=x.me.organisation)
        text = x.say("mail.entered.text", organisation=x.me.organisation, link=link)
        put(x, connection, x.cluster, x.me.tenant, Message(x.me.member, subject, "mail", "entered", address, title, text))


def _whom(x: Exchange, ticket: str) -> tuple[int, Any] | None:
    """The contact whom a ticket is about, with the organisation's name and contract; None for a ticket that is none."""
    said = opened(x.configuration.secret, "news", ticket, x.now)
    if said is None or not x.cluster.serves(said["o"]):
        return None
    with x.working(said["o"]) as connection:
        query = select(contact.c.contact_id, contact.c.email, tenant.c.name.label("organisation")).join(
            tenant, tenant.c.tenant_id == contact.c.tenant_id
        )
        row = connection.execute(query.where(contact.c.contact_id == said["c"])).first()
    return None if row is None else (said["o"], row)


def _offer(x: Exchange, ticket: str | None = None, status: int = 200, problems: dict[str, str] | None = None) -> Response:
    ticket = ticket or x.query.get("ticket", "")
    found = _whom(x, ticket)
    if found is None:
        return x.message("link_over", 400)
    facts = {"organisation": found[1].organisation, "address": found[1].email, "prompt": x.kept.prompt(MATTER, x.language)}
    return x.page("offer.html", status, ticket=ticket, problems=problems or {}, **facts)


def _agree(x: Exchange) -> Response:
    ticket = x.form.get("ticket", "")
    found = _whom(x, ticket)
    if found is None:
        return x.message("link_over", 400)
    if not x.form.get("adult"):
        return _offer(x, ticket, 422, {"adult": x.say("problem.adult")})
    person = reference("contact", found[1].contact_id)
    x.kept.person(person, class_="contact", country=x.cluster.country, tenant=str(found[0]), at_least=ADULT)
    x.kept.shown(person, [x.kept.label])
    sha256 = x.form.get("sha256") or x.kept.prompt(MATTER, x.language).sha256
    x.kept.give(person, MATTER, language=x.language, sha256=sha256, channel="web", key=x.key)
    return x.message("offer.done")


PAGES: Final = (Page(NEWS, _offer, _agree, who="anybody"),)
