"""A person's own data: seen, corrected and taken away where the statement says; social accounts; asking to leave."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from struct import pack
from typing import Final
from zoneinfo import ZoneInfo

from kept.promises import Done

from .agreeing import agree
from .browsing import Page
from .troupe import Actor, Verbs

PREFERENCES: Final = "/settings/preferences"
CONSULTATION: Final = "/me/online-consultation"
DESK: Final = "service-desk@neocrm.example"
ZONE: Final = ZoneInfo("Asia/Shanghai")
CANCEL: Final = f"{PREFERENCES}/cancel-account"
BASIC: Final = "/settings/system-settings/basic-settings"
FIELDS: Final[Mapping[str, str]] = {
    "name": "name",
    "gender": "gender",
    "email": "email",
    "mobile": "mobile",
    "wechat_account": "wechat",
    "qq_account": "qq",
    "weibo_account": "weibo",
}
SOCIAL: Final[Mapping[str, str]] = {
    "wechat_account": "functions.wecom_identity",
    "qq_account": "functions.qq_and_msn_identity",
    "weibo_account": "functions.weibo_identity",
}
OTHER_FIELDS: Final = ("name", "gender")


def see_preferences(actor: Actor) -> frozenset[str]:
    """Items that the page shows, each as it was given (or open to be given)."""
    page = actor.open(PREFERENCES)
    shown = {name: value for form in page.forms for name, value in form.fields.items() if name in form.asked}
    found = {item for item, field in FIELDS.items() if field in shown and shown[field] == actor.given.get(item, shown[field])}
    return frozenset(found | ({"avatar"} if _has_picture(page) == ("avatar" in actor.given) and 'class="avatar"' in page.html else set()))


def see_me(actor: Actor) -> frozenset[str]:
    """Items of the phone's own page."""
    page = actor.open("/me")
    found = {item for item in ("name", "mobile") if actor.given[item] in page.text}
    return frozenset(found | ({"avatar"} if 'class="avatar"' in page.html else set()))


def _has_picture(page: Page) -> bool:
    return any(source.startswith("data:image/") for source in page.images)


def correct(actor: Actor, item: str) -> bool:
    """Give an item anew on the page, by its own form, and look whether it is shown."""
    if item == "avatar":
        return bool(use_picture(actor).done)
    if item in SOCIAL:
        agree(actor, SOCIAL[item])
        return use_social(actor, item).done
    number = actor.troupe.number()
    new = {
        "name": f"Corrected {actor.troupe.run} {number}",
        "gender": "other",
        "email": f"corrected-{actor.troupe.run}-{number}@people.example",
        "mobile": f"18{int(actor.troupe.run, 16) % 100_000:05d}{number:04d}",
    }[item]
    actor.open(PREFERENCES)
    if item in OTHER_FIELDS:
        actor.browser.send(PREFERENCES, {item: new})
    else:
        _change_address(actor, item, new)
    actor.given[item] = new
    return item in see_preferences(actor)


def _change_address(actor: Actor, item: str, new: str) -> None:
    """A new address counts once the code that was sent there has been typed."""
    page = actor.browser.page
    form = next(form for form in page.forms if form.action == f"{PREFERENCES}/address" and item in form.fields)
    ticked = {name: value for name, value in form.ticks.items() if name in form.asked}  # a code by SMS is agreed to first
    actor.browser.post(f"{actor.base}{PREFERENCES}/address", {**form.fields, **ticked, item: new})
    actor.browser.send(f"{PREFERENCES}/address/code", {"code": actor.troupe.code(new)})


def correct_on_me(actor: Actor, item: str) -> bool:
    """The phone's own page leads to the form; afterwards it shows the new value itself."""
    links = actor.open("/me").links
    return PREFERENCES in links and correct(actor, item) and item in see_me(actor)


def delete(actor: Actor, item: str) -> bool:
    """Take an item away on the page."""
    actor.open(PREFERENCES)
    if item == "avatar":
        actor.browser.send(f"{PREFERENCES}/picture/remove", {})
    elif item in SOCIAL:
        actor.browser.send(f"{PREFERENCES}/social", {FIELDS[item]: ""})
    else:
        actor.browser.send(PREFERENCES, {FIELDS[item]: ""})
    actor.given.pop(item, None)
    page = actor.open(PREFERENCES)
    shown = {name: value for form in page.forms for name, value in form.fields.items()}
    return not _has_picture(page) if item == "avatar" else shown.get(FIELDS[item], "") == ""


def use_picture(actor: Actor) -> Done:
    """Upload a picture of oneself."""
    actor.open(PREFERENCES)
    page = actor.browser.send(f"{PREFERENCES}/picture", {}, files={"picture": ("me.png", _png(actor.troupe.number()))})
    actor.given["avatar"] = "uploaded"
    return Done(page.status == 200 and _has_picture(page))


def _png(number: int) -> bytes:
    """A picture of one pixel, another for each number."""

    def part(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    pixel = zlib.compress(b"\0" + number.to_bytes(3, "big"))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)) + part(b"IDAT", pixel) + part(b"IEND", b"")


def use_profile(actor: Actor) -> Done:
    """Say more of oneself than is needed."""
    return Done(correct(actor, "gender"))


def use_social(actor: Actor, item: str) -> Done:
    """Give a social account; the service may say no."""
    value = f"planted{actor.troupe.number()}"
    actor.open(PREFERENCES)
    page = actor.browser.send(f"{PREFERENCES}/social", {FIELDS[item]: value})
    if page.status == 422:
        return Done(False, refused=True)
    actor.given[item] = value
    return Done(page.status == 200 and item in see_preferences(actor))


def use_wecom(actor: Actor) -> Done:
    return use_social(actor, "wechat_account")


def use_qq(actor: Actor) -> Done:
    return use_social(actor, "qq_account")


def use_weibo(actor: Actor) -> Done:
    return use_social(actor, "weibo_account")


def see_organisation(actor: Actor) -> frozenset[str]:
    """Whether the page shows what the organisation said of itself."""
    page, said = actor.open(BASIC), actor.given.get("company_information")
    name = page.form(BASIC).fields.get("name") if page.has_form(BASIC) else None
    return frozenset({"company_information"}) if name and said in (None, name) else frozenset()


def correct_organisation(actor: Actor, item: str) -> bool:
    """Give the organisation another name, and look."""
    new = f"Planted {actor.troupe.run} {actor.troupe.number()}"
    actor.open(BASIC)
    actor.browser.send(BASIC, {"name": new})
    actor.given[item] = new
    return item in see_organisation(actor)


def ask_to_leave(actor: Actor, together: bool) -> bool:
    """Ask the administrator to close the account, or that it go with the organisation's; whether the page says so."""
    actor.open(CANCEL)
    page = actor.browser.send(CANCEL, {}, holding={"what": "with" if together else "ask"})
    return page.has_form(CANCEL, what="without" if together else "drop")


def asked_by(boss: Actor, actor: Actor) -> bool:
    """Whether the administrator's page lists the request."""
    return member_number(boss, actor) is not None


def consult(actor: Actor, hours: str) -> bool:
    """Ask the service desk in the app: within its hours it takes the message, outside them the page says when to come."""
    now = datetime.now(ZONE).strftime("%H:%M")
    opens, closes = (part.rjust(5, "0") for part in hours.split("-"))
    page = actor.open(CONSULTATION)
    if not opens <= now < closes:
        return hours in page.text and not page.has_form(CONSULTATION)
    words = f"Please look something up {actor.troupe.run} {actor.troupe.number()}"
    page = actor.browser.send(CONSULTATION, {"message": words})
    return page.status == 200 and any(words in message.text for message in actor.troupe.messages(DESK))


def member_number(boss: Actor, actor: Actor) -> str | None:
    """The number by which the administrator's page knows somebody who asked to leave."""
    html = boss.open("/staff").html
    rows = re.findall(r"<li><strong>([^<]*)</strong>(?:(?!</li>).)*?name=\"member\" value=\"(\d+)\"", html, re.S)
    return next((number for name, number in rows if name == actor.given["name"]), None)


def close(boss: Actor, actor: Actor) -> bool:
    """Close an account that somebody asked to have closed."""
    number = member_number(boss, actor)
    if number is None:
        return False
    return "done=closed" in boss.browser.send("/staff/close", {}, holding={"member": number}).url


VERBS: Final[Verbs] = {
    "see rights.own_data_access_web": see_preferences,
    "see rights.own_data_access_mobile": see_me,
    "see rights.organisation_data_access": see_organisation,
    "correct rights.own_data_rectify_web": correct,
    "correct rights.own_data_rectify_mobile": correct_on_me,
    "correct rights.organisation_data_rectify": correct_organisation,
    "delete": lambda actor, right, item: delete(actor, item),
    "use functions.personal_display": use_picture,
    "use functions.profile_details": use_profile,
    "use functions.wecom_identity": use_wecom,
    "use functions.qq_and_msn_identity": use_qq,
    "use functions.weibo_identity": use_weibo,
    "consult": consult,
    "ask_to_leave": ask_to_leave,
    "asked_by": asked_by,
    "close": close,
}
