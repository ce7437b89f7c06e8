"""The sequencer: gives committed events their positions, exactly once and without gaps, and signs what the ledger then is.

How no event is skipped. Each intake row carries the id of the transaction that wrote it (``xact``). A batch takes rows whose ``xact``
is below ``pg_snapshot_xmin`` of the very snapshot that reads them: all those transactions have ended, so whatever of them is visible
is all there will ever be, and one still in flight has an id at or above that bound and waits for a later run. Rows are taken in the
order ``(xact, ord)`` and the last one taken is remembered, so that nothing is searched twice. The price: a transaction that stays
open, anywhere in the cluster, delays the numbering of what was committed after it began; it never loses it.

How a killed sequencer does no harm. Leaves, nodes, checkpoint and state of a batch are one transaction under an advisory lock. It
either happened or it did not, and the next run begins at the state that it finds. What the control plane lacks is sent again.

How a ledger is not signed twice. Before it numbers anything, a run compares the region with the last checkpoint that the control
plane remembers: a region that is behind it, or says otherwise at that size, was cut or rewritten, and is not signed on.

After a restore by dump, transaction ids count from another cluster's beginning. The state names its cluster (``home``); in another
one the sequencer locks the intake for a moment, numbers all that has no number yet, and goes on with the new cluster's ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.rows import class_row, tuple_row

from kept.errors import KeptError
from kept.ledger import tree
from kept.ledger.exporting import newest_checkpoint
from kept.ledger.note import Checkpoint, Signer, sign_checkpoint

Clock = Callable[[], datetime]

BATCH: Final = 10_000
LOCK: Final = 0x4B657074_4C656467  # "KeptLedg": advisory locks are numbers, one space for each database
NODE_LEVELS: Final = 8

STATE: Final = "select origin, home, size, hashes, xact::text, ord, adopted from kept.ledger_state"
BEGIN: Final = """
    insert into kept.ledger_state (origin, home, size, hashes, xact, ord, adopted)
    select %s, system_identifier::text, 0, '{}', '0', 0, 0 from pg_control_system()
"""
NEXT: Final = """
    with batch as materialized (
        select event_id, line, xact, ord, row_number() over (order by xact, ord) as n
        from kept.ledger_intake
        where (xact, ord) > (%(xact)s::xid8, %(ord)s) and ord > %(adopted)s
          and xact < pg_snapshot_xmin(pg_current_snapshot()) and xact < %(bound)s::xid8
        order by xact, ord
        limit %(batch)s
    ), leaf as (
        insert into kept.ledger_leaf (position, event_id, leaf_hash, line)
        select %(size)s + n - 1, event_id, sha256('\\x00'::bytea || convert_to(line, 'UTF8')), line from batch
        returning position, leaf_hash
    )
    select (select string_agg(leaf_hash, ''::bytea order by position) from leaf),
           (select xact::text from batch order by n desc limit 1),
           (select ord from batch order by n desc limit 1)
"""
ADOPT: Final = """
    with batch as materialized (
        select i.event_id, i.line, row_number() over (order by i.ord) as n
        from kept.ledger_intake i
        where not exists (select from kept.ledger_leaf l where l.event_id = i.event_id)
        order by i.ord
        limit %(batch)s
    ), leaf as (
        insert into kept.ledger_leaf (position, event_id, leaf_hash, line)
        select %(size)s + n - 1, event_id, sha256('\\x00'::bytea || convert_to(line, 'UTF8')), line from batch
        returning position, leaf_hash
    )
    select string_agg(leaf_hash, ''::bytea order by position) from leaf
"""
ADOPTED: Final = """
    update kept.ledger_state
    set home = (select system_identifier::text from pg_control_system()),
        xact = pg_snapshot_xmin(pg_current_snapshot()),
        ord = 0,
        adopted = (select coalesce(max(ord), 0) from kept.ledger_intake)
"""
HERE: Final = "select system_identifier::text, pg_snapshot_xmax(pg_current_snapshot())::text from pg_control_system()"
NODES: Final = "insert into kept.ledger_node (level, index, hash) select * from unnest(%s::smallint[], %s::bigint[], %s::bytea[])"
ADVANCE: Final = "update kept.ledger_state set size = %s, hashes = %s, xact = %s::xid8, ord = %s"
KEY: Final = "insert into kept.ledger_key (key, since) values (%s, %s) on conflict do nothing"
CHECKPOINT: Final = "insert into kept.ledger_checkpoint (size, root, note, at) values (%s, %s, %s, %s) on conflict (size) do nothing"
REMEMBERED: Final = "select size, root from kept_control.checkpoint where ledger = %s order by size desc limit 1"
UNKNOWN_TO_CONTROL: Final = "select size, root, note, at from kept.ledger_checkpoint where size > %s order by size limit %s"
REMEMBER: Final = """
    insert into kept_control.checkpoint (ledger, size, root, note, at)
    select %s, * from unnest(%s::bigint[], %s::bytea[], %s::text[], %s::timestamptz[]) on conflict (ledger, size) do nothing
"""


@dataclass(frozen=True)
class State:
    """The sequencer's one row: the tree so far and the last row of the intake that is in it."""

    origin: str
    home: str
    size: int
    hashes: list[bytes]
    xact: str
    ord: int
    adopted: int

    @property
    def folded(self) -> tree.Range:
        return tree.Range(self.size, tuple(self.hashes))


def sequence(
    region: Connection[Any], signer: Signer, clock: Clock, control: Connection[Any] | None = None, batch: int = BATCH
) -> Checkpoint:
    """Number everything that was committed before this call, sign it, and have the control plane remember it.

    ``signer.name`` is the ledger's name. Both connections must be outside a transaction: each batch commits by itself. Memory is
    that of one batch. Returns the newest checkpoint. Raises KEPT-L007 where the region's ledger has another name, KEPT-L008 where
    it is behind what the control plane remembers, KEPT-L009 where it says otherwise.
    """
    _require_idle(region)
    known = _compare(region, signer.name, control) if control is not None else -1
    bound = _adopt_after_restore(region, signer, clock, batch)
    while _number(region, signer, clock, batch, bound) == batch:
        pass
    if control is not None:
        _remember(region, control, signer.name, known, batch)
    with region.transaction():
        return newest_checkpoint(region)


def _require_idle(connection: Connection[Any]) -> None:
    if connection.info.transaction_status != TransactionStatus.IDLE:
        raise ValueError("the sequencer commits by itself: give it a connection that is in no transaction")


def _locked_state(region: Connection[Any], signer: Signer) -> State:
    """Take the lock to the end of the transaction, then read the state that the last holder committed."""
    region.execute("set local synchronous_commit = on")
    region.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    with region.cursor(row_factory=class_row(State), binary=True) as cursor:
        state = cursor.execute(STATE).fetchone()
        if state is None:
            region.execute(BEGIN, (signer.name,))
            state = cursor.execute(STATE).fetchone()
    if state is None or state.origin != signer.name:
        raise KeptError("KEPT-L007", signer.name, found=state.origin if state else "")
    return state


def _number(region: Connection[Any], signer: Signer, clock: Clock, batch: int, bound: str) -> int:
    """One batch in one transaction: leaves, nodes, state, checkpoint. Returns how many events it numbered."""
    with region.transaction():
        state = _locked_state(region, signer)
        values = {"xact": state.xact, "ord": state.ord, "adopted": state.adopted, "size": state.size, "batch": batch, "bound": bound}
        with region.cursor(row_factory=tuple_row, binary=True) as cursor:
            row = cursor.execute(NEXT, values).fetchone()
        hashes, xact, ord_ = row if row is not None else (None, None, None)
        if hashes is None:
            _sign(region, signer, clock, state.folded)
            return 0
        _grow(region, signer, clock, state, hashes, (xact, ord_))
        return len(hashes) // tree.HASH_SIZE


def _grow(region: Connection[Any], signer: Signer, clock: Clock, state: State, hashes: bytes, mark: tuple[str, int]) -> None:
    levels, indexes, nodes = list[int](), list[int](), list[bytes]()

    def keep(level: int, index: int, node: bytes) -> None:
        if level % NODE_LEVELS == 0:
            levels.append(level)
            indexes.append(index)
            nodes.append(node)

    folded = tree.extend(state.folded, (hashes[at : at + 32] for at in range(0, len(hashes), 32)), keep)
    if nodes:
        region.execute(NODES, (levels, indexes, nodes))
    region.execute(ADVANCE, (folded.size, list(folded.hashes), *mark))
    _sign(region, signer, clock, folded)


def _sign(region: Connection[Any], signer: Signer, clock: Clock, folded: tree.Range) -> None:
    checkpoint = sign_checkpoint(signer, folded.size, tree.root(folded))
    region.execute(KEY, (str(signer.verifier), folded.size))
    region.execute(CHECKPOINT, (checkpoint.size, checkpoint.root, checkpoint.note, clock()))


def _adopt_after_restore(region: Connection[Any], signer: Signer, clock: Clock, batch: int) -> str:
    """Adopt what another cluster numbered or left unnumbered, if need be. Returns a transaction id that bounds this run.

    Everything committed so far is below it; without it, a run beside writers that never rest would never end.
    """
    with region.transaction():
        state = _locked_state(region, signer)
        with region.cursor(row_factory=tuple_row) as cursor:
            here, bound = cursor.execute(HERE).fetchone() or ("", "0")
        if state.home == here:
            return str(bound)
        # Writers wait until the commit: nobody is between taking an ord and writing it, so max(ord) divides old from new.
        region.execute("lock table kept.ledger_intake in share mode")
        while hashes := _adopt_batch(region, state, batch):
            _grow(region, signer, clock, state, hashes, (state.xact, state.ord))
            state = _locked_state(region, signer)
        region.execute(ADOPTED)
        return str(bound)


def _adopt_batch(region: Connection[Any], state: State, batch: int) -> bytes:
    with region.cursor(row_factory=tuple_row, binary=True) as cursor:
        row = cursor.execute(ADOPT, {"size": state.size, "batch": batch}).fetchone()
    return bytes(row[0]) if row is not None and row[0] is not None else b""


def _compare(region: Connection[Any], name: str, control: Connection[Any]) -> int:
    """The size that the control plane remembers last (-1 for none), once the region still says the same at that size."""
    _require_idle(control)
    with control.transaction(), control.cursor(row_factory=tuple_row, binary=True) as cursor:
        remembered = cursor.execute(REMEMBERED, (name,)).fetchone()
    if remembered is None:
        return -1
    size, root = remembered
    with region.transaction(), region.cursor(row_factory=tuple_row, binary=True) as cursor:
        reached = cursor.execute("select size from kept.ledger_state").fetchone()
        same = cursor.execute("select root from kept.ledger_checkpoint where size = %s", (size,)).fetchone()
    if reached is None or reached[0] < size:
        raise KeptError("KEPT-L008", name, size=reached[0] if reached else 0, remembered=size)
    if same is None or same[0] != root:
        raise KeptError("KEPT-L009", name, size=size)
    return int(size)


def _remember(region: Connection[Any], control: Connection[Any], name: str, known: int, batch: int) -> None:
    """Send the control plane the checkpoints that it lacks. Sent twice, they are remembered once."""
    while True:
        with region.transaction(), region.cursor(row_factory=tuple_row, binary=True) as cursor:
            rows = cursor.execute(UNKNOWN_TO_CONTROL, (known, batch)).fetchall()
        if not rows:
            return
        with control.transaction():
            control.execute(REMEMBER, (name, *(list(column) for column in zip(*rows, strict=True))))
        known = rows[-1][0]
