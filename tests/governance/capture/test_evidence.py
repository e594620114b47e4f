"""Each capture has a record in the chain of its document, and each record a place in a signed log."""

import base64
import hashlib
import json
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from governance.capture.evidence import log, signing
from governance.capture.evidence.log import proof_of, read_tiles, sign_checkpoint
from governance.capture.evidence.merkle import leaf_hash, root_of
from governance.capture.evidence.records import canonical, write_record
from governance.capture.evidence.verifiers.shared import read_checkpoint, root_by_proof
from governance.models import Capture, CaptureHealth, CaptureLog, CaptureRecord, Checkpoint, LogKey, LogTile
from tests.governance.capture.pages import NOON
from tests.governance.capture.site import policy
from tests.local_web import conditional, unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


def capture_of(document):
    """A capture without pages, for tests that are about the order of records."""
    CaptureHealth.objects.get_or_create(document=document, defaults={"since": NOON})
    count = Capture.objects.count()
    return Capture.objects.create(
        document=document, captured_at=NOON, judged_at=NOON, fetch_key=str(count), extractor_version=1, state="failing"
    )


def records_of(document, count):
    return [write_record(capture_of(document), []) for _ in range(count)]


def told(record):
    return json.loads(record.content)


def chain_is_whole(document):
    before = ""
    for place, record in enumerate(CaptureRecord.objects.filter(document=document).order_by("sequence"), 1):
        assert (record.sequence, told(record)["previous_sha256"]) == (place, before)
        before = hashlib.sha256(record.content.encode()).hexdigest()
        assert record.sha256 == before


def test_each_capture_has_a_record_that_names_the_one_before(watched):
    web = watched({"owl.example": {"/terms": conditional(policy(), etag='"1"')}})
    document = web.document()
    for _ in range(2):
        web.read()
        web.pass_time(hours=6)
    web.site["owl.example"]["/terms"] = unavailable(503)
    web.read()
    first, second, third = CaptureRecord.objects.order_by("sequence")
    chain_is_whole(document)
    [page] = told(first)["pages"]
    assert told(first)["state"] == "verified"
    assert told(first)["document"] == document.public_id
    assert page["requested"] == page["final"] == "http://owl.example/terms"
    assert (page["status"], page["peer"], page["outcome"]) == (200, "127.0.0.1", "")
    assert page["started_at"] == "2026-11-25T12:00:00.000Z"
    assert "Clausewatch" in page["user_agent"]
    [again] = told(second)["pages"]
    assert told(first)["text_from"] == [
        {"in": "marked", "kept": [], "left_out": [], "title_words": 0, "words": told(first)["text_from"][0]["words"]}
    ]
    assert told(third)["text_from"] == []
    assert (again["status"], again["raw_sha256"]) == (304, page["raw_sha256"])
    assert again["raw_fetched_at"] == page["ended_at"]
    assert told(second)["text_sha256"] == told(first)["text_sha256"]
    assert (told(third)["state"], told(third)["verdict"]) == ("failing", "later")


def test_a_record_has_one_form_of_integers_and_strings(watched):
    web = watched()
    web.document()
    web.read()
    record = CaptureRecord.objects.get()
    assert canonical(told(record)) == record.content.encode()

    def values(value):
        if isinstance(value, dict | list):
            return [one for part in (value.values() if isinstance(value, dict) else value) for one in values(part)]
        return [value]

    assert {type(value) for value in values(told(record))} <= {int, str}
    assert canonical({"b": "ü\ud800", "a": 1}) == b'{"a":1,"b":"\\u00fc\\ud800"}'


def test_a_record_that_is_too_long_for_the_log_tells_its_pages_in_short(watched):
    web = watched()
    web.document()
    web.read()
    capture = Capture.objects.get()
    [fetch] = web.fetches()
    fetch.facts["headers"]["server"] = "x" * 70_000
    CaptureRecord.objects.all().delete()
    record = write_record(capture, [fetch])
    assert len(record.content) < 1_000
    assert sorted(told(record)["pages"][0]) == ["page_sha256", "raw_bytes", "raw_sha256"]


def test_two_records_can_not_follow_the_same_one(make_document):
    [record] = records_of(make_document(), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaptureRecord.objects.create(document=record.document, sequence=1, content="{}", sha256="0" * 64)


def test_records_outlive_their_document(make_document):
    document = make_document()
    records_of(document, 2)
    document.delete()
    assert [record.capture for record in CaptureRecord.objects.all()] == [None, None]


def test_the_log_grows_by_a_leaf_a_record_and_is_signed(make_document, monkeypatch):
    monkeypatch.setattr(log, "AT_ONCE", 100)
    first, second = make_document(), make_document(document_type="privacy-policy")
    assert sign_checkpoint(NOON) == {"logged": 0}
    assert not Checkpoint.objects.exists()
    records_of(first, 150)
    assert sign_checkpoint(NOON) == {"logged": 150}
    records_of(second, 160)
    assert sign_checkpoint(NOON + timedelta(hours=1)) == {"logged": 160}
    assert sign_checkpoint(NOON + timedelta(hours=2)) == {"logged": 0}
    records = list(CaptureRecord.objects.order_by("leaf_index"))
    assert [record.leaf_index for record in records] == list(range(310))
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [100, 150, 250, 310]
    assert CaptureLog.objects.get().size == 310
    key = LogKey.objects.get().text
    leaves = [leaf_hash(record.content.encode()) for record in records]
    assert b"".join(leaves[:256]) == bytes(LogTile.objects.get(level=0, number=0).hashes)
    for checkpoint in Checkpoint.objects.all():
        assert checkpoint.text.startswith("testserver/log\n")
        size, root = read_checkpoint(checkpoint.text.encode(), key)
        for index in (0, 17, size - 1):
            head, _, note = proof_of(index, checkpoint).partition("\n\n")
            path = [base64.b64decode(line) for line in head.split("\n")[2:]]
            assert note == checkpoint.text
            assert root_by_proof(leaves[index], index, size, path) == root


def test_adding_and_proving_take_as_many_statements_whatever_the_size(
    make_document, monkeypatch, django_assert_max_num_queries
):
    document = make_document()
    records_of(document, 20)
    sign_checkpoint(NOON)
    # As if a million leaves were there already: the tiles of the right edge, and what a proof needs.
    size = 1_000_000
    LogTile.objects.all().delete()
    tiles = {(0, 3905): 256, (0, 3906): 64, (1, 15): 66, (2, 0): 15, (0, 0): 256, (1, 0): 256}
    LogTile.objects.bulk_create(
        LogTile(level=level, number=number, hashes=bytes(32) * width) for (level, number), width in tiles.items()
    )
    CaptureLog.objects.update(size=size)
    records_of(document, 3)
    with django_assert_max_num_queries(14):
        sign_checkpoint(NOON)
    last = Checkpoint.objects.get(size=size + 3)
    with django_assert_max_num_queries(1):
        proof_of(5, last)


def test_the_key_is_made_once_for_its_owner_only(make_document, data_dir):
    records_of(make_document(), 1)
    sign_checkpoint(NOON)
    path = data_dir / "log_key"
    assert path.stat().st_mode & 0o777 == 0o600
    made = path.read_bytes()
    records_of(make_document(document_type="cookies"), 1)
    sign_checkpoint(NOON)
    assert path.read_bytes() == made
    assert LogKey.objects.count() == 1
    assert LogKey.objects.get().text.startswith("testserver/log+")


def test_a_machine_without_the_key_makes_no_second_one(make_document, data_dir):
    document = make_document()
    records_of(document, 1)
    sign_checkpoint(NOON)
    key = (data_dir / "log_key").read_bytes()
    records_of(document, 1)
    (data_dir / "log_key").unlink()
    with pytest.raises(signing.LogKeyMissing, match="can't be read"):
        sign_checkpoint(NOON)
    (data_dir / "log_key").write_bytes(b"no key")
    with pytest.raises(signing.LogKeyMissing, match="can't be read"):
        sign_checkpoint(NOON)
    assert CaptureLog.objects.get().size == 1
    (data_dir / "log_key").write_bytes(key)
    assert sign_checkpoint(NOON) == {"logged": 1}


def test_an_operator_changes_the_key_and_old_signatures_hold(make_document, data_dir, settings, capsys):
    document = make_document()
    records_of(document, 1)
    sign_checkpoint(NOON)
    with pytest.raises(CommandError):
        call_command("renew_log_key")
    call_command("renew_log_key", "--yes")
    settings.BASE_URL = "https://elsewhere.example"  # the log's name stays
    records_of(document, 1)
    sign_checkpoint(NOON)
    old, new = LogKey.objects.order_by("pk")
    first, second = Checkpoint.objects.order_by("size")
    assert (first.key, second.key) == (old, new)
    assert read_checkpoint(first.text.encode(), old.text)[0] == 1
    assert read_checkpoint(second.text.encode(), new.text)[0] == 2
    assert new.text in capsys.readouterr().out
    assert len(list(data_dir.glob("log_key*"))) == 2


def in_threads(*functions):
    barrier, errors = threading.Barrier(len(functions)), []

    def run(function):
        try:
            connection.ensure_connection()
            barrier.wait(60)
            function()
        except Exception as error:
            errors.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_writers_at_once_fork_no_chain_and_leave_no_gap_in_the_log(make_document):
    documents = [make_document(), make_document(document_type="privacy-policy")]
    captures = [[capture_of(document) for document in documents for _ in range(8)] for _ in range(4)]

    def write(mine):
        for capture in mine:
            with transaction.atomic():
                write_record(capture, [])

    def sign():
        for _ in range(8):
            sign_checkpoint(NOON)

    in_threads(*(lambda mine=mine: write(mine) for mine in captures), sign, sign)
    sign_checkpoint(NOON)
    records = list(CaptureRecord.objects.order_by("leaf_index"))
    assert [record.leaf_index for record in records] == list(range(64))
    for document in documents:
        assert CaptureRecord.objects.filter(document=document).count() == 32
        chain_is_whole(document)
        logged = CaptureRecord.objects.filter(document=document).order_by("leaf_index")
        assert [record.sequence for record in logged] == list(range(1, 33))
    last = Checkpoint.objects.order_by("-size").first()
    tiles = read_tiles({(0, 0)})
    assert tiles[0, 0] == b"".join(leaf_hash(record.content.encode()) for record in records)
    assert read_checkpoint(last.text.encode(), LogKey.objects.get().text) == (64, root_of(64, tiles))
