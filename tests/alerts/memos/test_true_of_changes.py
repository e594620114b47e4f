"""A memo of a change says what the change is taken for, and how much of it is there: in each of its files."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document as WordDocument

from alerts.memos import analysed, changed
from alerts.memos.gathering import gather
from alerts.memos.making import file_of
from governance.capture.evidence.version_chain import version_chain
from governance.models import Change, Version
from tests.alerts.memos.test_memos import data_of
from tests.histories import FIRST_TEXT, SECOND_TEXT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HELD = datetime(2026, 3, 4, 10, tzinfo=UTC)


def markdown_of(memo, now):
    return file_of(data_of(memo, now), format="markdown", paper="a4")[0].decode().replace("\\", "")


def words_of(memo, now):
    file = file_of(data_of(memo, now), format="docx", paper="a4")[0]
    return "\n".join(paragraph.text for paragraph in WordDocument(io.BytesIO(file)).paragraphs)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"held_until": HELD, "withdrawn_at": HELD}, "This change was withdrawn on 4 March 2026"),
        ({"held_until": HELD}, "This change is not confirmed yet"),
        ({"label": "extraction"}, "is taken for an error of reading the page"),
        ({"label": "cosmetic"}, "This difference is of form alone"),
        ({"label": "flapping"}, "it is taken for no change"),
    ],
)
def test_what_is_no_change_of_meaning_is_not_told_as_one(ask, change, now, fields, said):
    Change.objects.filter(pk=change.pk).update(**{"published_at": None, **fields} if "held_until" in fields else fields)
    text = markdown_of(ask(change=change), now)
    assert "1 change of meaning or wording" not in text
    assert text.count(said) == 2  # in short, and with its facts
    assert said in words_of(ask("docx", change=change), now)


def test_a_change_of_meaning_is_told_as_one_with_its_class(ask, change, now):
    text = markdown_of(ask(change=change), now)
    assert "1 change of meaning or wording on 1 document" in text
    assert f"Class {change.label}; severity" in text


def test_a_change_that_was_taken_back_is_said_to_be_so(ask, watchlist, document, make_document, make_history, now):
    for key, type in ((1, "privacy-policy"), (2, "cookie-policy")):
        other = make_document(document.platform, document_type=type)
        make_history(other, texts=(FIRST_TEXT, SECOND_TEXT, FIRST_TEXT))
        told, back = Change.objects.filter(document=other).order_by("pk")
        memo = ask(change=told)
        data = data_of(memo, now)
        returned = back.to_version.captured_at
        assert data["changes"][0]["taken_back_at"] == returned.isoformat()
        said = f"This change was taken back: on {returned.day} {returned:%B %Y}, "
        assert markdown_of(memo, now).count(said) == 2  # in short, and with its facts
        assert "1 change of meaning or wording on 1 document" in markdown_of(memo, now)
        assert said in words_of(ask("docx", change=told), now)
        assert data_of(ask(change=back), now)["changes"][0]["taken_back_at"] is None
        text = markdown_of(ask(watchlist=watchlist, since=now - 30 * DAY, until=now), now)
        assert text.count("This change was taken back: ") == key
        assert ("1 change was taken back: " if key == 1 else "2 changes were taken back: ") in text


@pytest.mark.parametrize(
    ("shown", "last", "said"),
    [
        (2, "Low", "Of 3 ratings 1 can be given, none of them among the 2 shown."),
        (2, "Not assessable", "No rating can be given yet: 3 clauses to be rated."),
        (3, "Low", "Highest rating: "),
    ],
)
def test_whether_a_rating_can_be_given_is_decided_over_all(ask, change, now, monkeypatch, shown, last, said):
    analyse = analysed.analyse

    def three(*asked):
        found = analyse(*asked)
        labels = ("Not assessable yet", "Not assessable", last)
        return replace(found, ratings=tuple(replace(found.ratings[0], label=label) for label in labels))

    monkeypatch.setattr(analysed, "analyse", three)
    monkeypatch.setattr(analysed, "MOST_RATINGS", shown)
    data = data_of(ask(change=change), now)
    assert (data["rating_count"], len(data["risk"])) == (3, shown)
    assert said in markdown_of(ask(change=change), now)


@pytest.fixture
def of_two_clauses(change, monkeypatch):
    """A change of several clauses in a memo that quotes one; the last is the gravest."""
    monkeypatch.setattr(changed, "MOST_OF_ONE", 1)
    rows = list(change.provision_changes.order_by("position"))
    assert len(rows) > 1
    change.provision_changes.update(severity=1)
    change.provision_changes.filter(pk=rows[-1].pk).update(severity=3)
    return rows


def test_clauses_that_are_left_out_are_counted_by_severity_and_the_gravest_are_there(ask, change, now, of_two_clauses):
    data = data_of(ask("pdf", change=change), now)
    (told,) = data["changes"]
    left = len(of_two_clauses) - 1
    assert [row["severity"] for row in told["provisions"]] == ["high"]
    assert (told["provisions_left_out"], told["left_out_by_severity"]) == (left, {"high": 0, "medium": 0, "low": left})
    said = f"{left} of the {left + 1} changed clauses are not quoted: 0 of high severity, 0 of medium severity"
    assert [one["reference"] for one in data["not_covered"] if one["sentence"].startswith(said)] == [change.public_id]
    assert "clause by clause" not in markdown_of(ask("evidence", change=change), now)


def test_a_docx_has_all_clauses_of_a_change_its_texts_and_their_hashes(ask, change, now, of_two_clauses):
    words = words_of(ask("docx", change=change), now)
    assert f"All {len(of_two_clauses)} changed clauses are here." in words
    for version in (change.from_version, change.to_version):
        assert f"{version.public_id}, recorded" in words
        assert version.sha256 in words


@pytest.mark.parametrize("format", ["docx", "markdown", "json"])
def test_what_has_no_pages_has_all_clauses_of_a_change(ask, change, now, of_two_clauses, format):
    (told,) = data_of(ask(format, change=change), now)["changes"]
    assert (len(told["provisions"]), told["provisions_left_out"]) == (len(of_two_clauses), 0)


def test_a_docx_of_data_that_lacks_clauses_says_so(ask, change, now, of_two_clauses):
    file = file_of(gather(ask("pdf", change=change), now=now), format="docx", paper="a4")[0]
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert "Not the whole change: 1 of its" in archive.read("word/document.xml").decode()
    words = "\n".join(paragraph.text for paragraph in WordDocument(io.BytesIO(file)).paragraphs)
    _, _, not_covered = words.partition("\nWhat was not covered\n")
    assert "changed clauses are not quoted: 0 of high severity" in not_covered


def test_the_head_of_the_chain_of_versions_is_in_the_memo_and_changes_with_any_version(ask, document, now):
    memo = ask(document=document)
    head = data_of(memo, now)["documents"][0]["chain_head"]
    last = document.current_version
    assert head["version"] == last.public_id
    assert head["sha256"] == version_chain([last]).heads[document.pk][1]
    text = markdown_of(memo, now)
    assert f"Head of the chain of its versions, up to {last.public_id}, SHA-256: `{head['sha256']}`" in text
    assert "The head of a chain is the SHA-256 of its last line." in text
    first = Version.objects.filter(document=document).order_by("sequence").first()
    Version.objects.filter(pk=first.pk).update(captured_at=first.captured_at - timedelta(seconds=1))
    assert data_of(memo, now)["documents"][0]["chain_head"]["sha256"] != head["sha256"]


def test_a_long_history_costs_no_more_to_chain(ask, document, now, django_assert_max_num_queries):
    last, count = document.current_version, Version.objects.filter(document=document).count()
    assert count > 1
    with django_assert_max_num_queries(1):
        assert version_chain([last]).data.count(b"\n") == count
