"""The newsletter: nobody is on the list before the link in a mail to that address was followed, and one click ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from starlette.responses import Response

from foundation.forms import row_id
from foundation.mailing import Letter
from foundation.sealing import issued, opened
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.tables import newsletter
from services.neocrm.app.website import letters
from services.neocrm.app.website.forms import Form, reworded, show, typed_items
from services.neocrm.app.website.shown import shown
from services.neocrm.app.website.visitors import known, person_of

FORM: Final = Form("/newsletter", "email_subscription", ("email",))
CONFIRMED_WITHIN: Final = timedelta(days=2)


def _ask(x: Exchange) -> Response:
    return show(x, FORM)


def _take(x: Exchange) -> Response:
    values, problems = typed_items(x, FORM)
    if problems:
        return show(x, FORM, status=422, problems=problems)
    if reworded(x, FORM):
        return show(x, FORM, status=409, notice=x.say("consents.reworded"))
    number, subject = known(x, adult=True)
    facts = {"v": number, "e": values["email"], "l": x.language, "k": x.key}
    ticket = issued(x.configuration.secret, "newsletter", facts, x.now, CONFIRMED_WITHIN)
    link = x.configuration.address(x.cluster.site[0], f"/newsletter/confirm?ticket={ticket}")
    letter = Letter(values["email"], x.say("website.letter.confirm.title"), x.say("website.letter.confirm.text", link=link))
    with x.on_website() as connection:
        written = letters.put(x, connection, subject, "confirm", letter)
    late = not letters.send_now(x, written)
    return x.go("/thanks", about=FORM.function, **({"late": "1"} if late else {}))


def _confirm(x: Exchange) -> Response:
    """Following the link shows what it does; mail programs that follow links by themselves confirm nothing."""
    if opened(x.configuration.secret, "newsletter", x.query.get("ticket", ""), x.now) is None:
        return x.message("link_over", 400)
    return shown(x, "newsletter_confirm.html", ticket=x.query["ticket"], prompt=x.kept.prompt(FORM.matter, x.language))


def _confirmed(x: Exchange) -> Response:
    said = opened(x.configuration.secret, "newsletter", x.form.get("ticket", ""), x.now)
    if said is None:
        return x.message("link_over", 400)
    person = person_of(said["v"])
    subject = x.kept.person(person, class_="visitor", country=x.cluster.country)
    prompt = x.kept.prompt(FORM.matter, x.language)
    x.kept.give(person, FORM.matter, language=x.language, sha256=prompt.sha256, channel=FORM.channel, key=said["k"])
    with x.kept.using(person, FORM.function, ("email",)) as use, x.on_website() as connection:
        row = {"newsletter_id": row_id("newsletter", said["v"], said["e"]), "subject_id": subject, "email": said["e"]}
        values = {**row, "decision_id": use.decision, "created_at": x.now, "opted_out_at": None}
        again = {"opted_out_at": None, "decision_id": use.decision, "created_at": x.now}
        connection.execute(insert(newsletter).values(values).on_conflict_do_update(index_elements=["newsletter_id"], set_=again))
        number = row_id("newsletter", said["v"], said["e"])
        ticket = issued(x.configuration.secret, "newsletter-end", {"n": number, "v": said["v"]}, x.now, None)
        end = x.configuration.address(x.cluster.site[0], f"/newsletter/end?ticket={ticket}")
        text = x.say("website.letter.welcome.text", link=end)
        letter = Letter(said["e"], x.say("website.letter.welcome.title"), text, unsubscribe=end)
        written = letters.put(x, connection, subject, "welcome", letter)
    letters.send_now(x, written)
    return shown(x, "newsletter_done.html", state="on")


def _end(x: Exchange) -> Response:
    if opened(x.configuration.secret, "newsletter-end", x.query.get("ticket", ""), x.now) is None:
        return x.message("link_over", 400)
    return shown(x, "newsletter_end.html", ticket=x.query["ticket"])


def _ended(x: Exchange) -> Response:
    """One click (RFC 8058): mail programs post here by themselves; people press the button."""
    said = opened(x.configuration.secret, "newsletter-end", x.query.get("ticket") or x.form.get("ticket", ""), x.now)
    if said is None:
        return x.message("link_over", 400)
    person = person_of(said["v"])
    with x.on_website() as connection:
        mine = newsletter.c.newsletter_id == said["n"]
        on = connection.execute(select(newsletter.c.newsletter_id).where(mine, newsletter.c.opted_out_at.is_(None))).first()
        connection.execute(update(newsletter).where(mine, newsletter.c.opted_out_at.is_(None)).values(opted_out_at=x.now))
    if on is not None:
        x.kept.withdraw(person, FORM.matter, channel="form", key=f"end-{said['n']}-{x.now:%Y%m%d%H%M%S}")
        x.kept.refuse_marketing(person)
    return shown(x, "newsletter_done.html", state="off")


PAGES: Final = (
    Page(FORM.path, _ask, _take, who="anybody", place="site"),
    Page("/newsletter/confirm", _confirm, _confirmed, who="anybody", place="site"),
    Page("/newsletter/end", _end, _ended, who="anybody", place="site", open_to_others=True),
)
