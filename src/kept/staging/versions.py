"""Keeps each version of the statement, with its texts and their hashes, in every region: what was agreed to stays readable."""

from __future__ import annotations

import hashlib

from sqlalchemy import column, table
from sqlalchemy.dialects.postgresql import insert

from kept.staging.estate import Estate
from kept.statement import Statement, plain_text
from kept.stores import execute, open_connection

VERSION = table(
    "statement_version", *(column(name) for name in ("label", "service", "version", "effective_on", "operator", "sha256")), schema="kept"
)
TEXT = table("statement_text", *(column(name) for name in ("label", "language", "text", "sha256")), schema="kept")


def record_version(estate: Estate, statement: Statement) -> None:
    """Write the statement's version and its texts into the books of every database. Idempotent."""
    texts = {language: plain_text(statement, language) for language in statement.languages.all}
    operator = next(
        (promise.parameters.operator for promise in statement.of_kind("role") if promise.parameters.operator), statement.service
    )
    version = {
        "label": statement.label,
        "service": statement.service,
        "version": statement.version,
        "effective_on": effective_on(statement),
        "operator": operator,
        "sha256": bytes.fromhex(statement.sha256),
    }
    rows = [
        {"label": statement.label, "language": language, "text": text, "sha256": hashlib.sha256(text.encode()).digest()}
        for language, text in texts.items()
    ]
    for site in estate.sites.values():
        with open_connection(site.address, read_only=False) as connection:
            execute(connection, insert(VERSION).values(version).on_conflict_do_nothing())
            execute(connection, insert(TEXT).values(rows).on_conflict_do_nothing())


def effective_on(statement: Statement) -> object:
    """The day from which the statement binds, as its own declaration says; the day of the version where none does."""
    said = [promise.parameters.effective_date for promise in statement.of_kind("policy-update")]
    return next((day for day in said if day), statement.version)
