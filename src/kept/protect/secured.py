"""What the catalogue of a database says about the isolation of its tenants: row security, policies, keys, roles, views, functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from kept.datamap import DataMap, TableMap
from kept.promises import Database, Finding, Look, Schema, Table, Words
from kept.protect.isolation import TENANTS, held_tables, shared_tables
from kept.protect.reach import Reached, UniqueIndex, definers, reach, unique_indexes

READER: Final = "kept_prover"
POWERS: Final = ("superuser", "bypass_rls", "create_role", "replication")
PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*")

NO_ROW_SECURITY: Final = Words("这张租户表没有启用行级安全。", "Row security is not enabled on this tenants' table.")
NOT_FORCED: Final = Words("表的所有者不受行级安全约束。", "Row security does not bind the table's owner.")
NO_POLICY: Final = Words("没有按登录的租户筛选行的策略。", "There is no policy that compares a row with the tenant who signed in.")
OTHER_POLICY: Final = Words("这条策略放行了其他租户的行。", "This policy admits rows of other tenants.")
KEY: Final = Words("唯一键不以租户开头，其报错会暴露其他租户的值。", "A unique key without the tenant in front tells others' values.")
REFERENCE: Final = Words("外键不以租户开头，可以指向其他租户的行。", "A foreign key without the tenant in front may leave it.")
POWER: Final = Words("这个角色可以绕过行级安全。", "This role can get round row security.")
MEMBER: Final = Words("这个租户的角色是其他角色的成员。", "This tenant's role is a member of another role and has its rights.")
OWNER: Final = Words("这张租户表归受限角色所有。", "A restricted role owns this tenants' table.")
VIEW: Final = Words("租户可读的这个视图以其所有者的权限查询。", "Tenants may read this view, which reads with its owner's rights.")
STRANGE: Final = Words("租户可访问这张表，而数据地图没有把它列为租户的表。", "Tenants reach this table, which is not mapped as theirs.")
DEFINER: Final = Words("租户可调用这个以其所有者权限运行的函数。", "Tenants may call this function, which runs with its owner's rights.")


def insecure(look: Look, database: Database, tenant_role: str) -> Iterator[Finding]:
    """Everything in the catalogue that would let a tenant reach another's rows. Reads the catalogue only."""
    schema = look.schema(database)
    held = {path: table for path, table in held_tables(look.datamap, database.store).items() if path in schema.tables}
    for path, mapped in held.items():
        yield from _row_security(database, schema.tables[path], mapped.held_for or "")
        yield from _references(database, schema.tables[path], mapped.held_for or "", held)
    yield from _keys(database, held, unique_indexes(look, database))
    yield from _roles(database, schema, look.datamap, held)
    allowed = {*held, *shared_tables(look.datamap, database.store)}
    yield from _reached(database, reach(look, database, tenant_role), allowed)
    yield from (Finding(database.name, name, DEFINER) for name in definers(look, database, tenant_role))


def expected(column: str) -> frozenset[str]:
    """The policy's expression as PostgreSQL prints it, with or without the schema (which it leaves out for an owner named ``kept``)."""
    quoted = column if PLAIN.fullmatch(column) else '"' + column.replace('"', '""') + '"'
    return frozenset(f"({quoted} = ( SELECT {schema}tenant_of(SESSION_USER) AS tenant_of))" for schema in ("", "kept."))


def _row_security(database: Database, table: Table, column: str) -> Iterator[Finding]:
    place = f"{database.name} {table.path}"
    if table.is_view:
        return
    if not table.row_security:
        yield Finding(place, table.path, NO_ROW_SECURITY)
    elif not table.row_security_forced:
        yield Finding(place, table.path, NOT_FORCED)
    right = expected(column)
    admitting = [policy for policy in table.policies if policy["permissive"]]
    if not any(_keeps(policy, right) and policy["command"] == "*" for policy in admitting):
        yield Finding(place, table.path, NO_POLICY)
    yield from (Finding(place, str(policy["name"]), OTHER_POLICY) for policy in admitting if not _keeps(policy, right))


def _keeps(policy: Mapping[str, Any], right: frozenset[str]) -> bool:
    said = {policy["using"], policy["check"]} - {None}
    return len(said) == 1 and said <= right


def _references(database: Database, table: Table, column: str, held: Mapping[str, TableMap]) -> Iterator[Finding]:
    for columns, target, target_columns in table.foreign_keys:
        if target in held and (columns[0], target_columns[0]) != (column, held[target].held_for):
            yield Finding(f"{database.name} {table.path}", ", ".join(columns), REFERENCE)


def _keys(database: Database, held: Mapping[str, TableMap], indexes: Sequence[UniqueIndex]) -> Iterator[Finding]:
    for index in indexes:
        if index.path in held and index.first != held[index.path].held_for:
            yield Finding(f"{database.name} {index.path}", index.name, KEY)


def _roles(database: Database, schema: Schema, datamap: DataMap, held: Mapping[str, TableMap]) -> Iterator[Finding]:
    before, _, after = datamap.roles.tenant.partition("{tenant}")
    tenants = {role for role in schema.roles if role.startswith(before) and role.endswith(after)}
    restricted = tenants | ({TENANTS, datamap.roles.application, datamap.roles.support} & set(schema.roles))
    for role, facts in schema.roles.items():
        powerful = role in restricted and any(facts[power] for power in POWERS)
        if powerful or (facts["bypass_rls"] and not facts["superuser"] and role != READER):
            yield Finding(database.name, role, POWER)
        if role in tenants and set(facts["member_of"]) - {TENANTS}:
            yield Finding(database.name, role, MEMBER)
    if schema.roles.get(TENANTS, {}).get("member_of"):
        yield Finding(database.name, TENANTS, MEMBER)
    owned = [path for path in held if schema.tables[path].owner in restricted]
    yield from (Finding(f"{database.name} {path}", schema.tables[path].owner, OWNER) for path in owned)


def _reached(database: Database, found: Sequence[Reached], allowed: set[str]) -> Iterator[Finding]:
    for one in found:
        place = f"{database.name} {one.path}"
        if one.is_view and not (one.relation == "v" and one.invoker):
            yield Finding(place, one.path, VIEW)
        elif one.path not in allowed:
            yield Finding(place, one.path, STRANGE)
