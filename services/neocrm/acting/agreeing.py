"""Agreeing, refusing and taking back, on the page that lists what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kept.promises import NotDone, Words

from .troupe import Actor, Verbs

CONSENTS: Final = "/settings/preferences/consents"
CONTACT_US: Final = "/me/settings/contact-us"


def matters(actor: Actor) -> Sequence[str]:
    """Everything that the page asks about."""
    return [form.fields["matter"] for form in actor.open(CONSENTS).forms if form.fields.get("matter")]


def agree(actor: Actor, matter: str) -> None:
    """Press *agree* beside the matter. Raises NotDone where it is not asked."""
    _press(actor, "give", matter)


def refuse(actor: Actor, matter: str) -> None:
    """See that the matter is asked, and leave it."""
    if matter not in matters(actor):
        raise NotDone(Words(f"页面没有就 {matter} 询问。", f"The page does not ask about {matter}."))


def withdraw(actor: Actor, matter: str) -> None:
    """Press *withdraw* beside the matter."""
    _press(actor, "withdraw", matter)


def withdraw_through_service(actor: Actor, asked: Sequence[str]) -> None:
    """Go from *Me* to *Contact Us*, tick the matters there, and press *withdraw*. Raises NotDone where the way or a matter is missing."""
    if CONTACT_US not in actor.open("/me").links:
        raise NotDone(Words("“我”的页面没有通往“联系我们”的链接。", "The page Me has no link to Contact Us."))
    ticks = actor.open(CONTACT_US).form(CONTACT_US).ticks
    missing = [matter for matter in asked if f"matter-{matter}" not in ticks]
    if missing:
        raise NotDone(Words(f"“联系我们”没有列出 {missing[0]}。", f"Contact Us does not list {missing[0]}."))
    actor.browser.send(CONTACT_US, {f"matter-{matter}": "1" for matter in asked})


def agreed(actor: Actor, matter: str) -> bool:
    """Whether the page shows the matter as agreed to."""
    return actor.open(CONSENTS).has_form(f"{CONSENTS}/withdraw", matter=matter)


def _press(actor: Actor, what: str, matter: str) -> None:
    actor.open(CONSENTS)
    actor.browser.send(f"{CONSENTS}/{what}", {}, holding={"matter": matter})


VERBS: Final[Verbs] = {
    "matters": matters,
    "agree": agree,
    "refuse": refuse,
    "withdraw": withdraw,
    "withdraw_at rights.withdraw_through_service": withdraw_through_service,
    "agreed": agreed,
}
