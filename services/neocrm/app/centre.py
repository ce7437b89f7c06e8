"""From the application into Kept's own pages: the person's centre, and for administrators the organisation's page."""

from __future__ import annotations

from typing import Final

from starlette.responses import RedirectResponse, Response

from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page


def _centre(x: Exchange) -> Response:
    return _to(x, "centre")


def _organisation(x: Exchange) -> Response:
    return _to(x, "tenant")


def _to(x: Exchange, page: str) -> Response:
    """On to Kept with a link that opens once; where Kept does not say where its pages are, the person is told."""
    link = x.kept.link(x.me.person, page)
    return RedirectResponse(link.url, 303) if link.url else x.message("centre.nowhere", 503)


PAGES: Final = (
    Page("/settings/preferences/centre", _centre),
    Page("/staff/centre", _organisation, who="administrator"),
)
