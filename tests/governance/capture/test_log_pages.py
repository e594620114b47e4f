"""Anybody can mirror the log: its checkpoint, its tiles and its entries have the addresses of C2SP tlog-tiles."""

import pytest

from governance.capture.evidence.log import sign_checkpoint
from governance.capture.evidence.merkle import leaf_hash, root_of
from governance.capture.evidence.records import write_record
from governance.capture.evidence.verifiers.shared import read_checkpoint
from governance.models import Capture, CaptureHealth, LogKey
from tests.governance.capture.pages import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]


@pytest.fixture
def logged(make_document, settings, tmp_path):
    """A log of 259 records."""
    settings.DATA_DIR = tmp_path
    document = make_document()
    CaptureHealth.objects.create(document=document, since=NOON)
    for number in range(259):
        capture = Capture.objects.create(
            document=document, captured_at=NOON, judged_at=NOON, fetch_key=str(number), extractor_version=1
        )
        write_record(capture, [])
    sign_checkpoint(NOON)


def entries(data):
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


def test_a_mirror_makes_the_root_from_what_is_served(client, logged):
    note = client.get("/log/checkpoint")
    assert note["Content-Type"] == "text/plain; charset=utf-8"
    assert note["Cache-Control"] == "public, max-age=5"
    key = client.get("/.well-known/clausewatch-key").content.decode().splitlines()[-1]
    assert key == LogKey.objects.get().text
    size, root = read_checkpoint(note.content, key)
    assert size == 259
    full, part = client.get("/log/tile/0/000"), client.get("/log/tile/0/001.p/3")
    above = client.get("/log/tile/1/000.p/1").content
    assert (len(full.content), len(part.content), len(above)) == (8_192, 96, 32)
    for answer in (full, part):
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer
    assert root_of(size, {(0, 0): full.content, (0, 1): part.content, (1, 0): above}) == root
    served = entries(client.get("/log/tile/entries/000").content) + entries(
        client.get("/log/tile/entries/001.p/3").content
    )
    assert b"".join(map(leaf_hash, served)) == full.content + part.content


@pytest.mark.parametrize(
    "path",
    [
        *("0/001", "0/001.p/4", "0/001.p/0", "0/000.p/256", "0/000.p/03", "0/002.p/1", "1/000", "1/001.p/1", "2/000"),
        *("0/x000/000", "0/1", "0/0000", "64/000", "00/000", "0/000/", "0/000%0A", "0/x999/x999/x999/x999/x999/999"),
        *("entries/001", "entries/001.p/4", "entries/x000/000", "entries/x999/x999/x999/x999/x999/999"),
    ],
)
def test_what_is_not_there_or_not_spelled_so_is_not_found(client, logged, path):
    assert client.get(f"/log/tile/{path}").status_code == 404


def test_a_part_of_a_tile_that_was_served_once_is_served_for_ever(client, logged):
    full = client.get("/log/tile/0/000").content
    assert client.get("/log/tile/0/000.p/255").content == full[: 255 * 32]
    assert client.get("/log/tile/0/000.p/1").content == full[:32]


def test_the_log_is_read_only(client):
    assert client.post("/log/checkpoint").status_code == 405


def test_each_address_of_the_log_costs_one_statement(client, logged, django_assert_num_queries):
    for path in ("checkpoint", "tile/0/000", "tile/entries/000"):
        with django_assert_num_queries(1):
            client.get(f"/log/{path}")


@pytest.mark.parametrize("address", ["/log/checkpoint", "/.well-known/clausewatch-key"])
def test_an_empty_log_says_that_it_is_empty(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.startswith(b"The log is empty.")
