"""The mails about plans: told before and after, with what stays active, at most once, and only while they are true."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.models import Notice
from alerts.channels.keeping import ChannelWishes, add_channel
from alerts.watching.category_watches import CategoryWishes, watch_category
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_trials
from billing.services.notices import owe_reminders
from billing.services.trials import start_trial
from tests.web.notices.plan_steps import DAY, Status, leave, pay, tick, trial


@pytest.mark.dated
def test_a_trial_is_told_at_its_start_before_its_end_and_at_its_end_once_each(watcher_of, now):
    watcher_of(3, before=trial(now))
    told = [(hour, subject) for hour in range(0, 24 * 20, 6) for subject in tick(now + timedelta(hours=hour))]
    assert told == [
        (0, "Your Professional trial has started"),
        (24 * 11, "Your Professional trial ends on 25 March 2026"),
        (24 * 14, "Your Professional trial has ended"),
    ]


def test_before_and_after_the_fall_the_mail_lists_what_stays_and_what_does_not(watcher_of, now):
    user = watcher_of(30, before=trial(now))
    tick(now)
    for at in (now + 12 * DAY, now + 15 * DAY):
        tick(at)
        body = mail.outbox[-1].body
        active, inactive = body.split("nactive (29):")
        assert "Platform 00" in active
        assert "Platform 01" not in active
        assert "Platform 01" in inactive
        assert "Platform 20" in inactive
        assert "Platform 21" not in inactive
        assert "and 9 more" in inactive
        assert "/account/choose/" in body
        assert body.count("Platform ") == 21
        html = mail.outbox[-1].alternatives[0][0]
        assert html.count("Platform ") == 21
    assert mail.outbox[-1].to == [user.email]


def test_category_watches_and_channels_that_a_plan_stops_are_named_too(watcher_of, now):
    user = watcher_of(1, before=trial(now))
    for category, paused in (("retention", False), ("security", True)):
        watch_category(user=user, category=category, wishes=CategoryWishes(paused=paused), now=now)
    add_channel(user=user, kind="slack", wishes=ChannelWishes(url="https://hooks.slack.com/services/T1/B2/c3"), now=now)
    tick(now)
    assert "nactive" not in mail.outbox[-1].body
    for at, falls in ((now + 12 * DAY, "Becomes inactive"), (now + 15 * DAY, "Inactive")):
        tick(at)
        body = " ".join(mail.outbox[-1].body.split())
        assert f"{falls}: category watches (1):" in body
        assert "Retention and deletion" in body
        assert "ecurity" not in body
        assert f"{falls}: channels (1):" in body
        assert "hooks.slack.com" in body
        assert "Nothing is deleted: what is inactive is kept" in body
        assert "/account/choose/" not in body


@pytest.mark.dated
def test_times_are_told_on_the_persons_clocks(watcher_of, now):
    watcher_of(1, before=trial(now), timezone="Pacific/Kiritimati")
    tick(now + 11 * DAY)
    assert mail.outbox[-1].subject == "Your Professional trial ends on 26 March 2026"
    assert "00:30 (Pacific/Kiritimati)" in mail.outbox[-1].body


@pytest.mark.parametrize("paid_after", [0, 12, 13.9])
@pytest.mark.parametrize("tier", [Tier.WATCHER, Tier.PROFESSIONAL])
def test_no_mail_of_the_trial_goes_to_somebody_who_has_paid(watcher_of, now, paid_after, tier):
    user = watcher_of(3, before=trial(now))
    tick(now)
    Notice.objects.all().delete()
    owe_reminders(now + paid_after * DAY)  # owed already when the person pays
    pay(user, now + paid_after * DAY, tier=tier, current_period_end=now + 60 * DAY)
    subjects = [subject for day in range(12, 20) for subject in tick(now + day * DAY)]
    assert not [subject for subject in subjects if "trial" in subject]


def test_a_mail_that_is_owed_and_no_longer_true_is_dropped_and_says_why(watcher_of, now):
    user = watcher_of(3, before=trial(now))
    tick(now)
    end_due_trials(now + 14 * DAY)
    pay(user, now + 14 * DAY, tier=Tier.PROFESSIONAL)
    assert tick(now + 14 * DAY) == ["You are on Professional now"]
    dropped = Notice.objects.get(kind="trial_ended")
    assert (dropped.state, dropped.reason) == ("dropped", "professional by stripe, active")


@pytest.mark.dated
def test_somebody_who_paid_long_ago_is_told_of_the_trials_end_too(watcher_of, now):
    def come_back(user):
        pay(user, now - 90 * DAY)
        leave(user, now - 60 * DAY)
        start_trial(user=user, now=now)

    watcher_of(3, before=come_back)
    told = [subject for day in range(20) for subject in tick(now + day * DAY)]
    assert told[-2:] == ["Your Professional trial ends on 25 March 2026", "Your Professional trial has ended"]


@pytest.mark.dated
def test_a_failed_payment_is_told_at_once_before_grace_ends_and_when_it_has_ended(watcher_of, now):
    user = watcher_of(5, before=lambda user: pay(user, now))
    assert tick(now) == ["You are on Watcher now"]
    overdue = {"status": Status.PAST_DUE, "lapses_at": now + 8 * DAY, "current_period_end": now + 31 * DAY}
    told = []
    for hour in range(24, 24 * 12, 6):
        at = now + timedelta(hours=hour)
        pay(user, at, **overdue)  # each try fails again
        told += [(hour // 24, subject) for subject in tick(at)]
    assert told == [
        (1, "A payment for Watcher failed"),
        (6, "Watcher ends on 19 March 2026 unless a payment succeeds"),
        (8, "Your plan is now Free because no payment was received"),
    ]


def test_a_payment_that_is_made_up_for_is_told_and_no_end_of_grace(watcher_of, now):
    user = watcher_of(5, before=lambda user: pay(user, now))
    tick(now)
    pay(user, now + DAY, status=Status.PAST_DUE, lapses_at=now + 8 * DAY)
    owe_reminders(now + 7 * DAY)
    pay(user, now + 7 * DAY)
    assert tick(now + 7 * DAY) == ["Your payment went through"]
    assert [s for day in range(8, 12) for s in tick(now + day * DAY)] == []


def test_a_payment_that_fails_twice_for_one_period_is_told_once(watcher_of, now):
    user, period = watcher_of(1, before=lambda user: pay(user, now)), {"current_period_end": now + 30 * DAY}
    tick(now)
    told = []
    for day, fields in enumerate([{"status": Status.PAST_DUE, "lapses_at": now + 9 * DAY}, {}] * 2, start=1):
        pay(user, now + day * DAY, **period, **fields)
        told += tick(now + day * DAY)
    assert told == ["A payment for Watcher failed", "Your payment went through"]


@pytest.mark.dated
def test_a_cancellation_is_told_when_it_is_made_and_when_it_takes_effect(watcher_of, now):
    user = watcher_of(5, before=lambda user: pay(user, now))
    tick(now)
    end = now + 30 * DAY
    for day in (1, 2):
        pay(user, now + day * DAY, cancel_at=end, lapses_at=end)
    assert tick(now + 2 * DAY) == ["Your Watcher subscription ends on 10 April 2026"]
    assert "Becomes inactive (4)" in mail.outbox[-1].body
    leave(user, end)
    leave(user, end + DAY)
    assert [s for day in range(30, 34) for s in tick(now + day * DAY)] == ["Your Watcher subscription has ended"]
    assert "Inactive (4)" in mail.outbox[-1].body


@pytest.mark.dated
def test_a_scheduled_downgrade_is_told_with_what_the_lower_plan_covers(watcher_of, now):
    user = watcher_of(12, before=lambda user: pay(user, now, tier=Tier.PROFESSIONAL))
    tick(now)
    pay(user, now + DAY, tier=Tier.PROFESSIONAL, scheduled_tier=Tier.WATCHER)
    assert tick(now + DAY) == ["You change from Professional to Watcher on 11 April 2026"]
    assert "Becomes inactive (2)" in mail.outbox[-1].body
    pay(user, now + 30 * DAY, tier=Tier.WATCHER)
    assert tick(now + 30 * DAY) == ["You are on Watcher now"]


@pytest.mark.dated
def test_the_end_of_a_grant_is_told_before_and_after(watcher_of, now):
    user = watcher_of(3)
    grant_tier(user=user, tier=Tier.WATCHER, until=now + 20 * DAY, now=now)
    told = [s for day in range(22) for s in tick(now + day * DAY)]
    assert told == [
        "Your Professional plan has ended",  # the operator's new word replaced it
        "Your Watcher plan ends on 31 March 2026",
        "Your Watcher plan has ended",
    ]
    assert "operator can grant" in mail.outbox[-1].body


def test_after_a_long_downtime_only_what_is_true_is_told(watcher_of, now):
    watcher_of(3, before=trial(now))
    assert tick(now + 90 * DAY) == ["Your Professional trial has ended"]
    assert tick(now + 91 * DAY) == []
