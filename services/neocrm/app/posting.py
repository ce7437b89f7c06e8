"""Messages on their way: written in the transaction that needs them, tried at once, tried again until a server takes them.

What a message says is sealed in its row and gone from it as soon as it is sent; the address is read from the message itself.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.codes import LIFETIME
from foundation.forms import row_id
from foundation.mailing import Letter, Undelivered, composed, deliver
from services.neocrm.app.configuration import Cluster
from services.neocrm.app.exchange import Exchange, Parts
from services.neocrm.app.keeping import reference
from services.neocrm.app.tables import AUTH, CRM, SignIn, contact, marketing_send

LOG: Final = logging.getLogger("neocrm.posting")
TELECOM: Final = "recipients.telecom_operator"
SMS: Final = "identity_verification"
PAUSES: Final = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
TOO_LATE: Final = timedelta(days=2)
BATCH: Final = 500
FORGOTTEN_AFTER: Final = timedelta(days=30)
CONTENTS: Final = ("to", "title", "text", "html", "unsubscribe", "code_id", "person", "campaign")


@dataclass(frozen=True)
class Message:
    """What goes to one person. ``code_id`` names the code in it, whose ten minutes begin when it is sent.

    ``campaign`` (its id, the contact's, the purpose) makes it marketing: whether it may go is decided again as it goes.
    """

    member: int
    subject: int
    channel: str
    template: str
    to: str
    title: str
    text: str
    html: str | None = None
    unsubscribe: str | None = None
    code_id: int | None = None
    person: str = ""
    campaign: tuple[int, int, str] | None = None


def sign_in_tables_of(cluster: Cluster) -> SignIn:
    """The sign-in tables of a cluster's database."""
    return AUTH if cluster.schema == "auth" else CRM


def put(x: Exchange, connection: Connection, cluster: Cluster, tenant: int, message: Message) -> int:
    """Write a message into the outgoing ones, in the caller's transaction. Returns its id."""
    table = sign_in_tables_of(cluster).outgoing
    message_id = row_id(tenant, "message", x.parts.random(16).hex())
    contents = {name: getattr(message, name) for name in CONTENTS}
    connection.execute(
        insert(table).values(
            tenant_id=tenant,
            message_id=message_id,
            member_id=message.member,
            subject_id=message.subject,
            channel=message.channel,
            template=message.template,
            language=x.language,
            contents=x.configuration.seal.close(json.dumps(contents, ensure_ascii=False), "outgoing", x.parts.random),
            made_at=x.now,
            due_at=x.now,
            attempts=0,
        )
    )
    return message_id


def send_now(x: Exchange, cluster: Cluster, tenant: int, message_id: int) -> bool:
    """Try a message that was just written; False if it has to wait, which the sender then sees to."""
    sent = send_due(x.parts, cluster, tenant, message_id) > 0
    if not sent:
        x.parts.wake(cluster.name, tenant)
    return sent


def send_due(parts: Parts, cluster: Cluster, tenant: int, only: int | None = None) -> int:
    """Send a tenant's messages that are due (or ``only`` this one). Returns how many a server took.

    Each is locked while it is tried, so that two senders never send one twice; one that fails gets a later time.
    """
    table = sign_in_tables_of(cluster).outgoing
    due = (table.c.tenant_id == tenant) & table.c.sent_at.is_(None) & (table.c.due_at <= parts.now())
    if only is not None:
        due &= table.c.message_id == only
    sent = 0
    for _ in range(BATCH):
        with parts.databases.working(cluster.credentials(tenant)) as connection:
            row = connection.execute(select(table).where(due).order_by(table.c.due_at).limit(1).with_for_update(skip_locked=True)).first()
            if row is None:
                break
            sent += _try(parts, cluster, connection, row)
    if sent:
        with parts.databases.working(cluster.credentials(tenant)) as connection:
            connection.execute(delete(table).where(table.c.sent_at < parts.now() - FORGOTTEN_AFTER))
    return sent


def waiting(parts: Parts, cluster: Cluster, tenant: int) -> bool:
    """Whether a tenant has messages that no server has taken yet."""
    table = sign_in_tables_of(cluster).outgoing
    with parts.databases.working(cluster.credentials(tenant)) as connection:
        return connection.execute(select(table.c.message_id).where(table.c.sent_at.is_(None)).limit(1)).first() is not None


def _try(parts: Parts, cluster: Cluster, connection: Connection, row: Any) -> bool:
    tables = sign_in_tables_of(cluster)
    opened = parts.configuration.seal.open(row.contents, "outgoing")
    said: Mapping[str, Any] = json.loads(opened) if opened else {}
    key = (tables.outgoing.c.tenant_id == row.tenant_id) & (tables.outgoing.c.message_id == row.message_id)
    if said.get("campaign") and not _may_still_go(parts, cluster, connection, said):
        connection.execute(delete(tables.outgoing).where(key))
        return True
    try:
        if not said or parts.now() - row.made_at > TOO_LATE:
            LOG.warning("message %s of %s was given up", row.message_id, cluster.name)
        elif row.channel == "sms":
            _sms(parts, cluster, row, said)
        else:
            letter = Letter(said["to"], said["title"], said["text"], said["html"], said["unsubscribe"])
            deliver(parts.configuration.mail, composed(parts.configuration.mail, letter, parts.now(), str(row.message_id)))
    except Undelivered as problem:
        if not problem.for_good:
            LOG.info("message %s of %s waits: %s", row.message_id, cluster.name, type(problem.__cause__).__name__)
            pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
            connection.execute(update(tables.outgoing).where(key).values(attempts=row.attempts + 1, due_at=parts.now() + pause))
            return False
        LOG.warning("message %s of %s was refused for good", row.message_id, cluster.name)
    now = parts.now()
    connection.execute(update(tables.outgoing).where(key).values(contents=None, sent_at=now, attempts=row.attempts + 1))
    if said.get("campaign"):
        _count_as_sent(connection, row, said["campaign"], now)
    if said.get("code_id") is not None:
        connection.execute(
            update(tables.code)
            .where(tables.code.c.tenant_id == row.tenant_id, tables.code.c.code_id == said["code_id"], tables.code.c.used_at.is_(None))
            .values(ends_at=now + LIFETIME)
        )
    return True


def _may_still_go(parts: Parts, cluster: Cluster, connection: Connection, said: Mapping[str, Any]) -> bool:
    """Whether this contact may get this letter at this moment: nothing was refused since it was written."""
    _, number, purpose = said["campaign"]
    open_to_it = (contact.c.contact_id == number) & contact.c.opted_out_at.is_(None)
    if connection.execute(select(contact.c.contact_id).where(open_to_it)).first() is None:
        return False
    return parts.keeping.clients[cluster.name].decide_many(purpose, None, [said["person"]], ("email",)) == [True]


def _count_as_sent(connection: Connection, row: Any, marks: Sequence[Any], now: datetime) -> None:
    number, contact_id, _ = marks
    values = {"tenant_id": row.tenant_id, "send_id": row.message_id, "campaign_id": number, "contact_id": contact_id}
    connection.execute(insert(marketing_send).values(**values, subject_id=row.subject_id, unsubscribe_link=True, sent_at=now))


def _sms(parts: Parts, cluster: Cluster, row: Any, said: Mapping[str, Any]) -> None:
    """To the telecom operator, through Kept's outbound client: the number is all of the person that it gets."""
    kept, sdk = parts.keeping.clients[cluster.name], parts.keeping.sdk
    gateway = kept.outbound(TELECOM, parts.configuration.sms_url)
    person = said["person"] or reference("member", row.member_id)
    text = {"X-Message-Text": quote(said["text"])}
    try:
        reply = gateway.post("/sms", function=SMS, items={"mobile": said["to"]}, person=person, headers=text)
    except (OSError, sdk.KeptError) as error:
        # Not knowing (stale) or not reaching anybody may pass; a refusal does not.
        raise Undelivered(str(error), for_good=isinstance(error, sdk.Refused) and not isinstance(error, sdk.Stale)) from error
    if reply.status != 200:
        raise Undelivered(f"the gateway said {reply.status}", for_good=False)
