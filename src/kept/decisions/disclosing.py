"""What the books say went out or came in, against what the statement declares of each party."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, TableClause, Text, case, cast, exists, false, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from kept.datamap.matching import beside, texts
from kept.promises import Look, Question, Rehearsal, Words
from kept.statement import Statement

PARTIES: Final = ("recipients", "affiliates", "sdks", "sources", "handovers")
STATED_PURPOSES: Final = ("purposes", "consents", "sources", "handovers", "exemptions", "functions", "recipients", "statistics")
PASSED_ON: Final = ("shared", "entrusted", "group")
NOTHING: Final = Words("账簿中还没有这样的提供记录。", "The books record no such disclosure yet.")
ONE: Final = """update kept.disclosure set {change} where disclosure_id = (select min(disclosure_id) from kept.disclosure where {among})"""


def declared_data(statement: Statement) -> Mapping[str, frozenset[str] | None]:
    """The parties that the statement declares, by path; the items that each may get, None where it lists none by name."""
    found: dict[str, frozenset[str] | None] = {}
    for path, declared in statement.declarations.items():
        if declared.section in PARTIES:
            data = getattr(declared.body, "data", None)
            found[path] = frozenset(data) if isinstance(data, tuple) and all(isinstance(item, str) for item in data) else None
    return found


def beyond(given: TableClause, statement: Statement, party: str | None = None) -> ColumnElement[bool]:
    """Whether a disclosure went to (or came from) a party that is not declared, or held an item that is not declared for it.

    With ``party``, of disclosures to that party only: what is declared of the others is then left unsaid.
    """
    known = {path: data for path, data in declared_data(statement).items() if party in (None, path)}
    items = cast(given.c["items"], ARRAY(Text))
    limited = [(path, data) for path, data in known.items() if data is not None]
    more = [(given.c.recipient == path, ~items.contained_by(texts(sorted(data)))) for path, data in limited]
    return or_(beside(given.c.recipient, known), case(*more, else_=false()) if more else false())


def purposeless(given: TableClause, statement: Statement) -> ColumnElement[bool]:
    """Whether a disclosure names no purpose that the statement declares."""
    declared = [path for path, one in statement.declarations.items() if one.section in STATED_PURPOSES]
    return beside(given.c.purpose, declared)


def agreed(look: Look, given: TableClause) -> tuple[FromClause, ColumnElement[bool]]:
    """Disclosures joined to their consents, and whether one lacks a consent that was valid then, an exemption and anonymity alike."""
    consent = look.table("kept.consent")
    if consent is None:
        return given, false()
    source = given.outerjoin(consent, consent.c.consent_id == given.c.consent_id)
    valid = (consent.c.given_at <= given.c["at"]) & or_(consent.c.withdrawn_at.is_(None), consent.c.withdrawn_at > given.c["at"])
    unfounded = given.c.exemption_id.is_(None) & ~given.c.anonymised & (consent.c.consent_id.is_(None) | ~valid)
    return source, unfounded


def refused(look: Look, store: str, subject: ColumnElement[Any], at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the person had refused marketing by then, wherever the data map says so (``opted_out``) in the databases of a store."""
    earlier: list[ColumnElement[bool]] = []
    for path, mapped in look.datamap.tables.items():
        rows = look.table(path) if mapped.opted_out and mapped.subject and mapped.store == store else None
        if rows is not None and mapped.opted_out and mapped.subject:
            same = (rows.c[mapped.subject] == subject) & (rows.c[mapped.opted_out] <= at)
            earlier.append(exists(select(literal(1)).select_from(rows).where(same)))
    return or_(false(), *earlier)


def asked(
    look: Look, failing: ColumnElement[bool], among: ColumnElement[bool], about: str, source: FromClause | None = None
) -> Sequence[Question]:
    """One question about the disclosures of every database."""
    given = look.table("kept.disclosure")
    if given is None:
        return ()
    return [Question(look.holding("kept.disclosure"), given if source is None else source, failing, given.c.disclosure_id, among, about)]


def asked_by_store(look: Look, failing: Callable[[str], ColumnElement[bool]], among: ColumnElement[bool], about: str) -> Sequence[Question]:
    """One question for each store, because ``failing`` needs tables that only the store's own databases have."""
    given, databases = look.table("kept.disclosure"), look.holding("kept.disclosure")
    if given is None:
        return ()
    return [
        Question([one for one in databases if one.store == store], given, failing(store), given.c.disclosure_id, among, about)
        for store in look.datamap.stores
    ]


def alter_one(rehearsal: Rehearsal, change: str, among: str, **values: Any) -> None:
    """Change the first disclosure of the first database that has one of this sort; nothing if there is none."""
    text = ONE.format(change=change, among=among)
    any(rehearsal.sql(database, text, **values) for database in rehearsal.databases())
