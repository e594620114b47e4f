"""Commits that aren't understood are named, and wait or are passed over."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from governance.importers import git_history
from governance.importers.recorded_commits import Unread
from governance.models import Collection, Document
from tests.governance.conftest import TERMS
from tests.governance.importing.policies import FORTY, NINETY, PRIVACY, SIXTY, THIRTY, days_kept, terms


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
    monkeypatch.setattr(git_history, "SUBJECTS", (*git_history.SUBJECTS, saved))
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
