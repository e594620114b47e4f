"""A bundle of a capture verifies itself with nothing but Python, and a byte that changed in it is noticed."""

import ast
import base64
import gzip
import io
import json
import random
import subprocess
import sys
import zipfile
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from governance.capture.evidence.bundles import bundle_of
from governance.capture.evidence.log import sign_checkpoint
from governance.capture.evidence.records import canonical
from governance.capture.evidence.verifiers import capture, shared
from governance.capture.evidence.verifiers.programs import CAPTURE, CERTIFICATE, program_of
from governance.models import Capture, CaptureRecord, LogKey, RawBody, StoredText, Version
from tests.governance.capture.site import policy
from tests.local_web import conditional, unavailable

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
MEMBERS = [
    *("STATEMENT.md", "capture.warc.gz", "chain.jsonl", "checkpoint", "log.vkey", "manifest.json", "proof.txt"),
    *("raw-1.gz", "record.json", "text.md", "verify.py"),
]


@pytest.fixture
def made(watched, settings, tmp_path):
    """A bundle of the second capture of a page that had not changed, with others in the log."""
    settings.DATA_DIR = tmp_path / "data"
    web = watched({"owl.example": {"/terms": conditional(policy(), etag='"1"'), "/privacy": policy(title="Privacy")}})
    web.document()
    web.document("Privacy Policy", path="/privacy")
    for _ in range(3):
        web.read()
        web.pass_time(seconds=20)
        web.read()
        web.pass_time(hours=6)
    sign_checkpoint(web.now)
    return bundle_of(Capture.objects.filter(document__title="Terms of Service").order_by("pk")[1])


def files_in(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files, *, is_listed_anew=False):
    """A zip of these files, with a manifest that lists them as they are now if that is wanted."""
    if is_listed_anew:
        told = json.loads(files["manifest.json"])
        told["files"] = {name: sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"}
        files = files | {"manifest.json": canonical(told)}
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return into.getvalue()


def with_a_byte_changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def verified(bundle, capsys, *arguments, tmp_path):
    """Exit code and output of the verifier, in this process."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle)
    code = capture.main([str(path), *arguments])
    return code, capsys.readouterr().out


def run_alone(*arguments):
    """The same as a program, without anything installed."""
    return subprocess.run(
        [sys.executable, "-I", "-S", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_bundle_verifies_itself_and_says_what_it_can_not(made, tmp_path):
    (tmp_path / "bundle.zip").write_bytes(made)
    assert sorted(files_in(made)) == sorted(MEMBERS)
    (tmp_path / "verify.py").write_bytes(files_in(made)["verify.py"])
    done = run_alone(tmp_path / "verify.py", tmp_path / "bundle.zip", "--key", LogKey.objects.get().text)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert sum(line.startswith("verified ") for line in lines) == 8
    assert [line for line in lines if line.startswith("not verified")] == [
        "not verified  The time: no time-stamping authority was asked. The times are the operator's own word."
    ]
    assert "The record is number 2 in the chain of its document, and each names the one before." in done.stdout
    assert "Whose key it is." in done.stdout
    assert lines[-1] == "Whatever could be verified is as it was."


def test_it_verifies_where_it_was_unpacked(made, tmp_path):
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, data in files_in(made).items():
        (folder / name).write_bytes(data)
    assert run_alone(folder / "verify.py").returncode == 0
    (folder / "below").mkdir()
    (folder / "below" / "one more").write_bytes(b"")
    assert "below/one more" in run_alone(folder / "verify.py").stdout


@pytest.mark.parametrize("name", MEMBERS)
def test_one_changed_byte_in_any_file_is_noticed(made, tmp_path, name):
    files = files_in(made)
    files[name] = with_a_byte_changed(files[name], len(files[name]) // 2)
    (tmp_path / "bundle.zip").write_bytes(zipped(files))
    (tmp_path / "verify.py").write_bytes(program_of(CAPTURE))
    done = run_alone(tmp_path / "verify.py", tmp_path / "bundle.zip")
    assert (done.returncode, done.stderr) == (1, "")
    assert "FAILED" in done.stdout


@pytest.mark.parametrize("name", ["checkpoint", "chain.jsonl", "log.vkey", "proof.txt", "record.json", "text.md"])
def test_a_changed_byte_is_noticed_even_where_the_manifest_was_changed_with_it(made, tmp_path, capsys, name):
    files = files_in(made)
    for at in range(0, len(files[name]) - 1, max(1, len(files[name]) // 12)):
        changed = files | {name: with_a_byte_changed(files[name], at)}
        code, said = verified(zipped(changed, is_listed_anew=True), capsys, tmp_path=tmp_path)
        assert code == 1, (at, said)


def test_other_bytes_of_the_page_are_noticed_wherever_they_are(made, tmp_path, capsys):
    files = files_in(made)
    page = gzip.decompress(files["raw-1.gz"])
    other = page.replace(b"owl number 3", b"owl number 4")
    changed = files | {"raw-1.gz": gzip.compress(other)}
    assert (
        "raw-1.gz has another SHA-256" in verified(zipped(changed, is_listed_anew=True), capsys, tmp_path=tmp_path)[1]
    )
    changed = files | {"raw-1.gz": gzip.compress(page + bytes(10_000_000))}
    assert "raw-1.gz has not" in verified(zipped(changed, is_listed_anew=True), capsys, tmp_path=tmp_path)[1]
    warc = gzip.decompress(files["capture.warc.gz"])
    digests = [b"sha256:" + base64.b32encode(sha256(one).digest()) for one in (page, other)]
    changed = files | {"capture.warc.gz": gzip.compress(warc.replace(page, other).replace(*digests))}
    assert "not the recorded one" in verified(zipped(changed, is_listed_anew=True), capsys, tmp_path=tmp_path)[1]


def test_a_record_made_up_with_a_key_of_one_s_own_is_noticed_by_whoever_has_the_key(made, tmp_path, capsys):
    code, said = verified(made, capsys, "--key", "testserver/log+00000000+AQ==", tmp_path=tmp_path)
    assert code == 1
    assert "The key is not the one that you gave." in said


def test_what_is_no_bundle_fails_in_a_sentence(tmp_path, capsys):
    assert verified(b"no zip", capsys, tmp_path=tmp_path)[0] == 1
    assert verified(zipped({}), capsys, tmp_path=tmp_path)[0] == 1
    assert verified(zipped({"record.json": b"[]"}), capsys, tmp_path=tmp_path)[0] == 1


def test_whatever_byte_of_a_bundle_is_changed_the_verifier_ends_in_a_sentence(made, tmp_path, capsys):
    places = random.Random(7)
    for _ in range(40):
        code, said = verified(with_a_byte_changed(made, places.randrange(len(made))), capsys, tmp_path=tmp_path)
        assert said.rstrip().endswith("as it was.") or "can't be read" in said
        assert code == ("FAILED" in said)


def test_what_a_terminal_would_obey_is_not_printed(made, tmp_path, capsys):
    files = files_in(made)
    told = json.loads(files["record.json"]) | {"state": "\x1b[2Jverified"}
    said = verified(zipped(files | {"record.json": canonical(told)}), capsys, tmp_path=tmp_path)[1]
    assert "?[2Jverified" in said
    assert "\x1b" not in said


def test_the_same_capture_gives_the_same_bundle(made):
    capture = Capture.objects.filter(document__title="Terms of Service").order_by("pk")[1]
    assert bundle_of(capture) == made


def test_the_warc_holds_what_the_server_said_and_the_page(made, watched):
    warc = gzip.decompress(files_in(made)["capture.warc.gz"])
    assert warc.count(b"WARC/1.1\r\n") == 3
    assert b"WARC-Type: revisit" in warc
    assert b"HTTP/1.1 304 Not Modified\r\n" in warc
    assert b"WARC-IP-Address: 127.0.0.1" in warc
    assert b"WARC-Target-URI: http://owl.example/terms" in warc
    page = gzip.decompress(files_in(made)["raw-1.gz"])
    assert b"WARC-Payload-Digest: sha256:" + base64.b32encode(sha256(page).digest()) + b"\r\n" in warc


def test_bytes_that_are_no_longer_kept_are_said_to_be_missing(made, store, tmp_path, capsys):
    for path in store.rglob("*"):
        if path.is_file():
            path.unlink()
    bundle = bundle_of(Capture.objects.order_by("pk").first())
    code, said = verified(bundle, capsys, tmp_path=tmp_path)
    assert code == 0
    assert "not verified  0 of 1 pages are as recorded; no bytes are here of: 1." in said


def test_a_failed_capture_has_a_bundle_too(watched, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path / "data"
    web = watched({"owl.example": {"/terms": unavailable(403)}})
    web.document()
    web.read()
    sign_checkpoint(web.now)
    code, said = verified(bundle_of(Capture.objects.get()), capsys, tmp_path=tmp_path)
    assert code == 0
    assert "judged as: blocked refused" in said
    assert "No text was read from this capture." in said


def test_an_operator_exports_a_bundle_once_its_record_is_signed(watched, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path / "data"
    web = watched()
    web.document()
    web.read()
    name, path = Capture.objects.get().public_id, tmp_path / "evidence.zip"
    with pytest.raises(CommandError, match="in no signed checkpoint yet"):
        call_command("export_evidence", name, path)
    sign_checkpoint(web.now)
    call_command("export_evidence", name, path)
    assert "It verifies itself" in capsys.readouterr().out
    assert capture.main([str(path)]) == 0
    with pytest.raises(CommandError, match="can't be written"):
        call_command("export_evidence", name, path)
    with pytest.raises(CommandError, match="There is no capture"):
        call_command("export_evidence", "CW-T-999999", tmp_path / "other.zip")
    web.pass_time(hours=6)
    web.read()
    sign_checkpoint(web.now)
    call_command("export_evidence", Version.objects.get().public_id, tmp_path / "version.zip")
    assert (tmp_path / "version.zip").read_bytes() == path.read_bytes()
    with pytest.raises(CommandError, match="There is no capture 'CW-V-999999'"):
        call_command("export_evidence", "CW-V-999999", tmp_path / "other.zip")
    CaptureRecord.objects.all().delete()
    with pytest.raises(CommandError, match="before records were kept"):
        call_command("export_evidence", name, tmp_path / "other.zip")


def test_the_statement_claims_nothing_and_leaves_blanks(made):
    statement = files_in(made)["STATEMENT.md"].decode()
    assert "it makes no claim that a court or authority accepts" in statement
    assert "Signature: ____" in statement
    assert "{" not in statement
    assert RawBody.objects.filter(pk__in=[word.strip(",") for word in statement.split()]).count() == 1
    assert StoredText.objects.exists()


@pytest.mark.parametrize("parts", [CAPTURE, CERTIFICATE])
def test_the_verifiers_are_written_for_python_3_9_and_its_library(parts):
    source = program_of(parts).decode()
    tree = ast.parse(source, feature_version=(3, 9))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
    }
    assert imported <= sys.stdlib_module_names


def test_its_notes_are_those_of_go_s_checksum_database():
    # The example of golang.org/x/mod/sumdb/note.
    name, key_id, public = shared.read_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert (name, key_id) == ("PeterNeumann", signature[:4])
    assert shared.is_signed(public, text, signature[4:])


def test_its_signatures_are_those_of_rfc_8032():
    # 7.1, TEST 1 and TEST 3.
    for public, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ):
        arguments = [bytes.fromhex(text) for text in (public, message, signature)]
        assert shared.is_signed(*arguments)
        assert not shared.is_signed(arguments[0], arguments[1] + b"x", arguments[2])
    private = Ed25519PrivateKey.generate()
    signature = private.sign(b"a message")
    assert shared.is_signed(private.public_key().public_bytes_raw(), b"a message", signature)
    too_large = signature[:32] + (int.from_bytes(signature[32:], "little") + shared.L).to_bytes(32, "little")
    assert not shared.is_signed(private.public_key().public_bytes_raw(), b"a message", too_large)
