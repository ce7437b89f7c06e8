"""A page of the website, with the question about cookies where it has not been answered yet."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from services.neocrm.app.exchange import CHOICE_COOKIE, INTERESTS_COOKIE, USAGE_COOKIE, Exchange
from services.neocrm.app.website import following

CHOICES: Final = ("all", "necessary")


def choice(x: Exchange) -> str | None:
    """What this browser's user chose about cookies; a choice made in this very request counts."""
    said = x.cookies[CHOICE_COOKIE] if CHOICE_COOKIE in x.cookies else x.sent.get(CHOICE_COOKIE)
    return said if said in CHOICES else None


def followed(x: Exchange) -> bool:
    """Whether this visit may be remembered at all; what exactly, each agreement decides."""
    return choice(x) == "all" and not x.objects


def shown(x: Exchange, template: str, status: int = 200, **facts: Any) -> Response:
    """The page. Its web beacon is on it only where its person agreed and the browser does not object."""
    chosen = choice(x)
    if x.objects:
        _take_away(x)
    asks = chosen is None and not x.objects
    return x.page(f"website/{template}", status, asks=asks, chosen=chosen, followed=followed(x), prompts=_prompts(x, asks), **facts)


def _take_away(x: Exchange) -> None:
    """While a browser objects it holds no optional cookie either, whatever was agreed to before; the agreement itself stays."""
    for cookie in (USAGE_COOKIE, INTERESTS_COOKIE):
        if cookie in x.sent:
            x.set(cookie, None)


def _prompts(x: Exchange, asks: bool) -> list[Any]:
    return [x.kept.prompt(matter, x.language) for matter in following.MATTERS] if asks else []
