"""Codes that prove who somebody is: made, sent by mail or SMS, and checked by the rules of ``foundation.codes``."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.codes import LIFETIME, MOST_IN_AN_HOUR, TRIES, Sent, new_code, outcome
from foundation.forms import row_id
from foundation.sealing import digest
from services.neocrm.app.configuration import Cluster
from services.neocrm.app.exchange import Exchange
from services.neocrm.app.posting import Message, put, sign_in_tables_of

HOUR: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)


def channel_of(address: str) -> str:
    """How a code reaches an address."""
    return "mail" if "@" in address else "sms"


def new_code_id(x: Exchange) -> int:
    """The id of an attempt; one is made whether a code is sent or not, so that both look the same."""
    return row_id("code", x.parts.random(16).hex())


def write_code(
    x: Exchange, connection: Connection, cluster: Cluster, tenant: int, member: int, subject: int, purpose: str, address: str, code_id: int
) -> int | None:
    """Write a new code and the message with it; yesterday's are forgotten. None if this person has been sent too many in an hour."""
    table = sign_in_tables_of(cluster).code
    connection.execute(delete(table).where(table.c.member_id == member, table.c.made_at < x.now - FORGOTTEN_AFTER))
    lately = (table.c.tenant_id == tenant) & (table.c.member_id == member) & (table.c.made_at > x.now - HOUR)
    if connection.execute(select(func.count()).select_from(table).where(lately)).scalar_one() >= MOST_IN_AN_HOUR:
        return None
    code, channel, secret = new_code(x.parts.below), channel_of(address), x.configuration.secret
    connection.execute(
        insert(table).values(
            tenant_id=tenant,
            code_id=code_id,
            member_id=member,
            subject_id=subject,
            purpose=purpose,
            channel=channel,
            code_sha256=digest(secret, "code", code_id, code),
            address_sha256=digest(secret, "address", address),
            made_at=x.now,
            ends_at=x.now + LIFETIME,
        )
    )
    title, text = x.say("mail.code.title"), x.say("mail.code.text", code=code)
    text = x.say("sms.code", code=code) if channel == "sms" else text
    return put(x, connection, cluster, tenant, Message(member, subject, channel, "code", address, title, text, code_id=code_id))


def check_code(
    x: Exchange, connection: Connection, cluster: Cluster, tenant: int, code_id: int, purpose: str, address: str, typed: str
) -> tuple[int, int] | None:
    """Use a code up. Whose it was (member and subject), or None: wrong, too old, used, tried too often, of another address, or never sent.

    Every try is counted in the row, under its lock, so that tries at the same moment are all counted.
    """
    table, secret = sign_in_tables_of(cluster).code, x.configuration.secret
    key = (table.c.tenant_id == tenant) & (table.c.code_id == code_id) & (table.c.purpose == purpose)
    row = connection.execute(select(table).where(key).with_for_update()).first()
    sent = Sent(row.code_sha256, row.tries, row.ends_at, row.used_at) if row is not None else None
    found = outcome(sent, digest(secret, "code", code_id, typed.strip()), x.now)
    if row is None or found == "over":
        return None
    if found == "right" and hmac.compare_digest(row.address_sha256, digest(secret, "address", address)):
        connection.execute(update(table).where(key).values(used_at=x.now))
        return row.member_id, row.subject_id
    connection.execute(update(table).where(key).values(tries=min(row.tries + 1, TRIES)))
    return None
