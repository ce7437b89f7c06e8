"""What the vendor's support staff can read: masked rows of one tenant, for a ticket, through functions that write the record of the read.

Staff have no SELECT on any table. For each table with masked columns there is a view in the schema ``support``, granted to nobody, and
a function ``support.open_<schema>_<table>(ticket, tenant, most)`` that reads it with its owner's rights and, in the same transaction,
writes ``kept.staff_read``, from which a trigger makes an event of the ledger. A reader who rolls the transaction back undoes the
record, so the function also writes a line into the server's log, which no rollback reaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from psycopg import sql

from kept.datamap import DataMap, TableMap
from kept.deidentify.masks import Style, mask_of, style_of
from kept.promises import Control, Database, Ground, Item
from kept.statement import Statement

SCHEMA: Final = "support"
MOST_ROWS: Final = 1000
OPERATOR: Final = "operator"

FOUNDATION: Final = sql.SQL("""
create schema if not exists support;
revoke all on schema support from public;
grant usage on schema support, kept to {support};
grant select on kept.staff_read to {support};
alter table kept.staff_read enable row level security;
drop policy if exists own_reads on kept.staff_read;
create policy own_reads on kept.staff_read for select to {support} using (reader = session_user);
create or replace function kept.staff_read_to_ledger() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $tell$
declare
  milliseconds bigint := floor(extract(epoch from new.at) * 1000);
  random bytea := uuid_send(gen_random_uuid());
  versioned bytea := set_byte(random, 6, 112 + get_byte(random, 6) % 16);
  id uuid := encode(overlay(versioned placing substring(int8send(milliseconds) from 3) from 1 for 6), 'hex')::uuid;
  facts text := format('{{"data_set":%s,"read":%s,"reader":%s,"rows":%s,"tenant":%s,"ticket":%s}}', to_json(new.data_set), new.read_id,
    to_json(new.reader), new.rows_read, to_json(new.tenant_ref), to_json(new.ticket_ref));
begin
  insert into kept.ledger_intake (event_id, line) values (id, format('{{"at":"%s","facts":%s,"id":"%s","kind":"staff.read"}}',
    to_char(new.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), facts, id));
  return null;
end
$tell$;
revoke all on function kept.staff_read_to_ledger() from public;
create or replace trigger to_ledger after insert on kept.staff_read for each row execute function kept.staff_read_to_ledger();
alter table kept.staff_read enable always trigger to_ledger;
""")
FOUNDATION_UNDO: Final = sql.SQL("""
drop trigger if exists to_ledger on kept.staff_read;
drop function if exists kept.staff_read_to_ledger();
drop policy if exists own_reads on kept.staff_read;
alter table kept.staff_read disable row level security;
revoke select on kept.staff_read from {support};
revoke usage on schema kept from {support};
drop schema if exists support cascade;
""")
OPENING: Final = sql.SQL("""
drop view if exists {view} cascade;
create view {view} with (security_barrier) as select {columns} from {table};
revoke all on {view} from public;
create function {function}(ticket text, {parameter}most integer default 100) returns setof {view}
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $open$
declare
  many bigint;
begin
  if ticket is null or ticket !~ '^[A-Za-z]+-[A-Za-z0-9._/-]{{1,60}}$' then
    raise exception 'a ticket such as TK-1042 is needed' using errcode = 'invalid_parameter_value';
  end if;
  return query select * from {view} opened {chosen} limit least(greatest(most, 0), {most});
  get diagnostics many = row_count;
  insert into kept.staff_read (reader, ticket_ref, tenant_ref, data_set, rows_read, at)
    values (session_user, ticket, {tenant_ref}, {path}, many, clock_timestamp());
  raise log 'kept: % read % rows of % for ticket %', session_user, many, {path}, ticket;
end
$open$;
revoke all on function {function} from public;
grant execute on function {function} to {support};
""")
CLOSING: Final = sql.SQL("drop view if exists {view} cascade;")


def hidden_columns(table: TableMap, items: Mapping[str, Item]) -> Mapping[str, Style]:
    """The columns that support staff see masked, each with its style: those the data map names, sensitive items, and free text."""
    found: dict[str, Style] = {}
    for column, said in table.columns.items():
        words = (said,) if isinstance(said, str) else said
        sensitive = any(word in items and items[word].sensitive for word in words)
        if column in table.masked or sensitive or "free text" in words:
            found[column] = style_of(words[0], items.get(words[0])) if len(words) == 1 else "hidden"
    return found


def items_of(statement: Statement) -> Mapping[str, Item]:
    """The statement's items by name."""
    return {name: declared.body for name, declared in statement.section("items").items()}


def opened_tables(datamap: DataMap, store: str) -> Mapping[str, TableMap]:
    """The tables of a store's databases that support staff may open: those with masked columns."""
    return {path: table for path, table in datamap.within(store).items() if table.masked}


def function_name(path: str) -> tuple[str, str]:
    """``("support", "open_crm_member")``."""
    return SCHEMA, f"open_{path.replace('.', '_')}"


def support_access(ground: Ground) -> Iterator[Control]:
    """The controls of every database: the schema and the record of reads, then a masked view and its function for each table."""
    support = sql.Identifier(ground.datamap.roles.support)
    items = items_of(ground.statement)
    for database in ground.databases():
        yield Control(database, "record of staff reads", FOUNDATION.format(support=support), FOUNDATION_UNDO.format(support=support))
        for path, table in opened_tables(ground.datamap, database.store).items():
            yield _opening(database, path, table, hidden_columns(table, items), support)


def _opening(database: Database, path: str, table: TableMap, hidden: Mapping[str, Style], support: sql.Identifier) -> Control:
    view = sql.Identifier(SCHEMA, path.replace(".", "_"))
    held = sql.Identifier(table.held_for) if table.held_for else None
    install = OPENING.format(
        view=view,
        table=sql.Identifier(*path.split(".")),
        function=sql.Identifier(*function_name(path)),
        columns=sql.SQL(", ").join(_column(column, hidden.get(column)) for column in table.columns),
        parameter=sql.SQL("tenant {}%type, ").format(sql.Identifier(*path.split("."), table.held_for or "")) if held else sql.SQL(""),
        chosen=sql.SQL("where opened.{} = tenant").format(held) if held else sql.SQL(""),
        tenant_ref=sql.SQL("tenant::text") if held else sql.Literal(OPERATOR),
        most=sql.Literal(MOST_ROWS),
        path=sql.Literal(path),
        support=support,
    )
    return Control(database, f"masked reading of {path}", install, CLOSING.format(view=view))


def _column(name: str, style: Style | None) -> sql.Composable:
    column = sql.Identifier(name)
    return column if style is None else sql.SQL("{} as {}").format(mask_of(column, style), column)
