"""Which applications an organisation has switched off, and which pages that takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from services.neocrm.app.exchange import Exchange
from services.neocrm.app.tables import app_switch

# The pages of each basic application; without its switch they are there.
BASIC: Final[Mapping[str, tuple[str, ...]]] = {
    "visits": ("/visits",),
    "work_orders": ("/work-orders",),
    "contacts": ("/contacts",),
    "leads": ("/leads",),
    "campaigns": ("/campaigns",),
}


def switched_off(x: Exchange) -> frozenset[str]:
    """The basic applications that this organisation has switched off."""
    with x.working() as connection:
        off = select(app_switch.c.app).where(app_switch.c.kind == "basic", ~app_switch.c.enabled)
        return frozenset(connection.execute(off).scalars())


def belongs_to(path: str) -> str | None:
    """The basic application that a page belongs to."""
    return next((app for app, pages in BASIC.items() if any(path == page or path.startswith(f"{page}/") for page in pages)), None)
