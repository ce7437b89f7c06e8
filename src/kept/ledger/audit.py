"""Whether a database's ledger still holds: intake against leaves, leaves against the tree, tree against what was signed, and guards.

This is what a probe asks. It trusts nothing that the sequencer says of itself: every hash and every root is computed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import tuple_row

from kept.errors import Fault, KeptError, Place
from kept.ledger import tree
from kept.ledger.exporting import newest_checkpoint, verifier_keys
from kept.ledger.note import Checkpoint, Verifier, open_checkpoint

AT_ONCE: Final = 10_000
INSERT_ONLY: Final = ("ledger_checkpoint", "ledger_intake", "ledger_key", "ledger_leaf", "ledger_node")
STATE: Final = "select size, hashes, xact::text, ord, adopted from kept.ledger_state"
INTAKE: Final = """
    select count(*) filter (where numbered), count(*) filter (where not numbered), min(event_id::text) filter (where numbered)
    from (
        select event_id, (xact, ord) <= (%s::xid8, %s) or ord <= %s as numbered
        from kept.ledger_intake i
        where not exists (select from kept.ledger_leaf l where l.event_id = i.event_id)
    ) as unnumbered
"""
LEAVES: Final = """
    select count(*),
           min(position) filter (where i.event_id is null),
           min(position) filter (where i.line <> l.line),
           min(position) filter (where l.leaf_hash <> sha256('\\x00'::bytea || convert_to(l.line, 'UTF8')))
    from kept.ledger_leaf l left join kept.ledger_intake i using (event_id)
    where position < %s
"""
HASHES: Final = "select leaf_hash from kept.ledger_leaf where position < %s order by position"
CHECKPOINTS: Final = "select size, root from kept.ledger_checkpoint where size <= %s order by size"
SIGNED: Final = "select size from kept.ledger_checkpoint where size = any(%s)"
GUARDS: Final = """
    select c.relname,
           exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'insert_only' and t.tgenabled = 'A'),
           coalesce((
               select string_agg(distinct coalesce(r.rolname, 'public') || ' ' || a.privilege_type, ', ')
               from aclexplode(c.relacl) a left join pg_roles r on r.oid = a.grantee
               where a.grantee <> c.relowner and a.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')), '')
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'kept' and c.relname = any(%s)
"""


@dataclass(frozen=True)
class Audit:
    """What the database's ledger is: numbered events, committed ones that wait for a number, its root, and what does not hold."""

    origin: str
    events: int
    pending: int
    root: bytes
    problems: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.problems


def audit_database(connection: Connection[Any], keys: Iterable[str] | None = None, remembered: Iterable[Checkpoint] = ()) -> Audit:
    """Check a region's ledger against itself, against ``keys`` (the database's own where none are given) and against checkpoints
    that were ``remembered`` elsewhere. Reads only, flat memory, a few passes. Raises KEPT-L025 if nothing was ever signed.
    """
    with connection.transaction():
        newest = newest_checkpoint(connection)
        verifiers = verifier_keys(connection) if keys is None else [Verifier.parse(key) for key in keys]
        pending, found = _intake(connection, newest.origin)
        problems = [*found, *_leaves(connection, newest), *_guards(connection)]
        known = sorted(remembered, key=lambda each: each.size)
        root, wrong = _roots(connection, newest, known)
        problems += wrong
    problems += _signatures([newest, *known], verifiers)
    return Audit(newest.origin, newest.size, pending, root, tuple(problems))


def _intake(connection: Connection[Any], origin: str) -> tuple[int, list[Fault]]:
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        state = cursor.execute(STATE).fetchone() or (0, [], "0", 0, 0)
        lost, pending, first = cursor.execute(INTAKE, state[2:]).fetchone() or (0, 0, "")
    return pending, [Fault("KEPT-L040", Place(name=origin), {"count": lost, "event": first})] if lost else []


def _leaves(connection: Connection[Any], newest: Checkpoint) -> Iterator[Fault]:
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        count, invented, differing, wrong = cursor.execute(LEAVES, (newest.size,)).fetchone() or (0, None, None, None)
    place = Place(name=newest.origin)
    if count != newest.size:
        yield Fault("KEPT-L041", place, {"events": count, "size": newest.size})
    for code, position in (("KEPT-L042", invented), ("KEPT-L043", differing), ("KEPT-L013", wrong)):
        if position is not None:
            yield Fault(code, place, {"position": position})


def _guards(connection: Connection[Any]) -> Iterator[Fault]:
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = {name: (guarded, granted) for name, guarded, granted in cursor.execute(GUARDS, (list(INSERT_ONLY),))}
    for table in INSERT_ONLY:
        guarded, granted = rows.get(table, (False, ""))
        if not guarded:
            yield Fault("KEPT-L044", Place(name=f"kept.{table}"))
        if granted:
            yield Fault("KEPT-L045", Place(name=f"kept.{table}"), {"granted": granted})


def _roots(connection: Connection[Any], newest: Checkpoint, remembered: list[Checkpoint]) -> tuple[bytes, list[Fault]]:
    """Recompute every signed root from the stored leaf hashes; the first that differs says between which events the change lies."""
    place, wrong, good = Place(name=newest.origin), list[Fault](), 0
    claims = {(each.size, each.root) for each in remembered if each.size <= newest.size}
    wrong += [Fault("KEPT-L018", place, {"events": newest.size, "remembered": each.size}) for each in remembered if each.size > newest.size]
    wrong += _missing(connection, place, [size for size, _ in claims])
    folded = tree.Range()
    with (
        connection.cursor("kept_audit_checkpoints", row_factory=tuple_row) as checkpoints,
        connection.cursor("kept_audit_leaves", row_factory=tuple_row) as leaves,
    ):
        checkpoints.itersize = leaves.itersize = AT_ONCE
        leaves.execute(HASHES, (newest.size,), binary=True)
        hashes = (digest for (digest,) in leaves)
        for size, root in checkpoints.execute(CHECKPOINTS, (newest.size,), binary=True):
            folded = tree.extend(folded, islice(hashes, size - folded.size))
            if folded.size != size or tree.root(folded) != root:
                wrong.append(Fault("KEPT-L015", place, {"first": good, "last": max(size - 1, good), "size": size}))
                break
            good = size
            wrong += [Fault("KEPT-L009", place, {"size": size}) for at, known in claims if at == size and known != root]
    return tree.root(folded), wrong


def _missing(connection: Connection[Any], place: Place, sizes: list[int]) -> list[Fault]:
    if not sizes:
        return []
    with connection.cursor(row_factory=tuple_row) as cursor:
        there = {size for (size,) in cursor.execute(SIGNED, (sizes,))}
    return [Fault("KEPT-L009", place, {"size": size}) for size in sorted(set(sizes) - there)]


def _signatures(checkpoints: Iterable[Checkpoint], verifiers: list[Verifier]) -> Iterator[Fault]:
    for checkpoint in checkpoints:
        try:
            says = open_checkpoint(checkpoint.note, verifiers)
            holds = (says.origin, says.size, says.root) == (checkpoint.origin, checkpoint.size, checkpoint.root)
        except KeptError:
            holds = False
        if not holds:
            yield Fault("KEPT-L016", Place(name=checkpoint.origin), {"size": checkpoint.size})
