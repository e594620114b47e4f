"""`verify_archive` notices whatever is no longer as it was in the records, the log and its checkpoints."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from governance.capture.evidence.log import sign_checkpoint
from governance.models import CaptureLog, CaptureRecord, Checkpoint, LogKey, LogTile
from tests.governance.capture.pages import NOON
from tests.governance.capture.test_evidence import data_dir, records_of  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]


@pytest.fixture
def logged(make_document):
    """Two documents with 300 records in two checkpoints, and a record that is not logged yet."""
    first, second = make_document(), make_document(document_type="cookies")
    records_of(first, 200)
    sign_checkpoint(NOON)
    records_of(second, 100)
    sign_checkpoint(NOON)
    records_of(first, 1)


def checked():
    """What the command printed, and what it found wrong."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_archive", stdout=out, stderr=errors)
    except CommandError:
        assert errors.getvalue()
    return out.getvalue(), errors.getvalue()


def test_what_is_whole_is_counted(logged):
    out, errors = checked()
    assert "301 capture records, 300 leaves of the log, 2 checkpoints" in out
    assert errors == ""


def test_an_installation_without_captures_is_whole(db):
    assert checked()[1] == ""


def rewritten(record, *, with_digest=False):
    content = record.content.replace('"state":"failing"', '"state":"verified"')
    record.content, record.sha256 = content, "0" * 64 if with_digest else record.sha256
    record.save()


def shortened(tile):
    tile.hashes = bytes(tile.hashes)[:-32]
    tile.save()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: rewritten(CaptureRecord.objects.get(leaf_index=5)), "tile 0/0 is not that of its records"),
        (lambda: rewritten(CaptureRecord.objects.get(leaf_index=None)), "its bytes have another SHA-256"),
        (lambda: CaptureRecord.objects.get(sequence=7, leaf_index=6).delete(), "does not follow from the one before"),
        (lambda: CaptureRecord.objects.get(leaf_index=280).delete(), "it has 280 leaves in a row"),
        (lambda: shortened(LogTile.objects.get(level=0, number=0)), "tile 0/0"),
        (lambda: LogTile.objects.get(level=1).delete(), "tile 1/0"),
        (lambda: CaptureLog.objects.update(size=F("size") + 1), "it has 300 leaves in a row"),
        (lambda: Checkpoint.objects.filter(size=200).update(size=201), "checkpoint 201"),
        (lambda: LogKey.objects.update(text="no+key+here"), "checkpoint 300"),
    ],
)
def test_what_is_harmed_is_named(logged, harm, said):
    harm()
    assert said in checked()[1]
