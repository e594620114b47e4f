"""Commits that are dated in the future: nothing is stored as of a later time than now."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.document_standings import documents_not_verified
from governance.models import Change, Document, Event, Version
from governance.reading import version_as_of
from governance.record.archive_check import verify_archive
from governance.record.document_states import retire_document
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.conftest import FIRST_DAY, TERMS
from tests.governance.importing.policies import DAY, NINETY, PRIVACY, SIXTY, THIRTY, news, terms

NOW = datetime(2026, 6, 1, tzinfo=UTC)


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
    assert documents_not_verified(since=now, now=now).filter(pk=terms().pk).exists()
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


def test_no_version_is_ever_stored_as_of_a_later_time_than_now(make_document, now):
    version = record_version(
        Recorded(document=make_document(), data=THIRTY.encode(), captured_at=now + 400 * DAY), now=now
    )
    assert (version.captured_at, version.in_force_at, version.stated_at) == (now, now, now + 400 * DAY)
    assert version.document.last_verified_at == now
    document = version.document
    retire_document(document=document, occurred_at=now + DAY, now=now)
    assert set(Event.objects.values_list("occurred_at", flat=True)) == {now}
