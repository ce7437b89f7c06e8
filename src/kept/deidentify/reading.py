"""Reads as the vendor's support staff would, and compares what they are shown with what is really there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from kept.datamap import TableMap
from kept.deidentify.masks import shows
from kept.deidentify.support import SCHEMA, function_name, hidden_columns, items_of, opened_tables
from kept.promises import Database, Finding, Look, Words
from kept.promises.trying import Step, Trial, Tried, quoted, relation, tried

# Of one table, by its keys: its masked columns as the texts that they are.
Originals = dict[tuple[Any, ...], Mapping[str, Any]]

READ: Final = 5
INSUFFICIENT_PRIVILEGE: Final = "42501"
UNDEFINED: Final = ("3F000", "42883", "42P01")
EVENTS: Final = "select pg_catalog.pg_stat_get_xact_tuples_inserted('kept.ledger_intake'::regclass) as events"
DIRECTLY: Final = "select 1 as read from {table} limit 1"
OPENING: Final = "select * from {function}({ticket}, {tenant}{most})"
LOWEST: Final = "select {path}, min({key}) from {table}"
ORIGINALS: Final = "select {path}, to_jsonb(original) from (select {keys}, {columns} from {table} where ({keys}) in ({chosen})) original"
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
    originals = _originals(look, database, {path: trial.steps[f"open {path}"].rows for path in opened if f"open {path}" in trial.steps})
    values = 0
    events = _events(trial, "events")
    for path in opened:
        place = f"{database.name} {path}"
        seen = trial.steps.get(f"open {path}", Tried("absent"))
        before, events = events, _events(trial, f"events {path}")
        findings += _recorded(trial, path, place, seen, events - before)
        compared, unmasked = _compared(seen.rows, _keys(look, database, path), originals.get(path, {}))
        values += compared
        findings += [Finding(place, column, UNMASKED) for column in unmasked]
    complete = not trial.refused and not any(one.sqlstate in UNDEFINED for name, one in trial.steps.items() if name.startswith("open "))
    return Reading(values, len(trial.steps), complete, findings)


def _tenants(look: Look, database: Database, opened: Mapping[str, TableMap]) -> Mapping[str, Any]:
    """A tenant that has rows, for each table that is held for tenants."""
    present = look.schema(database).tables
    lowest = [
        LOWEST.format(path=_literal(path), key=quoted(table.held_for), table=relation(path))
        for path, table in opened.items()
        if table.held_for and not present[path].is_view
    ]
    if not lowest:
        return {}
    return {path: tenant for path, tenant in look.rows(database, "\nunion all ".join(lowest)) if tenant is not None}


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


def _originals(look: Look, database: Database, shown: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Originals]:
    """Of each table, what the rows that staff were shown really hold in their masked columns, by their keys: all read in one statement."""
    items, queries = items_of(look.statement), []
    for path, rows in shown.items():
        keys, there = _keys(look, database, path), look.schema(database).tables[path].columns
        hidden = [column for column in hidden_columns(look.datamap.tables[path], items) if column in there and column not in keys]
        if rows and keys and hidden:
            chosen = ", ".join(f"({', '.join(_literal(row[key]) for key in keys)})" for row in rows)
            parts = {"path": _literal(path), "table": relation(path), "keys": ", ".join(map(quoted, keys)), "chosen": chosen}
            queries.append(ORIGINALS.format(columns=", ".join(f"{quoted(column)}::text" for column in hidden), **parts))
    found: dict[str, Originals] = {}
    for path, row in look.rows(database, "\nunion all ".join(queries)) if queries else ():
        key = tuple(row[key] for key in _keys(look, database, path))
        found.setdefault(path, {})[key] = row
    return found


def _compared(shown: Sequence[Mapping[str, Any]], keys: Sequence[str], originals: Originals) -> tuple[int, Sequence[str]]:
    """How many masked values were compared with the rows themselves, and the columns that give an original away."""
    pairs = [
        (column, str(row[column]), original)
        for row in shown
        for column, original in originals.get(tuple(row.get(key) for key in keys), {}).items()
        if column not in keys and original is not None and row.get(column) is not None
    ]
    return len(pairs), sorted({column for column, value, original in pairs if shows(value, original)})


def _keys(look: Look, database: Database, path: str) -> Sequence[str]:
    primary = look.schema(database).tables[path].primary_key
    return primary or [column for column, said in look.datamap.tables[path].columns.items() if said == "key"]
