"""Visits and work orders, with the place or without, and what the map firm of the region is given of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final
from urllib.parse import urlencode

from kept.promises import Done, NotDone, Words

from .agreeing import agree, agreed
from .people import register
from .troupe import Actor, Verbs

PAGES: Final = ("/", "/visits", "/work-orders", "/contacts", "/leads", "/settings", "/settings/preferences", "/me")
ORDERS: Final = "functions.work_orders"
MAPS: Final[Mapping[str, str]] = {"p06": "recipients.amap", "p10": "recipients.google_maps"}
NUMBERS: Final = re.compile(r"-?\d+\.\d+")
NEAR: Final = 0.05


def work_order(actor: Actor, *, path: str = "/work-orders", located: bool = True) -> Done:
    """Write down a work order (or a visit), with the place where the browser may tell it."""
    page = actor.open(path)
    form = page.form(path)
    place: dict[str, str] = {}
    if located:
        for event in ("prompted", "granted"):
            _permission(actor, form.fields["token"], event, "visit" if path == "/visits" else "work order")
        place = {"lat": str(actor.point[0]), "lon": str(actor.point[1])}
    typed = {"account": first_customer(page.html), "note": f"by a planted person {actor.troupe.number()}", **place}
    said = actor.browser.send(path, typed)
    done = said.status == 200 and "done=" in said.url
    return Done(done and "done=without" not in said.url, refused="done=without" in said.url)


def first_customer(html: str) -> str:
    """The first customer that the page offers."""
    chosen = html.partition('<select id="account"')[2].partition("</select>")[0].split('value="')[2:]
    if not chosen:
        raise NotDone(Words("组织还没有客户可选。", "The organisation has no customer to choose."))
    return chosen[0].partition('"')[0]


def _permission(actor: Actor, token: str, event: str, scenario: str) -> None:
    """What the page's script reports when the browser's own question is shown and answered."""
    body = urlencode({"token": token, "event": event, "scenario": scenario}).encode()
    actor.browser.bare("POST", f"{actor.base}/permissions", body, {"content-type": "application/x-www-form-urlencoded"})


def works(actor: Actor) -> Sequence[str]:
    """Open every page and write down a visit and a work order without a place; what does not work is named."""
    wrong = [path for path in PAGES if actor.open(path).status != 200 or actor.outside]
    return wrong + [path for path in ("/visits", "/work-orders") if not work_order(actor, path=path, located=False).done]


def handover(actor: Actor) -> tuple[str, str]:
    """Places go to the region's map firm, to be put into words."""
    return ORDERS, MAPS[actor.cluster]


def cause_map(actor: Actor) -> None:
    """A work order with a place, and every agreement that it takes."""
    for matter in handover(actor):
        if not agreed(actor, matter):
            agree(actor, matter)
    work_order(actor)


def received_by_map(actor: Actor) -> Sequence[Mapping[str, Any]]:
    """What the map firm was given of points in this person's cell: it is not told whose they are."""
    return [said for said in actor.troupe.ask("map", "asked") if _is_near(said, actor.point)]


def _is_near(said: Mapping[str, Any], point: tuple[float, float]) -> bool:
    numbers = [float(number) for number in NUMBERS.findall(json.dumps(said))]
    return any(abs(lat - point[0]) < NEAR and abs(lon - point[1]) < NEAR for lat, lon in pairwise(numbers))


def recognised_by_map(actor: Actor) -> Sequence[str]:
    """Own values that can be read in it: name, addresses, and the place more exactly than a hundredth of a degree."""
    text = json.dumps(received_by_map(actor), ensure_ascii=False)
    own = {item: value for item, value in actor.given.items() if item in ("name", "email", "mobile")}
    # Cut off, not rounded: the digits of a whole value begin with these.
    own |= {"latitude": f"{actor.point[0]:.5f}"[:-2], "longitude": f"{actor.point[1]:.5f}"[:-2]}
    return sorted(item for item, value in own.items() if value in text)


def cause_code(actor: Actor) -> None:
    """Register by mobile number: the operator sends the code."""
    register(actor, "mobile")


def received_by_operator(actor: Actor) -> Sequence[Mapping[str, Any]]:
    """What the SMS gateway was given with this person's number."""
    return [said for said in actor.troupe.ask("outbox", "given") if actor.given["mobile"] in json.dumps(said)]


VERBS: Final[Verbs] = {
    f"use {ORDERS}": work_order,
    "works": works,
    "handover": handover,
    **{f"cause {recipient}": cause_map for recipient in MAPS.values()},
    **{f"received {recipient}": received_by_map for recipient in MAPS.values()},
    **{f"recognised {recipient}": recognised_by_map for recipient in MAPS.values()},
    "cause recipients.telecom_operator": cause_code,
    "received recipients.telecom_operator": received_by_operator,
}
