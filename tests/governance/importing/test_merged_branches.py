"""Branches that were merged late: what they record is stored, and only what is newer is news."""

import pytest

from governance.importers.recorded_commits import Unread
from governance.models import Change, Collection, Document, Version
from governance.record.archive_check import verify_archive
from tests.governance.conftest import FIRST_DAY, TERMS
from tests.governance.importing.policies import DAY, FORTY, NINETY, PRIVACY, SIXTY, TEN, THIRTY, days_kept, news, terms


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
