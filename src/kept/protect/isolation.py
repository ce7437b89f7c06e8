"""Tenant isolation in the database: row level security that reads who signed in, for every table that is held for a tenant.

A tenant has a login role of its own, and policies compare a row's tenant with the one in ``session_user``'s name. No SQL changes
``session_user``: neither a setting nor ``SET ROLE``; only a superuser could. Explained in ``docs/explanation/tenant-isolation.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from psycopg import sql

from kept.datamap import DataMap, TableMap
from kept.promises import Control, Database, Ground

TENANTS: Final = "kept_tenant"
POLICY: Final = "kept_tenant"

# A single SQL expression, so that the planner puts it into the policy's init plan: as a function of PL/pgSQL it would double the time of
# a single read. What it calls is bound when it is made: nothing that a tenant might put into its search path is looked up.
ENTRANCE: Final = sql.SQL("""
do $role$
begin
  create role {tenants} nologin;
exception when duplicate_object or unique_violation then
  null;
end
$role$;
do $connect$
begin
  execute format('grant connect on database %I to {tenants}', current_database());
end
$connect$;
do $tenant_of$
begin
  execute format('create or replace function kept.tenant_of(role name) returns %1$s language sql immutable parallel safe
    return case when starts_with(role::text, %2$L) and right(role::text, %4$s) = %3$L
                then substr(role::text, %5$s, length(role::text) - %6$s)::%1$s end',
    (select format_type(atttypid, atttypmod) from pg_catalog.pg_attribute where attrelid = {table}::regclass and attname = {column}),
    {before}, {after}, {after_length}, {start}, {around});
end
$tenant_of$;
comment on function kept.tenant_of(name) is 'the tenant whose own role this is; null for every other role';
grant usage on schema {schemas} to {tenants};
""")
LEAVING: Final = sql.SQL("""
revoke usage on schema {schemas} from {tenants};
drop function if exists kept.tenant_of(name) cascade;
""")
ISOLATING: Final = sql.SQL("""
do $isolate$
begin
  if (select relkind from pg_catalog.pg_class where oid = {path}::regclass) = 'v' then
    alter view {table} set (security_invoker = true);
    grant select on {table} to {tenants};
  else
    alter table {table} enable row level security;
    alter table {table} force row level security;
    drop policy if exists {policy} on {table};
    create policy {policy} on {table} for all to public
      using ({column} = (select kept.tenant_of(session_user)))
      with check ({column} = (select kept.tenant_of(session_user)));
    grant select, insert, update, delete on {table} to {tenants};
  end if;
end
$isolate$;
""")
MIXING: Final = sql.SQL("""
do $mix$
begin
  if (select relkind from pg_catalog.pg_class where oid = to_regclass({path})) = 'v' then
    revoke all on {table} from {tenants};
  elsif to_regclass({path}) is not null then
    revoke all on {table} from {tenants};
    drop policy if exists {policy} on {table};
    alter table {table} no force row level security;
    alter table {table} disable row level security;
  end if;
end
$mix$;
""")
SHARING: Final = sql.SQL("grant select on {table} to {tenants};")
UNSHARING: Final = sql.SQL("revoke select on {table} from {tenants};")


def held_tables(datamap: DataMap, store: str) -> Mapping[str, TableMap]:
    """The tables of a store's databases whose rows are held for a tenant."""
    return {path: table for path, table in datamap.within(store).items() if table.held_for}


def shared_tables(datamap: DataMap, store: str) -> Mapping[str, TableMap]:
    """The tables beside tenants' own that hold nothing personal (a list of sources): tenants may read them."""
    mapped = datamap.within(store)
    return {path: table for path, table in mapped.items() if not table.held_for and not table.subject and not datamap.items_of(path)}


def isolation(ground: Ground) -> Iterator[Control]:
    """The controls of every database that has tenants' tables: an entrance for their roles, then each table."""
    for database in ground.databases():
        held = held_tables(ground.datamap, database.store)
        if held:
            yield _entrance(ground.datamap, database, held)
            yield from (_isolated(database, path, table.held_for or "") for path, table in held.items())
            yield from (_shared(database, path) for path in shared_tables(ground.datamap, database.store))


def _entrance(datamap: DataMap, database: Database, held: Mapping[str, TableMap]) -> Control:
    path, table = next(iter(held.items()))
    before, _, after = datamap.roles.tenant.partition("{tenant}")
    schemas = sql.SQL(", ").join(sql.Identifier(name) for name in datamap.stores[database.store].schemas)
    install = ENTRANCE.format(
        tenants=sql.Identifier(TENANTS),
        table=_literal(path),
        column=sql.Literal(table.held_for),
        before=sql.Literal(before),
        after=sql.Literal(after),
        after_length=sql.Literal(len(after)),
        start=sql.Literal(len(before) + 1),
        around=sql.Literal(len(before) + len(after)),
        schemas=schemas,
    )
    return Control(database, "tenants' entrance", install, LEAVING.format(schemas=schemas, tenants=sql.Identifier(TENANTS)))


def _isolated(database: Database, path: str, column: str) -> Control:
    parts = {
        "path": _literal(path),
        "table": sql.Identifier(*path.split(".")),
        "column": sql.Identifier(column),
        "policy": sql.Identifier(POLICY),
        "tenants": sql.Identifier(TENANTS),
    }
    return Control(database, f"isolation of {path}", ISOLATING.format(**parts), MIXING.format(**parts))


def _shared(database: Database, path: str) -> Control:
    parts = {"table": sql.Identifier(*path.split(".")), "tenants": sql.Identifier(TENANTS)}
    return Control(database, f"sharing of {path}", SHARING.format(**parts), UNSHARING.format(**parts))


def _literal(path: str) -> sql.Literal:
    """The table's name as a text that PostgreSQL reads back as exactly this table."""
    return sql.Literal(sql.Identifier(*path.split(".")).as_string())
