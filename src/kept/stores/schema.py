"""What a database says of itself: tables, columns, keys, policies, triggers, grants, roles and settings, in a handful of catalogue reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from kept.promises import Schema, Table
from kept.stores.opening import Connection, execute

SETTINGS: Final = ("ssl", "password_encryption", "row_security", "wal_level", "log_statement", "server_version_num")


def reflect(connection: Connection) -> Schema:
    """Reflect all schemas but PostgreSQL's own. Reads the catalogues only: five queries, whatever the number of tables."""
    tables = _rows(connection, "tables")
    keys: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for path, kind, columns, target, target_columns in _rows(connection, "keys"):
        keys[path][kind].append((tuple(columns), target, tuple(target_columns or ())))
    grants: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    by_column: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for path, column, grantee, privilege in _rows(connection, "grants"):
        if column is None:
            grants[path][grantee].add(privilege)
        else:
            by_column[path][column][grantee].add(privilege)
    return Schema(
        tables={row[0]: _table(row, keys[row[0]], grants[row[0]], by_column[row[0]]) for row in tables},
        roles={name: facts for name, facts in _rows(connection, "roles")},
        settings=dict(_rows(connection, "settings", {"names": list(SETTINGS)})),
    )


def _rows(connection: Connection, name: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    return execute(connection, _query(name), params).fetchall()


def _query(name: str) -> str:
    return files("kept.stores").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _table(
    row: tuple[Any, ...], keys: Mapping[str, list[Any]], grants: Mapping[str, set[str]], columns: Mapping[str, Mapping[str, set[str]]]
) -> Table:
    path, relkind, owner, secured, forced, types, required, policies, triggers = row
    schema, _, name = path.partition(".")
    return Table(
        schema=schema,
        name=name,
        columns=types or {},
        not_null=frozenset(required or ()),
        primary_key=keys["p"][0][0] if keys.get("p") else (),
        unique=tuple(columns for columns, _, _ in keys.get("u", [])),
        foreign_keys=tuple(keys.get("f", [])),
        row_security=secured,
        row_security_forced=forced,
        policies=tuple(policies or ()),
        triggers=triggers or {},
        grants={role: frozenset(privileges) for role, privileges in grants.items()},
        column_grants={column: {role: frozenset(p) for role, p in roles.items()} for column, roles in columns.items()},
        owner=owner,
        is_view=relkind in ("v", "m"),
    )
