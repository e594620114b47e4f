"""A certificate of watching lists what was verified, hides no gap, and shows each byte that is changed in it."""

import io
import json
import random
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.capture.evidence.certificates import make_certificate
from governance.capture.evidence.records import write_record
from governance.capture.evidence.signing import renew_key
from governance.capture.evidence.verifiers import certificate
from governance.capture.evidence.verifiers.shared import container
from governance.models import Capture, CaptureHealth, Change, Document, Event, Version

pytestmark = pytest.mark.django_db

SINCE = datetime(2026, 2, 1, tzinfo=UTC)
UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIX_HOURS = timedelta(hours=6)
NUMBER = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def document(make_document):
    return make_document(created_at=SINCE - timedelta(days=90))


def capture(document, at, state="verified", verdict=""):
    made = Capture.objects.create(
        document=document, captured_at=at, judged_at=at, extractor_version=1, state=state, verdict=verdict,
        fetch_key=at.isoformat(),
    )  # fmt: skip
    CaptureHealth.objects.get_or_create(document=document, defaults={"since": at})
    write_record(made, [])
    return made


def watch(document, since=SINCE - SIX_HOURS, until=UNTIL, but=()):
    """A capture every six hours; `but` are the times of which there is none."""
    at = since
    while at < until:
        if not any(begin <= at < end for begin, end in but):
            capture(document, at)
        at += SIX_HOURS


def made(*documents, since=SINCE, until=UNTIL, now=NOW):
    names = [document.public_id for document in documents]
    return make_certificate(NUMBER, names, since=since, until=until, now=now).data


def files_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def told(*documents, **options):
    return json.loads(files_in(made(*documents, **options))["certificate.json"])["documents"]


def gaps(one):
    return [(gap["since"], gap["until"], [reason["code"] for reason in gap["reasons"]]) for gap in one["gaps"]]


def test_a_document_that_was_read_throughout_has_no_gap(document):
    watch(document)
    (one,) = told(document)
    assert one["verified"]["count"] == 28 * 4
    assert (one["verified"]["first"], one["verified"]["last"]) == (
        "2026-02-01T00:00:00.000Z", "2026-02-28T18:00:00.000Z",
    )  # fmt: skip
    assert one["gaps"] == []
    first = Capture.objects.get(captured_at=SINCE)
    assert one["verified"]["first_capture"] == first.public_id
    assert one["verified"]["first_record_sha256"] == first.record.sha256


def test_a_failed_capture_in_the_middle_is_a_gap_with_its_reason(document):
    middle = SINCE + timedelta(days=10)
    watch(document, but=[(middle, middle + timedelta(hours=1))])
    capture(document, middle, "blocked", "login")
    (one,) = told(document)
    assert one["verified"]["count"] == 28 * 4 - 1
    assert gaps(one) == [("2026-02-10T18:00:00.000Z", "2026-02-11T06:00:00.000Z", ["blocked"])]
    assert one["gaps"][0]["reasons"] == [
        {"code": "blocked", "verdict": "login", "words": "the site does not let us read it", "attempts": 1}
    ]
    assert one["not_accepted"][0]["count"] == 1
    text = files_in(made(document))["CERTIFICATE.txt"].decode()
    assert "the site does not let us read it (login), 1 capture" in text


def test_a_failed_capture_between_two_good_ones_in_time_is_told_though_it_is_no_gap(document):
    watch(document)
    capture(document, SINCE + timedelta(days=3, hours=1), "suspect", "truncated")
    (one,) = told(document)
    assert one["gaps"] == []
    assert [(row["state"], row["count"]) for row in one["not_accepted"]] == [("suspect", 1)]


def test_a_time_in_which_nothing_was_captured_is_a_gap_that_says_so(document):
    begin = SINCE + timedelta(days=5)
    watch(document, but=[(begin, begin + timedelta(days=2))])
    assert gaps(told(document)[0]) == [("2026-02-05T18:00:00.000Z", "2026-02-08T00:00:00.000Z", ["nothing_captured"])]


def test_the_edges_of_the_period_are_gaps_where_nobody_looked(document):
    watch(document, since=SINCE + timedelta(days=1), until=UNTIL - timedelta(days=1))
    assert gaps(told(document)[0]) == [
        ("2026-02-01T00:00:00.000Z", "2026-02-02T00:00:00.000Z", ["nothing_captured"]),
        ("2026-02-27T18:00:00.000Z", "2026-03-01T00:00:00.000Z", ["nothing_captured"]),
    ]
    # A capture shortly before the period covers its beginning.
    capture(document, SINCE - timedelta(hours=20))
    assert gaps(told(document, since=SINCE + timedelta(hours=23))[0])[0][0] == "2026-02-01T23:00:00.000Z"
    capture(document, SINCE + timedelta(hours=22))
    assert len(gaps(told(document, since=SINCE + timedelta(hours=23))[0])) == 1


def test_a_document_that_came_or_went_in_the_period_says_so(make_document):
    late = make_document(created_at=SINCE + timedelta(days=3))
    watch(late, since=SINCE + timedelta(days=4))
    ended = make_document(document_type="privacy-policy", created_at=SINCE - timedelta(days=9))
    at = SINCE + timedelta(days=20)
    watch(ended, until=at)
    Event.objects.create(kind="document_retired", platform=ended.platform, document=ended, occurred_at=at)
    Document.objects.filter(pk=ended.pk).update(state="retired")
    (came, went) = told(late, ended)
    assert gaps(came) == [
        ("2026-02-01T00:00:00.000Z", "2026-02-05T00:00:00.000Z", ["not_yet_listed", "nothing_captured"])
    ]
    assert gaps(went) == [("2026-02-20T18:00:00.000Z", "2026-03-01T00:00:00.000Z", ["retired", "nothing_captured"])]
    assert went["events"] == [{"kind": "document_retired", "at": "2026-02-21T00:00:00.000Z"}]
    text = files_in(made(late, ended))["CERTIFICATE.txt"].decode()
    assert "the document was retired at 2026-02-21T00:00:00.000Z" in text


def test_a_document_that_nobody_captured_is_one_gap(make_document):
    empty = make_document(created_at=SINCE - timedelta(days=1))
    (one,) = told(empty)
    assert (one["verified"]["count"], one["verified"]["first"], one["version_at_end"]) == (0, "", None)
    assert gaps(one) == [("2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z", ["not_read_by_us"])]
    assert one["no_substantive_change"] is False
    text = files_in(made(empty))["CERTIFICATE.txt"].decode()
    assert "No version is recorded, so nothing is said of changes." in text
    assert "No substantive change" not in text


def test_an_imported_version_is_said_to_be_none_of_ours(document, collection, make_history, now):
    Document.objects.filter(pk=document.pk).update(collection=collection)
    document.refresh_from_db()
    make_history(document)
    (one,) = told(document, since=now - timedelta(days=9), until=now, now=now)
    assert one["verified"]["count"] == 0
    assert {version["is_imported"] for version in one["versions"]} == {True}
    text = files_in(made(document, since=now - timedelta(days=9), until=now, now=now))["CERTIFICATE.txt"].decode()
    assert "we did not read it ourselves" in text
    assert "imported from a collection and not verified by us" in text


def test_versions_and_changes_are_those_of_the_period(document, make_history, now):
    versions = make_history(document)
    changes = list(Change.objects.order_by("pk"))
    options = {"since": versions[0].captured_at + timedelta(hours=1), "until": versions[2].captured_at, "now": now}
    (one,) = told(document, **options)
    assert one["version_at_start"]["sha256"] == versions[0].sha256
    assert one["version_at_end"]["sha256"] == versions[1].sha256
    assert [row["version"] for row in one["versions"]] == [versions[1].public_id]
    assert [row["change"] for row in one["changes"]] == [changes[0].public_id]
    assert one["changes"][0]["headline"] == changes[0].headline
    assert one["no_substantive_change"] is False


def test_a_document_that_is_no_longer_there_is_named(document):
    name = document.public_id
    document.delete()
    data = make_certificate(NUMBER, [name], since=SINCE, until=UNTIL, now=NOW).data
    assert json.loads(files_in(data)["certificate.json"])["no_longer_recorded"] == [name]
    assert f"No longer recorded: {name}." in files_in(data)["CERTIFICATE.txt"].decode()


def test_names_from_outside_do_nothing_to_the_page(document):
    Document.objects.filter(pk=document.pk).update(title="Terms\n\x1b[31m No gap.\u2028 x")
    text = files_in(made(document))["CERTIFICATE.txt"].decode()
    assert "Terms [31m No gap. x" in text
    assert "\x1b" not in text


def run(data, tmp_path, *arguments):
    path = tmp_path / "certificate.zip"
    path.write_bytes(data)
    return certificate.main([str(path), *arguments])


def test_a_certificate_verifies_itself_with_nothing_but_python(document, tmp_path):
    watch(document, until=SINCE + timedelta(days=2))
    data = made(document)
    files = files_in(data)
    assert sorted(files) == ["CERTIFICATE.txt", "certificate.json", "log.vkey", "signature", "verify.py"]
    assert data == made(document)
    (tmp_path / "certificate.zip").write_bytes(data)
    (tmp_path / "verify.py").write_bytes(files["verify.py"])
    key = files["log.vkey"].decode().strip()
    command = [sys.executable, "-I", str(tmp_path / "verify.py"), str(tmp_path / "certificate.zip"), "--key", key]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Whatever could be verified is as it was." in done.stdout
    assert "Whose key it is" in done.stdout
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    for name, inner in files.items():
        (unpacked / name).write_bytes(inner)
    done = subprocess.run(
        [sys.executable, "-I", str(unpacked / "verify.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "not verified  The zip" in done.stdout


def test_any_byte_that_is_changed_is_seen(document, tmp_path, capsys):
    watch(document, until=SINCE + timedelta(days=1))
    data = made(document)
    assert run(data, tmp_path) == 0
    edges = (0, 14, 30, len(data) - 60, len(data) - 22, len(data) - 1)
    places = (*random.Random(7).sample(range(len(data)), 60), *edges)
    for place in places:
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        assert run(changed, tmp_path) == 1, place
    files = files_in(data)
    for name, inner in files.items():
        for place in (0, len(inner) // 2, len(inner) - 1):
            other = inner[:place] + bytes([inner[place] ^ 1]) + inner[place + 1 :]
            assert run(container({**files, name: other}), tmp_path) == 1, (name, place)
        assert run(container({**files, name: inner + b"\n"}), tmp_path) == 1, name
        assert run(container({key: value for key, value in files.items() if key != name}), tmp_path) == 1, name
    assert run(container({**files, "more.txt": b"x"}), tmp_path) == 1
    assert run(data, tmp_path, "--key", "other+00000000+AAAA") == 1
    assert "Traceback" not in capsys.readouterr().out


def test_a_certificate_signed_with_another_key_is_no_certificate_of_this_log(document, tmp_path):
    data = made(document)
    key = files_in(data)["log.vkey"].decode().strip()
    renew_key(NOW)
    other = files_in(made(document))
    assert run(container(other), tmp_path, "--key", key) == 1
    assert run(container({**other, "log.vkey": files_in(data)["log.vkey"]}), tmp_path) == 1
    # What was issued before stays as it was.
    assert run(data, tmp_path, "--key", key) == 0


def test_more_documents_and_a_year_take_no_more_statements(make_document, make_history):
    def statements(*documents):
        with CaptureQueriesContext(connection) as queries:
            made(*documents, since=NOW - timedelta(days=366), until=NOW)
        return len(queries)

    def one_more(kind):
        document = make_document(document_type=kind, created_at=SINCE - timedelta(days=1))
        watch(document, until=SINCE + timedelta(days=3))
        make_history(document)
        return document

    first = one_more("terms-of-service")
    made(first)
    assert statements(first) == statements(first, *(one_more(f"type-{number}") for number in range(5)))
    assert Version.objects.count() == 18
