"""The log of all records: a leaf each, in a sequence without gaps, signed each time that it has grown.

Records are written with their captures, and take their places in the log later, under the lock of the log: no capture
waits for another one's, and the sequence has no gaps. Tiles and checkpoint are written in the same transaction, so the
tiles are always those of the last checkpoint.
"""

import base64
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from governance.capture.evidence.merkle import (
    HASH_SIZE,
    WIDTH,
    Tiles,
    edge_of,
    grown,
    inclusion_proof,
    leaf_hash,
    root_of,
    tiles_for_proof,
)
from governance.capture.evidence.signing import key_in_force, locked_log, signed_note
from governance.models import CaptureRecord, Checkpoint, LogTile

AT_ONCE = 1_000
_MOST_ROUNDS = 100
_UNLOGGED = CaptureRecord.objects.filter(leaf_index=None)


def sign_checkpoint(now: datetime) -> dict[str, int]:
    """Add the records that are not yet in the log, sign its new state, and return how many were added.

    Raises LogKeyMissing where this machine has not the key.
    """
    added = 0
    for _ in range(_MOST_ROUNDS):
        count = _add_and_sign(now)
        added += count
        if count < AT_ONCE:
            break
    return {"logged": added}


@transaction.atomic
def _add_and_sign(now: datetime) -> int:
    if not _UNLOGGED.all().exists():
        return 0
    log = locked_log()
    records = list(_UNLOGGED.all().only("content").order_by("pk")[:AT_ONCE])
    if not records:  # another worker was faster
        return 0
    row, private = key_in_force(now)
    for place, record in enumerate(records, log.size):
        record.leaf_index = place
    CaptureRecord.objects.bulk_update(records, ["leaf_index"])
    tiles = read_tiles(edge_of(log.size))
    changed = grown(log.size, [leaf_hash(record.content.encode()) for record in records], tiles)
    LogTile.objects.bulk_create(
        [LogTile(level=level, number=number, hashes=hashes) for (level, number), hashes in changed.items()],
        update_conflicts=True,
        unique_fields=["level", "number"],
        update_fields=["hashes"],
    )
    log.size += len(records)
    log.save(update_fields=["size"])
    root = root_of(log.size, {**tiles, **changed})
    note = signed_note(row, private, size=log.size, root=root)
    Checkpoint.objects.create(size=log.size, text=note, key=row, signed_at=now)
    return len(records)


def read_tiles(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return the tiles at these levels and numbers, as far as they are there, by one statement."""
    wanted = Q()
    for level, number in places:
        wanted |= Q(level=level, number=number)
    if not wanted:
        return {}
    rows = LogTile.objects.filter(wanted).values_list("level", "number", "hashes")
    return {(level, number): bytes(hashes) for level, number, hashes in rows}


def tile_of(level: int, number: int, width: int) -> bytes | None:
    """Return the first `width` hashes of a tile, None if there are not so many."""
    hashes = read_tiles({(level, number)}).get((level, number), b"")[: width * HASH_SIZE]
    return hashes if len(hashes) == width * HASH_SIZE else None


def entries_of(number: int, width: int) -> bytes | None:
    """Return the records of a tile's first `width` leaves, each after its two-byte length; None if one is missing."""
    start = number * WIDTH
    leaves = CaptureRecord.objects.filter(leaf_index__gte=start, leaf_index__lt=start + width).order_by("leaf_index")
    entries = [content.encode() for content in leaves.values_list("content", flat=True)]
    if len(entries) < width:
        return None
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def proof_of(index: int, checkpoint: Checkpoint) -> str:
    """Return the proof that a leaf is in the log as of a checkpoint (C2SP tlog-proof)."""
    tiles: Tiles = read_tiles(tiles_for_proof(index, checkpoint.size))
    hashes = [base64.b64encode(node).decode() for node in inclusion_proof(index, checkpoint.size, tiles)]
    return "\n".join(["c2sp.org/tlog-proof@v1", f"index {index}", *hashes, "", checkpoint.text])
