"""A history that its publisher rewrote, or an older or renamed copy of it: the record says only what happened."""

import pytest

from governance.importers.collections import CollectionDescription
from governance.importers.git_source import UnreadableSource
from governance.models import Change, Collection, Document, Event
from governance.record.archive_check import verify_archive
from governance.record.reclassification import reclassify
from tests.governance.conftest import FIRST_DAY, TERMS
from tests.governance.importing.policies import DAY, FORTY, NINETY, PRIVACY, SIXTY, THIRTY, days_kept, news, terms


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
