"""What rows tell: the events that belong into a ledger, and every personal value that was invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from .plan import NULL, Table

# The columns that hold names, numbers, mail, addresses and accounts in the clear; sealed columns tell nothing.
PERSONAL: Final[Mapping[str, frozenset[str]]] = {
    "crm.member": frozenset({"name", "mobile", "email"}),
    "crm.profile": frozenset({"nickname", "company_email"}),
    "crm.contact": frozenset({"name", "mobile", "email"}),
    "crm.lead": frozenset({"name", "mobile", "email"}),
    "crm.credential": frozenset({"mobile", "email"}),
    "crm.social_account": frozenset({"wecom", "qq", "msn", "weibo"}),
    "auth.credential": frozenset({"mobile", "email"}),
    "web.form_submission": frozenset({"name", "mobile", "address", "email", "username"}),
    "web.newsletter": frozenset({"email"}),
    "web.office_visit": frozenset({"name", "phone"}),
    "cdp.profile": frozenset({"name", "mobile", "email"}),
}
TELLING: Final = frozenset({"kept.consent", "kept.tenant_registration", "kept.request"})


class Happened(NamedTuple):
    """An event for a ledger: facts are ids, codes and dates only."""

    kind: str
    at: datetime
    subject_id: int | None
    facts: Mapping[str, str | int]


def personal_values(tables: Iterable[Table]) -> Iterator[tuple[str, str]]:
    """Every personal value in the clear, with the column it stands in (``mobile``); values come as often as they were made."""
    for table in tables:
        if table.path in PERSONAL:
            wanted = [(name, place) for place, name in enumerate(table.columns) if name in PERSONAL[table.path]]
            for values in _rows(table):
                yield from ((name, values[place]) for name, place in wanted if values[place] != NULL)


def events(tables: Iterable[Table]) -> Iterator[Happened]:
    """Consents given and withdrawn, tenants registered, requests received and answered."""
    for table in tables:
        if table.path in TELLING:
            for values in _rows(table):
                yield from _told(table.path, dict(zip(table.columns, values, strict=True)))


def _rows(table: Table) -> Iterator[list[str]]:
    for chunk in table.chunks:
        for line in chunk.decode().splitlines():
            yield line.split("\t")


def _told(path: str, row: Mapping[str, str]) -> Iterator[Happened]:
    subject = int(row["subject_id"]) if row.get("subject_id", NULL) != NULL else None
    facts: dict[str, str | int]
    if path == "kept.consent":
        facts = {"matter": row["matter"], "number": int(row["consent_id"])}
        moments = {"consent.given": "given_at", "consent.withdrawn": "withdrawn_at"}
    elif path == "kept.request":
        facts = {"request": row["kind"], "number": int(row["request_id"])}
        moments = {"request.received": "received_at", "request.answered": "answered_at"}
    else:
        facts, moments = {"cluster": row["cluster"], "country": row["country"]}, {"tenant.registered": "registered_at"}
    for kind, column in moments.items():
        if row[column] != NULL:
            yield Happened(kind, datetime.fromisoformat(row[column]), subject, facts)
