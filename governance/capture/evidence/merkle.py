"""The hashes of a log: a Merkle tree (RFC 6962, 2.1) that is kept as tiles of 256 (C2SP tlog-tiles).

A tile at a level holds hashes of full subtrees, which never change. What a tree of any size needs of them is a tile or
two a level, so nothing here grows with the log but by its logarithm. Pure functions; `Tiles` is what was read.
"""

import hashlib
from collections.abc import Mapping, Sequence

WIDTH = 256
HEIGHT = 8
HASH_SIZE = 32
# The hashes of each tile, by its level and number.
Tiles = Mapping[tuple[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def edge_of(size: int) -> set[tuple[int, int]]:
    """Return the level and number of each tile at the right edge of a tree: what it takes to add to it or to hash it.

    Each level has one, the last of which is at the level of a single hash.
    """
    places, level = set(), 0
    while (count := size >> (HEIGHT * level)) > 0:
        places |= {(level, count // WIDTH), (level, (count - 1) // WIDTH)}
        level += 1
    return places


def tiles_for_proof(index: int, size: int) -> set[tuple[int, int]]:
    """Return the level and number of each tile that a proof for a leaf is made from."""
    levels = range(max(level for level, _ in edge_of(size)) + 1)
    return edge_of(size) | {(level, index >> (HEIGHT * (level + 1))) for level in levels}


def grown(size: int, leaves: Sequence[bytes], tiles: Tiles) -> dict[tuple[int, int], bytes]:
    """Return each tile that is new or longer once these leaf hashes follow a tree of this size, given its edge."""
    changed: dict[tuple[int, int], bytes] = {}
    level, added = 0, list(leaves)
    while added:
        above = []
        place = size >> (HEIGHT * level)
        while added:
            number, width = divmod(place, WIDTH)
            taken, added = added[: WIDTH - width], added[WIDTH - width :]
            tile = tiles.get((level, number), b"")[: width * HASH_SIZE] + b"".join(taken)
            if len(tile) != (width + len(taken)) * HASH_SIZE:
                raise ValueError(f"The tile {level}/{number} has not the {width} hashes that it should have.")
            changed[level, number] = tile
            place += len(taken)
            if width + len(taken) == WIDTH:
                above.append(_full_hash(tile))
        level, added = level + 1, above
    return changed


def root_of(size: int, tiles: Tiles) -> bytes:
    """Return the root of the tree of this size, given its edge; that of no leaves is the hash of nothing."""
    return _tree_hash(0, size, tiles) if size else hashlib.sha256().digest()


def inclusion_proof(index: int, size: int, tiles: Tiles) -> list[bytes]:
    """Return the hashes that lead from a leaf to the root, from the leaf's sibling upwards (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} has no leaf {index}.")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_tree_hash(middle, end, tiles))
            end = middle
        else:
            proof.append(_tree_hash(start, middle, tiles))
            start = middle
    return proof[::-1]


def _split(count: int) -> int:
    """Return the largest power of two below `count`: where RFC 6962 cuts a tree of so many leaves."""
    return 1 << ((count - 1).bit_length() - 1)


def _tree_hash(start: int, end: int, tiles: Tiles) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        return _subtree_hash(start, count.bit_length() - 1, tiles)
    middle = start + _split(count)
    return node_hash(_tree_hash(start, middle, tiles), _tree_hash(middle, end, tiles))


def _subtree_hash(start: int, height: int, tiles: Tiles) -> bytes:
    """Return the hash of the full subtree of this height that begins at a leaf, which one tile has or gives."""
    level = height // HEIGHT
    number, offset = divmod(start >> (HEIGHT * level), WIDTH)
    width = 1 << (height % HEIGHT)
    hashes = tiles[level, number][offset * HASH_SIZE : (offset + width) * HASH_SIZE]
    if len(hashes) != width * HASH_SIZE:
        raise ValueError(f"The tile {level}/{number} is too short.")
    return _full_hash(hashes)


def _full_hash(hashes: bytes) -> bytes:
    """Return the root over these hashes, whose number is a power of two."""
    nodes = [hashes[at : at + HASH_SIZE] for at in range(0, len(hashes), HASH_SIZE)]
    while len(nodes) > 1:
        nodes = [node_hash(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]
