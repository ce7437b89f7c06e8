"""How people come into Kept's own pages: by a link that the application asks for, which opens once and soon runs out.

The application knows who somebody is; Kept does not ask again. Link and session are random; the books hold their SHA-256 only, in the
person's own region. A link that is wrong, used or too old, and one for somebody who is gone, are all the same: nothing.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from kept.errors import KeptError
from kept.subjects.registering import known

if TYPE_CHECKING:
    from typing import Any

    from psycopg import Connection

EntryPage = Literal["centre", "tenant"]
TOKEN_BYTES: Final = 32
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
OPENS_FOR: Final = timedelta(minutes=2)
STAYS_FOR: Final = timedelta(minutes=30)
ADMINISTRATOR: Final = "administrator"

ADMINISTERS: Final = """
    select tenant_ref is not null and class = %s and ended_at is null and erased_at is null from kept.subject where subject_id = %s
"""
LINK: Final = "insert into kept.entry_link (sha256, page, subject_id, expires_at) values (%s, %s, %s, %s)"
FORGET: Final = """
    with links as (delete from kept.entry_link where expires_at < %(at)s)
    delete from kept.entry_session where expires_at < %(at)s
"""
USE: Final = """
    with used as (
      update kept.entry_link set used_at = %(at)s
      where sha256 = %(link)s and page = %(page)s and used_at is null and expires_at > %(at)s
      returning page, subject_id
    )
    insert into kept.entry_session (sha256, page, subject_id, expires_at)
    select %(session)s, page, subject_id, %(until)s from used
    returning subject_id
"""
INSIDE: Final = """
    select s.subject_id, r.reference, s.tenant_ref, s.class
    from kept.entry_session e join kept.subject s using (subject_id) left join kept.person_reference r using (subject_id)
    where e.sha256 = %s and e.page = %s and e.expires_at > %s and s.erased_at is null
"""
LEAVE: Final = "delete from kept.entry_session where sha256 = %s"


@dataclass(frozen=True)
class Link:
    """A way in, given to the application once; ``token`` is not kept."""

    page: EntryPage
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Inside:
    """Whoever is in: the person's number and reference, and for an administrator the organisation."""

    subject_id: int
    reference: str | None
    tenant_ref: str | None


def entry_link(connection: Connection[Any], person: str, page: EntryPage, now: datetime, randomness: Callable[[int], bytes]) -> Link:
    """A link for somebody whom the application has signed in. The caller commits.

    Raises KEPT-W004 for somebody unknown, KEPT-W013 where the page of an organisation is asked for by who does not administer it.
    """
    subject = known(connection, [person])[person]
    if page == "tenant":
        found = connection.execute(ADMINISTERS, (ADMINISTRATOR, subject)).fetchone()
        if found is None or not found[0]:
            raise KeptError("KEPT-W013", reference=person)
    connection.execute(FORGET, {"at": now})
    token = _token(randomness)
    connection.execute(LINK, (_digest(token), page, subject, now + OPENS_FOR))
    return Link(page, token, now + OPENS_FOR)


def enter(connection: Connection[Any], page: EntryPage, token: str, now: datetime, randomness: Callable[[int], bytes]) -> str | None:
    """The session that a link opens, once; None for any link that opens nothing. The caller commits."""
    if not TOKEN.fullmatch(token):
        return None
    session = _token(randomness)
    said = {"link": _digest(token), "page": page, "session": _digest(session), "at": now, "until": now + STAYS_FOR}
    return session if connection.execute(USE, said).fetchone() is not None else None


def inside(connection: Connection[Any], page: EntryPage, session: str, now: datetime) -> Inside | None:
    """Who holds this session, while it lasts; an administrator only for as long as being one."""
    if not TOKEN.fullmatch(session):
        return None
    row = connection.execute(INSIDE, (_digest(session), page, now)).fetchone()
    if row is None or (page == "tenant" and (row[3] != ADMINISTRATOR or row[2] is None)):
        return None
    return Inside(row[0], row[1], row[2] if page == "tenant" else None)


def leave(connection: Connection[Any], session: str) -> None:
    """End a session. The caller commits."""
    if TOKEN.fullmatch(session):
        connection.execute(LEAVE, (_digest(session),))


def _token(randomness: Callable[[int], bytes]) -> str:
    return base64.urlsafe_b64encode(randomness(TOKEN_BYTES)).decode().rstrip("=")


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
