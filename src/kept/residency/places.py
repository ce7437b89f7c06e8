"""Where the governed databases are and who is registered there: what residency and borders are judged by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, cast, column, func, not_, or_, select, table, text

from kept.errors import KeptError
from kept.promises import Database, Item, Look, Question, Rehearsal
from kept.statement import Statement


def system_of(look: Look, database: Database) -> str:
    """The identifier that PostgreSQL gave a server when it was made: databases with the same one share their server."""
    return str(look.rows(database, select(text("system_identifier from pg_control_system()")))[0][0])


def registered(look: Look, database: Database) -> Mapping[str, tuple[str, str]]:
    """The tenants that a database's books register: cluster and country by the application's own id."""
    books = look.table("kept.tenant_registration")
    if books is None:
        return {}
    rows = look.rows(database, select(books.c.tenant_ref, books.c.cluster, books.c.country))
    return {str(tenant): (str(cluster), str(country)) for tenant, cluster, country in rows}


def region_of(statement: Statement, place: str) -> str | None:
    """The code of a place that the statement has terms for: ``India`` is the region of the jurisdiction of that name."""
    for promise in statement.of_kind("jurisdiction"):
        labels = statement.declarations[promise.path].labels
        if labels is not None and place in (labels.zh, labels.en) and promise.parameters.region:
            return str(promise.parameters.region)
    return None


def sensitive_columns(look: Look | Rehearsal, path: str) -> Sequence[str]:
    """The columns of a table that hold items which the statement calls sensitive."""
    items: Mapping[str, Any] = look.statement.section("items")
    found = []
    for name, said in look.datamap.tables[path].columns.items():
        bodies = [items[word].body for word in ((said,) if isinstance(said, str) else said) if word in items]
        if any(isinstance(body, Item) and body.sensitive for body in bodies):
            found.append(name)
    return found


def sensitive_abroad(look: Look, country: str) -> Iterator[Question]:
    """For every table with sensitive items, in databases outside ``country``: the rows that hold some, and of them those of its people."""
    subject = look.table("kept.subject")
    for path, mapped in look.datamap.tables.items():
        rows, columns = look.table(path), sensitive_columns(look, path)
        where = [database for database in look.holding(path) if database.country != country]
        if rows is None or subject is None or mapped.subject is None or not columns or not where:
            continue
        theirs = rows.c[mapped.subject].in_(select(subject.c.subject_id).where(subject.c.country == country))
        held = or_(*(rows.c[name].is_not(None) for name in columns))
        yield Question(where, rows, theirs & held, row_key(look, path), None, f"{path} with sensitive columns")


def people_of(look: Look, country: str) -> int:
    """How many people of a country the books know, in all databases."""
    counted = select(func.count()).select_from(table("subject", schema="kept")).where(column("country") == country)
    return sum(int(look.rows(database, counted)[0][0]) for database in look.databases())


def row_key(look: Look, path: str) -> ColumnElement[Any]:
    """A table's surrogate key, as the data map names its keys. Raises ``LookupError`` for a table that no database has."""
    rows, mapped = look.table(path), look.datamap.tables[path]
    if rows is None:
        raise LookupError(path)
    keys = [name for name, said in mapped.columns.items() if said == "key" and name not in (mapped.held_for, mapped.subject)]
    own = [name for name in keys if name.removesuffix("_id") in rows.name]
    chosen = (own or keys or [mapped.subject or mapped.held_for or next(iter(mapped.columns))])[0]
    found: ColumnElement[Any] = rows.c[chosen]
    return found


def is_view(look: Look, path: str) -> bool:
    """Whether the databases have a view of this name; a view's rows are judged where they are stored."""
    for database in look.holding(path):
        try:
            found = look.schema(database).tables.get(path)
        except KeptError:
            continue
        if found is not None:
            return found.is_view
    return False


def rows_elsewhere(look: Look, path: str) -> Question | None:
    """Of a table held for tenants: all rows, and those of tenants that are not registered in the books of that very database."""
    mapped, rows, books = look.datamap.tables[path], look.table(path), look.table("kept.tenant_registration")
    if mapped.held_for is None or rows is None or books is None or is_view(look, path):
        return None
    listed, _, key = look.datamap.roles.tenants.rpartition(".")
    tenants = look.table(listed)
    # Numbers are compared with the tenants' own table, which is compared with the books; where there is none, with the books.
    if path == listed:
        here = registered_same(rows, mapped.held_for, books)
    elif tenants is not None and mapped.store == look.datamap.tables[listed].store:
        here = rows.c[mapped.held_for].in_(select(tenants.c[key]))
    else:
        here = cast(rows.c[mapped.held_for], Text).in_(select(books.c.tenant_ref))
    return Question(look.holding(path), rows, not_(here), row_key(look, path), None, f"{path} by tenant")


def registered_same(tenants: FromClause, key: str, books: FromClause) -> ColumnElement[bool]:
    """Whether the books register a tenant with the cluster and country that the tenants' own table says, where it says any."""
    said = [name for name in ("cluster", "country") if name in tenants.c]
    same = [books.c[name] == tenants.c[name] for name in said]
    return select(books.c.tenant_ref).where(books.c.tenant_ref == cast(tenants.c[key], Text), *same).exists()
