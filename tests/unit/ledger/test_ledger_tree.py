"""The tree against the published vectors of Certificate Transparency's reference implementation (eight leaves, RFC 6962 hashing)."""

from __future__ import annotations

import pytest

from kept.ledger import tree

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
NODE_0_1 = ROOTS[2]
NODE_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
NODE_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
NODE_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
NODE_0_3 = ROOTS[4]
NODE_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
PATHS = [
    (0, 1, []),
    (0, 8, [LEAF_1, NODE_2_3, NODE_4_7]),
    (5, 8, [LEAF_4, NODE_6_7, NODE_0_3]),
    (2, 3, [NODE_0_1]),
    (1, 5, [ROOTS[1], NODE_2_3, LEAF_4]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [LEAF_1, NODE_2_3, NODE_4_7]),
    (6, 8, [NODE_4_5, NODE_6_7, NODE_0_3]),
    (2, 5, [NODE_2_3, LEAF_4]),
]
LEAVES = [tree.leaf_hash(bytes.fromhex(each)) for each in INPUTS]


@pytest.mark.parametrize("size", range(9))
def test_the_root_of_every_size_is_the_published_one(size: int) -> None:
    assert tree.root(tree.extend(tree.Range(), LEAVES[:size])).hex() == ROOTS[size]


def test_appending_in_any_portions_gives_the_same_roots() -> None:
    folded = tree.Range()
    for first, past in ((0, 1), (1, 3), (3, 3), (3, 8)):
        folded = tree.extend(folded, LEAVES[first:past])
        assert tree.root(folded).hex() == ROOTS[past]


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_an_inclusion_proof_is_the_published_one_and_verifies(index: int, size: int, path: list[str]) -> None:
    proof = tree.inclusion_proof(LEAVES[:size], index)
    assert [each.hex() for each in proof] == path
    assert tree.proves_inclusion(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_a_consistency_proof_is_the_published_one_and_verifies(old: int, new: int, path: list[str]) -> None:
    proof = tree.consistency_proof(LEAVES[:new], old)
    assert [each.hex() for each in proof] == path
    assert tree.proves_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), proof)


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_a_damaged_inclusion_proof_does_not_verify(index: int, size: int, path: list[str]) -> None:
    proof, root, leaf = [bytes.fromhex(each) for each in path], bytes.fromhex(ROOTS[size]), LEAVES[index]
    damaged = [
        (leaf, index + 1, size, proof, root),
        (leaf, -1, size, proof, root),
        (leaf, index, size, [*proof, root], root),
        (leaf, index, size, [root, *proof], root),
        (LEAVES[(index + 1) % 8], index, size, proof, root),
        (leaf, index, size, proof, tree.EMPTY_ROOT),
        (leaf[:31], index, size, proof, root),
    ]
    damaged += [(leaf, index, size, proof[:at] + proof[at + 1 :], root) for at in range(len(proof))]
    damaged += [(leaf, index, size, [*proof[:at], tree.leaf_hash(proof[at]), *proof[at + 1 :]], root) for at in range(len(proof))]
    assert not any(tree.proves_inclusion(*each) for each in damaged)


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCY)
def test_a_damaged_consistency_proof_does_not_verify(old: int, new: int, path: list[str]) -> None:
    proof, before, after = [bytes.fromhex(each) for each in path], bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new])
    damaged = [
        (old, new, tree.EMPTY_ROOT, after, proof),
        (old, new, before, tree.EMPTY_ROOT, proof),
        (old, new, before, after, [*proof, before]),
        (old, new, before, after, [b"short", *proof]),
        (new + 1, new, before, after, proof),
        (-1, new, before, after, proof),
        (0, new, before, after, proof),
    ]
    damaged += [(old, new, before, after, proof[:at] + proof[at + 1 :]) for at in range(len(proof))]
    damaged += [(old, new, before, after, [*proof[:at], tree.EMPTY_ROOT, *proof[at + 1 :]]) for at in range(len(proof))]
    assert not any(tree.proves_consistency(*each) for each in damaged)


def test_every_tree_continues_the_empty_one() -> None:
    assert tree.proves_consistency(0, 8, tree.EMPTY_ROOT, bytes.fromhex(ROOTS[8]), [])


def test_a_completed_subtree_is_told_with_its_level_and_index() -> None:
    seen = list[tuple[int, int, str]]()
    tree.extend(tree.Range(), LEAVES, lambda level, index, node: seen.append((level, index, node.hex())))
    assert seen == [
        (1, 0, NODE_0_1),
        (1, 1, NODE_2_3),
        (2, 0, NODE_0_3),
        (1, 2, NODE_4_5),
        (1, 3, NODE_6_7),
        (2, 1, NODE_4_7),
        (3, 0, ROOTS[8]),
    ]


@pytest.mark.parametrize(("size", "hashes"), [(1, ()), (2, (b"x",)), (-1, ()), (0, (tree.EMPTY_ROOT,))])
def test_a_compact_range_that_cannot_be_is_refused(size: int, hashes: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="compact range"):
        tree.Range(size, hashes)


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 3), (0, 0)])
def test_no_path_is_made_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        tree.inclusion_spans(index, size)


def test_no_consistency_is_made_backwards() -> None:
    with pytest.raises(ValueError, match="cannot come before"):
        tree.consistency_spans(3, 2)
