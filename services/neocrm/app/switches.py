"""Which applications are switched off for the whole organisation or for one of its people, and which pages that takes away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, select

from services.neocrm.app.exchange import Exchange
from services.neocrm.app.tables import app_switch, member_switch

# The pages of each basic application; without its switch they are there.
BASIC: Final[Mapping[str, tuple[str, ...]]] = {
    "visits": ("/visits",),
    "work_orders": ("/work-orders",),
    "contacts": ("/contacts",),
    "leads": ("/leads",),
    "campaigns": ("/campaigns",),
}


def switched_off(x: Exchange) -> frozenset[str]:
    """What is off for whoever is signed in: basic applications that the organisation does without, and all that this person does."""
    with x.working() as connection:
        off = select(app_switch.c.app).where(app_switch.c.kind == "basic", ~app_switch.c.enabled)
        return frozenset(connection.execute(off).scalars()) | off_for(connection, x.me.tenant, x.me.member)


def off_for(connection: Connection, tenant: int, member: int) -> frozenset[str]:
    """The applications of any kind that one person has been switched off."""
    mine = (member_switch.c.tenant_id == tenant) & (member_switch.c.member_id == member)
    return frozenset(connection.execute(select(member_switch.c.app).where(mine, ~member_switch.c.enabled)).scalars())


def further(x: Exchange, connection: Connection) -> Sequence[str]:
    """The applications of outside parties and the organisation's own that are on for whoever is signed in."""
    on = select(app_switch.c.app).where(app_switch.c.kind != "basic", app_switch.c.enabled).order_by(app_switch.c.app)
    return tuple(app for app in connection.execute(on).scalars() if app not in x.off)


def belongs_to(path: str) -> str | None:
    """The basic application that a page belongs to."""
    return next((app for app, pages in BASIC.items() if any(path == page or path.startswith(f"{page}/") for page in pages)), None)
