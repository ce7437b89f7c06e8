"""The tree against the definition of RFC 6962 written down literally, and against pymerkle."""

from __future__ import annotations

from hashlib import sha256

import pymerkle
from hypothesis import given
from hypothesis import strategies as st

from kept.ledger import tree

ENTRIES = st.lists(st.binary(max_size=8), max_size=70)


def literal_root(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    half = literal_split(len(entries))
    return sha256(b"\x01" + literal_root(entries[:half]) + literal_root(entries[half:])).digest()


def literal_path(index: int, entries: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(entries) == 1:
        return []
    half = literal_split(len(entries))
    if index < half:
        return [*literal_path(index, entries[:half]), literal_root(entries[half:])]
    return [*literal_path(index - half, entries[half:]), literal_root(entries[:half])]


def literal_proof(old: int, entries: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if old == len(entries):
        return [] if whole else [literal_root(entries)]
    half = literal_split(len(entries))
    if old <= half:
        return [*literal_proof(old, entries[:half], whole), literal_root(entries[half:])]
    return [*literal_proof(old - half, entries[half:], False), literal_root(entries[:half])]


def literal_split(count: int) -> int:
    half = 1
    while half * 2 < count:
        half *= 2
    return half


@given(ENTRIES, st.data())
def test_the_root_is_the_literal_one_however_it_is_appended(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [tree.leaf_hash(each) for each in entries]
    cut = data.draw(st.integers(0, len(entries)))
    folded = tree.extend(tree.extend(tree.Range(), leaves[:cut]), leaves[cut:])
    assert tree.root(folded) == literal_root(entries)
    assert len(folded.hashes) <= len(entries).bit_length()


@given(ENTRIES.filter(bool), st.data())
def test_every_inclusion_proof_is_the_literal_one_and_proves_its_leaf_alone(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [tree.leaf_hash(each) for each in entries]
    index, other = data.draw(st.integers(0, len(entries) - 1)), data.draw(st.integers(0, len(entries) - 1))
    proof = tree.inclusion_proof(leaves, index)
    assert proof == literal_path(index, entries)
    claimed = tree.proves_inclusion(leaves[other], other, len(entries), proof, literal_root(entries))
    assert claimed == (other == index or literal_path(other, entries) == proof)


@given(ENTRIES.filter(bool), st.data())
def test_every_consistency_proof_is_the_literal_one_and_proves_its_prefix_alone(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [tree.leaf_hash(each) for each in entries]
    old = data.draw(st.integers(1, len(entries)))
    proof = tree.consistency_proof(leaves, old)
    assert proof == literal_proof(old, entries)
    assert tree.proves_consistency(old, len(entries), literal_root(entries[:old]), literal_root(entries), proof)
    changed = [b"changed" + entries[0], *entries[1:old]]
    assert not tree.proves_consistency(old, len(entries), literal_root(changed), literal_root(entries), proof)


@given(ENTRIES.filter(bool), st.data())
def test_pymerkle_computes_the_same_roots_and_accepts_the_same_paths(entries: list[bytes], data: st.DataObject) -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    leaves = [tree.leaf_hash(each) for each in entries]
    old = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, old - 1))
    assert tree.root(tree.extend(tree.Range(), leaves[:old])) == oracle.get_root(old)
    theirs = oracle.prove_inclusion(index + 1, old).path
    assert sorted(theirs) == sorted([leaves[index], *tree.inclusion_proof(leaves[:old], index)])
    assert tree.proves_consistency(old, len(entries), oracle.get_root(old), oracle.get_root(), tree.consistency_proof(leaves, old))


@given(st.integers(0, 5000), st.data())
def test_every_span_of_a_proof_is_cut_into_perfect_subtrees(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size))
    spans = [*tree.consistency_spans(index, size), *(tree.inclusion_spans(index, size) if index < size else [])]
    for first, past in spans:
        at = first
        for level, place in tree.perfect((first, past)):
            assert place << level == at
            at += 1 << level
        assert at == past
