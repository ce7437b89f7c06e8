"""Organisations: how one signs up, builds its departments, switches applications, and ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from kept.promises import NotDone, Words

from .people import administrator, register, signs_in
from .troupe import HOME, Actor, Neocrm, Role, Verbs

SYSTEM: Final = "/settings/system-settings"
RIGHTS: Final = f"{SYSTEM}/app-rights"
NAMED: Final = re.compile(r'<option value="(\d+)"[^>]*>([^<]*)</option>')
LINK: Final = re.compile(r"http://\S+")
NUMBER: Final = re.compile(r"organisation=(\d{14})")
# A page of a basic application, and one application of every other kind.
BASIC, BASIC_PAGE = "leads", "/leads"
OUTSIDE: Final = "Paper Plane Calendar"


def founder(troupe: Neocrm) -> Actor:
    """Somebody who signs up an organisation of their own and becomes its administrator."""
    number = troupe.number()
    given = {"name": f"Founder {troupe.run} {number}", "email": f"founder-{troupe.run}-{number}@people.example"}
    actor = Actor(troupe, "founder", troupe.browser(), HOME, given=given)
    actor.open("/sign-up")
    said = {"organisation_name": f"Planted firm {troupe.run} {number}", "org_type": "partner", "appointed": "1", "read": "1", "adult": "1"}
    actor.browser.send("/sign-up", said | {"name": given["name"], "email": given["email"]})
    links = [found[0] for message in troupe.messages(given["email"]) if (found := LINK.search(message.text))]
    if not links:
        raise NotDone(Words("没有收到开户的邮件。", "No mail to confirm the sign-up has arrived."))
    actor.browser.get(links[0])
    page = actor.browser.send("/sign-up/confirm", {})
    made = NUMBER.search(page.html)
    if made is None:
        raise NotDone(Words("组织没有开成户。", "The organisation was not made."))
    actor.organisation = made[1]
    if not register(actor):
        raise NotDone(Words("新组织的管理员未能注册。", "The new organisation's administrator could not register."))
    return actor


def member_of(actor: Actor) -> Actor:
    """A member whom this administrator brings in, with an account."""
    number = actor.troupe.number()
    given = {"name": f"Member {actor.troupe.run} {number}", "email": f"member-{actor.troupe.run}-{number}@people.example"}
    table = f"name,email\n{given['name']},{given['email']}\n"
    actor.open("/staff")
    actor.browser.send("/staff/upload", {"agreed": "1"}, files={"table": ("staff.csv", table.encode())})
    found = Actor(actor.troupe, "member", actor.troupe.browser(), actor.cluster, actor.organisation, given)
    if not register(found):
        raise NotDone(Words("新成员未能注册。", "The new member could not register."))
    return found


def switch(actor: Actor, kind: str, on: bool) -> bool:
    """Switch an application of this kind, and look whether the organisation's people meet just that."""
    app = _application(actor, kind)
    page = actor.open(SYSTEM)
    if kind == "manually created" and f'value="{app}"' not in page.html:
        actor.browser.send(SYSTEM, {"app": app})
        page = actor.open(SYSTEM)
    if _state(page.html, app) != on:
        actor.browser.send(SYSTEM, {"read": "1"}, {"app": app})
    if kind == "basic" and (actor.open(BASIC_PAGE).status == 200) != on:
        return False
    return _state(actor.open(SYSTEM).html, app) == on


def _application(actor: Actor, kind: str) -> str:
    """The application by which acts try what is of this kind."""
    return {"basic": BASIC, "third-party": OUTSIDE, "manually created": f"Own list {actor.troupe.run}"}[kind]


def switch_for(boss: Actor, actor: Actor, kind: str, on: bool) -> None:
    """Choose the person on the page that is there for it, and switch the application. Raises NotDone where either is missing."""
    numbers = dict(NAMED.findall(boss.open(RIGHTS).html))
    number = next((number for number, name in numbers.items() if name == actor.given["name"]), None)
    if number is None:
        raise NotDone(Words("应用权限页面没有列出此人。", "The page of app rights does not list this person."))
    boss.open(f"{RIGHTS}?member={number}")
    boss.browser.send(RIGHTS, {}, {"app": _application(boss, kind), "on": "1" if on else "0"})


def has(actor: Actor, kind: str) -> bool:
    """Whether a person's pages have the application: its own page opens, or the first page lists it."""
    if kind == "basic":
        return actor.open(BASIC_PAGE).status == 200 and BASIC_PAGE in actor.open("/").links
    return _application(actor, kind) in actor.open("/").text


def _state(html: str, app: str) -> bool:
    """Whether the page shows an application as switched on: its button would switch it off."""
    return html.partition(f'name="app" value="{app}"')[2].partition("</form>")[0].partition('name="on" value="')[2][:1] == "0"


def end_contract(actor: Actor) -> bool:
    """End the organisation's contract on the page that is there for it."""
    actor.open(f"{SYSTEM}/contract")
    page = actor.browser.send(f"{SYSTEM}/contract", {"number": actor.organisation}, {"what": "end"})
    return page.status == 200 and not signs_in(actor)


def may_build(actor: Actor) -> bool:
    """Whether a department that this person adds is in the tree afterwards."""
    name = f"Department {actor.troupe.run} {actor.troupe.number()}"
    page = actor.open(f"{SYSTEM}/structure")
    if not page.has_form(f"{SYSTEM}/structure"):
        token = next((form.fields["token"] for form in actor.open("/me").forms if "token" in form.fields), "")
        page = actor.browser.post(f"{actor.base}{SYSTEM}/structure", {"token": token, "name": name})
        return name in page.html
    return name in actor.browser.send(f"{SYSTEM}/structure", {"name": name}).html


def _may_open(path: str) -> Callable[[Actor], bool]:
    def opened(actor: Actor) -> bool:
        return actor.open(path).status == 200 and not actor.outside

    return opened


def told_of_outside_parties(actor: Actor) -> bool:
    """Whether the page on which an outside party's application is switched on says, first, what that means, in both languages."""
    boss = administrator(actor.troupe)
    for language, words in (("zh", ("不适用我们的隐私声明", "隐私政策")), ("en", ("privacy statement does not cover", "privacy policy"))):
        html = boss.browser.get(f"{boss.base}{SYSTEM}?language={language}").html
        said = html.partition('id="outside"')[2]
        if not all(each in said and said.index(each) < said.index("<form") for each in words):
            return False
    boss.browser.get(f"{boss.base}{SYSTEM}?language=en")
    return boss.browser.send(SYSTEM, {}, {"app": OUTSIDE}).status == 422


ROLES: Final[Mapping[str, Role]] = {"founder": founder}
VERBS: Final[Verbs] = {
    "member of": member_of,
    "switch": switch,
    "switch_for": switch_for,
    "has": has,
    "end_contract": end_contract,
    "may build structure": may_build,
    "may open": _may_open(SYSTEM),
    "may manage": _may_open(f"{SYSTEM}/basic-settings"),
    "may use": _may_open("/campaigns"),
    "told notices.third_party_services": told_of_outside_parties,
    "told notices.third_party_advice": told_of_outside_parties,
}
