"""Bodies are stored once, packed against the last one, and read back byte for byte."""

import os
import random
from datetime import timedelta
from pathlib import Path

import pytest

from governance.capture.storing.frames import DamagedFrame, pack, unpack
from governance.capture.storing.raw_bodies import (
    KEPT_FOR,
    LONGEST_CHAIN,
    ORPHANED_FOR,
    forget_bodies,
    keep_body,
    read_body,
    sweep_orphans,
)
from governance.models import CaptureHost, Fetch, RawBody, SourcePage
from tests.governance.capture.pages import DELAY, NOON

WORDS = [f"word{number:04}" for number in range(4_000)]


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "captures": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "captures"},
        }
    }
    return tmp_path / "captures"


def page(seed=0, length=3_000):
    return " ".join(random.Random(seed).choices(WORDS, k=length)).encode()


def frames(storage) -> list[Path]:
    return sorted(path for path in storage.rglob("*") if path.is_file())


def successive(count):
    """Bodies of a page that changes a little each time, each packed against the one before."""
    body, data, bodies = None, page(), []
    for number in range(count):
        data += f" changed {number}".encode()
        body = keep_body(data, like=body, now=NOON + timedelta(hours=number))
        bodies.append((body, data))
    return bodies


@pytest.mark.django_db
def test_a_body_is_stored_once_and_reads_back(storage):
    body = keep_body(page(), now=NOON)
    assert keep_body(page(), now=NOON + timedelta(days=1)) == body
    assert RawBody.objects.get().stored_at == NOON
    assert read_body(RawBody.objects.get()) == page()
    assert len(frames(storage)) == 1


@pytest.mark.django_db
def test_what_changed_little_takes_little(storage):
    first, second = [body for body, _ in successive(2)]
    assert first.base is None
    assert second.base == first
    assert second.stored_bytes * 10 < first.stored_bytes


@pytest.mark.django_db
def test_a_chain_ends_so_that_reading_stays_cheap(storage):
    bodies = successive(2 * LONGEST_CHAIN + 4)
    depths = [body.depth for body, _ in bodies]
    assert max(depths) == LONGEST_CHAIN
    assert depths.count(0) == 3
    assert all(read_body(RawBody.objects.get(pk=body.pk)) == data for body, data in bodies)


@pytest.mark.django_db
def test_what_is_kept_for_ever_stands_alone(storage):
    first = keep_body(page(), now=NOON)
    assert keep_body(page() + b" more", like=first, is_kept=True, now=NOON).base is None
    assert keep_body(page(), is_kept=True, now=NOON).is_kept
    assert RawBody.objects.get(pk=first.pk).is_kept


@pytest.mark.django_db
def test_an_empty_body_is_a_body(storage):
    assert read_body(keep_body(b"", now=NOON)) == b""
    assert read_body(keep_body(b"x", like=RawBody.objects.get(), now=NOON)) == b"x"


@pytest.mark.django_db
def test_a_half_frame_of_a_killed_worker_is_replaced(storage):
    keep_body(page(), now=NOON)
    [path] = frames(storage)
    path.write_bytes(path.read_bytes()[:50])
    RawBody.objects.all().delete()
    assert read_body(keep_body(page(), now=NOON)) == page()


@pytest.mark.django_db
@pytest.mark.parametrize("place", [10, 60, -1])
def test_damage_is_seen(storage, place):
    body = keep_body(page(), now=NOON)
    [path] = frames(storage)
    data = bytearray(path.read_bytes())
    data[place] ^= 0x40
    path.write_bytes(data)
    with pytest.raises(DamagedFrame):
        read_body(body)


@pytest.mark.pure
def test_a_frame_that_unpacks_to_more_than_was_said_is_refused():
    with pytest.raises(DamagedFrame):
        unpack(pack(bytes(5_000_000)), None, 100)
    with pytest.raises(DamagedFrame):
        unpack(pack(page() + b"x", page()), page(1), len(page()) + 1)


@pytest.mark.django_db
def test_after_thirty_days_bytes_go_unless_something_keeps_them(storage):
    bodies = [body for body, _ in successive(3)]
    kept = keep_body(page(5), is_kept=True, now=NOON)
    accepted = keep_body(page(6), now=NOON)
    host = CaptureHost.objects.create(name="a.example", delay=DELAY, next_allowed_at=NOON)
    source = SourcePage.objects.create(host=host, address="https://a.example/", language="en")
    fetch = Fetch.objects.create(page=source, route="plain", started_at=NOON, ended_at=NOON, raw=accepted)
    SourcePage.objects.update(accepted_fetch=fetch)
    late = NOON + KEPT_FOR + timedelta(days=1)
    assert forget_bodies(NOON + KEPT_FOR) == 0
    # The first two are needed to unpack the third, so they go after it.
    assert [forget_bodies(late) for _ in range(4)] == [1, 1, 1, 0]
    assert set(RawBody.objects.filter(forgotten_at=None)) == {kept, accepted}
    assert RawBody.objects.count() == 5
    with pytest.raises(OSError):
        read_body(RawBody.objects.get(pk=bodies[0].pk))
    assert len(frames(storage)) == 2


@pytest.mark.django_db
def test_what_was_forgotten_and_comes_again_is_stored_again(storage):
    keep_body(page(), now=NOON)
    late = NOON + KEPT_FOR + timedelta(days=1)
    forget_bodies(late)
    again = keep_body(page(), now=late)
    assert read_body(RawBody.objects.get()) == page()
    assert RawBody.objects.get().stored_at == late == again.stored_at


@pytest.mark.django_db
def test_frames_without_a_row_are_swept_a_day_later(storage):
    body = keep_body(page(), now=NOON)
    keep_body(page(1), now=NOON)
    RawBody.objects.exclude(pk=body.pk).delete()
    written = NOON.timestamp()
    for path in frames(storage):
        os.utime(path, (written, written))
    assert sweep_orphans(NOON + ORPHANED_FOR) == 0
    assert sweep_orphans(NOON + ORPHANED_FOR + timedelta(minutes=1)) == 1
    assert read_body(body) == page()


@pytest.mark.django_db
def test_an_empty_store_has_nothing_to_sweep():
    assert sweep_orphans(NOON) == 0
