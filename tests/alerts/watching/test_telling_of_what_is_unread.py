"""Who watches a document that can't be read is told so once, and once that it can be read again."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import Notice
from accounts.outgoing import OptionalMail
from alerts.models import Suppression, UnreadDocument, Watchlist, WatchlistDocumentType
from alerts.owed.unverified_documents import Watched, unverified_documents
from alerts.watching import unread
from alerts.watching.unread import tell_due
from alerts.watching.unsubscribing import mute
from backend import duties
from governance.models import Capture, CaptureHealth, CaptureHost, Document, Fetch, SourcePage
from web.account_mail.sending_notices import NotTrueAnyMore, letter_of, send_due_notices

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def attempt(document, at, state="failing", verdict="status"):
    """One capture of the document, and its health after it."""
    health, _ = CaptureHealth.objects.get_or_create(document=document, defaults={"since": at})
    is_good = state == "verified"
    key = f"{document.pk} {at}"
    capture = Capture.objects.create(
        document=document, captured_at=at, judged_at=at, fetch_key=key, extractor_version=1, state=state
    )
    health.state, health.verdict, health.last_capture = state, "" if is_good else verdict, capture
    if is_good:
        Document.objects.filter(pk=document.pk).update(last_verified_at=at)
        health.good_capture, health.failing_since, health.told_at = capture, None, None
    else:
        health.failing_since = health.failing_since or document.last_verified_at or at
    health.save()


@pytest.fixture
def document(make_document, make_platform):
    return make_document(make_platform("acme", name="Acme"), state="active", title="Terms of Service")


@pytest.fixture
def failing(document, now):
    """The document, which has failed for two days."""
    attempt(document, now - 2 * DAY)
    return document


def told(now):
    counts = tell_due(now)
    return counts["unread_told"], counts["read_again_told"]


def test_who_watches_what_failed_for_two_days_is_told_once(person, document, watch, now):
    watch(person, document.platform, at=now - 5 * DAY)
    attempt(document, now - 47 * HOUR)
    assert told(now) == (0, 0)
    assert told(now + HOUR) == (1, 0)
    attempt(document, now + 2 * HOUR, "blocked", "robots")
    assert told(now + 3 * DAY) == (0, 0)
    letter = letter_of(Notice.objects.get(), now + 2 * HOUR)
    assert letter.subject == "At present we can't read Acme · Terms of Service"
    (line,) = letter.lists[0].names
    assert line.startswith("Acme · Terms of Service: not read since ")
    assert line.endswith("; its site asks robots not to read it")


def test_the_mails_go_out_by_the_duties_of_a_sweep(person, failing, watch, now):
    watch(person, failing.platform, at=now - 5 * DAY)
    for hours in (0, 1):
        for name in ("tell_of_unread", "send_notices"):
            duties.BY_NAME[name].run(now + hours * HOUR)
    attempt(failing, now + 2 * HOUR, "verified")
    for hours in (3, 4):
        for name in ("tell_of_unread", "send_notices"):
            duties.BY_NAME[name].run(now + hours * HOUR)
    assert [sent.subject for sent in mail.outbox] == [
        "At present we can't read Acme · Terms of Service",
        "We can read Acme · Terms of Service again",
    ]
    assert all(isinstance(sent, OptionalMail) for sent in mail.outbox)
    assert not UnreadDocument.objects.exists()


def test_what_fails_anew_after_it_was_read_is_told_anew(person, failing, watch, now):
    watch(person, failing.platform, at=now - 5 * DAY)
    assert told(now) == (1, 0)
    attempt(failing, now + HOUR, "verified")
    assert told(now + HOUR) == (0, 1)
    failing.refresh_from_db()
    attempt(failing, now + 7 * HOUR)
    assert told(now + 8 * HOUR) == (0, 0)
    assert told(now + 7 * HOUR + 2 * DAY) == (1, 0)


def test_what_is_read_again_before_it_was_told_is_told_neither_way(person, failing, watch, now):
    watch(person, failing.platform, at=now - 5 * DAY)
    Suppression.objects.create(pk=person.email, reason="reported", source="sendgrid", at=now)
    assert told(now) == (0, 0)
    assert UnreadDocument.objects.get().told_at is None
    attempt(failing, now + HOUR, "verified")
    Suppression.objects.all().delete()
    assert told(now + 2 * HOUR) == (0, 0)
    assert not UnreadDocument.objects.exists()


def test_one_mail_a_day_names_all_that_fails(person, failing, make_document, watch, now):
    watch(person, failing.platform, at=now - 5 * DAY)
    assert told(now) == (1, 0)
    for number in range(25):
        attempt(make_document(failing.platform, f"policy-{number}"), now - 2 * DAY + HOUR)
    assert told(now + HOUR) == (0, 0)
    assert told(now + DAY + HOUR) == (25, 0)
    letter = letter_of(Notice.objects.latest("about_at"), now + DAY)
    assert letter.subject == "At present we can't read 25 documents that you watch"
    assert (len(letter.lists[0].names), letter.lists[0].more) == (20, 5)


def test_the_first_failure_after_a_week_without_attempts_says_nothing(person, document, watch, now):
    watch(person, document.platform, at=now - 9 * DAY)
    attempt(document, now - 7 * DAY, "verified")
    document.refresh_from_db()
    attempt(document, now - HOUR)
    assert told(now) == (0, 0)
    assert told(now + 2 * DAY) == (1, 0)


def test_nothing_is_told_while_it_is_us(person, failing, watch, now):
    watch(person, failing.platform, at=now - 5 * DAY)
    for number in range(12):
        host = CaptureHost.objects.create(name=f"{number}.example", delay=HOUR, next_allowed_at=now)
        page = SourcePage.objects.create(host=host, address=f"https://{number}.example/", language="en")
        times = {"started_at": now, "ended_at": now}
        page.accepted_fetch = Fetch.objects.create(page=page, route="plain", **times)
        page.save()
        Fetch.objects.create(page=page, route="plain", outcome="dns", **times)
    assert told(now) == (0, 0)
    assert not UnreadDocument.objects.exists()
    assert told(now + HOUR) == (1, 0)


@pytest.mark.parametrize("how", ["muted", "paused", "other_type", "unverified", "closed", "other_platform"])
def test_nobody_else_is_told(make_user, failing, make_platform, watch, now, how):
    user = make_user(tier="professional", verified=how != "unverified", is_active=how != "closed")
    platform = failing.platform if how != "other_platform" else make_platform()
    watch(user, platform, at=now - 5 * DAY)
    watchlist = Watchlist.objects.get(user=user, items__isnull=False)
    if how == "muted":
        mute(user=user, platform_ids=[platform.pk], now=now)
    if how == "paused":
        Watchlist.objects.update(paused=True)
    if how == "other_type":
        WatchlistDocumentType.objects.create(watchlist=watchlist, document_type="cookies-policy")
    assert told(now) == (0, 0)


def test_very_many_watchers_are_told_in_parts_and_each_once(make_user, failing, watch, now, monkeypatch):
    monkeypatch.setattr(unread, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(unread, "PEOPLE_AT_ONCE", 3)
    for _ in range(7):
        watch(make_user(), failing.platform, at=now - 5 * DAY)
    counts = [told(now + minute * timedelta(minutes=1))[0] for minute in range(5)]
    assert counts == [3, 3, 1, 0, 0]
    assert CaptureHealth.objects.get().told_at
    assert Notice.objects.filter(kind="document_unread").values("user").distinct().count() == 7


def test_what_is_read_again_when_the_mail_is_to_go_out_is_not_told(person, failing, watch, now):
    watch(person, failing.platform, at=now - 5 * DAY)
    tell_due(now)
    attempt(failing, now, "verified")
    with pytest.raises(NotTrueAnyMore):
        letter_of(Notice.objects.get(), now)
    send_due_notices(now)
    assert told(now + HOUR) == (0, 0)
    assert mail.outbox == []


def test_a_digest_names_what_cannot_be_read(person, failing, watch, now):
    Document.objects.filter(pk=failing.pk).update(last_verified_at=now - 3 * DAY)
    watched = Watched((failing.pk,), (), now)
    (line,) = unverified_documents([watched], now)[watched].lines
    since, last = now - 2 * DAY, now - 3 * DAY
    assert line == (f"Acme · Terms of Service: can't be read since {since:%-d %B %Y}; last verified {last:%-d %B %Y}")
    CaptureHealth.objects.update(state="gone")
    (line,) = unverified_documents([watched], now)[watched].lines
    assert f"Terms of Service: its site no longer has it since {since:%-d %B %Y}; last" in line
    attempt(failing, now, "verified")
    assert unverified_documents([watched], now)[watched].lines == ()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_tell_each_watcher_once_and_of_recovery_once(make_user, failing, watch, now, at_once):
    for _ in range(20):
        watch(make_user(), failing.platform, at=now - 5 * DAY)
    at_once(*[lambda: tell_due(now)] * 8)
    tell_due(now)
    assert Notice.objects.filter(kind="document_unread").count() == 20
    attempt(failing, now + HOUR, "verified")
    at_once(*[lambda: tell_due(now + HOUR)] * 8)
    assert Notice.objects.filter(kind="document_read_again").count() == 20
    assert not UnreadDocument.objects.exists()
