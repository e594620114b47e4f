"""Reminders of deadlines: on the person's day, once for each lead time, and for nobody who gets no mail."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Notice
from alerts.deadlines.reminders import DEADLINES_NEAR, remind_due, set_reminders
from alerts.models import DeadlineReminder, DeadlineSettings, Review, Suppression, Unsubscription
from alerts.reviewing.reviews import begin_review
from billing.entitlements import Tier
from billing.services.grants import grant_tier
from governance.models import Change
from web.account_mail.sending_notices import send_due_notices

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"
DAY = timedelta(days=1)
DUE = date(2026, 3, 25)


@pytest.fixture
def person(make_user):
    return make_user(tier="professional")


@pytest.fixture
def review(person, make_history, now):
    make_history()
    change = Change.objects.order_by("pk").first()
    return begin_review(user=person, change=change, given={"due_date": DUE}, now=now)[0]


def days(person, now, count):
    """Run the duty each hour of so many days; the (day, hour in UTC) of each notice."""
    at = now
    while at < now + count * DAY:
        remind_due(at)
        at += timedelta(hours=1)
    notices = Notice.objects.filter(user=person, kind=DEADLINES_NEAR).order_by("about_at")
    return [(notice.about_at.date(), notice.about_at.hour) for notice in notices]


def test_a_person_is_reminded_once_for_each_lead_time_at_the_hour_of_the_digest(person, review, now):
    set_reminders(user=person, days_before=[1, 7], now=now)
    assert days(person, now, 20) == [(date(2026, 3, 18), 8), (date(2026, 3, 24), 8)]
    leads = DeadlineReminder.objects.order_by("-days_before").values_list("days_before", "day")
    assert list(leads) == [(7, DUE), (1, DUE)]


def test_it_is_once_whatever_restarts(person, review, now):
    set_reminders(user=person, days_before=[14], now=now)
    remind_due(now)
    DeadlineSettings.objects.update(check_at=now)
    remind_due(now + timedelta(minutes=1))
    assert Notice.objects.filter(kind=DEADLINES_NEAR).count() == 1


def test_who_is_late_is_told_once_with_what_is_left(person, review, now, mailoutbox):
    set_reminders(user=person, days_before=[30, 14, 7, 1], now=now)
    at = datetime(2026, 3, 22, 12, tzinfo=UTC)
    remind_due(at)
    assert Notice.objects.filter(kind=DEADLINES_NEAR).count() == 1
    assert days(person, at, 5)[1:] == [(date(2026, 3, 24), 8)]


def test_the_day_is_that_of_the_person_s_zone(person, review, now):
    person.timezone = "Pacific/Auckland"
    person.save()
    set_reminders(user=person, days_before=[1], now=now)
    # 8 o'clock on 24 March in Auckland.
    assert days(person, now, 20) == [(date(2026, 3, 23), 19)]


def test_a_day_that_moves_is_reminded_of_again(person, review, now):
    set_reminders(user=person, days_before=[1], now=now)
    assert len(days(person, now, 14)) == 1
    Review.objects.update(due_date=DUE + 5 * DAY)
    assert len(days(person, now + 14 * DAY, 10)) == 2


def test_the_mail_says_what_when_and_how_it_was_counted(person, review, now, mailoutbox):
    set_reminders(user=person, days_before=[14], now=now)
    remind_due(now)
    assert send_due_notices(now)["notices_sent"] == 1
    (mail,) = mailoutbox
    assert mail.subject.startswith("In 14 days: Review due:")
    assert "25 March 2026 (in 14 days): Review due:" in mail.body
    assert "The day that was set for the review." in mail.body
    assert "no legal determination" in mail.body
    assert "The settings of your account say how many days before" in " ".join(mail.body.split())


def test_what_is_no_longer_true_is_not_sent(person, review, now, mailoutbox):
    set_reminders(user=person, days_before=[14], now=now)
    remind_due(now)
    Review.objects.update(due_date=DUE + DAY)
    assert send_due_notices(now)["notices_dropped"] == 1
    assert mailoutbox == []


def test_who_gets_no_mail_is_not_reminded(make_user, make_history, now):
    make_history()
    change = Change.objects.first()
    lower, unverified, suppressed, left = (
        make_user(tier="watcher"),
        make_user(tier="professional", verified=False),
        make_user(tier="professional"),
        make_user(tier="professional"),
    )
    Suppression.objects.create(address=suppressed.email, reason="bounced", source="sendgrid", detail="", at=now)
    for scope in ("alerts", "digests"):
        Unsubscription.objects.create(user=left, scope=scope, at=now)
    for user in (lower, unverified, suppressed, left):
        begin_review(user=user, change=change, given={"due_date": DUE}, now=now)
        set_reminders(user=user, days_before=[14], now=now)
    assert remind_due(now) == {"reminders_owed": 0, "deadlines_told": 0}
    assert not Notice.objects.filter(kind=DEADLINES_NEAR).exists()
    assert not DeadlineSettings.objects.filter(check_at__lte=now).exists()


def test_a_mail_is_dropped_when_the_plan_ends_before_it_is_sent(person, review, now, mailoutbox):
    set_reminders(user=person, days_before=[14], now=now)
    remind_due(now)
    grant_tier(user=person, tier=Tier.WATCHER, until=None, now=now)
    send_due_notices(now)
    assert not [mail for mail in mailoutbox if "Review due" in mail.subject]


def test_the_preference_is_in_the_account(api, person, make_user, now):
    client = api(person)
    assert client.get(ME).json()["deadline_reminders"] == []
    assert client.patch(ME, {"deadline_reminders": [1, 14]}, format="json").json()["deadline_reminders"] == [14, 1]
    for wrong in ([5], [0], ["7"], 7, [1] * 7, None):
        assert client.patch(ME, {"deadline_reminders": wrong}, format="json").status_code == 400, wrong
    lower = api(make_user(tier="watcher"))
    refused = lower.patch(ME, {"deadline_reminders": [7]}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "tier_required")
    assert lower.patch(ME, {"deadline_reminders": []}, format="json").status_code == 200
    assert client.patch(ME, {"deadline_reminders": []}, format="json").json()["deadline_reminders"] == []
    assert DeadlineSettings.objects.get(user=person).check_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_workers_owe_one_reminder(person, review, now, at_once):
    set_reminders(user=person, days_before=[14], now=now)
    told = at_once(*[lambda: remind_due(now)["deadlines_told"]] * 2)
    assert sorted(told) == [0, 1]
    assert Notice.objects.filter(kind=DEADLINES_NEAR).count() == 1
