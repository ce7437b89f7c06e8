"""A tenant's own role tries for another tenant's rows, in every table it can reach, with every trick that plain SQL has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from kept.promises import Database, Finding, Look, Words
from kept.promises.trying import Step, Trial, quoted, relation, tried
from kept.protect.isolation import held_tables
from kept.protect.reach import Reached, reach

INSUFFICIENT_PRIVILEGE: Final = "42501"
SETTING: Final = re.compile(r"current_setting\('([^']+)'")
# What policies of other makes read; every such setting that a policy of this database mentions is added.
SETTINGS: Final = ("kept.tenant", "app.tenant", "app.tenant_id", "app.current_tenant", "rls.tenant_id", "request.tenant_id")
MOST: Final = 1000
EXTREMES: Final = "select {path}, min({key}), max({key}) from {table}"
READING: Final = (
    "select {path} as path, exists(select from {table} where {key} = {own}) as own, "
    "(select count(*) from (select from {table} where {key} is distinct from {own} limit {most}) leaked) as others"
)
UPDATING: Final = "update {table} set {key} = {key} where {key} is distinct from {own}"
DELETING: Final = "delete from {table} where {key} is distinct from {own}"
INSERTING: Final = "insert into {table} ({key}) values ({other})"

READ: Final = Words("以另一租户的角色登录，读到了这里的行。", "Signed in as another tenant, rows could be read here.")
WRITTEN: Final = Words("以另一租户的角色登录，改动了这里的行。", "Signed in as another tenant, rows could be changed here.")
INSERTED: Final = Words("可以写入归属其他租户的行。", "A row could be inserted in another tenant's name.")
BECAME: Final = Words("一个租户的角色可以变成另一个租户的角色。", "One tenant's role could become another's.")


@dataclass(frozen=True)
class Attacker:
    """A tenant whose own role attacks, and the other one whose rows it is after."""

    role: str
    tenant: object
    other: object
    other_role: str


@dataclass(frozen=True)
class Attack:
    """What an attacker could do: the trial, the tables in which there was something of others to be had, and what it got."""

    attacker: Attacker
    trial: Trial
    targets: Sequence[str]
    findings: Sequence[Finding]


def tenants_of(look: Look, database: Database) -> tuple[Mapping[str, tuple[Any, Any]], Sequence[Any]]:
    """The lowest and highest tenant in each tenants' table that has rows, and of all of them the first and the last tenant."""
    present = look.schema(database).tables
    extremes = [
        EXTREMES.format(path=_literal(path), key=quoted(mapped.held_for or ""), table=relation(path))
        for path, mapped in held_tables(look.datamap, database.store).items()
        if path in present and not present[path].is_view
    ]
    if not extremes:
        return {}, ()
    found = {path: (low, high) for path, low, high in look.rows(database, "\nunion all ".join(extremes)) if low is not None}
    every = sorted({tenant for both in found.values() for tenant in both})
    return found, ([every[0], every[-1]] if len(every) > 1 else every)


def attack(look: Look, database: Database, attacker: Attacker, there: Mapping[str, tuple[Any, Any]]) -> Attack:
    """Attack every relation that the tenant's role can reach. ``there`` says which tables hold rows of whom (``tenants_of``)."""
    held = held_tables(look.datamap, database.store)
    keys = {path: mapped.held_for or "" for path, mapped in held.items()}
    names = set(keys.values())
    reached = [one for one in reach(look, database, attacker.role) if keys.get(one.path) or names & set(one.columns)]
    steps = [*_settings(look, database, attacker), *_steps(reached, keys, names, attacker)]
    trial = tried(look, database, attacker.role, steps)
    targets = [path for path, (low, high) in there.items() if (low, high) != (attacker.tenant, attacker.tenant)]
    return Attack(attacker, trial, targets, list(_gains(database, trial)))


def _settings(look: Look, database: Database, attacker: Attacker) -> Iterator[Step]:
    tables = look.schema(database).tables.values()
    said = {name for table in tables for policy in table.policies for name in SETTING.findall(f"{policy['using']} {policy['check']}")}
    for name in sorted({*SETTINGS, *said}):
        yield Step(f"set {name}", f"select set_config({_literal(name)}, {_literal(str(attacker.other))}, true)")


def _steps(reached: Sequence[Reached], keys: Mapping[str, str], names: set[str], attacker: Attacker) -> Iterator[Step]:
    own, other = _literal(attacker.tenant), _literal(attacker.other)
    parts = [(one, {"table": relation(one.path), "key": quoted(_key(one, keys, names)), "own": own, "other": other}) for one in reached]
    readable = [READING.format(path=_literal(one.path), most=MOST, **said) for one, said in parts if one.selects]
    if readable:
        yield Step("read", "\nunion all ".join(readable))
    for one, said in parts:
        if one.updates and one.selects:
            yield Step(f"update {one.path}", UPDATING.format(**said), reads=False)
        if one.deletes and one.selects:
            yield Step(f"delete {one.path}", DELETING.format(**said), reads=False)
        if one.inserts:
            yield Step(f"insert {one.path}", INSERTING.format(**said), reads=False)
    yield Step("become", f"set role {quoted(attacker.other_role)}", reads=False)


def _literal(value: object) -> str:
    return sql.Literal(value).as_string()


def _key(one: Reached, keys: Mapping[str, str], names: set[str]) -> str:
    return keys.get(one.path) or sorted(names & set(one.columns))[0]


def _gains(database: Database, trial: Trial) -> Iterator[Finding]:
    for row in trial.steps["read"].rows if "read" in trial.steps else ():
        if row["others"]:
            yield Finding(f"{database.name} {row['path']}", f"{row['others']} rows", READ)
    for name, one in trial.steps.items():
        verb, _, path = name.partition(" ")
        if verb in ("update", "delete") and one.changed:
            yield Finding(f"{database.name} {path}", f"{verb}: {one.changed} rows", WRITTEN)
        elif verb == "insert" and one.sqlstate != INSUFFICIENT_PRIVILEGE:
            yield Finding(f"{database.name} {path}", f"insert: {one.sqlstate or 'accepted'}", INSERTED)
        elif verb == "become" and not one.refused:
            yield Finding(database.name, "set role", BECAME)


def own_rows(trial: Trial) -> int:
    """In how many tables the attacker saw rows of its own: an attack by a role that can see nothing shows nothing."""
    return sum(bool(row["own"]) for row in trial.steps["read"].rows) if "read" in trial.steps else 0
