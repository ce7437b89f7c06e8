"""A signed promise: what a person gets at once, before the event has its place in the tree.

A promise is a signed note in which the ledger vouches that it will hold an event: its name, the event's id, and the hash of the
event's line. Seconds later the receipt (``inclusion``) shows that the promise was kept; a ledger that signed a promise and cannot
show the event is caught by its own signature. The same idea is the signed certificate timestamp of RFC 6962, section 3.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kept.errors import KeptError
from kept.ledger.event import Event, encode
from kept.ledger.note import Signer, Verifier, exact_base64, open_note
from kept.ledger.proofs import Included, verify_inclusion
from kept.ledger.tree import HASH_SIZE, leaf_hash

FORMAT: Final = "kept-promise 1"


@dataclass(frozen=True)
class Promised:
    """The ledger ``origin`` vouches that it will hold the event with this id, whose line has this leaf hash (32 bytes)."""

    origin: str
    event_id: UUID
    leaf: bytes


def promise(event: Event, signer: Signer) -> str:
    """The signed promise of an event. Give it away only after the transaction that recorded the event was committed."""
    return promise_of_line(encode(event), event.event_id, signer)


def promise_of_line(line: str, event_id: UUID, signer: Signer) -> str:
    """The signed promise of an event whose line (``encode``) is at hand already."""
    leaf = b64encode(leaf_hash(line.encode())).decode()
    return signer.sign(f"{FORMAT}\n{signer.name}\n{event_id}\n{leaf}\n")


def verify_promise(note: str, key: str | Sequence[str]) -> Promised:
    """Read a promise; raises KEPT-L006 if no trusted key made it, KEPT-L026 if it is a signed note of another kind."""
    opened = open_note(note, [Verifier.parse(each) for each in ([key] if isinstance(key, str) else key)])
    try:
        form, origin, event_id, leaf, end = opened.text.split("\n")
        promised = Promised(origin, UUID(event_id), exact_base64(leaf))
    except ValueError:
        raise KeptError("KEPT-L026") from None
    if form != FORMAT or end or len(promised.leaf) != HASH_SIZE or origin not in {verifier.name for verifier in opened.signed_by}:
        raise KeptError("KEPT-L026")
    return promised


def verify_kept(note: str, receipt: str, key: str | Sequence[str]) -> Included:
    """Check that a receipt keeps a promise; raises KEPT-L027 if it is of another event or ledger, else as the two checks do."""
    promised, included = verify_promise(note, key), verify_inclusion(receipt, key)
    same = promised.origin == included.checkpoint.origin and promised.leaf == leaf_hash(encode(included.event).encode())
    if not same:
        raise KeptError("KEPT-L027", promised.origin, promised=str(promised.event_id), found=str(included.event.event_id))
    return included
