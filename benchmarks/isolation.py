"""What tenant isolation costs: policies on who signed in (taken), beside a setting that only a signed token can set, and none at all.

One table, a hundred tenants; each figure compares the same rows read in the same run: as an ordinary role that names its tenant itself
(no policy), as the tenant's own role, and as a shared role whose token the policy verifies (HMAC-SHA256, in SQL as far as it goes).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import rmtree
from typing import Final

from benchmarks.figure import Figure, Sizes
from kept.stores import Address, Connection, Role, ensure_roles, open_connection, running

TENANTS: Final = 100
ROUNDS: Final = 9
READS: Final = 1500
SESSIONS: Final = 30
SECRET: Final = bytes(range(64))
OWN: Final = 7
SCHEMA: Final = """
create schema bench;
create table bench.plain (tenant_id bigint, visit_id bigint, body text, primary key (tenant_id, visit_id));
insert into bench.plain select n % {tenants}, n, md5(n::text) from generate_series(1, {rows}) n;
create table bench.by_role (like bench.plain including all);
insert into bench.by_role select * from bench.plain;
create table bench.by_token (like bench.plain including all);
insert into bench.by_token select * from bench.plain;
create function bench.tenant_of(role name) returns bigint language sql immutable parallel safe
  return case when starts_with(role::text, 'bench_t_') then substr(role::text, 9)::bigint end;
create table bench.secret (inner_pad bytea, outer_pad bytea);
create function bench.tenant_of_token() returns bigint language plpgsql stable security definer as $f$
declare
  token text := current_setting('bench.token', true);
  said text := split_part(token, '.', 1) || '.' || split_part(token, '.', 2);
  pads record;
begin
  select * into pads from bench.secret;
  if encode(sha256(pads.outer_pad || sha256(pads.inner_pad || said::bytea)), 'hex') = split_part(token, '.', 3)
     and split_part(token, '.', 2)::bigint > extract(epoch from now()) then
    return split_part(token, '.', 1);
  end if;
  return null;
end $f$;
alter table bench.by_role enable row level security;
create policy tenant on bench.by_role using (tenant_id = (select bench.tenant_of(session_user)));
alter table bench.by_token enable row level security;
create policy tenant on bench.by_token using (tenant_id = (select bench.tenant_of_token()));
grant usage on schema bench to public;
grant select on bench.plain, bench.by_role, bench.by_token to bench_shared, bench_t_{own};
analyze;
"""
COUNTING: Final = {
    "plain": f"select count(body) from bench.plain where tenant_id = {OWN}",
    "role": "select count(body) from bench.by_role",
    "token": "select count(body) from bench.by_token",
}
READING: Final = {
    "plain": "select body from bench.plain where tenant_id = %s and visit_id = %s",
    "role": "select body from bench.by_role where tenant_id = %s and visit_id = %s",
    "token": "select body from bench.by_token where tenant_id = %s and visit_id = %s",
}


def token(tenant: int) -> str:
    """A signed token for a tenant, good for an hour."""
    said = f"{tenant}.{int(time.time()) + 3600}"
    return f"{said}.{hmac.digest(SECRET, said.encode(), hashlib.sha256).hex()}"


def run(sizes: Sizes) -> Iterable[Figure]:
    """Counts, single reads, and what it takes to begin a tenant's work, for all three."""
    home = Path(tempfile.mkdtemp(prefix="kept-bench-"))
    home.chmod(0o711)
    try:
        with running(home, ["isolation"]) as instances:
            yield from _figures(instances["isolation"].address(), sizes)
    finally:
        rmtree(home, ignore_errors=True)


def _figures(address: Address, sizes: Sizes) -> Iterable[Figure]:
    _prepare(address, sizes)
    as_tenant, as_shared = (address.on(user=role, password="secret") for role in (f"bench_t_{OWN}", "bench_shared"))
    with open_connection(as_tenant, autocommit=True) as tenant, open_connection(as_shared, autocommit=True) as shared:
        shared.execute("select set_config('bench.token', %s, false)", (token(OWN),))
        connections = {"plain": shared, "role": tenant, "token": shared}
        assert len({connection.execute(COUNTING[name]).fetchone() for name, connection in connections.items()}) == 1
        counted = _interleaved({name: _counting(connection, COUNTING[name]) for name, connection in connections.items()})
        yield Figure("count of a tenant's rows, who signed in / no policy", counted["role"] / counted["plain"], "times", at_most=1.5)
        yield Figure("count of a tenant's rows, signed token / no policy", counted["token"] / counted["plain"], "times")
        for prepared in (True, False):
            read = _interleaved({name: _reading(connection, READING[name], prepared) for name, connection in connections.items()})
            kind = "prepared" if prepared else "unprepared"
            yield Figure(f"single reads, {kind}, who signed in / no policy", read["role"] / read["plain"], "times", at_most=2)
            yield Figure(f"single reads, {kind}, signed token / no policy", read["token"] / read["plain"], "times")
        yield from _beginnings(as_tenant, shared)


def _prepare(address: Address, sizes: Sizes) -> None:
    roles = [Role("bench_shared", "secret"), Role(f"bench_t_{OWN}", "secret")]
    with open_connection(address, read_only=False, autocommit=True) as owner:
        ensure_roles(owner, roles, os.urandom, iterations=1)
        owner.execute(SCHEMA.format(tenants=TENANTS, rows=sizes.people * 2, own=OWN).encode())
        pads = (bytes(byte ^ pad for byte in SECRET) for pad in (0x36, 0x5C))
        owner.execute("insert into bench.secret values (%s, %s)", tuple(pads))


def _beginnings(as_tenant: Address, shared: Connection) -> Iterable[Figure]:
    """What a tenant's work begins with: a session of its own, or its token in a shared one, once for each transaction."""
    opened, switched = [], []
    said = token(OWN)
    for _ in range(SESSIONS):
        begun = time.perf_counter()
        open_connection(as_tenant).close()
        opened.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        shared.execute("select set_config('bench.token', %s, false)", (said,))
        switched.append(time.perf_counter() - begun)
    yield Figure("a session as the tenant is opened in", statistics.median(opened) * 1000, "ms", at_most=50)
    yield Figure("a token is set in a shared session in", statistics.median(switched) * 1000, "ms")


def _counting(connection: Connection, query: str) -> Callable[[], None]:
    def work() -> None:
        connection.execute(query.encode()).fetchall()

    return work


def _reading(connection: Connection, query: str, prepared: bool) -> Callable[[], None]:
    def work() -> None:
        for number in range(READS):
            connection.execute(query.encode(), (OWN, OWN + TENANTS * (number % 100)), prepare=prepared).fetchall()

    return work


def _interleaved(works: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Seconds for each work: the best of several rounds in which all take turns, so that a busy machine disturbs them alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - begun)
    return {name: min(seconds) for name, seconds in taken.items()}
