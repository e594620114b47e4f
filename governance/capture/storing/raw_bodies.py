"""Keeps bodies under the SHA-256 of their bytes, in the storage "captures": files, or a bucket (CAPTURE_STORAGE).

The frame is written first and its row second, so a row always has its frame; a frame without a row is swept away after
a day. Every sixteenth frame of a chain stands alone, and so does every body that is kept for ever.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db.models import Exists, OuterRef

from governance.capture.storing.away import StorageAway
from governance.capture.storing.frames import DamagedFrame, pack, unpack
from governance.models import RawBody, SourcePage

LONGEST_CHAIN = 15
KEPT_FOR = timedelta(days=30)
ORPHANED_FOR = timedelta(days=1)
CHECKED_AFTER = timedelta(days=1)
_AT_ONCE = 500
_FOLDER = "raw"
_EMPTY = "There is no folder “raw” in the store of captured pages, and the database knows of pages in it."
_Item = TypeVar("_Item")
logger = structlog.get_logger(__name__)


def keep_body(data: bytes, *, like: RawBody | None = None, is_kept: bool = False, now: datetime) -> RawBody:
    """Store the bytes and return their row; `like` is the last body of the same page, which they are packed against.

    Where that one can't be read any more, a warning names it and the new bytes stand alone. Of what is stored already
    only that it is to be kept for ever is written; but once a day it is read, and written anew, alone, if it can't be.
    Raises DamagedFrame if what was written does not read back, and StorageAway if it can't be written at present.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = RawBody.objects.filter(pk=digest, forgotten_at=None).first()
    if known is None:
        base = None if is_kept or not _is_good_base(like, digest) else like
        return _store(digest, data, base, is_kept=is_kept, now=now)
    if now - (known.checked_at or known.stored_at) >= CHECKED_AFTER:
        if _read_or_warned(known) is None:
            return _store(digest, data, None, is_kept=is_kept or known.is_kept, now=now)
        RawBody.objects.filter(pk=digest).update(checked_at=now)
    if is_kept and not known.is_kept:
        known.is_kept = True
        known.save(update_fields=["is_kept"])
    return known


def read_body(body: RawBody) -> bytes:
    """Return the bytes.

    Raises DamagedFrame if others are stored, FileNotFoundError if none are, as after thirty days, and StorageAway if
    that can't be known at present.
    """
    try:
        with _told_plainly(), _storage().open(_path(body)) as file:
            frame = file.read()
    except FileNotFoundError:
        if why := why_away():
            raise StorageAway(why) from None
        raise
    data = unpack(frame, read_body(body.base) if body.base else None, body.size_bytes)
    if hashlib.sha256(data).hexdigest() != body.pk:
        raise DamagedFrame(f"{body.pk} holds other bytes.")
    return data


def forget_bodies(now: datetime) -> int:
    """Delete the bytes of bodies older than thirty days that nothing keeps, and return their number; their rows stay.

    A body that others are packed against goes after those.
    """
    old = RawBody.objects.filter(is_kept=False, forgotten_at=None, stored_at__lt=now - KEPT_FOR)
    needed = RawBody.objects.filter(base=OuterRef("pk"), forgotten_at=None)
    accepted = SourcePage.objects.filter(accepted_fetch__raw=OuterRef("pk"))
    bodies = list(old.filter(~Exists(needed), ~Exists(accepted))[:_AT_ONCE])
    RawBody.objects.filter(pk__in=[body.pk for body in bodies]).update(forgotten_at=now)
    for body in bodies:
        _storage().delete(_path(body))
    return len(bodies)


def sweep_orphans(now: datetime) -> int:
    """Delete frames without a row, as a killed worker leaves them, a day after they were written; return the number."""
    storage, swept = _storage(), 0
    for paths in _batched(_files(storage), _AT_ONCE):
        digests = {path.rpartition("/")[2].partition(".")[0] for path, _ in paths}
        rows = RawBody.objects.filter(pk__in=digests, forgotten_at=None).select_related("base")
        known = {_path(row) for row in rows}
        for path, written_at in paths:
            if path not in known and written_at() < now - ORPHANED_FOR:
                with _told_plainly():
                    storage.delete(path)
                swept += 1
    return swept


def why_away() -> str:
    """Return why the store can't be used at present; "" if it can be reached and is not empty against the rows."""
    try:
        with _told_plainly():
            if folder := _missing_folder(_storage()):
                return f"There is no folder {folder}, which captured pages are kept in. Bring it back, or make it."
            return "" if _holds_something(_storage()) or not _is_to_hold_something() else _EMPTY
    except StorageAway as away:
        return str(away)


def _missing_folder(storage: Storage) -> str:
    """Return the folder above the store if it isn't there: where a data folder was moved away, none is begun anew."""
    if hasattr(storage, "files_below"):
        return ""
    above = Path(storage.path("")).parent
    return "" if above.is_dir() else str(above)


def _holds_something(storage: Storage) -> bool:
    if hasattr(storage, "files_below"):
        return any(True for _ in storage.files_below(_FOLDER))
    return storage.exists(_FOLDER)


def _is_to_hold_something() -> bool:
    return RawBody.objects.filter(forgotten_at=None).exists()


def _is_good_base(like: RawBody | None, digest: str) -> bool:
    return like is not None and like.pk != digest and like.forgotten_at is None and like.depth < LONGEST_CHAIN


def _store(digest: str, data: bytes, base: RawBody | None, *, is_kept: bool, now: datetime) -> RawBody:
    base_data = _read_or_warned(base) if base else None
    if base_data is None:
        base = None
    packed = pack(data, base_data)
    body = RawBody(
        sha256=digest,
        size_bytes=len(data),
        stored_bytes=len(packed),
        base=base,
        depth=base.depth + 1 if base else 0,
        stored_at=now,
        is_kept=is_kept,
    )
    _write(_path(body), packed)
    if read_body(body) != data:
        raise DamagedFrame(f"{digest} does not read back as it was.")
    RawBody.objects.bulk_create(
        [body],
        update_conflicts=True,
        unique_fields=["sha256"],
        update_fields=["stored_bytes", "base", "depth", "stored_at", "checked_at", "is_kept", "forgotten_at"],
    )
    return body


def _read_or_warned(base: RawBody) -> bytes | None:
    try:
        return read_body(base)
    except (DamagedFrame, FileNotFoundError) as error:
        logger.warning("stored_page_not_readable", body=base.pk, error=str(error))
        return None


def _write(path: str, packed: bytes) -> None:
    """Write the frame, in place of what a killed worker left half. A path has one content."""
    storage = _storage()
    if not hasattr(storage, "files_below") and (why := why_away()):
        raise StorageAway(why)  # a folder that was moved away is not made anew
    with _told_plainly():
        if storage.exists(path):
            storage.delete(path)
        written = storage.save(path, ContentFile(packed))
        if written != path:  # another worker wrote it in between
            storage.delete(written)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Raise StorageAway for a disk that is full or not there; a bucket does so by itself."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageAway(str(error)) from error


def _files(storage: Storage) -> Iterator[tuple[str, Callable[[], datetime]]]:
    """Yield the path of every stored frame, and what tells when it was written."""
    if hasattr(storage, "files_below"):
        for path, written_at in storage.files_below(_FOLDER):
            yield path, lambda at=written_at: at  # type: ignore[misc]
        return
    for first in _inside(storage, _FOLDER):
        for second in _inside(storage, f"{_FOLDER}/{first}"):
            folder = f"{_FOLDER}/{first}/{second}"
            for name in sorted(storage.listdir(folder)[1]):
                yield f"{folder}/{name}", partial(storage.get_modified_time, f"{folder}/{name}")


def _inside(storage: Storage, path: str) -> list[str]:
    try:
        return storage.listdir(path)[0]
    except FileNotFoundError:
        return []


def _path(body: RawBody) -> str:
    return f"{_FOLDER}/{body.pk[:2]}/{body.pk[2:4]}/{_name(body)}"


def _name(body: RawBody) -> str:
    """Return the name of a body's frame, which differs for each body that it may be packed against."""
    return f"{body.pk}.on-{body.base_id[:16]}" if body.base_id else f"{body.pk}.alone"


def _batched(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield the items in lists of so many."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _storage() -> Storage:
    return storages["captures"]
