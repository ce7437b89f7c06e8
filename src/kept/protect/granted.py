"""Who may reach what: privileges that nobody meant to give, powers above privileges, and the grants that the application needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from psycopg import sql

from kept.datamap import DataMap
from kept.promises import Control, Database, Finding, Ground, Look, Schema, Table, Words
from kept.promises.trying import Step, Trial, quoted, relation, tried
from kept.protect.isolation import TENANTS
from kept.protect.secured import POWERS, READER

WRITER: Final = "kept_writer"
# Whom the API works as, and the role that gives it the books and nothing else (kept.books, migration 0004).
API: Final = "kept_api"
KEEPER: Final = "kept_keeper"
BOOKS: Final = "kept"
READ_RECORD: Final = "kept.staff_read"
INSUFFICIENT_PRIVILEGE: Final = "42501"
SIDE_PATHS: Final = frozenset(
    {"pg_read_all_data", "pg_write_all_data", "pg_read_server_files", "pg_write_server_files", "pg_execute_server_program"}
)

EVERYBODY: Final = Words("任何角色都有此表的权限。", "Every role has a privilege on this table.")
STRANGER: Final = Words("这个角色有不应有的权限。", "This role has a privilege that nobody meant to give it.")
POWERFUL: Final = Words("这个受限角色有超出授权的能力。", "This restricted role has powers beyond its grants.")
LET_READ: Final = Words("没有权限的角色读到了这张表。", "A role without a privilege could read this table.")
LET_WRITE: Final = Words("没有写权限的角色可以改动这张表。", "A role that may not write could change this table.")

OPENING: Final = sql.SQL("grant usage on schema {schemas} to {application};\n")
CLOSED: Final = sql.SQL("revoke all on schema {schemas} from public;\n")
TABLE: Final = sql.SQL("revoke all on {table} from public, {support};\n")
USING: Final = sql.SQL("grant select, insert, update, delete on {table} to {application};\n")
UNUSING: Final = sql.SQL("revoke all on {table} from {application};\n")

READ: Final = "select 1 as read from {table} limit 1"
WRITES: Final[Mapping[str, str]] = {
    "insert": "insert into {table} ({column}) select null where false",
    "update": "update {table} set {column} = null where false",
    "delete": "delete from {table} where false",
}


def access(ground: Ground) -> Iterator[Control]:
    """Default deny in every database: nobody has anything but what is granted here, to the application on tables of no tenant's.

    On tenants' tables the application works as the tenant's own role, never as itself.
    """
    roles = ground.datamap.roles
    for database in ground.databases():
        mapped = ground.datamap.within(database.store)
        schemas = sql.SQL(", ").join(sql.Identifier(name) for name in ground.datamap.stores[database.store].schemas)
        application, support = sql.Identifier(roles.application), sql.Identifier(roles.support)
        tables = [sql.Identifier(*path.split(".")) for path in mapped]
        own = [sql.Identifier(*path.split(".")) for path, table in mapped.items() if not table.held_for]
        install = [CLOSED.format(schemas=schemas), OPENING.format(schemas=schemas, application=application)]
        install += [TABLE.format(table=table, support=support) for table in tables]
        install += [USING.format(table=table, application=application) for table in own]
        undo = [UNUSING.format(table=table, application=application) for table in own]
        yield Control(database, "access", sql.SQL("").join(install), sql.SQL("").join(undo) if undo else sql.SQL("select 1"))


def ungranted(look: Look, database: Database) -> Iterator[Finding]:
    """Privileges on governed tables and on Kept's books that no control gives, and restricted roles that stand above privileges."""
    schema = look.schema(database)
    for table in governed(look.datamap, database, schema).values():
        for role, privileges in _privileges(table):
            if role == "public":
                yield Finding(f"{database.name} {table.path}", role, EVERYBODY)
            elif not _meant(look.datamap, table, role, privileges):
                yield Finding(f"{database.name} {table.path}", role, STRANGER)
    yield from _powers(database, schema, look.datamap)


def governed(datamap: DataMap, database: Database, schema: Schema) -> Mapping[str, Table]:
    """The tables and views that hold people's data or tell of it: those of the store's schemas, and the books."""
    schemas = {*datamap.stores[database.store].schemas, BOOKS}
    return {path: table for path, table in schema.tables.items() if table.schema in schemas}


def refused_reads(look: Look, database: Database, role: str) -> tuple[int, list[Finding]]:
    """The role tries to read every governed table; how many were tried, and those that let it. The record of its own reads is its."""
    paths = [path for path in governed(look.datamap, database, look.schema(database)) if path != READ_RECORD]
    steps = [Step(path, READ.format(table=relation(path))) for path in paths]
    return _let(database, tried(look, database, role, steps), LET_READ)


def refused_writes(look: Look, database: Database, role: str) -> tuple[int, list[Finding]]:
    """The role tries to insert into, update and delete from every governed table, each time no row: privileges are asked all the same."""
    steps: list[Step] = []
    for path, table in governed(look.datamap, database, look.schema(database)).items():
        if table.is_view or not table.columns:
            continue
        named, column = relation(path), quoted(next(iter(table.columns)))
        steps += [Step(f"{path} {verb}", text.format(table=named, column=column), reads=False) for verb, text in WRITES.items()]
    return _let(database, tried(look, database, role, steps), LET_WRITE)


def _let(database: Database, trial: Trial, wrong: Words) -> tuple[int, list[Finding]]:
    # 42501 and nothing else is a refusal: any other error came after the privilege was there.
    let = [name for name, one in trial.steps.items() if one.sqlstate != INSUFFICIENT_PRIVILEGE]
    return len(trial.steps), [Finding(f"{database.name} {name}", name, wrong) for name in let]


def _privileges(table: Table) -> Iterator[tuple[str, frozenset[str]]]:
    yield from table.grants.items()
    for roles in table.column_grants.values():
        yield from roles.items()


def _meant(datamap: DataMap, table: Table, role: str, privileges: frozenset[str]) -> bool:
    in_books = table.schema == BOOKS
    if role in (WRITER, KEEPER):
        return in_books
    if role == datamap.roles.application:
        mapped = datamap.tables.get(table.path)
        return in_books or mapped is None or not mapped.held_for
    if role == TENANTS:
        return not in_books
    return role == datamap.roles.support and table.path == READ_RECORD and privileges == {"SELECT"}


def _powers(database: Database, schema: Schema, datamap: DataMap) -> Iterator[Finding]:
    """Roles of this service may have exactly what they need; roles of others may not reach this service's data on a side path."""
    before, _, after = datamap.roles.tenant.partition("{tenant}")
    named = {
        datamap.roles.application: {WRITER},
        API: {KEEPER},
        **{role: set[str]() for role in (datamap.roles.support, TENANTS, WRITER, KEEPER)},
    }
    for role, facts in schema.roles.items():
        if facts["superuser"] or role == READER:
            continue
        is_tenant = role.startswith(before) and role.endswith(after)
        allowed = {TENANTS} if is_tenant else named.get(role)
        if allowed is not None:
            excessive = set(facts["member_of"]) - allowed or any(facts[power] for power in POWERS)
        else:
            superusers = {name for name, others in schema.roles.items() if others["superuser"]}
            excessive = set(facts["member_of"]) & {*named, READER, *SIDE_PATHS, *superusers} or facts["bypass_rls"]
        if excessive:
            yield Finding(database.name, role, POWERFUL)
