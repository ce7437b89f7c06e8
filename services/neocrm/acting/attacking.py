"""Trying what must not work: other organisations' and other people's data, other hosts, other people's powers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kept.promises import NotDone, Words

from .own_data import PREFERENCES, ask_to_leave, member_number, see_preferences
from .people import ABROAD, administrator
from .troupe import HOME, Actor, Verbs

SEARCHED: Final = ("/contacts?q={}", "/leads?q={}", "/contacts?page={}", "/?member={}", "/me?member={}", "/settings/preferences?member={}")


def attack(actor: Actor, victim: Actor, what: str) -> Sequence[str]:
    """What got through of every way to read or change another's data: nothing, where people are kept apart."""
    boss = administrator(actor.troupe, victim.cluster)
    ask_to_leave(victim, False)
    with actor.troupe.lock:
        number = member_number(boss, victim)
    if number is None:
        raise NotDone(Words("没有找到被试者的编号。", "The number of the person to be tried was not found."))
    return _read(actor, victim, number) if what == "read" else _changed(actor, victim, number)


def _read(actor: Actor, victim: Actor, number: str) -> Sequence[str]:
    found = []
    secrets = [victim.given["name"], victim.email, victim.given["mobile"]]
    for path in SEARCHED:
        for value in (victim.email, number):
            page = actor.open(path.format(value))
            shown = page.html.replace(value, "") if value == victim.email else page.html
            if any(secret in shown for secret in secrets if secret != value):
                found.append(path)
    # A session of one cluster opens nothing in another.
    abroad = actor.anew()
    abroad.cluster = ABROAD
    host = actor.troupe.scene["clusters"][ABROAD]["business"]
    abroad.browser.cookies[host] = dict(actor.browser.cookies[actor.troupe.scene["clusters"][HOME]["business"]])
    abroad.open("/me")
    return found + ([] if abroad.outside else ["session of another cluster"])


def _changed(actor: Actor, victim: Actor, number: str) -> Sequence[str]:
    account = (
        victim.open("/visits").html.partition('<select id="account"')[2].partition("</select>")[0].split('value="')[2].partition('"')[0]
    )
    token = actor.open("/visits").forms[-1].fields["token"]
    tries = {
        "/visits": {"account": account, "note": "in another's name", "member": number},
        "/work-orders": {"account": account, "note": "in another's name", "member_id": number},
        PREFERENCES: {"name": actor.given["name"], "gender": "", "member": number, "member_id": number},
        "/staff/close": {"member": number},
    }
    ours = {"token": token, "once": actor.troupe.run}
    answered = {path: actor.browser.post(actor.base + path, ours | said) for path, said in tries.items()}
    found = [path for path in ("/visits", "/work-orders") if "done=" in answered[path].url]
    found += ["/staff/close"] if "done=closed" in answered["/staff/close"].url else []
    kept = {"name", "email", "mobile"} <= see_preferences(victim)
    return found if kept else [*found, PREFERENCES]


def _reaches(actor: Actor, path: str) -> bool:
    return actor.open(path).status == 200 and not actor.outside


def may_upload(actor: Actor) -> bool:
    """Whether the page for uploading staff opens, and what is sent there is taken."""
    number = actor.troupe.number()
    with actor.troupe.lock:
        token = next((form.fields["token"] for form in actor.open("/me" if actor.role != "administrator" else "/staff").forms), "")
        table = f"name,email\nUpload {number},upload-{actor.troupe.run}-{number}@people.example\n"
        sent = actor.browser.post(f"{actor.base}/staff/upload", {"token": token, "agreed": "1"}, {"table": ("staff.csv", table.encode())})
    return _reaches(actor, "/staff") and "done=1" in sent.url


def may_administer(actor: Actor) -> bool:
    """Whether any of the administrators' pages opens."""
    return any(_reaches(actor, path) for path in ("/staff", "/campaigns", "/settings/system-settings/basic-settings"))


VERBS: Final[Verbs] = {
    "attack": attack,
    "may upload employee contacts": may_upload,
    "may administer": may_administer,
}
