"""An authority says when a checkpoint was there, and capture goes on without one."""

import shutil
import socket

import pytest

from governance.capture.evidence import timestamps
from governance.capture.evidence.bundles import bundle_of
from governance.capture.evidence.log import sign_checkpoint
from governance.capture.evidence.timestamps import timestamp_checkpoint
from governance.capture.evidence.verifiers import capture_checks
from governance.models import Capture, Checkpoint
from outbound.ip_addresses import Endpoint
from tests.governance.capture.local_authority import local_authority
from tests.governance.capture.test_bundles import files_in, verified, with_a_byte_changed, zipped
from tests.local_web import dialling

pytestmark = [
    pytest.mark.django_db,
    # openssl states the machine's time.
    pytest.mark.real_clock,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl"),
]


@pytest.fixture
def authority(tmp_path, settings):
    folder = tmp_path / "authority"
    folder.mkdir()
    with local_authority(folder) as one:
        settings.TSA_URL, settings.TSA_CHAIN = one.address, str(one.chain)
        settings.DATA_DIR = tmp_path / "data"
        yield one


@pytest.fixture
def signed(authority, watched):
    """A web whose one capture is in a signed checkpoint."""
    web = watched()
    web.document()
    web.read()
    sign_checkpoint(web.now)
    return web


def test_a_checkpoint_is_stamped_once_and_its_bundle_says_when(signed, authority, tmp_path, capsys):
    assert timestamp_checkpoint(signed.now) == {"timestamped": 1}
    assert timestamp_checkpoint(signed.now) == {"timestamped": 0}
    assert authority.asked == 1
    bundle = bundle_of(Capture.objects.get())
    code, said = verified(bundle, capsys, tmp_path=tmp_path)
    assert code == 0
    assert "verified      A time-stamping authority saw the checkpoint at " in said
    files = files_in(bundle)
    assert "`checkpoint.tsr` is a token" in files["STATEMENT.md"].decode()
    for name in ("checkpoint.tsr", "tsa-chain.pem"):
        changed = files | {name: with_a_byte_changed(files[name], len(files[name]) // 2)}
        assert verified(zipped(changed), capsys, tmp_path=tmp_path)[0] == 1
        assert verified(zipped(changed, is_listed_anew=True), capsys, tmp_path=tmp_path)[0] == 1


def test_a_token_over_another_checkpoint_is_refused(signed, tmp_path, capsys):
    timestamp_checkpoint(signed.now)
    token = bytes(Checkpoint.objects.get().token)
    signed.pass_time(hours=6)
    signed.read()
    sign_checkpoint(signed.now)
    later = Checkpoint.objects.order_by("-size").first()
    Checkpoint.objects.filter(pk=later.pk).update(token=token, token_chain=Checkpoint.objects.first().token_chain)
    bundle = bundle_of(Capture.objects.order_by("-pk").first())
    assert "openssl ts -verify refuses the token" in verified(bundle, capsys, tmp_path=tmp_path)[1]


def test_without_openssl_the_time_is_not_verified(signed, tmp_path, capsys, monkeypatch):
    timestamp_checkpoint(signed.now)
    bundle = bundle_of(Capture.objects.get())
    monkeypatch.setattr(capture_checks.shutil, "which", lambda name: None)
    code, said = verified(bundle, capsys, tmp_path=tmp_path)
    assert code == 0
    assert "not verified  The time: openssl is not installed" in said


@pytest.mark.parametrize("answers", ["500", "nonsense", "too much"])
def test_a_bad_answer_is_tried_again_and_stops_nothing(signed, authority, answers):
    authority.answers = answers
    assert timestamp_checkpoint(signed.now) == {"timestamped": 0, "failed": 1}
    signed.pass_time(hours=6)
    assert signed.read()["verified"] == 1
    assert sign_checkpoint(signed.now) == {"logged": 1}
    authority.answers = "well"
    assert timestamp_checkpoint(signed.now) == {"timestamped": 1}
    first, second = Checkpoint.objects.order_by("size")
    assert (first.token, second.token is None) == (None, False)
    # The earlier record is shown by the later checkpoint, which has a time.
    assert "checkpoint.tsr" in files_in(bundle_of(Capture.objects.order_by("pk").first()))


def test_a_token_of_somebody_else_is_not_stored(signed, authority, settings, tmp_path):
    (tmp_path / "other").mkdir()
    with local_authority(tmp_path / "other") as other:
        settings.TSA_URL = other.address
        assert timestamp_checkpoint(signed.now) == {"timestamped": 0, "failed": 1}
    assert Checkpoint.objects.get().token is None


def test_an_authority_that_is_away_or_a_chain_that_is_missing_fails_in_a_count(signed, settings, monkeypatch):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        settings.TSA_URL = f"http://127.0.0.1:{port}/"
        monkeypatch.setattr(dialling, "permitted", dialling.permitted | {Endpoint("127.0.0.1", port)})
        assert timestamp_checkpoint(signed.now) == {"timestamped": 0, "failed": 1}
    settings.TSA_CHAIN = "/nowhere.pem"
    assert timestamp_checkpoint(signed.now) == {"timestamped": 0, "failed": 1}


def test_without_a_setting_or_openssl_nobody_is_asked(signed, authority, settings, monkeypatch):
    monkeypatch.setattr(timestamps.shutil, "which", lambda name: None)
    assert timestamp_checkpoint(signed.now) == {"timestamped": 0, "failed": 1}
    settings.TSA_URL = ""
    assert timestamp_checkpoint(signed.now) == {"timestamped": 0}
    assert authority.asked == 0
