"""From where a history can be read, and what is said where it cannot."""

import shutil
import subprocess
import threading
from io import StringIO
from wsgiref.simple_server import make_server

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from dulwich.bundle import create_bundle_from_repo, write_bundle
from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import HTTPGitApplication, WSGIRequestHandlerLogger, WSGIServerLogger

from governance.importers.git_source import UnreadableSource, name_of, without_credentials
from governance.models import Collection, Version
from tests.governance.conftest import POLICY, TERMS

NEW_POLICY = POLICY.replace("for thirty days", "for ninety days")


@pytest.fixture
def history(git):
    git.record(TERMS, POLICY)
    git.record(TERMS, NEW_POLICY)
    return git


@pytest.fixture
def bundle_of(tmp_path):
    def make(git):
        path = tmp_path / "made-up-versions.bundle"
        with path.open("wb") as file, create_bundle_from_repo(git.repository) as bundle:
            write_bundle(file, bundle)
        return path

    return make


@pytest.fixture
def served():
    """Serve a repository over HTTP on a free port; yields its address."""
    servers = []

    def serve(git):
        application = HTTPGitApplication(DictBackend({"/made-up-versions.git": git.repository}))
        server = make_server(
            "127.0.0.1", 0, application, handler_class=WSGIRequestHandlerLogger, server_class=WSGIServerLogger
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/made-up-versions.git"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_bundle_is_read(history, bundle_of, read_in):
    result = read_in(bundle_of(history))
    assert result.versions_stored == 2
    assert result.collection.slug == "made-up-versions"
    assert read_in(history).versions_stored == 0, "the repository of the bundle is the same collection"


def test_a_bundle_that_git_wrote_is_read(history, read_in, tmp_path):
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    path = tmp_path / "by-git.bundle"
    subprocess.run(
        ["git", "-C", str(history.path), "bundle", "create", str(path), "main"], check=True, capture_output=True
    )
    assert read_in(path).versions_stored == 2


def test_a_clone_with_a_work_tree_is_read(history, read_in, tmp_path):
    clone = tmp_path / "clone"
    shutil.copytree(history.path, clone / ".git")
    assert read_in(clone).versions_stored == 2


def test_an_address_is_mirrored_and_fetched_incrementally(history, served, read_in, tmp_path):
    address = served(history)
    assert read_in(address).versions_stored == 2
    mirrors = list((tmp_path / "mirrors").iterdir())
    assert len(mirrors) == 1
    history.record(TERMS, POLICY + "\nA clause that was not there before.\n")
    assert read_in(address).versions_stored == 1
    assert list((tmp_path / "mirrors").iterdir()) == mirrors
    assert Collection.objects.get().address == address


def test_an_address_that_does_not_answer_is_refused(read_in):
    with pytest.raises(UnreadableSource, match="could not be fetched"):
        read_in("http://127.0.0.1:9/nothing.git")


def test_an_address_is_shown_without_its_password():
    assert (
        without_credentials("https://me:secret@example.org/a/b-versions.git") == "https://example.org/a/b-versions.git"
    )
    assert name_of("https://example.org/a/b-versions.git/") == "b-versions"
    assert name_of("/somewhere/b-versions/.git") == "b-versions"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "missing", "There is nothing at"),
        (lambda folder: folder, "is not a git repository"),
        (lambda folder: _file(folder / "text.md", b"# Terms"), "is not a git bundle"),
        (lambda folder: _file(folder / "empty.bundle", b""), "is not a git bundle"),
        (lambda folder: _file(folder / "half.bundle", b"# v2 git bundle\n\nPACK\0\0"), "is not a git bundle"),
        (lambda folder: Repo.init_bare(str(folder / "empty"), mkdir=True).path, "has no commits"),
    ],
)
def test_what_is_no_history_is_refused_with_a_reason(db, tmp_path, make, words):
    with pytest.raises(CommandError, match=words):
        call_command("import_open_terms_archive", str(make(tmp_path)))
    assert not Version.objects.exists()


def test_a_shallow_clone_is_refused(history, read_in):
    history.repository.update_shallow([history.head], [])
    with pytest.raises(UnreadableSource, match="shallow"):
        read_in(history)


def test_a_truncated_bundle_is_refused(history, bundle_of, read_in):
    path = bundle_of(history)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(UnreadableSource, match="damaged"):
        read_in(path)


def test_a_missing_object_is_named(history, read_in):
    for folder in (history.path / "objects").iterdir():
        if len(folder.name) == 2:
            shutil.rmtree(folder)
            break
    with pytest.raises(UnreadableSource, match="missing"):
        read_in(history)


@pytest.mark.parametrize("when", ["yesterday", "2026-02-30", "2026-13-01", "", "2026-03-01T25:00"])
def test_a_date_that_does_not_exist_is_refused(db, history, when):
    with pytest.raises(CommandError, match="is not a date or time"):
        call_command("import_open_terms_archive", str(history.path), "--until", when)


def test_since_after_until_is_refused(db, history):
    with pytest.raises(CommandError, match="later than"):
        call_command("import_open_terms_archive", str(history.path), "--since", "2026-02-01", "--until", "2026-01-01")


def test_the_command_says_what_it_did(db, history):
    out = StringIO()
    call_command("import_open_terms_archive", str(history.path), "--until", "2026-01-01", stdout=out)
    assert "1 version stored (backfill)" in out.getvalue()
    call_command("import_open_terms_archive", str(history.path), "--as-news", stdout=out)
    assert "1 version stored (published as news)" in out.getvalue()


def _file(path, data):
    path.write_bytes(data)
    return path
