"""Proofs about single events: that one stands in the ledger, and that today's ledger still begins as a remembered one did.

An inclusion proof is a C2SP tlog-proof, whose ``extra`` line carries the event itself: one small text that verifies with nothing but
the ledger's public key, with Kept or with strangers' tools. A person's receipt is such a text.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from kept.errors import KeptError
from kept.ledger import tree
from kept.ledger.event import Event, decode
from kept.ledger.exporting import newest_checkpoint
from kept.ledger.note import SIZE, Checkpoint, Verifier, exact_base64, open_checkpoint

PROOF_FORMAT: Final = "c2sp.org/tlog-proof@v1"
STORED_EVERY: Final = 8
LEAF: Final = "select position, line, leaf_hash from kept.ledger_leaf where event_id = %s"
LEAVES: Final = """
    select l.position, l.leaf_hash from unnest(%s::bigint[], %s::bigint[]) as part(first, past)
    join kept.ledger_leaf l on l.position >= part.first and l.position < part.past
"""
NODES: Final = """
    select n.index, n.hash from unnest(%s::bigint[], %s::bigint[]) as part(first, past)
    join kept.ledger_node n on n.level = %s and n.index >= part.first and n.index < part.past
"""


@dataclass(frozen=True)
class Included:
    """An event that is proven to stand at ``position`` (from 0) of the ledger that ``checkpoint`` signs."""

    event: Event
    position: int
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Consistency:
    """The hashes that show that the first ``old`` events of the ledger are those of a checkpoint remembered earlier."""

    old: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


def inclusion(connection: Connection[Any], event_id: UUID) -> str:
    """The proof that an event stands in the ledger, as a text to give away.

    Raises KEPT-L022 while the event is not numbered and signed (or was never recorded), KEPT-L024 if the ledger no longer holds.
    """
    with connection.transaction(), connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        row = cursor.execute(LEAF, (event_id,)).fetchone()
        if row is None:
            raise KeptError("KEPT-L022", event=str(event_id))
        position, line, leaf = row
        checkpoint = newest_checkpoint(connection)
        if position >= checkpoint.size:
            raise KeptError("KEPT-L022", event=str(event_id))
        path = _hashes(connection, tree.inclusion_spans(position, checkpoint.size))
    if not tree.proves_inclusion(leaf, position, checkpoint.size, path, checkpoint.root) or tree.leaf_hash(line.encode()) != leaf:
        raise KeptError("KEPT-L024", checkpoint.origin, position=position)
    hashes = "".join(f"{b64encode(each).decode()}\n" for each in path)
    return f"{PROOF_FORMAT}\nextra {b64encode(line.encode()).decode()}\nindex {position}\n{hashes}\n{checkpoint.note}"


def verify_inclusion(document: str, key: str | Sequence[str]) -> Included:
    """Check a receipt with nothing but the ledger's public key.

    Raises KEPT-L023 if it is not such a document, KEPT-L006 if the key did not sign it, KEPT-L024 if it does not prove its event.
    """
    head, _, note = document.partition("\n\n")
    fields = head.split("\n")
    try:
        form, extra, index, *hashes = fields
        line = exact_base64(extra.removeprefix("extra "))
        path = [exact_base64(each) for each in hashes]
    except ValueError:
        raise KeptError("KEPT-L023") from None
    number = index.removeprefix("index ")
    if form != PROOF_FORMAT or not extra.startswith("extra ") or not index.startswith("index ") or not SIZE.fullmatch(number):
        raise KeptError("KEPT-L023")
    checkpoint = open_checkpoint(note, [Verifier.parse(each) for each in ([key] if isinstance(key, str) else key)])
    position = int(number)
    if not tree.proves_inclusion(tree.leaf_hash(line), position, checkpoint.size, path, checkpoint.root):
        raise KeptError("KEPT-L024", checkpoint.origin, position=position)
    try:
        return Included(decode(line.decode("ascii")), position, checkpoint)
    except UnicodeDecodeError:
        raise KeptError("KEPT-L023") from None


def consistency(connection: Connection[Any], old: int) -> Consistency:
    """The proof that the ledger's newest checkpoint continues the ledger of ``old`` events; raises KEPT-L008 if it is shorter."""
    with connection.transaction():
        checkpoint = newest_checkpoint(connection)
        if old > checkpoint.size:
            raise KeptError("KEPT-L008", checkpoint.origin, size=checkpoint.size, remembered=old)
        return Consistency(old, tuple(_hashes(connection, tree.consistency_spans(old, checkpoint.size))), checkpoint)


def verify_consistency(remembered: Checkpoint, proof: Consistency, key: str | Sequence[str]) -> None:
    """Check that a ledger continues a remembered checkpoint; raises KEPT-L006 for a foreign signature, KEPT-L009 if it does not."""
    verifiers = [Verifier.parse(each) for each in ([key] if isinstance(key, str) else key)]
    old, new = open_checkpoint(remembered.note, verifiers), open_checkpoint(proof.checkpoint.note, verifiers)
    same = old.origin == new.origin and old.size == proof.old
    if not same or not tree.proves_consistency(old.size, new.size, old.root, new.root, proof.path):
        raise KeptError("KEPT-L009", new.origin, size=old.size)


def _hashes(connection: Connection[Any], spans: Sequence[tree.Span]) -> list[bytes]:
    """The hash of each span, from the stored subtrees: one query for each stored level that is needed, a few hundred rows each."""
    wanted = [(level, index) for span in spans for level, index in tree.perfect(span)]
    found = dict[tuple[int, int], bytes]()
    for stored in sorted({level - level % STORED_EVERY for level, _ in wanted}):
        here = [(level, index) for level, index in wanted if level - level % STORED_EVERY == stored]
        parts = [(index << (level - stored), (index + 1) << (level - stored)) for level, index in here]
        hashes = _stored(connection, stored, parts)
        for node, (first, past) in zip(here, parts, strict=True):
            found[node] = tree.span_hash([hashes.get(each, b"\x00" * tree.HASH_SIZE) for each in range(first, past)], (0, past - first))
    return [tree.fold([found[node] for node in tree.perfect(span)]) for span in spans]


def _stored(connection: Connection[Any], level: int, parts: Sequence[tuple[int, int]]) -> Mapping[int, bytes]:
    firsts, pasts = [first for first, _ in parts], [past for _, past in parts]
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        if level == 0:
            cursor.execute(LEAVES, (firsts, pasts))
        else:
            cursor.execute(NODES, (firsts, pasts, level))
        return dict(cursor.fetchall())
