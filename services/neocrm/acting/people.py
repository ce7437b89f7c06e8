"""Who planted people are, and how they come in: uploaded by their administrator, registered and signed in with codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from kept.promises import Message, NotDone, Words

from ..rows.plan import CLUSTERS
from ..rows.planted import planted
from .troupe import HOME, Actor, Neocrm, Role, Verbs

PASSWORD: Final = "a quiet harbour 7"  # noqa: S105 – of people who do not exist
BATCH: Final = 40
ABROAD: Final = "p10"
INSIDE: Final = ("/visits", "/work-orders", "/contacts", "/leads", "/settings", "/settings/preferences", "/me", "/staff")


def of(cluster: str, place: int, kind: Callable[[Neocrm, str, int], Actor]) -> Role:
    """A role in one of the planted organisations."""
    return lambda troupe: kind(troupe, cluster, place)


def member(troupe: Neocrm, cluster: str = HOME, place: int = 0) -> Actor:
    """A member whom the planted organisation's administrator has uploaded, with an account made by a code by mail."""
    found = invited(troupe, cluster, place)
    if not register(found):
        raise NotDone(Words("注册没有走到底。", "Registration did not go through."))
    return found


def external(troupe: Neocrm) -> Actor:
    """Somebody outside the organisation for whom its administrator made an account."""
    with troupe.lock:
        (found,) = _uploaded(troupe, HOME, 0, 1, "yes")
    register(found)
    return found


def invited(troupe: Neocrm, cluster: str = HOME, place: int = 0) -> Actor:
    """A member who has been uploaded and has no account yet. People are uploaded many at a time, as organisations do."""
    with troupe.lock:
        waiting = troupe.known.setdefault(("invited", f"{cluster}/{place}"), [])
        if not waiting:
            waiting += _uploaded(troupe, cluster, place, BATCH if (cluster, place) == (HOME, 0) else 5)
        found: Actor = waiting.pop()
    return found


def _uploaded(troupe: Neocrm, cluster: str, place: int, many: int, external: str = "no") -> list[Actor]:
    boss = administrator(troupe, cluster, place)
    people = [_newcomer(troupe, boss) for _ in range(many)]
    rows = (f"{each.given['name']},{each.email},{each.given['mobile']},{external}" for each in people)
    table = "\n".join(["name,email,mobile,external", *rows])
    boss.open("/staff")
    page = boss.browser.send("/staff/upload", {"agreed": "1"}, files={"table": ("staff.csv", table.encode())})
    if f"done={many}" not in page.url:
        raise NotDone(Words("管理员未能上传员工。", "The administrator could not upload staff."))
    return people


def _newcomer(troupe: Neocrm, boss: Actor) -> Actor:
    number = troupe.number()
    email, mobile = f"planted-{troupe.run}-{number}@people.example", f"19{int(troupe.run, 16) % 100_000:05d}{number:04d}"
    given = {"name": f"Planted {troupe.run} {number}", "email": email, "mobile": mobile}
    actor = Actor(troupe, "member", troupe.browser(), boss.cluster, boss.organisation, given)
    actor.point = cell(int(troupe.run, 16), number)
    return actor


def cell(run: int, number: int) -> tuple[float, float]:
    """A place of one's own, a tenth of a degree from everybody else's: runs differ in latitude, people of a run in longitude."""
    lat = -60 + run % 1_200 / 10
    lon = -170 + (run // 1_200 + number) % 3_400 / 10
    return round(lat + 0.00123, 5), round(lon + 0.00456, 5)


def administrator(troupe: Neocrm, cluster: str = HOME, place: int = 0) -> Actor:
    """A planted organisation's administrator: signed in once for a run, registered when the first run begins."""
    with troupe.lock:
        key = ("administrator", f"{cluster}/{place}")
        if key not in troupe.known:
            said = planted(cluster, CLUSTERS[cluster][0])[place]
            given = {"name": "Planted administrator", "email": said.email}
            actor = Actor(troupe, "administrator", troupe.browser(), cluster, str(said.tenant), given)
            if not sign_in(actor) and not register(actor):
                raise NotDone(Words("演练组织的管理员未能登录。", "The planted organisation's administrator could not sign in."))
            _with_a_customer(actor)
            troupe.known[key] = actor
        found: Actor = troupe.known[key]
    return found


def _with_a_customer(boss: Actor) -> None:
    """Visits need a customer to go to."""
    boss.open("/contacts")
    number = boss.troupe.number()
    email = f"customer-{boss.troupe.run}-{number}@people.example"
    boss.browser.send("/contacts", {"name": f"Planted customer {number}", "company": "Planted customer", "email": email, "agreed": "1"})


def register(actor: Actor, by: str = "email", code: str | None = None, *, adult: bool = True, agreed: bool = True) -> bool:
    """Make an account: the code arrives, it is typed, a password is chosen. Whether that went through."""
    address = actor.given[by]
    typed = {"organisation": actor.organisation, "address": address, "read": "1"}
    typed |= {"adult": "1"} if adult else {}
    typed |= {"by_sms": "1"} if agreed and by == "mobile" else {}
    actor.open("/register")
    if actor.browser.send("/register", typed).status != 200:
        return False
    page = actor.browser.send("/register/code", {"code": code or actor.troupe.code(address)})
    if not page.has_form("/password"):
        return False
    page = actor.browser.send("/password", {"password": PASSWORD})
    return page.status == 200 and page.url.startswith(actor.base)


def sign_in(actor: Actor, by: str = "email") -> bool:
    """Sign in with the password, with this person's browser."""
    actor.open("/sign-in")
    typed = {"organisation": actor.organisation, "address": actor.given[by], "password": PASSWORD}
    page = actor.browser.send("/", typed)
    return page.status == 200 and page.url.startswith(actor.base)


def signs_in(actor: Actor, by: str = "email") -> bool:
    """Whether one can come in, from a browser that knows nothing."""
    return sign_in(actor.anew(), by)


def turned_away(actor: Actor) -> bool:
    """Whether every page that needs an account leads to the login host."""
    stranger = actor.anew()
    answers = [(stranger.open(path), stranger.outside) for path in INSIDE]
    return all(outside for _, outside in answers)


def messages(actor: Actor) -> list[Message]:
    """What has arrived for this person by mail or SMS."""
    return [message for item in ("email", "mobile") if item in actor.given for message in actor.troupe.messages(actor.given[item])]


def told_of_passwords(actor: Actor) -> bool:
    """Whether the page on which a password is chosen advises a complex one, and a weak one is not taken."""
    actor.open("/register")
    actor.browser.send("/register", {"organisation": actor.organisation, "address": actor.email, "read": "1", "adult": "1"})
    page = actor.browser.send("/register/code", {"code": actor.troupe.code(actor.email)})
    advised = page.has_form("/password") and "ten characters" in page.text
    return advised and actor.browser.send("/password", {"password": "password"}).status == 422


def elsewhere(troupe: Neocrm) -> Actor:
    """Somebody who comes from a host name that the statement does not list."""
    return Actor(troupe, "stranger to the table", troupe.browser())


def told_of_private_deployment(actor: Actor) -> bool:
    """Whether a host in no table says that it may be a company's own, and whom to ask."""
    page = actor.browser.get(f"http://crm-of-a-company.xiaoshouyi.localhost:{actor.troupe.scene['port']}/")
    return page.status == 421 and "operation engineers" in page.html


ROLES: Final[Mapping[str, Role]] = {
    "stranger to the table": elsewhere,
    "member": member,
    "external": external,
    "invited": invited,
    "administrator": administrator,
    "outsider": of(HOME, 1, member),
    "outside administrator": of(HOME, 1, administrator),
    "for recipients.amap": member,
    "for recipients.google_maps": of(ABROAD, 0, member),
    "for recipients.telecom_operator": invited,
}
# What of the registration form is no item of the person's, and what a field may be filled in with.
NO_ITEMS: Final = frozenset({"organisation", "by_sms", "read", "adult"})
ITEMS: Final[Mapping[str, tuple[str, ...]]] = {"address": ("mobile", "email")}


def fields_of_registration(actor: Actor) -> frozenset[str]:
    """The items that the registration form asks for; a field that is none of those known goes by its own name."""
    form = actor.open("/register").form("/register")
    return frozenset(item for name in form.asked if name not in NO_ITEMS for item in ITEMS.get(name, (name,)))


VERBS: Final[Verbs] = {
    "fields functions.identity_verification": fields_of_registration,
    "register": register,
    "signs_in": signs_in,
    "turned_away": turned_away,
    "messages": messages,
    "told notices.complex_passwords": told_of_passwords,
    "told storage.private_deployment": told_of_private_deployment,
}
