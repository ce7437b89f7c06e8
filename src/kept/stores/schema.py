"""What a database says of itself: tables, columns, keys, policies, triggers, grants, roles and settings, in one catalogue read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from kept.promises import Schema, Table
from kept.stores.opening import Connection, execute

SETTINGS: Final = ("ssl", "password_encryption", "row_security", "wal_level", "log_statement", "server_version_num")
PARTS: Final = ("tables", "keys", "grants", "roles", "settings")


def reflect(connection: Connection) -> Schema:
    """Reflect all schemas but PostgreSQL's own. Reads the catalogues only, in one statement, whatever the number of tables."""
    row = execute(connection, _catalogue(), {"names": list(SETTINGS)}).fetchone()
    return _described(row[0] if row else "{}")


@cache
def _catalogue() -> str:
    """One document of all parts; as text, because the databases of a store say the same word for word."""
    texts = {part: files("kept.stores").joinpath("sql", f"{part}.sql").read_text(encoding="utf-8") for part in PARTS}
    parts = ", ".join(f"'{part}', (select json_agg(said) from ({text}) said)" for part, text in texts.items())  # noqa: S608
    return f"select json_build_object({parts})::text"


@lru_cache(maxsize=64)
def _described(document: str) -> Schema:
    said = json.loads(document)
    keys: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for key in said["keys"] or ():
        keys[key["path"]][key["kind"]].append((tuple(key["columns"]), key["target"], tuple(key["target_columns"] or ())))
    grants: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    by_column: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for grant in said["grants"] or ():
        held = grants[grant["path"]] if grant["column"] is None else by_column[grant["path"]][grant["column"]]
        held[grant["grantee"]].add(grant["privilege"])
    return Schema(
        tables={
            table["path"]: _table(table, keys[table["path"]], grants[table["path"]], by_column[table["path"]])
            for table in said["tables"] or ()
        },
        roles={role["name"]: role["facts"] for role in said["roles"]},
        settings={setting["name"]: setting["setting"] for setting in said["settings"]},
    )


def _table(
    said: Mapping[str, Any],
    keys: Mapping[str, Sequence[Any]],
    grants: Mapping[str, set[str]],
    columns: Mapping[str, Mapping[str, set[str]]],
) -> Table:
    schema, _, name = said["path"].partition(".")
    return Table(
        schema=schema,
        name=name,
        columns=said["types"] or {},
        not_null=frozenset(said["required"] or ()),
        primary_key=keys["p"][0][0] if keys.get("p") else (),
        unique=tuple(columns for columns, _, _ in keys.get("u", ())),
        foreign_keys=tuple(keys.get("f", ())),
        row_security=said["secured"],
        row_security_forced=said["forced"],
        policies=tuple(said["policies"] or ()),
        triggers=said["triggers"] or {},
        grants={role: frozenset(privileges) for role, privileges in grants.items()},
        column_grants={column: {role: frozenset(p) for role, p in roles.items()} for column, roles in columns.items()},
        owner=said["owner"],
        is_view=said["relation"] in ("v", "m"),
    )
