"""Made-up histories, read into the record: bytes, order, dates, deletions, and where the next import goes on."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from governance.models import Change, Collection, Document, Event, Version
from governance.reading import version_as_of
from tests.governance.conftest import FIRST_DAY, POLICY, TERMS
from tests.governance.importing.snapshots import NEW_POLICY, holds, snapshot


def test_each_version_is_byte_identical_to_its_blob(git, read_in):
    odd = [
        b"",
        b"nul \0 inside\n",
        b"caf\xe9 \xff\xfe\n",
        b"one\r\ntwo\r\n",
        "\ufeffbom and \u2028 separators \u00a0".encode(),
        b"\n\n\n",
    ]
    commits = [git.record(f"Acme/Document {number}.md", data) for number, data in enumerate(odd)]
    commits.append(git.record("Acme/Document 0.md", b"text \0\xff again\r\n"))
    read_in(git)
    for commit, data in zip(commits, [*odd, b"text \0\xff again\r\n"], strict=True):
        version = Version.objects.get(source_commit=commit)
        assert version.stored_text.data == data
        assert version.sha256 == sha256(data).hexdigest()
    assert holds()


def test_a_second_import_stores_nothing(git, read_in):
    git.record(TERMS, POLICY)
    git.record(TERMS, NEW_POLICY)
    git.delete(TERMS)
    assert read_in(git).versions_stored == 2
    before = snapshot()
    Collection.objects.update(last_commit="")
    again = read_in(git, as_news=True)
    assert (again.versions_stored, again.documents_retired) == (0, 0)
    assert snapshot() == before
    assert not Change.objects.published().exists()


def test_an_import_goes_on_where_the_last_one_ended(git, read_in):
    git.record(TERMS, POLICY)
    read_in(git)
    git.record(TERMS, NEW_POLICY)
    result = read_in(git, as_news=True)
    assert (result.commits_read, result.versions_stored) == (1, 1)
    change = Change.objects.get()
    assert change.published_at == datetime(2026, 6, 1, tzinfo=UTC)
    assert change.detected_at == FIRST_DAY + timedelta(days=1)


def test_a_first_record_is_an_event_and_no_change(git, read_in):
    git.record(TERMS, POLICY)
    read_in(git, as_news=True)
    assert not Change.objects.exists()
    assert Event.objects.get().kind == "document_added"
    assert Document.objects.get(source_path=TERMS).state == "active"


def test_only_version_commits_of_document_files_count(git, read_in):
    git.commit({b"README.md": "Welcome", b"Sample/Terms.md": "An example"}, subject="Initial commit")
    git.commit({b"Sample/Terms.md": None, b".github/x.md": "a"}, subject="Adapt template automatically")
    git.commit({b"README.md": "Hello", b"LICENSE": "x"}, subject="Update README.md (#1)")
    git.record(TERMS, POLICY)
    git.commit({TERMS.encode(): NEW_POLICY}, subject="Fix a typo by hand")
    result = read_in(git)
    assert result.versions_stored == 1
    assert [document.source_path for document in Document.objects.exclude(source_path="")] == [TERMS]


@pytest.mark.parametrize("subject", ["Start tracking Acme Terms", "Update Acme Terms", "Refilter Acme Terms"])
def test_the_older_subjects_are_versions_too(git, read_in, subject):
    git.record(TERMS, POLICY, subject=subject)
    assert read_in(git).versions_stored == 1
    assert Version.objects.get().is_technical is subject.startswith("Refilter")


def test_the_number_of_source_documents_is_read_from_the_body(git, read_in):
    git.record(TERMS, POLICY, body="This version was recorded after … the following snapshots from 4 source documents:")
    git.record("Acme/Privacy Policy.md", POLICY, body="… after extracting from snapshot https://example.org/1")
    read_in(git)
    assert list(Version.objects.order_by("id").values_list("source_count", flat=True)) == [4, 1]


def test_the_history_is_in_the_order_of_its_commits_where_dates_run_backwards(git, read_in):
    git.record(TERMS, POLICY, at=FIRST_DAY)
    git.record(TERMS, NEW_POLICY, at=FIRST_DAY + timedelta(days=10))
    technical = git.record(TERMS, NEW_POLICY + "\nMore.\n", kind="technical", at=FIRST_DAY + timedelta(days=5))
    read_in(git)
    document = Document.objects.get(source_path=TERMS)
    assert document.current_version.source_commit == technical
    assert document.current_version.captured_at == FIRST_DAY + timedelta(days=5)
    assert version_as_of(document, FIRST_DAY + timedelta(days=7)).sequence == 1
    assert version_as_of(document, FIRST_DAY + timedelta(days=10)).sequence == 3
    assert version_as_of(document, FIRST_DAY - timedelta(seconds=1)) is None
    assert not Change.objects.get(to_version__source_commit=technical).is_alertable
    assert holds()


def test_of_versions_with_the_same_instant_the_later_in_the_history_counts(git, read_in):
    for text in (POLICY, NEW_POLICY, POLICY + "\nThe third text of that instant.\n"):
        git.record(TERMS, text, at=FIRST_DAY)
    read_in(git)
    assert version_as_of(Document.objects.get(source_path=TERMS), FIRST_DAY).text.endswith(
        "The third text of that instant.\n"
    )


def test_until_cuts_a_prefix_of_the_history(git, read_in):
    git.record(TERMS, POLICY, at=FIRST_DAY)
    git.record("Acme/Privacy Policy.md", POLICY, at=FIRST_DAY + timedelta(days=10))
    git.record(TERMS, NEW_POLICY, kind="technical", at=FIRST_DAY + timedelta(days=2))
    assert read_in(git, until=FIRST_DAY + timedelta(days=5)).versions_stored == 1
    assert read_in(git, until=FIRST_DAY + timedelta(days=5)).versions_stored == 0
    assert read_in(git, until=FIRST_DAY + timedelta(days=10)).versions_stored == 2
    assert read_in(git).versions_stored == 0


def test_since_begins_with_the_version_in_force_at_that_moment(git, read_in):
    git.record(TERMS, POLICY)
    second = git.record(TERMS, NEW_POLICY)
    git.record("Acme/Gone.md", POLICY)
    git.delete("Acme/Gone.md")
    third = git.record(TERMS, POLICY + "\nAnd a further clause that nobody has seen before.\n")
    result = read_in(git, since=FIRST_DAY + timedelta(days=3, hours=1))
    assert result.versions_stored == 2
    assert list(Version.objects.order_by("sequence").values_list("source_commit", flat=True)) == [second, third]
    assert read_in(git).versions_stored == 0
    Collection.objects.update(last_commit="")
    read_in(git)
    kept = Version.objects.filter(document__source_path=TERMS)
    assert kept.count() == 2, "what came before the beginning is never put behind it"


def test_a_deleted_file_retires_its_document_and_a_new_one_brings_it_back(git, read_in):
    git.record(TERMS, POLICY)
    git.delete(TERMS)
    read_in(git)
    document = Document.objects.get(source_path=TERMS)
    assert document.state == "retired"
    assert document.current_version is not None
    git.record(TERMS, POLICY)
    read_in(git)
    document.refresh_from_db()
    assert (document.state, document.versions.count()) == ("active", 1)
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["document_added", "document_retired", "document_added"]
    before = snapshot()
    Collection.objects.update(last_commit="")
    read_in(git)
    assert snapshot() == before


def test_side_branches_are_read_before_their_merge(git, read_in):
    base = git.record(TERMS, POLICY)
    git.record("Acme/Privacy Policy.md", POLICY)
    main, files = git.head, dict(git.files)
    read_in(git)
    git.files = {TERMS.encode(): POLICY.encode()}
    side = git.record(TERMS, NEW_POLICY)
    git.files = {**files, TERMS.encode(): NEW_POLICY.encode()}
    git.commit({}, subject="Merge a branch", parents=[main, side.encode()])
    assert read_in(git).versions_stored == 1
    commits = Version.objects.filter(document__source_path=TERMS).order_by("sequence")
    assert list(commits.values_list("source_commit", flat=True)) == [base, side]


def test_documents_stood_until_their_collection_recorded_a_version_last(git, read_in):
    git.record(TERMS, POLICY)
    git.record("Acme/Gone.md", POLICY)
    git.record("Acme/Privacy Policy.md", POLICY)
    git.delete("Acme/Gone.md")
    git.record("Acme/Privacy Policy.md", NEW_POLICY)
    git.commit({b"README.md": b"By hand"}, subject="Update README.md")
    read_in(git)
    verified = dict(Document.objects.exclude(source_path="").values_list("source_path", "last_verified_at"))
    ran_at = FIRST_DAY + timedelta(days=4)
    assert verified == {TERMS: ran_at, "Acme/Privacy Policy.md": ran_at, "Acme/Gone.md": FIRST_DAY + timedelta(days=1)}
    read_in(git)
    assert dict(Document.objects.exclude(source_path="").values_list("source_path", "last_verified_at")) == verified
