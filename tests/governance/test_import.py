"""Made-up histories, read into the record: order, dates, odd bytes, odd names, interruptions."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from governance.importers import writing
from governance.importers.catalogue import load_catalogue
from governance.importers.collections import CollectionDescription
from governance.models import Change, Collection, Document, Event, Platform, Provision, StoredText, Version
from governance.reading import text_as_of, version_as_of
from governance.record import versions as version_service
from governance.record.archive_check import verify_archive
from tests.governance.conftest import FIRST_DAY, POLICY, TERMS, clauses

NEW_POLICY = POLICY.replace("for thirty days", "for ninety days")


def snapshot():
    """Everything that an import writes, by natural keys."""
    return {
        "versions": list(
            Version.objects.order_by("document__source_path", "sequence").values_list(
                "document__source_path", "sequence", "source_commit", "stored_text_id", "in_force_at", "word_count"
            )
        ),
        "changes": list(
            Change.objects.order_by("to_version__source_commit").values_list(
                "to_version__source_commit",
                "label",
                "rule",
                "headline",
                "added_count",
                "removed_count",
                "modified_count",
            )
        ),
        "events": sorted(Event.objects.values_list("document__source_path", "kind", "occurred_at")),
        "provisions": Provision.objects.count(),
        "states": sorted(Document.objects.exclude(source_path="").values_list("source_path", "state")),
        "texts": StoredText.objects.count(),
    }


def holds():
    found = verify_archive()
    return found.failures == []


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
    assert text_as_of(Document.objects.get(source_path=TERMS), FIRST_DAY).endswith("The third text of that instant.\n")


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


def test_odd_file_names_become_documents_with_slugs(git, read_in):
    names = [
        b"caf\xe9/Terms.md",
        "Ünïcode Größe/Datenschutz Erklärung.md".encode(),
        "微博/隐私政策.md".encode(),
        b"Tab\tand\nline/Terms.md",
        b"Acme/terms of service.md",
        b"Acme/Terms of Service.md",
        b"Acme/" + b"long " * 80 + b".md",
        b"A/" + b"B" * 190 + b".md",
        b"<script>alert(1)<script>/Terms.md",
    ]
    for name in names:
        git.record(name, POLICY + repr(name))
    result = read_in(git)
    assert result.versions_stored == len(names)
    documents = Document.objects.exclude(source_path="").select_related("platform")
    assert len({document.source_path for document in documents}) == len(names)
    for document in documents:
        assert document.document_type
        assert document.platform.slug
        document.full_clean(exclude=["source_urls"])
        document.platform.full_clean(exclude=["aliases", "search_text"])
    assert holds()


def test_a_service_is_found_by_name_then_by_alias(git, read_in):
    git.record("TruthSocial/Privacy Policy.md", POLICY)
    git.record("Claude.ai/Terms of Service.md", POLICY)
    git.record("Nobody Knows This/Terms of Service.md", POLICY)
    read_in(git, with_catalogue=True)
    found = dict(Document.objects.exclude(source_path="").values_list("source_path", "platform__slug"))
    assert found["TruthSocial/Privacy Policy.md"] == Platform.objects.get(name="Truth Social").slug
    assert found["Claude.ai/Terms of Service.md"] == Platform.objects.get(name="Claude.ai").slug
    assert Platform.objects.get(name="Nobody Knows This").sector == "other"


def test_a_listed_document_is_taken_over_and_a_second_collection_gets_its_own(make_git, read_in):
    first, second = make_git("one-versions"), make_git("two-versions")
    for git in (first, second):
        git.record("Spotify/Privacy Policy.md", POLICY)
    read_in(first, with_catalogue=True)
    spotify = Document.objects.filter(platform__name="Spotify", document_type="privacy-policy")
    taken = spotify.get()
    assert taken.source_urls
    assert taken.collection.slug == "one-versions"
    read_in(second)
    assert spotify.count() == 2
    assert set(spotify.values_list("versions__sequence", flat=True)) == {1}


def test_a_listed_document_for_one_region_is_not_the_one_of_a_collection(git, read_in):
    git.record("Spotify/Privacy Policy.md", POLICY)
    load_catalogue(FIRST_DAY)
    spotify = Document.objects.filter(platform__name="Spotify", document_type="privacy-policy")
    spotify.update(region="eu")
    read_in(git)
    assert dict(spotify.values_list("region", "state")) == {"eu": "listed", "": "active"}


def test_an_import_that_dies_between_any_two_documents_is_completed_by_the_next(git, read_in, monkeypatch):
    for text in (POLICY, NEW_POLICY, POLICY + "\nA clause about nothing in particular is added.\n"):
        git.record(TERMS, text)
        git.record("Acme/Privacy Policy.md", text)
    git.delete("Acme/Privacy Policy.md")
    steps = [
        (version_service, "settle"),
        (version_service, "create_change"),
        (version_service, "_make_current"),
        (version_service, "_store_text"),
        (writing, "record_version"),
        (writing, "retire_document"),
    ]
    for module, name in steps:
        original, calls = getattr(module, name), []

        def die_later(*args, original=original, calls=calls, **options):
            calls.append(1)
            result = original(*args, **options)
            if len(calls) == 1:
                raise KeyboardInterrupt
            return result

        monkeypatch.setattr(module, name, die_later)
        with pytest.raises(KeyboardInterrupt):
            read_in(git)
        monkeypatch.setattr(module, name, original)
        assert holds()
    read_in(git)
    interrupted = snapshot()
    Document.objects.exclude(source_path="").delete()
    Collection.objects.all().delete()
    StoredText.objects.all().delete()
    read_in(git)
    assert snapshot() == interrupted


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


def test_known_collections_are_credited(make_git, read_in):
    git = make_git("pga-versions")
    git.record(TERMS, POLICY)
    collection = read_in(git).collection
    assert collection.licence == "ODC-BY 1.0"
    assert (
        collection.attribution
        == "Platform Governance Archive, ZeMKI (University of Bremen), and Open Terms Archive contributors"
    )
    other = make_git("unknown")
    other.record(TERMS, clauses("Nothing that we know of is said here."))
    assert read_in(other).collection.attribution == ""
    credited = read_in(other, description=CollectionDescription(attribution="A. Uthor", licence="CC0"))
    assert (credited.collection.attribution, credited.collection.licence) == ("A. Uthor", "CC0")
    assert read_in(other).collection.attribution == "A. Uthor"


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


def test_an_import_that_dies_says_of_no_document_that_it_stood(git, read_in, monkeypatch):
    git.record(TERMS, POLICY)
    git.record("Acme/Privacy Policy.md", POLICY)
    git.record(TERMS, NEW_POLICY)
    record, calls = writing.record_version, []

    def dies(recorded, **options):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return record(recorded, **options)

    monkeypatch.setattr(writing, "record_version", dies)
    with pytest.raises(KeyboardInterrupt):
        read_in(git)
    assert Document.objects.get(source_path=TERMS).last_verified_at == FIRST_DAY
    read_in(git)
    assert set(Document.objects.exclude(source_path="").values_list("last_verified_at", flat=True)) == {
        FIRST_DAY + timedelta(days=2)
    }
