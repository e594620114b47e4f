"""A change that is over by the time it is told is told as such, the same day and in the digest."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.models import Alert
from alerts.timing.digest_schedules import reschedule
from governance.models import Change
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.histories import FIRST_TEXT, SECOND_TEXT, THIRD_TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)
WORDS = "Taken back on 12 March 2026: the document returned to a text from before this change."


@pytest.fixture
def document(make_document, now):
    document = make_document()
    store(document, FIRST_TEXT, now - timedelta(days=30), published=False)
    return document


@pytest.fixture
def watcher(make_user, watch, document):
    user = make_user(tier="watcher")
    watch(user, document.platform)
    return user


def store(document, text, at, *, published=True, captured_at=None):
    return record_version(
        Recorded(
            document=document, data=text.encode(), captured_at=captured_at or at, published_at=at if published else None
        ),
        now=at,
    )


def test_a_change_that_was_alerted_and_taken_back_is_told_as_such_by_the_digest(
    document, watcher, now, run, mails, text_of, html_of
):
    store(document, SECOND_TEXT, now)
    assert run(now)["fan_out_messages"] == 1
    store(document, FIRST_TEXT, now + timedelta(days=1))
    run(now + timedelta(days=1))
    run(MONDAY)
    alert, digest = mails(watcher)
    assert "Taken back" not in text_of(alert)
    assert text_of(digest).count(WORDS) == 1
    assert html_of(digest).count(WORDS) == 1
    assert digest["Subject"].endswith(" (taken back)")


def test_one_that_stands_again_is_told_without_it(document, watcher, now, run, mails, text_of):
    for hours, text in enumerate((SECOND_TEXT, FIRST_TEXT, SECOND_TEXT)):
        store(document, text, now + timedelta(hours=hours))
    run(MONDAY)
    told = mails(watcher)
    assert not any("Taken back" in text_of(mail) or "taken back" in mail["Subject"] for mail in told)


@pytest.mark.parametrize("texts", [(SECOND_TEXT, FIRST_TEXT), (SECOND_TEXT, THIRD_TEXT, FIRST_TEXT)])
def test_what_one_import_brings_with_its_return_is_one_mail_that_says_so(
    document, watcher, now, run, mails, text_of, texts
):
    day = datetime(2026, 3, 12, 6, tzinfo=UTC)
    for hours, text in enumerate(texts):
        store(document, text, day + timedelta(hours=4), captured_at=day + timedelta(hours=hours))
    alertable = Change.objects.alertable().count()
    assert alertable == len(texts) - 1
    run(day + timedelta(hours=4))
    assert Alert.objects.count() == alertable
    (alert,) = mails(watcher)
    assert text_of(alert).count(WORDS) == alertable
    assert "(taken back)" in alert["Subject"]
    run(MONDAY)
    digest = mails(watcher)[-1]
    assert text_of(digest).count(WORDS) == alertable


def test_an_alert_that_had_to_wait_says_what_has_become_of_the_change(document, watcher, now, run, mails, text_of):
    watcher.quiet_from, watcher.quiet_until = 10, 14
    watcher.save()
    day = datetime(2026, 3, 12, 11, tzinfo=UTC)
    store(document, SECOND_TEXT, day)
    run(day)
    store(document, FIRST_TEXT, day + timedelta(hours=1))
    run(day + timedelta(hours=1))
    assert mails(watcher) == []
    run(day + timedelta(hours=3))
    (alert,) = mails(watcher)
    assert WORDS in text_of(alert)
    assert alert["Subject"].endswith(" (taken back)")


def test_the_same_digest_at_two_hours_says_what_is_true_at_each(document, make_user, watch, now, run, mails, text_of):
    early, late = make_user(digest_hour=8), make_user(digest_hour=9)
    for user in (early, late):
        watch(user, document.platform)
    for user in (early, late):
        reschedule(user, now)
    store(document, SECOND_TEXT, now)
    run(now)
    run(MONDAY)
    store(document, FIRST_TEXT, MONDAY + timedelta(minutes=1))
    run(MONDAY + timedelta(hours=1))
    assert "Taken back" not in text_of(mails(early)[0])
    assert "Taken back on 16 March 2026" in text_of(mails(late)[0])


def test_what_stands_is_told_before_what_was_taken_back(document, watcher, make_document, now, run, mails, text_of):
    other = make_document(document.platform, "privacy-policy")
    store(other, FIRST_TEXT, now - timedelta(days=30), published=False)
    store(document, SECOND_TEXT, now)
    store(document, FIRST_TEXT, now + timedelta(seconds=1))
    store(other, SECOND_TEXT, now + timedelta(seconds=2))
    run(now + timedelta(minutes=1))
    (alert,) = mails(watcher)
    assert "(taken back)" not in alert["Subject"]
    text = " ".join(text_of(alert).split())
    assert "2 policy changes at 1 platform: 2 of high severity; 1 taken back." in text
    assert text.index("Privacy") < text.index("Taken back on")
