"""Who planted people are, and how they come in: uploaded by their administrator, registered and signed in with codes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from kept.promises import Message, NotDone, Words

from .troupe import HOME, Actor, Neocrm, Role, Verbs

PASSWORD: Final = "a quiet harbour 7"  # noqa: S105 – of people who do not exist
BATCH: Final = 40
BLOCKED: Final = Words("注册没有走到底：", "Registration did not go through: ")


def member(troupe: Neocrm) -> Actor:
    """A member whom the planted organisation's administrator has uploaded, with an account made by a code by mail."""
    found = invited(troupe)
    register(found)
    return found


def invited(troupe: Neocrm) -> Actor:
    """A member who has been uploaded and has no account yet. People are uploaded many at a time, as organisations do."""
    with troupe.lock:
        waiting = troupe.known.setdefault("invited", [])
        if not waiting:
            waiting += _uploaded(troupe)
        found: Actor = waiting.pop()
    return found


def _uploaded(troupe: Neocrm) -> list[Actor]:
    boss = administrator(troupe)
    people = []
    for _ in range(BATCH):
        number = troupe.number()
        email, mobile = f"planted-{troupe.run}-{number}@people.example", f"199{int(troupe.run, 16) % 10_000:04d}{number:04d}"
        actor = Actor(troupe, "member", troupe.browser(), f"Planted {number}", email, mobile, boss.cluster, boss.organisation)
        actor.point = (31.0 + number % 100 / 10 + 0.00123, 121.0 + number // 100 / 10 + 0.00456)
        people.append(actor)
    table = "\n".join(["name,email,mobile", *(f"{each.name},{each.email},{each.mobile}" for each in people)])
    boss.open("/staff")
    page = boss.browser.send("/staff/upload", {"agreed": "1"}, files={"table": ("staff.csv", table.encode())})
    if page.status != 200:
        raise NotDone(Words("管理员未能上传员工。", "The administrator could not upload staff."))
    return people


def administrator(troupe: Neocrm) -> Actor:
    """The planted organisation's administrator, signed in once for a run."""
    with troupe.lock:
        if "administrator" not in troupe.known:
            troupe.known["administrator"] = _signed_in(troupe, HOME)
        found: Actor = troupe.known["administrator"]
    return found


def _signed_in(troupe: Neocrm, cluster: str) -> Actor:
    """The first of the administrators who may still ask for a code: the service sends each of them only a few in an hour."""
    for said in troupe.scene["planted"][cluster]:
        actor = Actor(troupe, "administrator", troupe.browser(), "", said["address"], "", cluster, said["organisation"])
        with suppress(NotDone):
            sign_in(actor)
            return actor
    raise NotDone(Words("没有管理员能登录。", "No administrator could sign in."))


def register(actor: Actor, by: str = "email") -> None:
    """Make an account: the code arrives, it is typed, a password is chosen."""
    address = actor.email if by == "email" else actor.mobile
    actor.open("/register")
    actor.browser.send("/register", {"organisation": actor.organisation, "address": address, "adult": "1", "read": "1"})
    page = actor.browser.send("/register/code", {"code": actor.troupe.code(address)})
    page = actor.browser.send("/password", {"password": PASSWORD})
    if page.status != 200 or not page.url.startswith(actor.base):
        raise NotDone(Words(BLOCKED.zh + page.text[:120], BLOCKED.en + page.text[:120]))


def sign_in(actor: Actor) -> None:
    """Sign in with a code that arrives by mail."""
    page = actor.open("/sign-in")
    actor.browser.get(page.url.replace("/?", "/code?"))
    actor.browser.send("/code", {"organisation": actor.organisation, "address": actor.email})
    page = actor.browser.send("/code/enter", {"code": actor.troupe.code(actor.email)})
    if not page.url.startswith(actor.base):
        raise NotDone(Words("演练用户未能登录。", "The planted person could not sign in."))


def messages(actor: Actor) -> list[Message]:
    """What has arrived for this person by mail or SMS."""
    return [message for to in (actor.email, actor.mobile) if to for message in actor.troupe.messages(to)]


ROLES: Final[Mapping[str, Role]] = {"member": member, "invited": invited, "administrator": administrator}
VERBS: Final[Verbs] = {"register": register, "sign_in": sign_in, "messages": messages}
