"""The website's mails: written in the transaction that needs them, sealed, tried at once, and tried again until a server takes them."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.forms import row_id
from foundation.mailing import Letter, Undelivered, composed, deliver
from services.neocrm.app.configuration import Cluster
from services.neocrm.app.exchange import Exchange, Parts
from services.neocrm.app.posting import BATCH, FORGOTTEN_AFTER, PAUSES, TOO_LATE
from services.neocrm.app.tables import site_outgoing

LOG: Final = logging.getLogger("neocrm.website")
# What stands for the website where the sender lists tenants whose messages wait.
WEBSITE: Final = 0


def put(x: Exchange, connection: Connection, subject: int, template: str, letter: Letter) -> int:
    """Write a letter into the outgoing ones, in the caller's transaction. Returns its id; the same form writes it once."""
    number = row_id("letter", template, letter.to, x.key)
    contents = {"to": letter.to, "title": letter.subject, "text": letter.text, "unsubscribe": letter.unsubscribe}
    sealed = x.configuration.seal.close(json.dumps(contents, ensure_ascii=False), "outgoing", x.parts.random)
    values = {"message_id": number, "subject_id": subject, "channel": "mail", "template": template, "language": x.language}
    row = values | {"contents": sealed, "made_at": x.now, "due_at": x.now, "attempts": 0}
    connection.execute(insert(site_outgoing).values(row).on_conflict_do_nothing())
    return number


def send_now(x: Exchange, number: int) -> bool:
    """Try a letter that was just written; False if it has to wait, which the sender then sees to."""
    sent = send_due(x.parts, x.cluster, number) > 0
    if not sent:
        x.parts.wake(x.cluster.name, WEBSITE)
    return sent


def send_due(parts: Parts, cluster: Cluster, only: int | None = None) -> int:
    """Send what is due (or ``only`` this one), each locked while it is tried. Returns how many a server took."""
    due = site_outgoing.c.sent_at.is_(None) & (site_outgoing.c.due_at <= parts.now())
    if only is not None:
        due &= site_outgoing.c.message_id == only
    sent = 0
    for _ in range(BATCH):
        with parts.databases.working(cluster.site_credentials) as connection:
            query = select(site_outgoing).where(due).order_by(site_outgoing.c.due_at).limit(1).with_for_update(skip_locked=True)
            row = connection.execute(query).first()
            if row is None:
                break
            sent += _try(parts, connection, row)
    if sent:
        with parts.databases.working(cluster.site_credentials) as connection:
            connection.execute(delete(site_outgoing).where(site_outgoing.c.sent_at < parts.now() - FORGOTTEN_AFTER))
    return sent


def waiting(parts: Parts, cluster: Cluster) -> bool:
    """Whether there are letters that no server has taken yet."""
    with parts.databases.working(cluster.site_credentials) as connection:
        query = select(site_outgoing.c.message_id).where(site_outgoing.c.sent_at.is_(None)).limit(1)
        return connection.execute(query).first() is not None


def _try(parts: Parts, connection: Connection, row: Any) -> bool:
    opened = parts.configuration.seal.open(row.contents, "outgoing")
    said: Mapping[str, Any] = json.loads(opened) if opened else {}
    mine = site_outgoing.c.message_id == row.message_id
    try:
        if not said or parts.now() - row.made_at > TOO_LATE:
            LOG.warning("letter %s was given up", row.message_id)
        else:
            letter = Letter(said["to"], said["title"], said["text"], None, said["unsubscribe"])
            deliver(parts.configuration.mail, composed(parts.configuration.mail, letter, parts.now(), str(row.message_id)))
    except Undelivered as problem:
        if not problem.for_good:
            pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
            connection.execute(update(site_outgoing).where(mine).values(attempts=row.attempts + 1, due_at=parts.now() + pause))
            return False
        LOG.warning("letter %s was refused for good", row.message_id)
    connection.execute(update(site_outgoing).where(mine).values(contents=None, sent_at=parts.now(), attempts=row.attempts + 1))
    return True
