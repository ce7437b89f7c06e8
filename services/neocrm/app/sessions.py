"""Sessions: rows in the cluster's own schema, named by a cookie that no script can read; what was typed outlives them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.forms import whole_number
from foundation.sealing import digest
from services.neocrm.app import ending
from services.neocrm.app.configuration import Cluster
from services.neocrm.app.exchange import SESSION_COOKIE, Exchange, Parts, SignedIn
from services.neocrm.app.tables import draft, member, session, tenant

SEEN_EVERY: Final = timedelta(minutes=1)
DRAFT_FOR: Final = timedelta(days=1)
FORGOTTEN_AFTER: Final = timedelta(days=30)
TOKEN_BYTES: Final = 24
NOT_KEPT: Final = frozenset({"token", "once", "password", "code"})


def begin(x: Exchange, tenant_id: int, member_id: int, subject_id: int, ticket: str, session_id: int) -> bool:
    """Begin a session with a ticket; False if the ticket has opened one before."""
    token, secret = x.parts.random(TOKEN_BYTES).hex(), x.configuration.secret
    with x.working(tenant_id) as connection:
        long_over = session.c.used_at < x.now - FORGOTTEN_AFTER
        connection.execute(delete(session).where(session.c.member_id == member_id, long_over))
        made = connection.execute(
            insert(session)
            .values(
                tenant_id=tenant_id,
                session_id=session_id,
                member_id=member_id,
                subject_id=subject_id,
                token_sha256=digest(secret, "session", token),
                ticket_sha256=digest(secret, "ticket", ticket),
                began_at=x.now,
                used_at=x.now,
            )
            .on_conflict_do_nothing()
            .returning(session.c.session_id)
        ).first()
        if made is not None:
            connection.execute(
                update(member).where(member.c.tenant_id == tenant_id, member.c.member_id == member_id).values(last_used_at=x.now)
            )
    if made is None:
        return False
    x.set(SESSION_COOKIE, f"{tenant_id}.{token}")
    return True


def find(parts: Parts, cluster: Cluster, cookie: str | None) -> tuple[SignedIn | None, SignedIn | None]:
    """Who a cookie stands for: whoever is signed in, or (second) whoever was until not long ago."""
    number, _, token = (cookie or "").partition(".")
    tenant_id = whole_number(number)
    if tenant_id is None or not token or not cluster.serves(tenant_id):
        return None, None
    now, limits = parts.now(), parts.configuration
    with parts.databases.working(cluster.credentials(tenant_id)) as connection:
        row = _row(connection, digest(limits.secret, "session", token))
        if row is None:
            return None, None
        who = SignedIn(row.tenant_id, row.member_id, row.subject_id, row.session_id, row.name or "", row.kind, row.organisation)
        if ending.over(row.contract_ends_on, now) and ending.end_if_over(
            connection, parts.keeping.clients[cluster.name], row.tenant_id, now
        ):
            return None, None
        over = row.ended_at is not None or now - row.used_at > limits.idle or now - row.began_at > limits.longest
        if over or row.status != "active":
            recent = row.status == "active" and row.ended_at is None and now - row.used_at < DRAFT_FOR
            return None, who if recent else None
        if now - row.used_at > SEEN_EVERY:
            connection.execute(update(session).where(session.c.session_id == row.session_id).values(used_at=now))
    return who, None


def end(x: Exchange, everywhere: bool = False) -> None:
    """Sign out here, or of every browser."""
    me = x.me
    which = session.c.member_id == me.member if everywhere else session.c.session_id == me.session
    with x.working() as connection:
        connection.execute(update(session).where(which, session.c.ended_at.is_(None)).values(ended_at=x.now))
    x.set(SESSION_COOKIE, None)


def keep_draft(parts: Parts, cluster: Cluster, who: SignedIn, path: str, form: Mapping[str, str]) -> None:
    """Keep what somebody had typed when the session was over, sealed, for the next session of the same person."""
    typed = json.dumps({name: value for name, value in form.items() if name not in NOT_KEPT}, ensure_ascii=False)
    values: dict[str, Any] = {
        "tenant_id": who.tenant,
        "member_id": who.member,
        "subject_id": who.subject,
        "path": path,
        "typed": parts.configuration.seal.close(typed, "draft", parts.random),
        "made_at": parts.now(),
    }
    statement = insert(draft).values(values)
    changed = {name: values[name] for name in ("path", "typed", "made_at")}
    with parts.databases.working(cluster.credentials(who.tenant)) as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "member_id"], set_=changed))


def draft_path(x: Exchange, tenant_id: int, member_id: int) -> str | None:
    """The page on which something typed is waiting."""
    with x.working(tenant_id) as connection:
        return connection.execute(
            select(draft.c.path).where(draft.c.tenant_id == tenant_id, draft.c.member_id == member_id, draft.c.made_at > x.now - DRAFT_FOR)
        ).scalar()


def take_draft(x: Exchange) -> Mapping[str, str]:
    """What had been typed on this page; it is shown once more and then forgotten."""
    with x.working() as connection:
        row = connection.execute(
            delete(draft)
            .where(draft.c.tenant_id == x.me.tenant, draft.c.member_id == x.me.member, draft.c.path == x.path)
            .returning(draft.c.typed)
        ).first()
    typed = x.configuration.seal.open(row.typed, "draft") if row is not None else None
    return dict(json.loads(typed)) if typed else {}


def _row(connection: Connection, token: bytes) -> Any:
    return connection.execute(
        select(
            session.c.tenant_id,
            session.c.member_id,
            session.c.subject_id,
            session.c.session_id,
            session.c.began_at,
            session.c.used_at,
            func.coalesce(session.c.ended_at, tenant.c.ended_at).label("ended_at"),
            member.c.name,
            member.c["class"].label("kind"),
            member.c.status,
            tenant.c.name.label("organisation"),
            tenant.c.contract_ends_on,
        )
        .join(member, (member.c.tenant_id == session.c.tenant_id) & (member.c.member_id == session.c.member_id))
        .join(tenant, tenant.c.tenant_id == session.c.tenant_id)
        .where(session.c.token_sha256 == token)
    ).first()
