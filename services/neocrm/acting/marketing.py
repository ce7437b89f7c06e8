"""Contacts whom an administrator brings in, campaigns that go to them, and the way out of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from kept.promises import Done, NotDone, Words

from .own_data import BASIC
from .people import administrator
from .troupe import Actor, Neocrm, Role, Verbs

PURPOSE: Final = "marketing_emails"
LINK: Final = re.compile(r"http://\S+")


def contact(troupe: Neocrm) -> Actor:
    """Somebody whose business card the administrator has entered, saying that this may be done."""
    found = _somebody(troupe)
    if not enter_others(administrator(troupe), found, True).done:
        raise NotDone(Words("管理员未能录入联系人。", "The administrator could not enter the contact."))
    return found


def stranger(troupe: Neocrm) -> Actor:
    """Somebody whom nobody has entered yet."""
    return _somebody(troupe)


def _somebody(troupe: Neocrm) -> Actor:
    boss, number = administrator(troupe), troupe.number()
    given = {"name": f"Contact {troupe.run} {number}", "email": f"contact-{troupe.run}-{number}@people.example"}
    return Actor(troupe, "contact", troupe.browser(), boss.cluster, boss.organisation, given)


def enter_others(actor: Actor, somebody: Actor, declared: bool) -> Done:
    """Enter somebody else's data, with or without the declaration that the form asks for."""
    with actor.troupe.lock:
        actor.open("/contacts")
        typed = {"name": somebody.given["name"], "company": "Planted customer", "email": somebody.email}
        page = actor.browser.send("/contacts", typed | ({"agreed": "1"} if declared else {}))
    return Done("done=1" in page.url, refused=page.status == 422)


def wanting_news(troupe: Neocrm) -> Actor:
    """A contact who was told of being entered, followed the link, and agreed to get news."""
    found = contact(troupe)
    title = f"{_organisation(troupe)} has entered your contact details"
    if not troupe.arrived(found.email, title):
        raise NotDone(Words("联系人没有收到告知邮件。", "The contact was not told."))
    link = LINK.search(troupe.messages(found.email)[0].text)
    if link is None:
        raise NotDone(Words("告知邮件里没有链接。", "What the contact was told has no link."))
    found.browser.get(link[0])
    if found.browser.send("/news", {"adult": "1"}).status != 200:
        raise NotDone(Words("联系人未能同意。", "The contact could not agree."))
    return found


def _organisation(troupe: Neocrm) -> str:
    return administrator(troupe).open(BASIC).form(BASIC).fields["name"]


def mail(boss: Actor, somebody: Actor) -> str:
    """Begin a campaign to everyone who may get it; gives its title back once a letter of it has arrived for somebody who gets all."""
    title = f"Planted news {boss.troupe.run} {boss.troupe.number()}"
    witness = wanting_news(boss.troupe)
    with boss.troupe.lock:
        boss.open("/campaigns")
        boss.browser.send("/campaigns", {"purpose": PURPOSE, "title": title, "text": "Come and see."})
    if not boss.troupe.arrived(witness.email, title):
        raise NotDone(Words("活动邮件没有送达任何人。", "No letter of the campaign has arrived."))
    return title


def unsubscribe(actor: Actor) -> bool:
    """Press the link of the newest letter, and the button behind it."""
    letters = [message for message in actor.troupe.messages(actor.email) if "List-Unsubscribe" in message.headers]
    if not letters:
        raise NotDone(Words("没有收到可退订的邮件。", "No letter with a way out has arrived."))
    page = actor.browser.get(letters[0].headers["List-Unsubscribe"].strip("<>"))
    actor.browser.send(urlsplit(page.url).path, {})
    return actor.browser.page.status == 200


def misuse(boss: Actor) -> Done:
    """Begin a campaign for a purpose that the form does not offer, by changing what the form sends."""
    with boss.troupe.lock:
        form = boss.open("/campaigns").form("/campaigns")
        typed = {**form.fields, "title": "Misuse", "text": "of data", "channel": "social network"}
        tried = [boss.browser.post(f"{boss.base}/campaigns", {**typed, "purpose": purpose}) for purpose in MISUSED]
    return Done(any("done=" in page.url for page in tried), refused=all(page.status == 422 for page in tried), what="Misuse")


MISUSED: Final = ("location_services", "organisation_management", "smart_marketing", "", "anything")
PURPOSES: Final = ("organisation_management", "location_services", "smart_marketing")
ROLES: Final[Mapping[str, Role]] = {"contact": contact, "stranger": stranger, "contact who wants news": wanting_news}
VERBS: Final[Verbs] = {
    "enter_others": enter_others,
    "mail": mail,
    "unsubscribe": unsubscribe,
    **{f"misuse purposes.{purpose}": misuse for purpose in PURPOSES},
}
