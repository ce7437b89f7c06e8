"""What an organisation says before it hands over data about people, written down in the very words that it was shown.

The statement (preamble) asks for each person's explicit agreement before an upload; without the box ticked nothing is taken.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from services.neocrm.app.exchange import Exchange
from services.neocrm.app.tables import batch

OWN_SOURCE: Final = 1
GROUND: Final = "explicit_consent"


def attested(x: Exchange) -> bool:
    """Whether the box is ticked."""
    return bool(x.form.get("agreed"))


def write_batch(x: Exchange, connection: Connection, batch_id: int, attested_at: datetime, rows: int) -> bool:
    """Write down the statement that was made for these rows. False if this very form was written down before."""
    words = x.say("attest.words")
    made = connection.execute(
        insert(batch)
        .values(
            tenant_id=x.me.tenant,
            batch_id=batch_id,
            uploaded_by=x.me.member,
            attested_at=attested_at,
            attested_ground=GROUND,
            attestation_sha256=hashlib.sha256(words.encode()).digest(),
            uploaded_at=x.now,
            rows_accepted=rows,
        )
        .on_conflict_do_nothing()
        .returning(batch.c.batch_id)
    ).first()
    return made is not None
