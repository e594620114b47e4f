"""The tree of the log has the hashes of RFC 6962, however its tiles are cut."""

import hashlib
import random

import pytest

from governance.capture.evidence.merkle import (
    edge_of,
    grown,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    tiles_for_proof,
)

pytestmark = pytest.mark.pure
# RFC 6962's own examples are those of Certificate Transparency's test data: these entries, and these roots.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaves(count):
    return [leaf_hash(str(number).encode()) for number in range(count)]


def built(hashes, *steps):
    """The tiles of a tree that grew in steps of these sizes, each given only the edge of the one before."""
    tiles, size = {}, 0
    for end in [*steps, len(hashes)]:
        edge = {place: tiles[place] for place in edge_of(size) if place in tiles}
        tiles |= grown(size, hashes[size:end], edge)
        size = end
    return tiles


def by_the_book(hashes):
    """MTH of RFC 6962, 2.1, as it is written there."""
    if len(hashes) == 1:
        return hashes[0]
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    return node_hash(by_the_book(hashes[:middle]), by_the_book(hashes[middle:]))


def path_by_the_book(index, hashes):
    """PATH of RFC 6962, 2.1.1."""
    if len(hashes) == 1:
        return []
    middle = 1
    while middle * 2 < len(hashes):
        middle *= 2
    if index < middle:
        return [*path_by_the_book(index, hashes[:middle]), by_the_book(hashes[middle:])]
    return [*path_by_the_book(index - middle, hashes[middle:]), by_the_book(hashes[:middle])]


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_of_certificate_transparency(size):
    hashes = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]]
    assert root_of(size, built(hashes)).hex() == ROOTS[size]


def test_an_empty_log_has_the_hash_of_nothing():
    assert root_of(0, {}) == hashlib.sha256().digest()


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 513, 1000])
def test_roots_and_proofs_are_by_the_book(size):
    hashes = leaves(size)
    tiles = built(hashes)
    assert root_of(size, {place: tiles[place] for place in edge_of(size) if place in tiles}) == by_the_book(hashes)
    for index in {0, 1 % size, size // 2, size - 1, 255 % size}:
        needed = {place: tiles[place] for place in tiles_for_proof(index, size) if place in tiles}
        assert inclusion_proof(index, size, needed) == path_by_the_book(index, hashes)


def test_it_does_not_matter_in_which_steps_a_tree_grew():
    hashes = leaves(1500)
    for seed in range(5):
        steps = sorted(random.Random(seed).sample(range(1, 1500), 6))
        assert built(hashes, *steps) == built(hashes)


def test_an_older_tree_is_read_from_the_tiles_of_a_larger_one():
    hashes = leaves(70_000)
    tiles = built(hashes)
    assert {level: max(number for at, number in tiles if at == level) for level in range(3)} == {0: 273, 1: 1, 2: 0}
    assert [len(tiles[place]) // 32 for place in ((0, 273), (1, 0), (1, 1), (2, 0))] == [112, 256, 17, 1]
    for size in (300, 65_536, 65_537, 69_999):
        assert root_of(size, tiles) == by_the_book(hashes[:size])
        assert inclusion_proof(77, size, tiles) == path_by_the_book(77, hashes[:size])


def test_what_a_proof_reads_grows_by_two_tiles_a_level():
    assert len(edge_of(2**40)) <= 2 * 6
    assert len(tiles_for_proof(12_345, 2**40 - 1)) <= 3 * 6


def test_a_tile_that_lacks_a_hash_is_noticed():
    tiles = built(leaves(300))
    with pytest.raises(ValueError, match="too short"):
        root_of(300, tiles | {(0, 1): tiles[0, 1][:-32]})
    with pytest.raises(ValueError, match="should have"):
        grown(300, leaves(1), {})
