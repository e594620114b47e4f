"""Evidence bundles are memos like the others: asked for, made by the worker, and verified by whoever gets one."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.utils import timezone

from alerts.memos import asking, making
from alerts.memos.asking import TooManyMemos
from alerts.memos.making import file_of, make_due_memos
from alerts.models import Memo
from governance.capture.evidence.memo_evidence import EvidenceTooLarge
from governance.capture.evidence.signing import LogKeyMissing
from governance.capture.storing.away import StorageAway
from governance.models import Version
from tests.alerts.memos.conftest import DAY

pytestmark = pytest.mark.django_db


def names_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(archive.namelist())


def verified_alone(data, folder):
    """What the program in the bundle prints, run by itself on the zip."""
    (folder / "evidence.zip").write_bytes(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (folder / "verify.py").write_bytes(archive.read("verify.py"))
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), str(folder / "evidence.zip")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def test_evidence_of_each_kind_of_memo_verifies_alone(ask, document, change, watchlist, now, tmp_path):
    for wish in (
        {"document": document},
        {"change": change},
        {"watchlist": watchlist, "since": now - 30 * DAY, "until": now},
    ):
        memo = ask("evidence", **wish)
        assert make_due_memos(now) == {"memos_made": 1, "memos_failed": 0}
        memo.refresh_from_db()
        said = verified_alone(memo.data, tmp_path)
        assert "quotations of the memo stand in their texts where it says" in said
        assert f"Evidence of memo {memo.number}:" in said
        assert {"memo.pdf", "memo.json"} <= names_in(memo.data)


def test_what_the_json_memo_is_and_what_the_pdf_is_are_in_it(ask, change, now):
    ask("evidence", change=change)
    make_due_memos(now)
    memo = Memo.objects.get()
    with zipfile.ZipFile(io.BytesIO(memo.data)) as archive:
        data = making.gather(memo, now=now)
        for name, format in (("memo.json", "json"), ("memo.pdf", "pdf")):
            assert archive.read(name) == file_of(data, format=format, paper="a4")[0]
        for key in (change.from_version_id, change.to_version_id):
            version = Version.objects.get(pk=key)
            assert archive.read(f"versions/{version.public_id}.md") == version.stored_text.data


def test_a_quiet_period_has_evidence_too(ask, watchlist, now, tmp_path):
    ask("evidence", watchlist=watchlist, since=now - 300 * DAY, until=now - 200 * DAY)
    make_due_memos(now)
    assert "0 quotations" in verified_alone(Memo.objects.get().data, tmp_path)


@pytest.mark.parametrize("lacking", [LogKeyMissing("no key"), StorageAway("no store")])
def test_what_this_machine_lacks_costs_no_attempt_and_the_others_are_made(ask, change, now, monkeypatch, lacking):
    def lacks(*_, **__):
        raise lacking

    evidence, other = ask("evidence", change=change), ask("json", change=change)
    with monkeypatch.context() as patched:
        patched.setattr(making, "evidence_of", lacks)
        for _ in range(4):
            with pytest.raises(type(lacking)):
                make_due_memos(now)
    evidence.refresh_from_db()
    other.refresh_from_db()
    assert (evidence.state, evidence.attempt_count, evidence.lease_until) == ("waiting", 0, None)
    assert other.state == "ready"
    assert make_due_memos(now)["memos_made"] == 1


def test_of_texts_that_are_too_large_none_is_made(ask, change, now, monkeypatch):
    def too_large(*_, **__):
        raise EvidenceTooLarge("1")

    monkeypatch.setattr(making, "evidence_of", too_large)
    ask("evidence", change=change)
    assert make_due_memos(now) == {"memos_made": 0, "memos_failed": 1}
    assert Memo.objects.get().state == "failed"


def test_nobody_has_more_than_so_many_bundles(ask, change, document, now, monkeypatch):
    monkeypatch.setattr(asking, "MOST_EVIDENCE", 1)
    ask("evidence", change=change)
    with pytest.raises(TooManyMemos, match="1 evidence bundles are as many as you can have; remove one"):
        ask("evidence", document=document)
    ask("pdf", document=document)


def test_a_person_downloads_it_as_a_zip(api, person, change):
    client = api(person)
    asked = client.post("/api/v1/memos/", {"change": change.public_id, "format": "evidence"}, format="json")
    assert asked.status_code == 201, asked.content
    make_due_memos(timezone.now())
    file = client.get(f"/api/v1/memos/{asked.json()['id']}/file/")
    assert file["Content-Type"] == "application/zip"
    assert file["Content-Disposition"] == f'attachment; filename="{asked.json()["number"]}.zip"'
    assert zipfile.is_zipfile(io.BytesIO(file.content))
