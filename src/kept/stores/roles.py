"""Roles and databases of a server, made so that making them again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from psycopg import sql

from kept.stores.refusals import told
from kept.stores.scram import ITERATIONS, scram_verifier

_ATTRIBUTES: Final = {
    "LOGIN": "rolcanlogin",
    "INHERIT": "rolinherit",
    "CREATEROLE": "rolcreaterole",
    "CREATEDB": "rolcreatedb",
    "BYPASSRLS": "rolbypassrls",
    "REPLICATION": "rolreplication",
}
_FOUND: Final = sql.SQL("SELECT rolname, {} FROM pg_roles WHERE rolname = ANY(%s)").format(
    sql.SQL(", ").join(map(sql.Identifier, _ATTRIBUTES.values()))
)
_BUILTIN_LOCALE_SINCE: Final = 170000
_ATTEMPTS: Final = 3


@dataclass(frozen=True)
class Role:
    """A role as it shall be. With a password it may log in; ``member_of`` are group roles that exist or are made with it.

    ``attributes`` are those that it has beside LOGIN and INHERIT (``CREATEROLE``, ``BYPASSRLS``, …); it is denied all
    others. ``settings`` are its own defaults (``(("search_path", "crm"),)``).
    """

    name: str
    password: str | None = field(default=None, repr=False)
    member_of: tuple[str, ...] = ()
    attributes: frozenset[str] = frozenset()
    settings: tuple[tuple[str, str], ...] = ()


def ensure_roles(
    connection: psycopg.Connection[Any], roles: Sequence[Role], random_bytes: Callable[[int], bytes], *, iterations: int = ITERATIONS
) -> int:
    """Creates the roles that are missing and brings the others to what is asked, in two round trips; returns how many were created.

    Memberships are added, never taken away. Passwords leave this process only as SCRAM verifiers; where all of them are
    generated, pass ``ITERATIONS_FOR_GENERATED`` (a thousand roles: 0.4 s instead of 4.5 s, most of it in the server).
    Raises KEPT-T023 without the right to do so.
    """
    if not roles:
        return 0
    verifiers = _verifiers(roles, random_bytes, iterations)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with told(connection), connection.transaction():
                return _ensure(connection, roles, verifiers)
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation, psycopg.errors.InternalError_):
            # Another program made or altered the same role at the same moment: roles have no lock that one could take.
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def create_database(connection: psycopg.Connection[Any], name: str, owner: str, template: str | None = None) -> None:
    """Creates a database in UTF-8 with code point order (the same on every server), or as a copy of ``template``.

    The connection is in autocommit. Nobody but its owner (and superusers) may connect until somebody grants it.
    Raises KEPT-T032 while somebody is connected to the template (the server waits five seconds for them), KEPT-T023.
    """
    what: list[sql.Composable] = [sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(owner))]
    with told(connection):
        if template is None:
            what.append(sql.SQL("TEMPLATE template0 ENCODING 'UTF8'"))
            what.append(_locale(connection))
        else:
            what.append(sql.SQL("TEMPLATE {}").format(sql.Identifier(template)))
        connection.execute(sql.SQL(" ").join(what))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


def drop_database(connection: psycopg.Connection[Any], name: str) -> None:
    """Drops a database with the sessions in it, if it exists. The connection is in autocommit. Raises KEPT-T023."""
    with told(connection):
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _verifiers(roles: Sequence[Role], random_bytes: Callable[[int], bytes], iterations: int) -> dict[str, str]:
    """The verifiers of all passwords; the hashing releases Python's lock, so threads share the processors."""
    secret = [(role.name, role.password, random_bytes(16)) for role in roles if role.password is not None]
    with ThreadPoolExecutor() as pool:
        return dict(pool.map(lambda each: (each[0], scram_verifier(each[1], each[2], iterations)), secret))


def _ensure(connection: psycopg.Connection[Any], roles: Sequence[Role], verifiers: Mapping[str, str]) -> int:
    names = [role.name for role in roles]
    found = {name: dict(zip(_ATTRIBUTES, facts, strict=True)) for name, *facts in connection.execute(_FOUND, [names])}
    steps = [step for role in roles if (step := _definition(role, found.get(role.name), verifiers.get(role.name)))]
    for role in roles:
        for key, value in role.settings:
            steps.append(sql.SQL("ALTER ROLE {} SET {} = {}").format(sql.Identifier(role.name), sql.Identifier(key), sql.Literal(value)))
    members: dict[str, list[str]] = {}
    for role in roles:
        for group in role.member_of:
            members.setdefault(group, []).append(role.name)
    for group, people in members.items():
        steps.append(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.SQL(", ").join(map(sql.Identifier, people))))
    if steps:
        connection.execute(sql.SQL(";\n").join(steps))
    return len(set(names) - found.keys())


def _definition(role: Role, present: Mapping[str, bool] | None, verifier: str | None) -> sql.Composed | None:
    """CREATE, or the ALTER that is needed: only attributes that differ, since naming one takes the right to give it."""
    wanted = {name: name in role.attributes for name in _ATTRIBUTES} | {"LOGIN": role.password is not None, "INHERIT": True}
    standard = dict.fromkeys(_ATTRIBUTES, False) | {"INHERIT": True}
    changed = [name if value else f"NO{name}" for name, value in wanted.items() if value != (present or standard)[name]]
    words: list[sql.Composable] = [sql.SQL(word) for word in changed]
    if verifier is not None:
        words.append(sql.SQL("PASSWORD {}").format(sql.Literal(verifier)))
    if present is not None and not words:
        return None
    verb = sql.SQL("CREATE ROLE {}" if present is None else "ALTER ROLE {}").format(sql.Identifier(role.name))
    return sql.SQL(" ").join([verb, *words])


def _locale(connection: psycopg.Connection[Any]) -> sql.Composable:
    if connection.info.server_version >= _BUILTIN_LOCALE_SINCE:
        return sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
    known = connection.execute("SELECT collname FROM pg_collation WHERE lower(collname) IN ('c.utf8', 'c.utf-8') LIMIT 1").fetchone()
    return sql.SQL("LOCALE {}").format(sql.Literal(known[0])) if known else sql.SQL("")
