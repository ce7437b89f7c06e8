"""Visits and work orders, with the place or without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kept.promises import Done, NotDone, Words

from .troupe import Actor, Verbs

PAGES: Final = ("/", "/visits", "/work-orders", "/contacts", "/leads", "/settings", "/settings/preferences", "/me")
WITHOUT: Final = "without"


def work_order(actor: Actor, *, path: str = "/work-orders", located: bool = True) -> Done:
    """Write down a work order; with the place where the browser may tell it."""
    page = actor.open(path)
    form = page.form(path)
    if form is None:
        raise NotDone(Words("页面上没有工单表单。", "The page has no form for work orders."))
    account = form.fields.get("account") or _account(page.html)
    place: dict[str, str] = {}
    if located:
        _browser_asks(actor, form.fields, "visit" if path == "/visits" else "work order")
        place = {"lat": str(actor.point[0]), "lon": str(actor.point[1])}
    note = f"by a planted person {actor.troupe.number()}"
    said = actor.browser.send(path, {"account": account, "note": note, **place})
    done = said.status == 200 and "done=" in said.url
    return Done(done, refused=done and WITHOUT in said.url)


def _account(html: str) -> str:
    """The first customer that the page offers."""
    chosen = html.partition('<select id="account"')[2].partition("</select>")[0].split('value="')[2:]
    if not chosen:
        raise NotDone(Words("组织还没有客户可选。", "The organisation has no customer to choose."))
    return chosen[0].partition('"')[0]


def _browser_asks(actor: Actor, fields: Mapping[str, str], scenario: str) -> None:
    """What the page's script reports when the browser's own question is shown and answered with yes."""
    for event in ("prompted", "granted"):
        values = {"token": fields["token"], "event": event, "scenario": scenario}
        actor.browser.bare(
            "POST",
            f"{actor.base}/permissions",
            "&".join(f"{name}={value.replace(' ', '+')}" for name, value in values.items()).encode(),
            {"content-type": "application/x-www-form-urlencoded"},
        )


def works(actor: Actor) -> Sequence[str]:
    """Open every page and write down a visit and a work order without a place; what does not work is named."""
    wrong = [path for path in PAGES if actor.open(path).status != 200]
    wrong += [path for path in ("/visits", "/work-orders") if not work_order(actor, path=path, located=False).done]
    return wrong


def use_work_orders(actor: Actor, **said: Any) -> Done:
    return work_order(actor, **said)


VERBS: Final[Verbs] = {"use functions.work_orders": use_work_orders, "works": works}
