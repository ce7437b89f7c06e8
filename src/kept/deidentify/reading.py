"""Reads as the vendor's support staff would, and compares what they are shown with what is really there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql
from sqlalchemy import String, cast, func, literal, select, tuple_, union_all

from kept.datamap import TableMap
from kept.deidentify.masks import shows
from kept.deidentify.support import SCHEMA, function_name, hidden_columns, items_of, opened_tables
from kept.promises import Database, Finding, Look, Words
from kept.promises.trying import Step, Trial, Tried, quoted, relation, tried

READ: Final = 5
INSUFFICIENT_PRIVILEGE: Final = "42501"
UNDEFINED: Final = ("3F000", "42883", "42P01")
EVENTS: Final = "select pg_catalog.pg_stat_get_xact_tuples_inserted('kept.ledger_intake'::regclass) as events"
DIRECTLY: Final = "select 1 as read from {table} limit 1"
OPENING: Final = "select * from {function}({ticket}, {tenant}{most})"
RECORDED: Final = "select 1 as read from kept.staff_read where ticket_ref = {ticket} and data_set = {path} and reader = session_user"

DIRECT: Final = Words("支持人员的角色可以直接读取这张表。", "The support role can read this table directly.")
UNMASKED: Final = Words("支持人员看到的这一列没有脱敏。", "Support staff see this column unmasked.")
UNRECORDED: Final = Words("支持人员的读取没有留下记录。", "A read by support staff left no record.")
NO_EVENT: Final = Words("支持人员的读取没有写入账本。", "A read by support staff left no event in the ledger.")
NO_TICKET: Final = Words("没有工单也能读取。", "The table could be opened without a ticket.")


@dataclass(frozen=True)
class Reading:
    """What came of reading a database as support staff: masked values compared, statements tried, and what was wrong.

    ``complete`` says that every function was there and the role could sign in.
    """

    values: int
    tried: int
    complete: bool
    findings: Sequence[Finding]


def read_as_support(look: Look, database: Database) -> Reading:
    """Open every table that staff may open, try everything that they may not, in one transaction that is rolled back."""
    present = look.schema(database).tables
    opened = {path: table for path, table in opened_tables(look.datamap, database.store).items() if path in present}
    tenants = _tenants(look, database, opened)
    ticket = f"KEPT-probe-{look.now:%Y%m%dT%H%M%S%f}"
    direct = [path for path, table in present.items() if table.schema in (*look.datamap.stores[database.store].schemas, SCHEMA)]
    steps = [*_direct(direct), Step("events", EVENTS), *_opening(opened, tenants, ticket)]
    trial = tried(look, database, look.datamap.roles.support, steps)
    findings = [Finding(f"{database.name} {path}", path, DIRECT) for path in direct if _let_through(trial, f"direct {path}")]
    values = 0
    events = _events(trial, "events")
    for path, table in opened.items():
        place = f"{database.name} {path}"
        seen = trial.steps.get(f"open {path}", Tried("absent"))
        before, events = events, _events(trial, f"events {path}")
        findings += _recorded(trial, path, place, seen, events - before)
        compared, unmasked = _compared(look, database, path, table, seen.rows)
        values += compared
        findings += [Finding(place, column, UNMASKED) for column in unmasked]
    complete = not trial.refused and not any(one.sqlstate in UNDEFINED for name, one in trial.steps.items() if name.startswith("open "))
    return Reading(values, len(trial.steps), complete, findings)


def _tenants(look: Look, database: Database, opened: Mapping[str, TableMap]) -> Mapping[str, Any]:
    """A tenant that has rows, for each table that is held for tenants."""
    lowest = []
    for path, table in opened.items():
        rows = look.table(path)
        if table.held_for and rows is not None and not look.schema(database).tables[path].is_view:
            lowest.append(select(literal(path), func.min(rows.c[table.held_for])))
    if not lowest:
        return {}
    return {path: tenant for path, tenant in look.rows(database, union_all(*lowest)) if tenant is not None}  # type: ignore[arg-type]


def _direct(paths: Sequence[str]) -> Iterator[Step]:
    for path in paths:
        yield Step(f"direct {path}", DIRECTLY.format(table=relation(path)))


def _opening(opened: Mapping[str, TableMap], tenants: Mapping[str, Any], ticket: str) -> Iterator[Step]:
    said, none = _literal(ticket), _literal("")
    for path, table in opened.items():
        tenant = f"{_literal(tenants.get(path, 0))}, " if table.held_for else ""
        call = {"function": quoted(*function_name(path)), "tenant": tenant, "most": READ}
        yield Step(f"unticketed {path}", OPENING.format(ticket=none, **call))
        yield Step(f"open {path}", OPENING.format(ticket=said, **call))
        yield Step(f"record {path}", RECORDED.format(ticket=said, path=_literal(path)))
        yield Step(f"events {path}", EVENTS)


def _literal(value: object) -> str:
    return sql.Literal(value).as_string()


def _let_through(trial: Trial, name: str) -> bool:
    return name in trial.steps and not trial.steps[name].refused


def _events(trial: Trial, name: str) -> int:
    rows = trial.steps[name].rows if name in trial.steps else ()
    return int(rows[0]["events"]) if rows else 0


def _recorded(trial: Trial, path: str, place: str, seen: Tried, events: int) -> Iterator[Finding]:
    if _let_through(trial, f"unticketed {path}"):
        yield Finding(place, path, NO_TICKET)
    if not seen.refused and not trial.steps[f"record {path}"].rows:
        yield Finding(place, path, UNRECORDED)
    elif not seen.refused and events < 1:
        yield Finding(place, path, NO_EVENT)


def _compared(look: Look, database: Database, path: str, table: TableMap, shown: Sequence[Mapping[str, Any]]) -> tuple[int, Sequence[str]]:
    """How many masked values were compared with the rows themselves, and the columns that give an original away."""
    rows = look.table(path)
    hidden = list(hidden_columns(table, items_of(look.statement)))
    keys = _keys(look, database, path, table)
    if not shown or rows is None or not keys or not hidden:
        return 0, ()
    chosen = tuple_(*(rows.c[key] for key in keys)).in_([tuple(row[key] for key in keys) for row in shown])
    columns = [*(rows.c[key] for key in keys), *(cast(rows.c[column], String) for column in hidden)]
    found = look.rows(database, select(*columns).where(chosen))
    originals = {row[: len(keys)]: dict(zip(hidden, row[len(keys) :], strict=True)) for row in found}
    pairs = [
        (column, str(row[column]), original)
        for row in shown
        for column, original in originals.get(tuple(row[key] for key in keys), {}).items()
        if original is not None and row.get(column) is not None
    ]
    return len(pairs), sorted({column for column, value, original in pairs if shows(value, original)})


def _keys(look: Look, database: Database, path: str, table: TableMap) -> Sequence[str]:
    primary = look.schema(database).tables[path].primary_key
    return primary or [column for column, said in table.columns.items() if said == "key"]
