"""Repositories made by strangers: whatever they hold, an import ends with one sentence, in time and in its memory."""

import random
import socket
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from dulwich.bundle import create_bundle_from_repo, write_bundle
from dulwich.objects import Blob, Commit, Tree

from governance.importers import git_source, git_trees, recorded_commits
from governance.importers.git_source import UnreadableSource
from governance.importers.history import open_here
from governance.importers.progress import Progress, progress_line
from governance.importers.reading_child import Limits, open_in_child
from governance.models import Collection, Version
from tests.governance.conftest import POLICY, TERMS

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def in_child(tmp_path):
    """Read a whole history in a child process."""

    def read(address, **limits):
        with open_in_child(str(address), tmp_path / "mirrors", Limits(**limits)) as history:
            reading = history.read(known_commit="", now=NOW)
            return {record.path: history.blob(record.blob) for record in reading.records}

    return read


@pytest.fixture
def bundle(git, tmp_path):
    for number in range(3):
        git.record(TERMS, POLICY + f"\nThis is clause number {number}.\n")
    path = tmp_path / "made-up.bundle"
    with path.open("wb") as file, create_bundle_from_repo(git.repository) as made:
        write_bundle(file, made)
    return path


def test_a_child_reads_what_this_process_reads(git, bundle, in_child, tmp_path):
    git.record("Acme/Odd.md", b"\0\xff\r\n", subject="Record new changes of Acme Odd", at=NOW + timedelta(days=9))
    git.commit({b"Acme/Odd.md": None, b"Acme/Even.md": b"\0\xff\r\n"}, subject="Rename a document")
    assert in_child(bundle) == {TERMS: (POLICY + "\nThis is clause number 2.\n").encode()}
    with open_here(str(git.path), tmp_path) as here, open_in_child(str(git.path), tmp_path) as there:
        assert here.read(known_commit="", now=NOW) == there.read(known_commit="", now=NOW)
        assert here.documents() == there.documents()
        assert here.holding([git.head.decode(), "0" * 40]) == there.holding([git.head.decode(), "0" * 40])


def test_damaged_bundles_end_with_one_sentence(bundle, in_child, tmp_path):
    whole, chance = bundle.read_bytes(), random.Random(11)
    for number in range(40):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        path = tmp_path / f"damaged-{number}.bundle"
        path.write_bytes(data)
        assert "\n" not in _read_here_as_a_child_does(path, tmp_path)


def _read_here_as_a_child_does(path, folder):
    """What the child does with each question, without starting forty of them."""
    from contextlib import ExitStack

    from governance.importers.child_messages import REFUSAL
    from governance.importers.reader import Reader

    with ExitStack() as stack:
        reader = Reader(stack, may_limit=False)
        opened = reader.answer("open", {"address": str(path), "mirrors": str(folder), "limits": {}})
        answer = opened if opened[:1] == REFUSAL else reader.answer("read", {"known_commit": "", "now": 1.8e9})
        return answer[1:].decode()


@pytest.mark.parametrize(
    "address",
    [
        "ssh://-oProxyCommand=true/x",
        "ssh://-oProxyCommand=touch%20x@localhost/x",
        "http://[::1/x",
        "http://127.0.0.1:99999/x",
        "http://127.0.0.1:port/x",
        f"http://{'a' * 70}..invalid/x",
        "git://\u2028/x",
        "file:///nowhere/at/all",
        "http:///x",
    ],
)
def test_strange_addresses_end_with_one_sentence(in_child, address):
    with pytest.raises(UnreadableSource) as error:
        in_child(address)
    assert "\n" not in str(error.value)


def test_the_command_says_that_sentence_and_ends_with_one(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="no address that can be fetched"):
        call_command("import_open_terms_archive", "http://[::1/x")
    assert not Version.objects.exists()


@pytest.fixture
def silent_server():
    """A server that takes connections and says nothing; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def accept():
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()


@pytest.mark.parametrize("scheme", ["git", "http"])
def test_a_silent_server_is_given_up(silent_server, in_child, scheme):
    with pytest.raises(UnreadableSource, match=r"could not be fetched"):
        in_child(f"{scheme}://127.0.0.1:{silent_server}/x.git", silence_seconds=1, question_seconds=60)


def test_a_question_that_takes_too_long_is_given_up(silent_server, in_child):
    with pytest.raises(UnreadableSource, match=r"^Reading git://.* was given up after 1 seconds"):
        in_child(f"git://127.0.0.1:{silent_server}/x.git", question_seconds=1)


def test_trees_within_trees_cost_no_more_than_two_levels(git, in_child):
    store = git.repository.object_store
    inner = Blob.from_string(b"x")
    store.add_object(inner)
    sha, mode = inner.id, 0o100644
    for _ in range(12):
        tree = Tree()
        for name in range(10):
            tree.add(b"%d" % name, mode, sha)
        store.add_object(tree)
        sha, mode = tree.id, 0o040000
    commit = Commit()
    commit.tree, commit.parents = sha, []
    commit.author = commit.committer = b"Engine <engine@example.org>"
    commit.author_time = commit.commit_time = 1_700_000_000
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = b"First record of Acme Terms of Service"
    store.add_object(commit)
    git.repository.refs[b"refs/heads/main"] = commit.id
    assert in_child(git.path, question_seconds=20) == {}


@pytest.mark.parametrize("opening", [open_here, open_in_child])
def test_a_file_that_is_too_large_to_be_kept_is_named_and_stops_no_other_document(git, read_in, monkeypatch, opening):
    git.record(TERMS, POLICY)
    git.record(TERMS, b" " * (recorded_commits.MOST_FILE_BYTES + 1))
    git.record(TERMS, POLICY + "\nMore.\n")
    git.record("Acme/Privacy Policy.md", POLICY)
    result = read_in(git, opening=opening)
    assert [(notice.unread, notice.path) for notice in result.notices] == [(recorded_commits.Unread.SIZE, TERMS)]
    assert (result.versions_stored, result.versions_waiting) == (2, 1)
    assert read_in(git, opening=opening).versions_stored == 0
    assert read_in(git, opening=opening, pass_over=True).versions_stored == 1
    assert read_in(git, opening=opening).commits_read == 0


def test_a_document_that_unpacks_to_more_than_is_read_is_refused(git, in_child):
    git.record(TERMS, b" " * (recorded_commits.MOST_FILE_BYTES + 1))
    with pytest.raises(UnreadableSource, match="no document above 32 MB is read"):
        in_child(git.path)


def test_a_child_may_take_only_so_much_memory(git, in_child):
    git.record(TERMS, b" " * 100_000_000)
    with pytest.raises(UnreadableSource, match="memory"):
        in_child(git.path, memory_bytes=180_000_000)


def test_a_child_may_take_only_so_much_of_the_processor(git, tmp_path):
    for number in range(20):
        git.record(f"Acme/Document {number}.md", f"text {number}")
    with pytest.raises(
        UnreadableSource, match=r"^Reading /.* was given up: it took more than 1 seconds of the processor"
    ):
        _read_again_and_again(git.path, tmp_path)


def _read_again_and_again(path, folder):
    with open_in_child(str(path), folder, Limits(processor_seconds=1)) as history:
        for _ in range(100_000):
            history.read(known_commit="", now=NOW)


def test_more_commits_or_entries_than_are_read_are_refused(git, tmp_path, monkeypatch):
    from governance.importers import git_history

    for number in range(4):
        git.record(f"Acme/Document {number}.md", f"text {number}")
    for module, name in ((git_history, "MOST_COMMITS"), (git_trees, "MOST_ENTRIES")):
        monkeypatch.setattr(module, name, 3)
        with pytest.raises(UnreadableSource, match="too many"), open_here(str(git.path), tmp_path) as history:
            history.read(known_commit="", now=NOW)
        monkeypatch.undo()


def test_more_objects_or_bytes_than_are_read_are_refused(bundle, in_child, tmp_path, monkeypatch):
    for name, words in (("MOST_OBJECTS", "objects"), ("MOST_BUNDLE_BYTES", "larger than")):
        monkeypatch.setattr(git_source, name, 3)
        with pytest.raises(UnreadableSource, match=words), open_here(str(bundle), tmp_path):
            pass
        monkeypatch.undo()


def test_a_child_knows_none_of_our_secrets(git, tmp_path, monkeypatch):
    git.record(TERMS, POLICY)
    monkeypatch.setenv("SECRET_KEY", "told to nobody")
    with open_in_child(str(git.path), tmp_path) as history:
        environment = Path(f"/proc/{history._process.pid}/environ").read_bytes()
    assert b"told to nobody" not in environment


def test_a_readme_gives_nobody_the_name_and_the_credit_of_a_known_collection(make_git, read_in):
    git = make_git("foreign-versions")
    git.commit({b"README.md": "Cloned from https://github.com/OpenTermsArchive/pga-versions"}, subject="Initial commit")
    git.record(TERMS, POLICY)
    collection = read_in(git).collection
    assert (collection.slug, collection.name, collection.attribution) == ("foreign-versions", "foreign-versions", "")


@pytest.mark.django_db
def test_a_known_name_at_another_address_is_another_collection(git, tmp_path):
    from governance.importers.collections import NOT_DESCRIBED, collection_of

    git.record(TERMS, POLICY)
    known = "https://github.com/OpenTermsArchive/pga-versions"
    with open_here(str(git.path), tmp_path) as history:
        history.name = "pga-versions"
        first = collection_of(history, f"{known}.git", NOT_DESCRIBED)
        other = collection_of(history, "https://elsewhere.example/pga-versions", NOT_DESCRIBED)
        assert collection_of(history, "https://elsewhere.example/pga-versions.git", NOT_DESCRIBED) == other
    assert (first.slug, first.address) == ("pga-versions", known)
    assert other.slug.startswith("pga-versions-")
    assert (other.attribution, other.licence) == ("", "")


def test_progress_says_how_many_how_fast_and_how_long_still():
    assert progress_line(180, 400, timedelta(seconds=60), "records") == (
        "180 of 400 records, 3.0 a second, about 1 min 13 s left"
    )
    assert progress_line(0, 400, timedelta(0), "records") == "0 of 400 records, 0.0 a second, about 0 s left"


@pytest.mark.parametrize(("is_terminal", "lines"), [(True, 400), (False, 6)])
def test_progress_is_renewed_on_a_terminal_and_told_once_a_minute_elsewhere(is_terminal, lines):
    written = []
    progress = Progress(written.append, NOW, is_terminal=is_terminal)
    for done in range(1, 401):
        progress.tell(done, 400, NOW + timedelta(seconds=done))
    assert len(written) == lines
    assert all(text.endswith("\n") is not is_terminal for text in written)
    progress.end()
    assert len(written) == lines + is_terminal


def test_the_command_names_what_it_did_not_read(git, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    git.record(TERMS, POLICY)
    git.record(TERMS, POLICY + "\nMore.\n", subject="Save changes in Acme \u202eTerms of Service")
    git.record(TERMS, POLICY + "\nStill more.\n", at=datetime(2099, 1, 1, tzinfo=UTC))
    out, err = StringIO(), StringIO()
    call_command("import_open_terms_archive", str(git.path), stdout=out, stderr=err)
    assert "1 version stored (backfill)" in out.getvalue()
    assert "1 commit with a subject that is not known here" in err.getvalue()
    assert "“Save changes in Acme Terms of Service” Acme/Terms of Service.md" in err.getvalue()
    assert "1 later version of the same documents waits for it" in err.getvalue()
    assert "1 commit dated later than now" in err.getvalue()
    assert Collection.objects.get().last_commit != ""
