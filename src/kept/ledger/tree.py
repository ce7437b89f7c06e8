"""The Merkle tree of RFC 6962 (section 2.1) and RFC 9162 (section 2.1), pure: hashes in, hashes out.

A ledger of any size is folded into a *compact range*: the roots of its perfect subtrees, at most one a bit of its size, so that
appending needs O(log n) memory. Proofs are computed from *spans* ``[start, end)`` of leaves; where their hashes come from (a list,
a table) is the caller's affair. All hashes are 32 bytes of SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

EMPTY_ROOT: Final = sha256(b"").digest()
HASH_SIZE: Final = 32

Span = tuple[int, int]
Seen = Callable[[int, int, bytes], None]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry: SHA-256 of a zero byte and the entry (RFC 6962, 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256 of a one byte and both hashes (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Range:
    """A ledger of ``size`` leaves folded into the roots of its perfect subtrees, largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count() or any(len(each) != HASH_SIZE for each in self.hashes):
            raise ValueError(f"a compact range of size {self.size} has {self.size.bit_count()} hashes of {HASH_SIZE} bytes")


def extend(folded: Range, leaves: Iterable[bytes], seen: Seen | None = None) -> Range:
    """Append leaf hashes. ``seen(level, index, hash)`` is told every interior node that became complete (leaves are level 0)."""
    size, stack = folded.size, list(folded.hashes)
    for leaf in leaves:
        index, level = size, 0
        while index & 1:
            leaf = sha256(b"\x01" + stack.pop() + leaf).digest()
            index >>= 1
            level += 1
            if seen is not None:
                seen(level, index, leaf)
        stack.append(leaf)
        size += 1
    return Range(size, tuple(stack))


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash of neighbouring perfect subtrees of falling size, taken from the right, as the tree hash of RFC 6962 nests them."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def root(folded: Range) -> bytes:
    """The Merkle tree hash of the whole range."""
    return fold(folded.hashes)


def split(width: int) -> int:
    """The largest power of two smaller than ``width`` (at least 2)."""
    return 1 << ((width - 1).bit_length() - 1)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose hashes prove that leaf ``index`` stands in the tree of ``size`` leaves, from the leaf upwards (PATH)."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end, spans = 0, size, list[Span]()
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans whose hashes prove that the tree of ``old`` leaves is a prefix of the tree of ``new`` (PROOF of RFC 6962, 2.1.2)."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} cannot come before a tree of {new}")
    start, end, spans, whole = 0, new, list[Span](), True
    while old not in (0, end):
        middle = start + split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def perfect(span: Span) -> Iterator[tuple[int, int]]:
    """The perfect subtrees ``(level, index)`` that make up a span of the tree, left to right."""
    start, end = span
    while start < end:
        aligned = (start & -start).bit_length() - 1 if start else end.bit_length()
        level = min(aligned, (end - start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def span_hash(leaves: Sequence[bytes], span: Span) -> bytes:
    """The Merkle tree hash of the leaf hashes in a span."""
    return root(extend(Range(), leaves[span[0] : span[1]]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf ``index`` in the tree of these leaf hashes."""
    return [span_hash(leaves, span) for span in inclusion_spans(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the first ``old`` of these leaf hashes are a prefix of all of them."""
    return [span_hash(leaves, span) for span in consistency_spans(old, len(leaves))]


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether ``path`` shows that ``leaf`` stands at ``index`` in the tree of ``size`` with root ``expected`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != HASH_SIZE for each in (leaf, *path)):
        return False
    position, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and result == expected


def proves_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` shows that the tree ``old_root`` of ``old`` leaves is a prefix of the tree ``new_root`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or any(len(each) != HASH_SIZE for each in path):
        return False
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY_ROOT
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
