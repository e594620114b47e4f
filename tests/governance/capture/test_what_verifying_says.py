"""What the verifier of evidence says in words: of a chain, of what is missing, of zips and of arguments."""

# ruff: noqa: F811 - fixtures are named as what they give

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

from governance.capture.evidence.memo_evidence import MemoFiles, evidence_of
from governance.capture.evidence.verifiers.evidence import check_container
from governance.capture.evidence.verifiers.shared import Wrong, container, read_files, read_folder
from governance.capture.evidence.version_chain import version_chain
from governance.models import LogKey, Version
from tests.governance.capture.test_memo_evidence import (  # noqa: F401
    _data_dir,
    changed_at,
    files_in,
    made,
    memo_on,
    unpacked,
    verified,
    web,
)

pytestmark = pytest.mark.django_db


def test_a_memo_that_names_another_head_of_the_chain_is_noticed(web, verified):
    versions = list(Version.objects.order_by("pk"))
    heads = {"version": versions[-1].public_id, "sha256": version_chain(versions).heads[versions[-1].document_id][1]}
    for head, right in ((heads, True), (heads | {"sha256": "0" * 64}, False)):
        memo = memo_on(*versions)
        told = json.loads(memo.data)
        told["documents"][0]["chain_head"] = head
        code, said = verified(evidence_of(MemoFiles(json.dumps(told).encode(), memo.pdf), now=web.now))
        assert (code == 0) == right
        assert ("The memo names another head of the chain of CW-D-" in said) != right


def test_what_is_missing_and_how_a_zip_was_packed_is_said_in_words(made, verified):
    files = files_in(made)
    _, said = verified({name: data for name, data in files.items() if name != "signed.txt"})
    assert "signed.txt is missing." in said
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", method) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        code, said = verified(packed.getvalue())
        assert code == 1
        assert "It is packed in another way." in said or " is packed." in said
        assert verified(changed_at(packed.getvalue(), len(packed.getvalue()) // 3))[0] == 1


@pytest.mark.parametrize("arguments", [["--key"], ["--key", ""], ["--key", "  "], ["--kee", "x"], ["another.zip"]])
def test_a_key_that_is_empty_and_arguments_that_are_not_known_are_errors(made, verified, arguments):
    code, said = verified(made, *arguments)
    assert code == 2
    assert "as it was" not in said
    assert "Usage" in said


def test_a_right_key_before_the_path_is_compared(made, tmp_path, verified):
    assert verified(made, "--key", LogKey.objects.get().text)[0] == 0


@pytest.mark.parametrize("kind", ["fifo", "link to a folder", "link to a file", "empty folder"])
def test_what_is_no_file_in_an_unpacked_folder_is_named(made, tmp_path, kind):
    folder = unpacked(files_in(made), tmp_path / "elsewhere")
    if kind == "fifo":
        os.mkfifo(folder / "odd")
    elif kind == "empty folder":
        (folder / "odd").mkdir()
    else:
        (folder / "odd").symlink_to("/etc" if kind == "link to a folder" else "/etc/passwd")
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (1, "")
    assert "odd" in done.stdout


def test_a_folder_that_can_not_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "b" / "closed").mkdir(parents=True)
    (tmp_path / "b" / "c.txt").write_bytes(b"c")
    scandir = os.scandir

    def scanned(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", scanned)
    with pytest.raises(Wrong) as wrong:
        read_folder(str(tmp_path))
    assert str(wrong.value) == "b/closed can't be read: Permission denied."


def test_a_zip_that_is_written_otherwise_is_told_in_which_file_and_how(tmp_path):
    files = {"a.txt": b"a", "b/c.txt": b"c"}
    path = tmp_path / "x.zip"

    def said(data):
        path.write_bytes(data)
        with pytest.raises(Wrong) as wrong:
            check_container(read_files(str(path)), str(path))
        return str(wrong.value)

    def zipped(names, packing=zipfile.ZIP_STORED, mode=0o100644, year=1980):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name in names:
                entry = zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0))
                entry.external_attr, entry.compress_type, entry.create_system = mode << 16, packing, 3
                archive.writestr(entry, files[name])
        return made.getvalue()

    assert "something stands after its end." in said(container(files) + b"more")
    assert "a.txt is packed." in said(zipped(sorted(files), zipfile.ZIP_DEFLATED))
    assert "a.txt is no plain file in it." in said(zipped(sorted(files), mode=0o120777))
    assert "a.txt has another date." in said(zipped(sorted(files), year=2026))
    assert "b/c.txt stands where a.txt should." in said(zipped(sorted(files, reverse=True)))
    made = container(files)
    assert "in or after b/c.txt, it is written otherwise." in said(made[:-2] + b"\x01\x00-")
    assert "from byte 4 on, in or after a.txt, it is" in said(changed_at(made, 4))
