"""The website's first page."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from services.neocrm.app.exchange import Exchange
from services.neocrm.app.routing import Page
from services.neocrm.app.website.shown import shown


def _home(x: Exchange) -> Response:
    crm = next((each.business for each in x.configuration.clusters.values() if each.business and each.country == x.cluster.country), "")
    return shown(x, "home.html", crm=x.configuration.address(crm) if crm else None)


PAGES: Final = (Page("/", _home, who="anybody", place="site"),)
