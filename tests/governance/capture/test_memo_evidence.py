"""The evidence bundle of a memo verifies itself elsewhere with nothing but Python, and names whatever was changed."""

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.capture.evidence import memo_evidence
from governance.capture.evidence.log import sign_checkpoint
from governance.capture.evidence.memo_evidence import EvidenceTooLarge, MemoFiles, evidence_of
from governance.capture.evidence.records import canonical
from governance.capture.evidence.signing import LogKeyMissing, _as_text
from governance.capture.evidence.verifiers import capture_checks, evidence
from governance.capture.evidence.verifiers.evidence import (
    NOBODY_ASKED,
    SIGNATURE_FILES,
    SIGNED_FILES,
    key_as_pem,
    manifest_of,
    statement_to_sign,
)
from governance.capture.evidence.verifiers.shared import container, read_key
from governance.models import Capture, LogKey, Version
from tests.governance.capture.local_authority import local_authority
from tests.governance.capture.site import CLAUSES, policy

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl")
FIRST, SECOND = policy(), policy(*CLAUSES, "We may sell what owls drop to whoever wants it.")


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def web(watched):
    """A page with two versions that we read ourselves, in the signed log."""
    web = watched({"owl.example": {"/terms": FIRST}})
    web.document()
    for page in (FIRST, SECOND):
        web.site["owl.example"]["/terms"] = page
        for _ in range(2):
            web.read()
            web.pass_time(hours=6)
    sign_checkpoint(web.now)
    assert Version.objects.count() == 2
    return web


def memo_on(*versions, number="M-0000abcd"):
    """The data of a memo that names these versions and quotes the beginning of each."""
    told = {
        "number": number,
        "documents": [{"id": one.document.public_id, "versions": [{"id": one.public_id, "sha256": one.sha256}]}
                      for one in versions],
        "quoted": [{"version": one.public_id, "start": 2, "end": 20, "text": one.text[2:20]} for one in versions],
    }  # fmt: skip
    return MemoFiles(json.dumps(told).encode(), b"%PDF-1.7 a memo")


@pytest.fixture
def made(web):
    return evidence_of(memo_on(*Version.objects.order_by("pk")), now=web.now)


def files_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed_at(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def signed_anew(files):
    """The files with a manifest and a signature of somebody else, who has a key of their own."""
    private = Ed25519PrivateKey.generate()
    text = _as_text("testserver/log", private)
    files = {name: data for name, data in files.items() if name not in (*SIGNED_FILES, *SIGNATURE_FILES)}
    files |= {"log.vkey": f"{text}\n".encode(), "key.pem": key_as_pem(read_key(text)[2])}
    files["manifest.txt"] = manifest_of(files)
    files["signed.txt"] = statement_to_sign("M-0000abcd", NOBODY_ASKED, files)
    return files | {"signed.sig": private.sign(files["signed.txt"])}


@pytest.fixture
def verified(tmp_path, capsys):
    """Exit code and output of the verifier, in this process, of a zip or of files."""

    def verify(given, *arguments):
        path = tmp_path / "evidence.zip"
        path.write_bytes(given if isinstance(given, bytes) else container(given))
        code = evidence.main([str(path), *arguments])
        return code, capsys.readouterr().out

    return verify


def unpacked(files, folder):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def test_it_verifies_in_another_folder_with_python_alone(made, tmp_path):
    folder = unpacked(files_in(made), tmp_path / "elsewhere")
    (tmp_path / "evidence.zip").write_bytes(made)
    key = LogKey.objects.get().text
    for arguments in ([], [str(tmp_path / "evidence.zip")]):
        command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments, "--key", key]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert "2 quotations of the memo stand in their texts" in done.stdout
        assert "2 versions of 1 documents are a chain" in done.stdout
        assert "2 captures are as recorded, and in the operator's log." in done.stdout
        assert f"not verified  The time: {NOBODY_ASKED}" in done.stdout
        assert "Whose key it is" in done.stdout
        assert done.stdout.endswith("Whatever could be verified is as it was.\n")
    assert "not verified  The zip" not in done.stdout


@needs_openssl
def test_openssl_and_sha256sum_verify_the_same(made, tmp_path):
    folder = unpacked(files_in(made), tmp_path / "elsewhere")
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in signed.txt -sigfile signed.sig"
    assert command in (folder / "README.txt").read_text()

    def run(line):
        return subprocess.run(line.split(), cwd=folder, capture_output=True, text=True, check=False)

    assert "Verified Successfully" in run(command).stdout
    assert run("sha256sum -c --strict manifest.txt").returncode == 0
    assert run("sha256sum manifest.txt").stdout.strip() in (folder / "signed.txt").read_text()
    (folder / "signed.txt").write_bytes(b"x" + (folder / "signed.txt").read_bytes())
    assert run(command).returncode != 0


def test_the_same_evidence_is_the_same_bytes_and_nothing_in_it_is_packed(made, web):
    assert evidence_of(memo_on(*Version.objects.order_by("pk")), now=web.now) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.testzip() is None


def test_it_holds_texts_captures_and_who_answered_what(made):
    files = files_in(made)
    first, second = Version.objects.order_by("pk")
    assert files[f"versions/{first.public_id}.md"] == first.stored_text.data
    facts = {one["version"]: one["capture"] for one in json.loads(files["evidence.json"])["versions"]}
    capture = Capture.objects.filter(version=second).order_by("pk").first()
    assert facts[second.public_id] == capture.public_id
    warc = files[f"captures/{capture.public_id}/capture.warc"]
    assert b"HTTP/1.1 200 OK\r\n" in warc
    assert b"We may sell what owls drop" in warc
    page = json.loads(files[f"captures/{capture.public_id}/record.json"])["pages"][0]
    assert page["requested"] == "http://owl.example/terms"
    assert page["user_agent"]
    lines = [json.loads(line) for line in files["chain.jsonl"].splitlines()]
    assert [one["version"] for one in lines] == [first.public_id, second.public_id]


def test_a_changed_byte_of_any_file_is_noticed_and_the_file_is_named(made, verified):
    files = files_in(made)
    for name, data in files.items():
        code, said = verified(files | {name: changed_at(data, len(data) // 2)})
        assert code == 1, name
        assert "FAILED" in said
        assert name in said, (name, said)
        assert "The zip is as it was made" in said or "can't be read" in said


def test_a_file_that_was_removed_or_added_is_named(made, verified):
    files = files_in(made)
    for name in files:
        code, said = verified({key: data for key, data in files.items() if key != name})
        assert code == 1, name
        assert name in said, (name, said)
    code, said = verified(files | {"versions/CW-V-999999.md": b"more"})
    assert (code, "Added since it was made: versions/CW-V-999999.md." in said) == (1, True)


def test_whatever_byte_of_the_zip_is_changed_is_noticed(made, verified):
    edges = (0, 14, 30, len(made) - 60, len(made) - 22, len(made) - 1)
    for place in (*random.Random(7).sample(range(len(made)), 30), *edges):
        assert verified(changed_at(made, place))[0] == 1, place
    assert verified(made + b"\0")[0] == 1


def test_another_key_is_noticed_by_whoever_has_the_right_one(made, verified):
    key = LogKey.objects.get().text
    assert verified(made, "--key", key)[0] == 0
    forged = signed_anew(files_in(made))
    code, said = verified(forged, "--key", key)
    assert (code, "The key is not the one that you gave." in said) == (1, True)
    code, said = verified(forged | {"log.vkey": files_in(made)["log.vkey"]})
    assert (code, "key.pem is another key than log.vkey." in said) == (1, True)
    code, said = verified(files_in(made) | {"signed.sig": forged["signed.sig"]})
    assert (code, "signed.sig is no signature of the key over signed.txt" in said) == (1, True)


def lines_with(files, change):
    lines = files["chain.jsonl"].splitlines(keepends=True)
    return {**files, "chain.jsonl": b"".join(change(lines))}


def test_a_reordered_or_rewritten_chain_is_noticed_even_when_it_is_signed_anew(made, verified):
    files = files_in(made)

    def without_date(lines):
        return [canonical(json.loads(lines[0]) | {"captured_at": "2020-01-01T00:00:00.000Z"}) + b"\n", lines[1]]

    for change, said_of in (
        (lambda lines: lines[::-1], "Line 1 of the chain"),
        (lambda lines: lines[1:], "Line 1 of the chain"),
        (without_date, "Line 2 of the chain"),
        (lambda lines: lines[:1], "The chain has another CW-V-"),
    ):
        code, said = verified(signed_anew(lines_with(files, change)))
        assert code == 1
        assert f"FAILED        chain_of_versions: {said_of}" in said


def test_a_quotation_that_its_text_has_not_is_noticed_even_when_it_is_signed_anew(made, verified):
    files = files_in(made)
    for change in ({"text": "Owls never sleep."}, {"start": 3}, {"end": 2, "text": ""}, {"version": "CW-V-999999"}):
        told = json.loads(files["memo.json"])
        told["quoted"][1].update(change)
        code, said = verified(signed_anew(files | {"memo.json": json.dumps(told).encode()}))
        assert (code, "FAILED        quotations: " in said) == (1, True), said


def test_other_texts_and_captures_are_noticed_even_when_they_are_signed_anew(made, verified):
    files = files_in(made)
    name = Version.objects.order_by("pk").first().public_id
    code, said = verified(signed_anew(files | {f"versions/{name}.md": files[f"versions/{name}.md"] + b"more"}))
    assert (code, f"versions/{name}.md is not the text that the chain names." in said) == (1, True)
    folder = f"captures/{json.loads(files['evidence.json'])['versions'][0]['capture']}"
    for inner, change, sentence in (
        ("capture.warc", lambda data: data.replace(b"owl number 3", b"owl number 4", 1), "is not what its digest says"),
        ("record.json", lambda data: data.replace(b'"status":200', b'"status":201'), "doesn't lead to the checkpoint"),
        ("checkpoint", lambda data: data.replace(b"\n", b"1\n", 1), "FAILED        captures: CW-T-"),
    ):
        one = f"{folder}/{inner}"
        changed = change(files[one])
        assert changed != files[one]
        code, said = verified(signed_anew(files | {one: changed}))
        assert (code, sentence in said) == (1, True), said
    code, said = verified(signed_anew({one: data for one, data in files.items() if not one.startswith(folder)}))
    assert (code, "FAILED        captures: CW-T-" in said) == (1, True)


def test_what_is_not_held_is_said_and_fails_nothing(web, verified, store, make_history, make_document, collection):
    for path in store.rglob("*"):
        if path.is_file():
            path.unlink()
    web.site["owl.example"]["/terms"] = policy(*CLAUSES[:-2])
    for _ in range(2):
        web.read()
        web.pass_time(hours=6)
    (imported,) = make_history(make_document(collection=collection), texts=("# Terms\n\nOthers recorded this.\n",))
    other = make_document(document_type="privacy-policy")
    (own,) = make_history(other, texts=("# Privacy\n\nNobody captured it.\n",))
    versions = [*Version.objects.filter(document__title="Terms of Service").order_by("pk"), imported, own]
    code, said = verified(evidence_of(memo_on(*versions), now=web.now))
    assert code == 0, said
    assert "not verified  0 of 5 versions have a capture that is whole." in said
    assert "no bytes are here of page 1." in said
    assert "its record was in no signed checkpoint of the log yet." in said
    assert f"{imported.public_id}: It was imported as others recorded it; no capture of ours is behind it." in said
    assert f"{own.public_id}: No capture of ours is recorded for it." in said


def test_captures_that_are_too_large_are_left_out_and_texts_are_not(web, verified, monkeypatch):
    memo = memo_on(*Version.objects.order_by("pk"))
    monkeypatch.setattr(memo_evidence, "MOST_EVIDENCE_BYTES", 5_000)
    code, said = verified(evidence_of(memo, now=web.now))
    assert code == 0
    assert said.count("Its capture was left out, since the bundle would be too large") == 2
    monkeypatch.setattr(memo_evidence, "MOST_EVIDENCE_BYTES", 50)
    with pytest.raises(EvidenceTooLarge):
        evidence_of(memo, now=web.now)


def test_a_machine_without_the_key_makes_none(web, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "elsewhere"
    with pytest.raises(LogKeyMissing):
        evidence_of(memo_on(Version.objects.first()), now=web.now)


def test_what_is_no_evidence_fails_in_a_sentence(verified, tmp_path):
    for given in (b"no zip", {}, {"signed.txt": b""}, {"signed.txt": b"\xff\n\n"}, {"signed.txt": b"a\nb\n"}):
        code, said = verified(given)
        assert (code, "FAILED" in said) == (1, True)


@pytest.fixture
def authority(tmp_path, settings):
    folder = tmp_path / "authority"
    folder.mkdir()
    with local_authority(folder) as one:
        settings.TSA_URL, settings.TSA_CHAIN = one.address, str(one.chain)
        yield one


@needs_openssl
@pytest.mark.real_clock
def test_an_authority_says_when_the_bundle_was_there(web, authority, verified, monkeypatch):
    made = evidence_of(memo_on(Version.objects.first()), now=web.now)
    files = files_in(made)
    code, said = verified(made)
    assert code == 0
    assert "verified      A time-stamping authority saw the manifest at " in said
    for name in ("time-stamp.tsr", "time-stamp-chain.pem"):
        code, said = verified(files | {name: changed_at(files[name], len(files[name]) // 2)})
        assert (code, f"Changed since it was made: {name}." in said) == (1, True)
        assert f"Removed since it was made: {name}." in verified({k: v for k, v in files.items() if k != name})[1]
    monkeypatch.setattr(capture_checks.shutil, "which", lambda name: None)
    code, said = verified(made)
    assert code == 0
    assert "not verified  The time: openssl is not installed" in said


@needs_openssl
@pytest.mark.real_clock
@pytest.mark.parametrize("answers", ["500", "nonsense", "too much"])
def test_an_authority_that_fails_fails_no_bundle_and_it_is_said(web, authority, verified, answers):
    authority.answers = answers
    code, said = verified(evidence_of(memo_on(Version.objects.first()), now=web.now))
    assert code == 0
    assert "not verified  The time: A time-stamping authority was asked, and gave no token that holds." in said
