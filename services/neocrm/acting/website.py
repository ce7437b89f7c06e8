"""Visitors of the official website: forms, newsletter, events, chat, the office, the public board, and the choice of cookies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import unescape
from typing import Any, Final
from urllib.request import urlopen

from kept.promises import Done, NotDone, Words

from .browsing import Page
from .troupe import WAIT_S, Actor, Neocrm, Role, Verbs

SITE: Final = "website"
LINK: Final = re.compile(r"http://\S+")
TAGS: Final = re.compile(r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", re.S)
TICKS: Final[Mapping[str, str]] = {"agree": "1", "adult": "1"}
# Where each function's form is, and by which item its person is known afterwards.
FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "functions.trial": ("/trial", "email"),
    "functions.webinar": ("/webinar", "email"),
    "functions.content_download": ("/white-paper", "email"),
    "functions.questionnaire": ("/questionnaire", "email"),
    "functions.phone_consultation": ("/call-back", "mobile"),
    "functions.email_subscription": ("/newsletter", "email"),
    "functions.offline_activity": ("/event", "email"),
    "functions.customer_support": ("/chat", "email"),
    "functions.visitor_registration": ("/office", "phone"),
    "functions.visitor_health_screening": ("/office", "phone"),
}
HEALTH_FUNCTION: Final = "functions.visitor_health_screening"
HEALTH: Final = ("body_temperature", "symptoms", "close_contact_history", "recent_travel")
OTHER_NAMES: Final[Mapping[str, str]] = {"arrives": "arrival_date_and_time"}
NOT_ITEMS: Final = frozenset({"agree", "adult", "about", "ground", "sponsors", "message", "team", "device"})
PUBLISHING: Final = "handovers.publication"
SPONSORS: Final = "recipients.co_sponsors"
# Which declaration of the statement each cookie of the site belongs to.
COOKIES: Final[Mapping[str, tuple[str, ...]]] = {
    "neocrm_form": ("cookies.necessary", "cookies.strictly_necessary"),
    "neocrm_usage": ("cookies.website_and_email", "cookies.visits_and_usage"),
    "neocrm_interests": ("cookies.advertising_interests", "cookies.advertising_marketing"),
}


def visitor(troupe: Neocrm, known: str = "email") -> Actor:
    """Somebody who comes to the website for the first time; ``known``: the item by which its rows are found."""
    number = troupe.number()
    digits = int(troupe.run, 16) % 10_000
    values = {"email": f"visitor-{troupe.run}-{number}@people.example", "mobile": f"166{digits:04d}{number:04d}"}
    values["phone"] = values["mobile"]
    given = {"name": f"Visitor {troupe.run} {number}", known: values[known]}
    return Actor(troupe, "visitor", troupe.browser(), SITE, given=given)


def reader(troupe: Neocrm) -> Actor:
    """A visitor who has asked for the white paper already."""
    found = visitor(troupe)
    if not fill(found, "functions.content_download").done:
        raise NotDone(Words("访客未能索取白皮书。", "The visitor could not ask for the white paper."))
    return found


def site(actor: Actor, path: str) -> Page:
    """Open a page of the website."""
    return actor.browser.get(actor.troupe.address(SITE, "site") + path)


def form_fields(actor: Actor, function: str) -> frozenset[str]:
    """The items that the function's forms ask for."""
    page = _form_page(actor, function)
    asked = {OTHER_NAMES.get(name, name) for form in page.forms for name in form.asked if form.action not in ("/cookies",)}
    return frozenset(asked - NOT_ITEMS)


def _form_page(actor: Actor, function: str) -> Page:
    path = FORMS[function][0]
    if function != HEALTH_FUNCTION:
        return site(actor, path)
    key = ("health", actor.given["name"])
    if key not in actor.troupe.known:
        site(actor, path)
        actor.troupe.known[key] = actor.browser.send(path, _typed(actor) | dict(TICKS)).url
    return actor.browser.get(actor.troupe.known[key])


def _typed(actor: Actor) -> dict[str, str]:
    typed = {"company": "Plum Tree Trading", "arrives": "2030-01-15T10:00", "message": "How do I import a list?"}
    return typed | dict(actor.given)


def fill(actor: Actor, function: str, *, agreeing: bool = True) -> Done:
    """Fill in the function's form and send it; with ``agreeing=False`` without the box that agrees."""
    path = FORMS[function][0]
    ticks = dict(TICKS) if agreeing else {"adult": "1"}
    page = _form_page(actor, function)
    if function == HEALTH_FUNCTION:
        answers = dict.fromkeys(HEALTH, "none")
        page = actor.browser.send("/office/health", answers | ({"agree": "1"} if agreeing else {}))
        return Done(agreeing and "/thanks" in page.url, refused=not agreeing and "/thanks" in page.url)
    page = actor.browser.send(path, _typed(actor) | ticks)
    if function == "functions.email_subscription" and "/thanks" in page.url:
        page = _confirm(actor)
        return Done(page.status == 200)
    done = page.status == 200 and ("/thanks" in page.url or "/office/health" in page.url)
    return Done(done, refused=page.status == 422)


def _confirm(actor: Actor) -> Page:
    """Follow the link in the mail, and press the button behind it."""
    actor.browser.get(_link(actor))
    return actor.browser.send("/newsletter/confirm", {})


def _link(actor: Actor) -> str:
    for message in actor.troupe.messages(actor.email):
        found = LINK.search(message.text)
        if found:
            return found[0]
    raise NotDone(Words("没有收到带链接的邮件。", "No mail with a link has arrived."))


def choose(actor: Actor, matter: str, chosen: str) -> None:
    """Answer the question about cookies, on the page that every page links to."""
    site(actor, "/cookies")
    actor.browser.send("/cookies", {"choose": chosen})


def cookies(actor: Actor, *, objecting: bool = False) -> frozenset[str]:
    """Open pages as a browser does, images and all; which declarations the cookies and beacons that are in use belong to."""
    headers = {"sec-gpc": "1"} if objecting else {}
    base = actor.troupe.address(SITE, "site")
    seen: set[str] = set()
    for path in ("/", "/trial", "/cookies"):
        _, found, html = actor.browser.bare("GET", base + path, headers=headers)
        set_now = found.get("set-cookie", "")
        if "/beacon.svg" in html:
            seen.add("cookies.web_beacons")
            _, found, _ = actor.browser.bare("GET", f"{base}/beacon.svg?page={path}", headers=headers)
            set_now += found.get("set-cookie", "")
        seen |= {declared for name, paths in COOKIES.items() if name in set_now for declared in paths}
    held = actor.browser.cookies.get(base.split("//")[1].partition(":")[0], {})
    if not objecting:
        seen |= {declared for name, paths in COOKIES.items() if name in held for declared in paths}
    return frozenset(seen)


def reads_without_cookies(actor: Actor) -> bool:
    """Whether the site can be read with a browser that keeps no cookie at all."""
    return all(site(actor.anew(), path).status == 200 for path in ("/", "/trial", "/cookies", "/board"))


def publish(actor: Actor, *, agreeing: bool = True) -> Done:
    """Write on the public board."""
    words = f"A planted note {actor.troupe.run} {actor.given['name']}"
    site(actor, "/board")
    page = actor.browser.send("/board", {"body": words, "adult": "1", **({"agree": "1"} if agreeing else {})})
    return Done(words in _posts(actor), refused=page.status == 422, what=words)


def published(actor: Actor) -> bool:
    """Whether a stranger can read what this person wrote."""
    return f"A planted note {actor.troupe.run} {actor.given['name']}" in _posts(actor.anew())


def _posts(actor: Actor) -> str:
    return site(actor, "/board").html.partition('<ul class="rows">')[2]


def take_back(actor: Actor) -> bool:
    """Delete what one wrote."""
    site(actor, "/board")
    return actor.browser.send("/board/take-back", {}).status == 200


def warned_of_publishing(actor: Actor) -> bool:
    """Whether the board warns on the page on which one writes, in both languages."""
    said = [actor.troupe.browser(language).get(actor.troupe.address(SITE, "site") + "/board").html for language in ("zh", "en")]
    return all('class="warning"' in html and html.index('class="warning"') < html.index("<textarea") for html in said)


def sign_up_with_sponsors(actor: Actor) -> None:
    """Register for the event and tick the box for the co-sponsors."""
    site(actor, "/event")
    actor.browser.send("/event", _typed(actor) | dict(TICKS) | {"sponsors": "1"})


def received_by_sponsors(actor: Actor) -> Sequence[Mapping[str, Any]]:
    """What the co-sponsors were given of this person."""
    return [one["said"] for one in actor.troupe.ask("sponsors", "received") if actor.email in str(one)]


def write_to_desk(actor: Actor, about: str, mailbox: str) -> bool:
    """Write to the privacy desk by the form of the website; whether the message reaches the mailbox that the statement names."""
    words = f"Planted {about} {actor.troupe.run} {actor.given['name']}"
    site(actor, "/contact")
    page = actor.browser.send("/contact", _typed(actor) | dict(TICKS) | {"about": about, "message": words})
    return "/thanks" in page.url and any(words in message.text for message in actor.troupe.messages(mailbox))


def statement_text(actor: Actor, language: str) -> str:
    """The page to which the website's own link to the statement leads, as text."""
    browser = actor.troupe.browser(language)
    page = browser.get(actor.troupe.address(SITE, "site") + "/")
    links = [link for link in page.links if "/statement/" in link]
    if not links:
        raise NotDone(Words("网站上没有通往声明的链接。", "The website has no link to the statement."))
    try:
        with urlopen(links[-1], timeout=WAIT_S) as answer:  # noqa: S310 – on this machine
            text: str = unescape(TAGS.sub(" ", answer.read().decode()))
    except OSError as problem:
        raise NotDone(Words("声明的页面没有应答。", "The page of the statement does not answer.")) from problem
    return " ".join(text.split())


def register_though_refused(actor: Actor, purpose: str = "") -> Done:
    """Refuse marketing, then sign up for an event with the box for the co-sponsors ticked: nothing may go to them."""
    guest = visitor(actor.troupe)
    fill(guest, "functions.email_subscription")
    guest.browser.get(_link(guest))
    guest.browser.send("/newsletter/end", {})
    sign_up_with_sponsors(guest)
    given = received_by_sponsors(guest)
    return Done(bool(given), refused="/thanks" in guest.browser.page.url and not given)


def visitor_known_by(item: str) -> Role:
    return lambda troupe: visitor(troupe, item)


def _filling(function: str) -> Callable[..., Done]:
    def filled(actor: Actor, **said: Any) -> Done:
        return fill(actor, function, **said)

    return filled


ROLES: Final[Mapping[str, Role]] = {
    "visitor": reader,
    f"for {SPONSORS}": visitor,
    f"for {PUBLISHING}": visitor,
    **{f"for {function}": visitor_known_by(item) for function, (_, item) in FORMS.items()},
}
VERBS: Final[Verbs] = {
    **{f"use {function}": _filling(function) for function in FORMS},
    **{f"fields {function}": partial(form_fields, function=function) for function in FORMS},
    **{f"agree {path}": partial(choose, matter=path, chosen="all") for paths in COOKIES.values() for path in paths},
    **{f"withdraw {path}": partial(choose, matter=path, chosen="necessary") for paths in COOKIES.values() for path in paths},
    "agree cookies.web_beacons": partial(choose, matter="cookies.web_beacons", chosen="all"),
    "withdraw cookies.web_beacons": partial(choose, matter="cookies.web_beacons", chosen="necessary"),
    "cookies": cookies,
    "reads_without_cookies": reads_without_cookies,
    "write_to_desk": write_to_desk,
    "statement_text": statement_text,
    "misuse purposes.co_sponsors_marketing": register_though_refused,
    "publish": publish,
    "published": published,
    "take_back": take_back,
    "told notices.public_posting": warned_of_publishing,
    f"cause {SPONSORS}": sign_up_with_sponsors,
    f"received {SPONSORS}": received_by_sponsors,
}
