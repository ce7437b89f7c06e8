"""Export of a region's ledger as one text file that a stranger can check (``docs/reference/ledger-format.md``)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from psycopg import Connection
from psycopg.rows import tuple_row

from kept.errors import KeptError
from kept.ledger import tree
from kept.ledger.note import Checkpoint, Verifier
from kept.ledger.verify import FORMAT

AT_ONCE: Final = 5_000
NEWEST: Final = """
    select s.origin, c.size, c.root, c.note
    from kept.ledger_state s, (select size, root, note from kept.ledger_checkpoint order by size desc limit 1) c
"""
KEYS: Final = "select key from kept.ledger_key order by since, key"
LEAVES: Final = "select position, leaf_hash, line from kept.ledger_leaf where position < %s order by position"
CHECKPOINTS: Final = "select size, note from kept.ledger_checkpoint where size <= %s order by size"


def newest_checkpoint(connection: Connection[Any]) -> Checkpoint:
    """The last state of the ledger that was signed; raises KEPT-L025 if it never was."""
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        row = cursor.execute(NEWEST).fetchone()
    if row is None:
        raise KeptError("KEPT-L025")
    return Checkpoint(*row)


def verifier_keys(connection: Connection[Any]) -> list[Verifier]:
    """The public keys that this ledger was signed with, oldest first, as the ledger itself says (whoever checks, pins their own)."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [Verifier.parse(key) for (key,) in cursor.execute(KEYS)]


def export(connection: Connection[Any], file: BinaryIO) -> Checkpoint:
    """Write the ledger up to its newest checkpoint, which is returned. Flat memory; ``file`` may be one of ``gzip.open``.

    What was numbered never changes, so a sequencer at work beside it does no harm. Raises KEPT-L025 if nothing was ever signed.
    """
    with connection.transaction():
        newest = newest_checkpoint(connection)
        file.write(FORMAT + f"origin {newest.origin}\n".encode())
        file.writelines(f"key {key}\n".encode() for key in verifier_keys(connection))
        file.write(b"\n")
        folded = tree.Range()
        for lines, hashes in _chunks(connection, newest.size):
            file.writelines(lines)
            folded = tree.extend(folded, hashes)
        file.write(f"end {newest.size} {b64encode(tree.root(folded)).decode()}\n".encode())
    return newest


def _chunks(connection: Connection[Any], size: int) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Events in order, each checkpoint right after the last event that it covers; and the hashes of the events as stored."""
    with (
        connection.cursor("kept_checkpoints", row_factory=tuple_row) as checkpoints,
        connection.cursor("kept_leaves", row_factory=tuple_row) as leaves,
    ):
        checkpoints.itersize = AT_ONCE
        checkpoints.execute(CHECKPOINTS, (size,))
        leaves.execute(LEAVES, (size,), binary=True)
        pending = iter(checkpoints)
        checkpoint = next(pending, None)
        while rows := leaves.fetchmany(AT_ONCE):
            lines, hashes = list[bytes](), list[bytes]()
            for position, digest, line in rows:
                while checkpoint is not None and checkpoint[0] <= position:
                    lines.append(_checkpoint_line(checkpoint[1]))
                    checkpoint = next(pending, None)
                lines.append(b"e %d %s %s\n" % (position, b64encode(digest), line.encode()))
                hashes.append(digest)
            yield lines, hashes
        rest = list[bytes]()
        while checkpoint is not None:
            rest.append(_checkpoint_line(checkpoint[1]))
            checkpoint = next(pending, None)
        yield rest, []


def _checkpoint_line(note: str) -> bytes:
    return b"c " + b64encode(note.encode()) + b"\n"
