"""Agreeing, refusing and taking back, on the page that lists what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kept.promises import NotDone, Words

from .troupe import Actor, Verbs

CONSENTS: Final = "/settings/preferences/consents"


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


def agreed(actor: Actor, matter: str) -> bool:
    """Whether the page shows the matter as agreed to."""
    return actor.open(CONSENTS).has_form(f"{CONSENTS}/withdraw", matter=matter)


def _press(actor: Actor, what: str, matter: str) -> None:
    actor.open(CONSENTS)
    actor.browser.send(f"{CONSENTS}/{what}", {}, holding={"matter": matter})


VERBS: Final[Verbs] = {"matters": matters, "agree": agree, "refuse": refuse, "withdraw": withdraw, "agreed": agreed}
