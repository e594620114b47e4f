"""Whole histories with the comparison as it is: what is held, told and never told."""

from datetime import timedelta

import pytest

from governance.models import Change, Document
from governance.record.archive_check import verify_archive
from governance.record.confirm import confirm_due
from governance.record.reclassification import reclassify
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.confirmation.outcomes import DAY, news, state_of
from tests.governance.confirmation.texts import EDITED, REST, WHOLE, WITHOUT_PAGE
from tests.governance.conftest import FIRST_DAY


@pytest.fixture
def document(make_document):
    return make_document()


@pytest.fixture
def record(document):
    def run(text, day, **options):
        at = FIRST_DAY + day * DAY
        document.refresh_from_db()
        return record_version(
            Recorded(document=document, data=text.encode(), captured_at=at, published_at=at, **options), now=at
        )

    yield run
    assert verify_archive().failures == []
    assert reclassify(document=document) == []


def stand(version):
    """The document is seen to stand as long as the change to this version asks, and the duty runs."""
    until = Change.objects.get(to_version=version).held_until
    Document.objects.update(last_verified_at=until)
    return confirm_due(until + timedelta(minutes=1))["confirmed"]


def test_a_page_that_stays_away_is_told_as_removed_when_it_has_stayed_away(record):
    record(WHOLE, 0)
    gone = record(WITHOUT_PAGE, 1)
    assert (state_of(gone), news()) == ("held", [])
    assert stand(gone) == 1
    change = Change.objects.get(to_version=gone)
    assert (change.label, change.is_alertable, change.removed_count, news()) == ("substantive", True, 8, [2])


def test_a_page_that_comes_back_is_told_neither_time(record):
    record(WHOLE, 0)
    gone = record(WITHOUT_PAGE, 1)
    record(WHOLE, 1.3)
    assert (state_of(gone), news()) == ("withdrawn", [])


def test_a_return_after_a_week_is_told_when_it_has_stood_a_week(record):
    other = WHOLE.replace(REST[0], EDITED)
    record(WHOLE, 0)
    record(other, 10)
    back = record(WHOLE, 20)
    assert (state_of(back), news()) == ("held", [2])
    assert stand(back) == 1
    assert (Change.objects.get(to_version=back).rule, news()) == ("rolled_back", [2, 3])


def test_a_text_that_alternates_within_days_alerts_once_at_most(record):
    other = WHOLE.replace(REST[0], EDITED)
    versions = [record(text, day) for day, text in enumerate([WHOLE, other] * 5)]
    assert news() == [2]
    assert {state_of(version) for version in versions[2:]} == {"never held"}


def test_an_address_that_is_hidden_for_weeks_and_shown_again_is_no_return(record):
    shown = f"{WHOLE}\n\nhelp@papertrail.example\n\nWe answer within a week of your letter.\n"
    hidden = shown.replace("help@papertrail.example", "[email protected]")
    versions = [record(text, day) for text, day in ((shown, 0), (hidden, 10), (shown, 30))]
    assert {state_of(version) for version in versions[1:]} == {"never held"}
    assert news() == []


def test_a_held_return_is_shown_by_a_text_that_hides_its_address(record):
    other = WHOLE.replace(REST[0], EDITED)
    letter = "\n\nWrite to {} if a ticket is lost.\n"
    told = REST[0] + letter.format("help@papertrail.example")
    first = WHOLE.replace(REST[0], told)
    record(first, 0)
    record(other, 10)
    back = record(first, 20)
    assert state_of(back) == "held"
    hidden = first.replace("help@papertrail.example", "[email protected]")
    record(hidden, 22)
    assert state_of(back) == "held"
