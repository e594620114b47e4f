"""Histories that were rewritten, merged, misdated or renamed by their publisher: the record says only what happened."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.importers import git_history
from governance.importers.collections import CollectionDescription
from governance.importers.git_source import UnreadableSource
from governance.importers.records import Unread
from governance.models import Change, Collection, Document, Event, Platform, Version
from governance.reading import documents_not_verified, version_as_of
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import record_version, retire_document
from tests.governance.conftest import FIRST_DAY, POLICY, TERMS

DAY = timedelta(days=1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
THIRTY, FORTY, SIXTY, NINETY, TEN = (
    POLICY.replace("for thirty days", f"for {words} days")
    for words in ("thirty", "forty-five", "sixty", "ninety", "ten")
)
PRIVACY = "Acme/Privacy Policy.md"


def days_kept(document):
    """What each stored version says, oldest first."""
    texts = [version.text for version in document.versions.select_related("stored_text").order_by("sequence")]
    return [text.partition("messages for ")[2].partition(" days")[0] for text in texts]


def terms():
    return Document.objects.get(source_path=TERMS)


def news():
    """When the text of each published change was captured."""
    return list(Change.objects.published().order_by("pk").values_list("detected_at", flat=True))


@pytest.fixture
def rewritten(make_git, git, read_in):
    """A collection that was imported, and a repository in its place whose commits are all other ones."""
    for text in (THIRTY, FORTY, SIXTY):
        git.record(TERMS, text)
    git.record(PRIVACY, THIRTY)
    read_in(git)
    return make_git("again/made-up-versions")


def test_a_rewritten_history_is_taken_up_by_its_paths_and_texts(rewritten, read_in):
    for text, day in ((THIRTY, 0), (SIXTY, 2), (NINETY, 9)):
        rewritten.record(TERMS, text, at=FIRST_DAY + day * DAY)
    rewritten.record(PRIVACY, THIRTY, at=FIRST_DAY + 3 * DAY)
    result = read_in(rewritten, as_news=True)
    assert result.was_rewritten
    assert result.versions_stored == 1
    assert days_kept(terms()) == ["thirty", "forty-five", "sixty", "ninety"]
    assert news() == [FIRST_DAY + 9 * DAY]
    assert Document.objects.exclude(source_path="").count() == 2
    assert Collection.objects.count() == 1
    assert read_in(rewritten, as_news=True).versions_stored == 0
    rewritten.record(TERMS, SIXTY, at=FIRST_DAY + 11 * DAY)
    assert read_in(rewritten, as_news=True).versions_stored == 1
    assert verify_archive().failures == []


def test_an_old_version_that_a_rewritten_history_adds_is_no_news(rewritten, read_in):
    rewritten.record(PRIVACY, THIRTY, at=FIRST_DAY - 500 * DAY)
    rewritten.record("Acme/Cookies.md", THIRTY, at=FIRST_DAY - 400 * DAY)
    rewritten.record("Acme/Cookies.md", SIXTY, at=FIRST_DAY - 300 * DAY)
    rewritten.record(TERMS, THIRTY, at=FIRST_DAY)
    rewritten.record(TERMS, SIXTY, at=FIRST_DAY + 2 * DAY)
    rewritten.record(PRIVACY, FORTY, at=FIRST_DAY - 200 * DAY)
    read_in(rewritten, as_news=True)
    assert news() == []
    assert days_kept(Document.objects.get(source_path="Acme/Cookies.md")) == ["thirty", "sixty"]


def test_a_rewritten_history_that_took_the_newest_text_back_ends_in_the_one_before(rewritten, read_in):
    rewritten.record(PRIVACY, THIRTY, at=FIRST_DAY)
    rewritten.record(TERMS, THIRTY, at=FIRST_DAY)
    rewritten.record(TERMS, FORTY, at=FIRST_DAY + DAY)
    read_in(rewritten, as_news=True)
    assert days_kept(terms()) == ["thirty", "forty-five", "sixty", "forty-five"]
    assert news() == []


def test_what_a_rewritten_history_lacks_is_retired_and_what_it_moved_is_the_same_document(git, make_git, read_in):
    for path, text in ((TERMS, THIRTY), (PRIVACY, SIXTY), ("Acme/Cookies.md", NINETY)):
        git.record(path, text)
    read_in(git)
    ids = dict(Document.objects.exclude(source_path="").values_list("source_path", "pk"))
    again = make_git("again/made-up-versions")
    again.record(TERMS, THIRTY)
    again.record("Acme/Privacy Notice.md", SIXTY)
    result = read_in(again)
    assert (result.documents_moved, result.documents_retired, result.versions_stored) == (1, 1, 0)
    found = dict(Document.objects.exclude(source_path="").values_list("pk", "source_path"))
    assert found == {
        ids[TERMS]: TERMS, ids[PRIVACY]: "Acme/Privacy Notice.md", ids["Acme/Cookies.md"]: "Acme/Cookies.md"
    }  # fmt: skip
    assert Document.objects.get(source_path="Acme/Cookies.md").state == "retired"


def test_another_collection_of_the_same_name_is_refused_and_needs_a_name_of_its_own(rewritten, read_in):
    rewritten.record(TERMS, NINETY)
    with pytest.raises(UnreadableSource, match="another collection"):
        read_in(rewritten)
    assert days_kept(terms()) == ["thirty", "forty-five", "sixty"]
    assert read_in(rewritten, description=CollectionDescription(name="Another collection")).versions_stored == 1


def test_a_collection_that_was_imported_is_never_imported_again_under_another_name(rewritten, git, read_in):
    with pytest.raises(UnreadableSource, match="leave out --name"):
        read_in(git, description=CollectionDescription(name="Another name"))
    assert Collection.objects.count() == 1


def test_a_collection_that_was_named_is_the_same_without_its_name(git, read_in, tmp_path):
    git.record(TERMS, THIRTY)
    named = read_in(git, description=CollectionDescription(name="A name of mine")).collection
    git.record(TERMS, SIXTY)
    git.path.rename(tmp_path / "elsewhere")
    assert read_in(tmp_path / "elsewhere").collection == named
    assert Document.objects.exclude(source_path="").count() == 1


def test_an_older_copy_changes_nothing(git, make_git, read_in):
    older = make_git("again/made-up-versions")
    for history in (git, older):
        history.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    read_in(git)
    result = read_in(older, as_news=True)
    assert result.is_older_copy
    assert days_kept(terms()) == ["thirty", "sixty"]
    assert read_in(git).versions_stored == 0


@pytest.fixture
def merge(git):
    """Merge a branch whose commits are given into what `git` holds; keep the main branch's files unless told."""

    def run(base, side_commits, keep=None, first_parent="main"):
        main, files = git.head, dict(git.files)
        git.head, git.files = base.encode(), {TERMS.encode(): THIRTY.encode()}
        for path, text, at in side_commits:
            git.record(path, text, at=at, subject=f"Record new changes of {path}")
        side = git.head
        git.files = {**git.files, **files} if keep is None else {**files, **keep}
        parents = [main, side] if first_parent == "main" else [side, main]
        return git.commit({}, subject="Merge a branch", parents=parents, at=FIRST_DAY + 50 * DAY)

    return run


def test_a_side_branch_of_older_recordings_changes_neither_the_text_nor_the_news(git, merge, read_in):
    base = git.record(TERMS, THIRTY)
    git.record(TERMS, FORTY, at=FIRST_DAY + 20 * DAY)
    git.record(TERMS, SIXTY, at=FIRST_DAY + 40 * DAY)
    read_in(git)
    merge(base, [(TERMS, TEN, FIRST_DAY + 10 * DAY)])
    result = read_in(git, as_news=True)
    assert days_kept(terms()) == ["thirty", "forty-five", "sixty"]
    assert news() == []
    assert [(notice.unread, notice.path) for notice in result.notices] == [(Unread.ASIDE, TERMS)]
    git.record(TERMS, NINETY, at=FIRST_DAY + 60 * DAY)
    read_in(git, as_news=True)
    change = Change.objects.published().get()
    assert days_kept(terms()) == ["thirty", "forty-five", "sixty", "ninety"]
    assert (change.from_version.sequence, change.to_version.sequence) == (3, 4)
    whole = list(Version.objects.order_by("sequence").values_list("source_commit", flat=True))
    Document.objects.exclude(source_path="").delete()
    Collection.objects.all().delete()
    read_in(git)
    assert list(Version.objects.order_by("sequence").values_list("source_commit", flat=True)) == whole


@pytest.mark.parametrize("first_parent", ["main", "side"])
def test_a_branch_that_records_other_documents_is_read_whole_wherever_it_is_merged(git, merge, read_in, first_parent):
    base = git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    read_in(git)
    side = [(PRIVACY, THIRTY, FIRST_DAY + 5 * DAY), (PRIVACY, NINETY, FIRST_DAY + 6 * DAY)]
    merge(base, side, first_parent=first_parent)
    assert read_in(git, as_news=True).versions_stored == 2
    assert days_kept(terms()) == ["thirty", "sixty"]
    assert days_kept(Document.objects.get(source_path=PRIVACY)) == ["thirty", "ninety"]
    assert news() == [FIRST_DAY + 6 * DAY]


def test_old_recordings_of_a_new_document_are_history(git, merge, read_in):
    base = git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY, at=FIRST_DAY + 30 * DAY)
    read_in(git, now=FIRST_DAY + 31 * DAY)
    merge(base, [(PRIVACY, THIRTY, FIRST_DAY - 9 * DAY), (PRIVACY, NINETY, FIRST_DAY - 8 * DAY)])
    assert read_in(git, as_news=True).versions_stored == 2
    assert news() == []


def test_a_merge_that_takes_an_older_text_back_is_followed_and_is_no_news(git, merge, read_in):
    base = git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    read_in(git)
    merge(
        base, [(PRIVACY, THIRTY, FIRST_DAY)], keep={TERMS.encode(): THIRTY.encode(), PRIVACY.encode(): THIRTY.encode()}
    )
    read_in(git, as_news=True)
    assert days_kept(terms()) == ["thirty", "sixty", "thirty"]
    assert news() == []
    assert verify_archive().failures == []


def test_a_text_that_only_the_merge_holds_is_the_text(git, merge, read_in):
    base = git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    merge(base, [(TERMS, TEN, FIRST_DAY + DAY)], keep={TERMS.encode(): NINETY.encode()})
    read_in(git)
    assert days_kept(terms()) == ["thirty", "sixty", "ninety"]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), 400 * DAY])
def test_a_date_in_the_future_is_cut_to_the_commit_that_follows(git, read_in, ahead):
    now = FIRST_DAY + 30 * DAY
    git.record(TERMS, THIRTY)
    wrong = git.record(TERMS, SIXTY, at=now + ahead)
    git.record(TERMS, NINETY, at=now - 2 * DAY)
    result = read_in(git, now=now)
    version = Version.objects.get(source_commit=wrong)
    assert (version.captured_at, version.stated_at) == (now - 2 * DAY, now + ahead)
    assert version_as_of(terms(), now - DAY).sequence == 3
    assert version_as_of(terms(), now) == terms().current_version
    assert Change.objects.order_by("-detected_at", "-pk").first().to_version.sequence == 3
    assert result.dated_ahead == [(wrong, now + ahead)]
    assert terms().last_verified_at == now - 2 * DAY
    assert documents_not_verified(since=now).filter(pk=terms().pk).exists()
    assert not Event.objects.filter(occurred_at__gt=now).exists()


def test_a_newest_commit_from_the_future_is_of_now_and_the_next_one_is_news(git, read_in):
    now = FIRST_DAY + 30 * DAY
    git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY, at=now + 400 * DAY)
    git.record(PRIVACY, THIRTY, at=now + 400 * DAY)
    read_in(git, now=now)
    assert terms().current_version.captured_at == now
    assert set(Document.objects.exclude(source_path="").values_list("last_verified_at", flat=True)) == {now}
    git.record(TERMS, NINETY, at=now - timedelta(hours=1))
    read_in(git, now=now + DAY, as_news=True)
    assert news() == [now - timedelta(hours=1)]
    assert verify_archive().failures == []


def test_a_retirement_from_the_future_is_of_now(git, read_in):
    now = FIRST_DAY + 30 * DAY
    git.record(TERMS, THIRTY)
    git.delete(TERMS, at=now + 400 * DAY)
    read_in(git, now=now)
    assert Event.objects.get(kind="document_retired").occurred_at == now


def test_until_reads_past_a_commit_from_the_future(git, read_in):
    now = FIRST_DAY + 30 * DAY
    git.record(TERMS, SIXTY, at=now + 400 * DAY)
    git.record(TERMS, NINETY, at=FIRST_DAY + 2 * DAY)
    assert read_in(git, now=now, until=FIRST_DAY + 3 * DAY).versions_stored == 2


def test_clocks_that_differ_by_minutes_are_no_reason_to_warn(git, read_in):
    git.record(TERMS, THIRTY, at=NOW + timedelta(minutes=5))
    assert read_in(git, now=NOW).dated_ahead == []
    assert terms().current_version.captured_at == NOW


def test_a_version_with_an_unknown_subject_is_named_and_waits_for_a_release_that_reads_it(git, read_in, monkeypatch):
    git.record(TERMS, THIRTY)
    unknown = [git.record(TERMS, text, subject="Save changes in Acme Terms of Service") for text in (FORTY, SIXTY)]
    git.record(PRIVACY, THIRTY)
    git.record(TERMS, NINETY)
    git.record(PRIVACY, SIXTY)
    result = read_in(git, as_news=True)
    assert [(notice.unread, notice.commit) for notice in result.notices] == [
        (Unread.SUBJECT, commit) for commit in unknown
    ]
    assert (result.versions_waiting, result.has_read_nothing) == (1, False)
    assert days_kept(terms()) == ["thirty"]
    assert days_kept(Document.objects.get(source_path=PRIVACY)) == ["thirty", "sixty"]
    assert len(read_in(git).notices) == 2
    saved = (git_history.CHANGE, re.compile("Save changes"))
    monkeypatch.setattr(git_history, "_SUBJECTS", (*git_history._SUBJECTS, saved))
    assert read_in(git).notices == []
    assert days_kept(terms()) == ["thirty", "forty-five", "sixty", "ninety"]
    assert read_in(git).commits_read == 0


def test_an_import_that_understands_nothing_fails(git, db):
    for text in (THIRTY, SIXTY):
        git.record(TERMS, text, subject="Save changes in Acme Terms of Service")
    with pytest.raises(CommandError, match="None of the commits"):
        call_command("import_open_terms_archive", str(git.path))
    assert Collection.objects.get().last_commit == ""


def test_the_operator_may_pass_over_what_is_not_understood(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(TERMS, FORTY, subject="Save changes in Acme Terms of Service")
    git.record(TERMS, NINETY)
    read_in(git, pass_over=True)
    assert days_kept(terms()) == ["thirty", "ninety"]
    assert read_in(git).commits_read == 0


def test_edits_by_hand_are_named_and_stop_nothing(git, read_in):
    git.commit({b"README.md": "Welcome", b"Sample/Terms.md": "An example"}, subject="Initial commit")
    git.record(TERMS, THIRTY)
    git.commit({TERMS.encode(): SIXTY, b"README.md": "Hello"}, subject="Mend typos")
    git.record(TERMS, NINETY)
    result = read_in(git)
    assert [(notice.unread, notice.path) for notice in result.notices] == [(Unread.BY_HAND, TERMS)]
    assert days_kept(terms()) == ["thirty", "ninety"]
    assert read_in(git).commits_read == 0


def test_a_version_that_is_no_document_we_can_read_is_named_and_met_again(git, read_in):
    git.record(TERMS, THIRTY)
    git.commit({b"Acme/Terms.html": "<h1>Terms</h1>"}, subject="First record of Acme Terms")
    assert [notice.unread for notice in read_in(git).notices] == [Unread.FILE]
    assert [notice.unread for notice in read_in(git).notices] == [Unread.FILE]


def test_pages_that_are_counted_in_other_words_are_named(git, read_in):
    git.record(TERMS, THIRTY, body="Assembled out of the snapshots a, b and c")
    assert [notice.unread for notice in read_in(git).notices] == [Unread.SOURCES]


def test_a_renamed_service_keeps_its_documents_and_its_watchers(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(PRIVACY, THIRTY)
    read_in(git)
    ids = set(Document.objects.exclude(source_path="").values_list("pk", flat=True))
    platform = Platform.objects.get(name="Acme")
    moves = {TERMS: None, PRIVACY: None, "Acme Next/Terms of Service.md": THIRTY, "Acme Next/Privacy Policy.md": SIXTY}
    git.commit({path.encode(): text for path, text in moves.items()}, subject="Rename Acme")
    git.record("Acme Next/Terms of Service.md", NINETY)
    result = read_in(git, as_news=True)
    assert (result.documents_moved, result.documents_retired) == (2, 0)
    documents = Document.objects.exclude(source_path="")
    assert {document.pk for document in documents} == ids
    assert {document.platform_id for document in documents} == {platform.pk}
    assert Change.objects.published().get().platform == platform
    platform.refresh_from_db()
    assert platform.aliases == ["Acme Next"]
    assert not Event.objects.filter(kind="document_retired").exists()
    Collection.objects.update(last_commit="")
    read_in(git)
    assert {document.pk for document in Document.objects.exclude(source_path="")} == ids
    assert verify_archive().failures == []


def test_a_service_renamed_to_a_known_one_is_succeeded_by_it(git, read_in):
    git.record("Le Chat/Terms of Service.md", THIRTY)
    read_in(git, with_catalogue=True)
    Platform.objects.update(successor=None)
    document = Document.objects.get(source_path="Le Chat/Terms of Service.md")
    git.commit(
        {b"Le Chat/Terms of Service.md": None, b"Vibe/Terms of Service.md": THIRTY}, subject="Rename Le Chat to Vibe"
    )
    read_in(git)
    document.refresh_from_db()
    assert (document.source_path, document.platform.slug) == ("Vibe/Terms of Service.md", "vibe")
    assert Platform.objects.get(slug="le-chat").successor.slug == "vibe"
    of_this_type = Document.objects.filter(platform__slug="vibe", document_type=document.document_type)
    assert list(of_this_type) == [document]


def test_a_renamed_document_keeps_its_identity_and_takes_its_new_title(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    git.commit({TERMS.encode(): None, b"Acme/Terms of Use.md": SIXTY}, subject="Rename a document")
    git.record("Acme/Terms of Use.md", NINETY)
    read_in(git)
    document = Document.objects.exclude(source_path="").get()
    assert (document.title, document.document_type) == ("Terms of Use", "terms-of-service")
    assert days_kept(document) == ["thirty", "sixty", "ninety"]


def test_a_document_moved_to_another_known_service_leaves_the_others_behind(git, read_in, make_platform):
    git.record(TERMS, THIRTY)
    git.record(PRIVACY, SIXTY)
    read_in(git)
    git.commit({TERMS.encode(): None, b"Acme Shop/Terms of Service.md": THIRTY}, subject="Move a document")
    read_in(git)
    moved = Document.objects.get(source_path="Acme Shop/Terms of Service.md")
    assert moved.platform.name == "Acme Shop"
    assert Platform.objects.get(name="Acme").successor is None


def test_a_path_that_is_used_again_after_a_rename_begins_a_document_of_its_own(git, read_in):
    git.record(TERMS, THIRTY)
    git.commit({TERMS.encode(): None, b"Acme Next/Terms of Service.md": THIRTY}, subject="Rename Acme")
    git.record(TERMS, NINETY)
    read_in(git)
    assert days_kept(terms()) == ["ninety"]
    assert days_kept(Document.objects.get(source_path="Acme Next/Terms of Service.md")) == ["thirty"]
    Collection.objects.update(last_commit="")
    assert read_in(git).versions_stored == 0


def test_since_after_a_rename_begins_with_the_text_in_force(git, read_in):
    git.record(TERMS, THIRTY)
    git.record(TERMS, SIXTY)
    git.commit({TERMS.encode(): None, b"Acme Next/Terms of Service.md": SIXTY}, subject="Rename Acme")
    read_in(git, since=FIRST_DAY + 3 * DAY)
    assert days_kept(Document.objects.get(source_path="Acme Next/Terms of Service.md")) == ["sixty"]


def test_no_version_is_ever_stored_as_of_a_later_time_than_now(make_document, now):
    version = record_version(
        Recorded(document=make_document(), data=THIRTY.encode(), captured_at=now + 400 * DAY), now=now
    )
    assert (version.captured_at, version.in_force_at, version.stated_at) == (now, now, now + 400 * DAY)
    assert version.document.last_verified_at == now
    document = version.document
    retire_document(document=document, occurred_at=now + DAY, now=now)
    assert set(Event.objects.values_list("occurred_at", flat=True)) == {now}


def test_going_through_a_history_again_moves_nothing_that_was_told(git, read_in):
    git.record("Le Chat/Terms of Service.md", THIRTY)
    git.record("Le Chat/Terms of Service.md", SIXTY)
    read_in(git, with_catalogue=True)
    git.commit({b"Le Chat/Terms of Service.md": None, b"Vibe/Terms of Service.md": SIXTY}, subject="Rename Le Chat")
    read_in(git)
    document = Document.objects.exclude(source_path="").get()
    reclassify(document=document)
    assert (document.platform.slug, Change.objects.get().platform.slug) == ("vibe", "le-chat")
    assert set(Event.objects.values_list("platform__slug", flat=True)) == {"le-chat"}
