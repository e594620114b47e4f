"""Captured pages in a bucket, by the protocol of S3 at its wire; and what happens while the store is away."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.environment import Environment
from governance.capture.duties import tidy_captures
from governance.capture.storing.away import StorageAway
from governance.capture.storing.raw_bodies import forget_bodies, keep_body, read_body, sweep_orphans, why_away
from governance.models import Capture, CaptureHost, Fetch, RawBody, SourcePage, Version
from tests.contract.s3_server import ACCESS_KEY, BUCKET, REGION, SECRET_KEY, S3Server
from tests.governance.capture.pages import NOON
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import dialling

pytestmark = pytest.mark.django_db
RAISED = (*CLAUSES[:2], CLAUSES[2].replace("3 coins", "9 coins"), *CLAUSES[3:])
PAGES = [(f"<p>Letter {number}.</p>" * 40).encode() for number in range(6)]


@pytest.fixture
def bucket(store, settings, monkeypatch, tmp_path):
    """A bucket that the settings name, in place of files."""
    with S3Server() as server:
        monkeypatch.setenv("CAPTURE_STORAGE", f"s3://{BUCKET}/clausewatch?region={REGION}&endpoint={server.endpoint}")
        keys = {"key_id": ACCESS_KEY, "secret_key": SECRET_KEY}
        captures = Environment().capture_storage("CAPTURE_STORAGE", tmp_path, **keys)
        settings.STORAGES = settings.STORAGES | {"captures": captures}
        dialling.permitted.add(server.as_endpoint)
        yield server
        dialling.permitted.discard(server.as_endpoint)


def test_bodies_are_kept_in_the_bucket_and_read_back(bucket):
    bodies, like = [], None
    for page in PAGES:
        like = keep_body(page, like=like, now=NOON)
        bodies.append(like)
    assert [read_body(RawBody.objects.select_related("base").get(pk=body.pk)) for body in bodies] == PAGES
    assert len(bucket.objects) == len(PAGES)
    assert all(key.startswith("clausewatch/raw/") for key in bucket.objects)
    assert bodies[1].base == bodies[0]


def test_twice_is_once(bucket):
    first = keep_body(PAGES[0], now=NOON)
    asked = len(bucket.asked)
    assert keep_body(PAGES[0], now=NOON) == first
    assert len(bucket.asked) == asked


def test_old_bodies_are_forgotten_and_orphans_swept_a_thousand_at_a_time(bucket):
    kept = keep_body(PAGES[0], is_kept=True, now=NOON)
    for page in PAGES[1:]:
        keep_body(page, now=NOON)
    assert forget_bodies(NOON + timedelta(days=31)) == len(PAGES) - 1
    assert len(bucket.objects) == 1
    bucket.objects |= {f"clausewatch/raw/aa/bb/{n}.alone": (b"x", bucket.written_at) for n in range(7)}
    bucket.objects["clausewatch/raw/aa/bb/new.alone"] = (b"x", NOON)
    bucket.objects["somebody-else/raw/aa/bb/x.alone"] = (b"x", bucket.written_at)
    assert sweep_orphans(NOON) == 7
    assert len(bucket.objects) == 3
    assert read_body(kept) == PAGES[0]


def test_what_was_deleted_is_not_there_and_what_can_not_be_asked_for_is_away(bucket):
    body, _ = keep_body(PAGES[0], now=NOON), keep_body(PAGES[1], is_kept=True, now=NOON)
    bucket.fails_with = 503
    with pytest.raises(StorageAway):
        read_body(body)
    assert "503" in why_away() or "Unavailable" in why_away()
    bucket.fails_with = 0
    assert why_away() == ""
    [key] = [key for key in bucket.objects if body.pk in key]
    del bucket.objects[key]
    with pytest.raises(FileNotFoundError):
        read_body(body)
    bucket.objects.clear()
    assert "database knows of pages" in why_away()
    with pytest.raises(StorageAway):
        read_body(body)


def test_a_wrong_key_is_said_and_nothing_is_lost(bucket, settings):
    settings.STORAGES["captures"]["OPTIONS"]["secret_key"] = "wrong"
    settings.STORAGES = dict(settings.STORAGES)
    with pytest.raises(StorageAway):
        keep_body(PAGES[0], now=NOON)
    assert not RawBody.objects.exists()
    assert "SignatureDoesNotMatch" in why_away()


def said_away(log):
    return [row for row in log if "capture_storage_away" in str(row.msg)]


def test_while_the_bucket_is_away_no_page_is_asked_for_and_it_goes_on_afterwards(bucket, watched, caplog):
    web = watched()
    document = web.document()
    bucket.fails_with = 503
    assert web.read_once() == {"fetched": 0, "unchanged": 0, "failed": 0, "storage_away": 1}
    assert web.web.asked == []
    assert said_away(caplog.records)
    assert web.health(document)[0] == "never"
    bucket.fails_with = 0
    web.read()
    assert web.health(document) == ("verified", "")
    assert Version.objects.count() == 1


def test_a_page_that_could_not_be_stored_is_fetched_again_and_nothing_is_said_of_it(bucket, watched, caplog):
    web = watched()
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = policy(*RAISED)
    web.pass_time(hours=6)
    bucket.fails_writing_with = 507
    assert web.read_once()["storage_away"] == 1
    assert said_away(caplog.records)
    assert Fetch.objects.count() == 1
    assert web.health(document) == ("verified", "")
    host = CaptureHost.objects.get()
    assert (host.lease_until, host.next_allowed_at > web.now) == (None, True)
    assert SourcePage.objects.get().due_at == web.now + timedelta(minutes=5)
    web.pass_time(minutes=6)
    bucket.fails_writing_with = 0
    web.read()
    assert Version.objects.count() == 2


def test_what_was_fetched_is_judged_when_it_can_be_read_again(bucket, watched, monkeypatch):
    from governance.capture import judging

    web = watched()
    document = web.document()
    judge = judging.judge_due
    monkeypatch.setattr("tests.governance.capture.site.judge_due", lambda now: {})
    web.read_once()
    bucket.fails_with = 503
    assert judge(web.now) == {"storage_away": 1}
    assert web.health(document)[0] == "never"
    assert not Capture.objects.exists()
    bucket.fails_with = 0
    assert judge(web.now) == {"verified": 1}


def test_a_frame_that_can_not_be_read_keeps_no_other_document_waiting(store, watched, monkeypatch):
    from governance.capture import judging

    web = watched({"owl.example": {"/terms": policy()}, "barn.example": {"/terms": policy(*RAISED, title="Barn")}})
    broken, fine = web.document(), web.document("Privacy Policy", host="barn.example")
    judge = judging.judge_due
    monkeypatch.setattr("tests.governance.capture.site.judge_due", lambda now: {})
    web.read_once()
    body = Fetch.objects.get(page__places__document=broken).raw
    [path] = store.rglob(f"{body.pk}*")
    path.unlink()
    path.mkdir()
    counts = judge(web.now)
    assert counts == {"storage_away": 1, "verified": 1}
    assert (web.health(broken)[0], web.health(fine)[0]) == ("never", "verified")


def test_tidying_waits_too(bucket):
    keep_body(PAGES[0], now=NOON)
    bucket.fails_with = 503
    assert tidy_captures(NOON)["storage_away"] == 1
    bucket.fails_with = 0
    assert "storage_away" not in tidy_captures(datetime(2026, 12, 1, tzinfo=UTC))
