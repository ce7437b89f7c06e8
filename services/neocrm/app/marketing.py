"""Campaigns by mail: only to those who may get them, decided once more as each letter goes; one click ends all of it."""

from __future__ import annotations

import html
import logging
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import one_line, some_lines
from foundation.sealing import issued, opened
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.keeping import reference
from services.neocrm.app.posting import Message, put
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import campaign, contact, lead

LOG: Final = logging.getLogger("neocrm.marketing")
PURPOSES: Final = ("marketing_emails", "event_promotion", "targeted_marketing_to_contacts")
ITEM: Final = "email"
LETTER: Final = """<!doctype html><html lang="{language}"><body>{paragraphs}
<table role="presentation" width="100%"><tr><td align="right"><a href="{link}">{label}</a></td></tr></table></body></html>"""


def _show(x: Exchange, problems: dict[str, str] | None = None, status: int = 200) -> Response:
    with x.working() as connection:
        past = connection.execute(select(campaign).order_by(campaign.c.started_at.desc()).limit(20)).all()
    done = x.query.get("done", "")
    notice = x.say("campaigns.begun", many=done) if done.isdigit() else None
    options = [(name, x.say(f"purpose.{name}")) for name in PURPOSES]
    return x.page("campaigns.html", status, past=past, options=options, problems=problems or {}, notice=notice)


def _begin(x: Exchange) -> Response:
    title, text, purpose = one_line(x.form.get("title", "")), some_lines(x.form.get("text", "")), x.form.get("purpose", "")
    problems = {name: x.say("problem.needed") for name, value in (("title", title), ("text", text)) if not value}
    if purpose not in PURPOSES:
        problems["purpose"] = x.say("problem.gender")
    if problems:
        return _show(x, problems, 422)
    me, number = x.me, x.new_id("campaign")
    with x.working() as connection:
        rows = connection.execute(
            select(contact.c.contact_id, contact.c.subject_id, contact.c.email).where(
                contact.c.email.is_not(None), contact.c.opted_out_at.is_(None)
            )
        ).all()
    may = x.kept.decide_many(purpose, None, [reference("contact", row.contact_id) for row in rows], (ITEM,))
    audience = [row for row, allowed in zip(rows, may, strict=True) if allowed]
    with x.working() as connection:
        made = connection.execute(
            insert(campaign)
            .values(
                tenant_id=me.tenant,
                campaign_id=number,
                purpose=f"purposes.{purpose}",
                channel="email",
                title=title,
                started_at=x.now,
            )
            .on_conflict_do_nothing()
            .returning(campaign.c.campaign_id)
        ).first()
        for row in audience if made is not None else ():
            put(x, connection, x.cluster, me.tenant, _letter(x, row, number, purpose, title, text))
    x.parts.wake(x.cluster.name, me.tenant)
    return x.go("/campaigns", done=str(len(audience)))


def _letter(x: Exchange, row: Any, number: int, purpose: str, title: str, text: str) -> Message:
    """One letter: the way out is the last thing in it, at the lower right, and in its header for mail programs."""
    facts = {"o": x.me.tenant, "c": row.contact_id}
    ticket = issued(x.configuration.secret, "unsubscribe", facts, x.now, None)
    link = x.configuration.address(x.cluster.business, f"/unsubscribe?ticket={ticket}")
    label = x.say("unsubscribe.label")
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    letter = LETTER.format(language=x.language, paragraphs=paragraphs, link=html.escape(link), label=html.escape(label))
    return Message(
        x.me.member,
        row.subject_id,
        "mail",
        "campaign",
        row.email,
        title,
        f"{text}\n\n{label}: {link}\n",
        html=letter,
        unsubscribe=link,
        person=reference("contact", row.contact_id),
        campaign=(number, row.contact_id, purpose),
    )


def _asked(x: Exchange) -> Response:
    if opened(x.configuration.secret, "unsubscribe", x.query.get("ticket", ""), x.now) is None:
        return x.message("link_over", 400)
    return x.page("unsubscribe.html", ticket=x.query["ticket"])


def _unsubscribe(x: Exchange) -> Response:
    """From the page's button, or from a mail program by RFC 8058: no cookie, no question, on every channel at once.

    It is written here first: even with Kept away nothing more is sent.
    """
    said = opened(x.configuration.secret, "unsubscribe", x.query.get("ticket", ""), x.now)
    if said is None or not x.cluster.serves(said["o"]):
        return x.message("link_over", 400)
    with x.working(said["o"]) as connection:
        there = (contact.c.tenant_id == said["o"]) & (contact.c.contact_id == said["c"])
        connection.execute(update(contact).where(there, contact.c.opted_out_at.is_(None)).values(opted_out_at=x.now))
        email = connection.execute(select(contact.c.email).where(there)).scalar()
        same = (lead.c.tenant_id == said["o"]) & (lead.c.email == email) & lead.c.opted_out_at.is_(None)
        connection.execute(update(lead).where(same).values(opted_out_at=x.now))
    x.kept.refuse_marketing(reference("contact", said["c"]))
    return x.message("unsubscribed")


PAGES: Final = (
    Page("/campaigns", _show, _begin, who="administrator"),
    Page("/unsubscribe", _asked, _unsubscribe, who="anybody", open_to_others=True),
)
