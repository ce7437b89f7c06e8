"""The end of an organisation's contract: asked for by its administrator, or simply reached. It closes the organisation and its people.

From then on nobody signs in, and the time runs after which everything is deleted (statement, 5.2 and 7.6).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, select, update

from services.neocrm.app.keeping import Kept, reference
from services.neocrm.app.tables import member, session, tenant


def end(connection: Connection, kept: Kept, number: int, at: datetime, *, asked: bool) -> None:
    """Close the organisation and every account in it, in the caller's transaction, and tell Kept so."""
    mine = (tenant.c.tenant_id == number) & tenant.c.ended_at.is_(None)
    connection.execute(update(tenant).where(mine).values({"ended_at": at} | ({"cancel_asked_at": at} if asked else {"reclaimed_at": at})))
    people = (member.c.tenant_id == number) & (member.c.status == "active")
    closed = update(member).where(people).values(status="closed", closed_at=at).returning(member.c.member_id)
    gone = [reference("member", each) for each in connection.execute(closed).scalars()]
    connection.execute(update(session).where(session.c.tenant_id == number, session.c.ended_at.is_(None)).values(ended_at=at))
    # Last, when nothing of ours can fail any more: should Kept not answer, all of it is taken back.
    kept.ended(gone, at)


def end_if_over(connection: Connection, kept: Kept, number: int, now: datetime) -> bool:
    """Close an organisation whose contract has run out. Returns whether it is closed."""
    query = select(tenant.c.ended_at, tenant.c.contract_ends_on).where(tenant.c.tenant_id == number)
    row = connection.execute(query).first()
    if row is None or row.ended_at is not None:
        return row is not None
    if not over(row.contract_ends_on, now):
        return False
    end(connection, kept, number, now, asked=False)
    return True


def over(ends_on: date | None, now: datetime) -> bool:
    """Whether a contract's last day has passed."""
    return ends_on is not None and ends_on < now.date()
