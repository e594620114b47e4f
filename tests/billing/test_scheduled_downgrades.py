"""A downgrade that the portal puts off to the end of the period: shown, told once, taken back, made without a gap."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.models import Notice
from billing import entitlements
from billing.gateway.setup import EVENTS
from billing.models import Subscription
from billing.payments.reconciliation import Pace, compare_accounts
from tests.billing.what_is_held import held, moment
from web.account_mail.sending_notices import send_due_notices

HOURS = timedelta(hours=1)
CHANGES = "You change from Professional to Watcher on"


@pytest.fixture
def professional(subscribed, stripe, deliver, settings, time_machine, now):
    """Somebody who pays for Professional by the month, and had the mail that says so an hour ago."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    user, subscription = subscribed("professional")
    tell(stripe, deliver)
    send_due_notices(moment())
    mail.outbox = []
    time_machine.move_to(now + HOURS, tick=False)
    return user, subscription


def tell(stripe, deliver):
    """Stripe sends what our endpoint asks for, and forgets it."""
    events, stripe.account.events = stripe.account.events, []
    answers = [deliver(event).status_code for event in events if event["type"] in EVENTS]
    assert set(answers) <= {200}


def subjects():
    """What is mailed now, but for the word of the key by which the API is asked."""
    send_due_notices(moment())
    sent, mail.outbox = [message.subject for message in mail.outbox], []
    return [subject for subject in sent if not subject.startswith("A new API key")]


def put_off(stripe, subscription, tier="watcher", interval="month"):
    stripe.account.change_price_at_the_end(subscription, stripe.prices[tier, interval])


def shown(api, user):
    return api(user).get("/api/v1/subscription/").json()


def stored(user):
    return Subscription.objects.get(user=user, source="stripe")


def test_a_downgrade_is_shown_told_once_and_made_at_the_end_of_the_period(stripe, professional, deliver, api):
    user, subscription = professional
    assert shown(api, user)["scheduled_tier"] is None
    put_off(stripe, subscription)
    tell(stripe, deliver)
    now_shown = shown(api, user)
    assert (now_shown["tier"], now_shown["scheduled_tier"], now_shown["cancel_at"]) == ("professional", "watcher", None)
    [subject] = subjects()
    assert subject.startswith(CHANGES)
    end = stored(user).current_period_end
    stripe.account.dispute(subscription)  # any other news
    tell(stripe, deliver)
    assert subjects() == []

    for later in (-HOURS, timedelta(0), HOURS):  # until Stripe says that it is done
        assert entitlements.for_user(user, end + later).tier == "professional"
    stripe.account.renew(subscription)
    tell(stripe, deliver)
    assert [entitlements.for_user(user, at).tier for at in (moment(), end, end + HOURS)] == ["watcher"] * 3
    assert (shown(api, user)["scheduled_tier"], stored(user).scheduled_tier) == (None, "")
    assert subjects() == ["You are on Watcher now"]
    stripe.account.renew(subscription)
    assert subscription["schedule"] is None
    tell(stripe, deliver)
    assert (held(user).tier, subjects()) == ("watcher", [])


def test_a_downgrade_taken_back_before_its_mail_is_told_only_when_it_is_planned_again(
    stripe, professional, deliver, api
):
    user, subscription = professional
    put_off(stripe, subscription)
    tell(stripe, deliver)
    stripe.account.take_back(subscription)
    tell(stripe, deliver)
    assert (shown(api, user)["scheduled_tier"], subjects()) == (None, [])
    assert Notice.objects.get(user=user, kind="downgrade_scheduled").state == "dropped"
    put_off(stripe, subscription)
    tell(stripe, deliver)
    [subject] = subjects()
    assert subject.startswith(CHANGES)
    stripe.account.take_back(subscription)
    tell(stripe, deliver)
    put_off(stripe, subscription)
    tell(stripe, deliver)
    assert subjects() == []  # of one day it is told once
    stripe.account.take_back(subscription)
    stripe.account.renew(subscription)
    tell(stripe, deliver)
    assert held(user).tier == "professional"


def test_another_price_in_its_place_is_heard_of(stripe, professional, deliver):
    user, subscription = professional
    stripe.account.change_price(subscription, stripe.prices["professional", "year"])
    put_off(stripe, subscription)
    tell(stripe, deliver)
    assert stored(user).scheduled_tier == "watcher"
    put_off(stripe, subscription, "professional", "month")
    assert [event["type"] for event in stripe.account.events] == ["subscription_schedule.updated"]
    tell(stripe, deliver)
    assert stored(user).scheduled_tier == ""


@pytest.mark.parametrize("lost", ["put off", "taken back", "made"])
def test_what_no_event_told_of_it_is_found_and_named_by_the_comparison(stripe, professional, deliver, lost):
    user, subscription = professional
    put_off(stripe, subscription)
    if lost != "put off":
        tell(stripe, deliver)
        (stripe.account.take_back if lost == "taken back" else stripe.account.renew)(subscription)
    [drift] = compare_accounts(before=moment() + HOURS, now=moment(), pace=Pace(sleep=lambda seconds: None))
    differences = drift.differences
    if lost == "made":
        assert (differences["tier"], held(user).tier) == (("professional", "watcher"), "watcher")
    else:
        expected = ("", "watcher") if lost == "put off" else ("watcher", "")
        assert differences == {"scheduled_tier": expected}
    assert [subject[: len(CHANGES)] for subject in subjects()] == {
        "put off": [CHANGES],
        "taken back": [],
        "made": ["You are on Watcher now"],
    }[lost]


def test_the_next_subscriptions_downgrade_is_told_though_the_one_before_had_one(stripe, professional, deliver):
    user, subscription = professional
    put_off(stripe, subscription)
    tell(stripe, deliver)
    stripe.account.cancel_now(subscription)
    tell(stripe, deliver)
    subjects()
    customer = stripe.account.get("customer", subscription["customer"])
    second = stripe.account.subscribe(customer, stripe.prices["professional", "year"])
    put_off(stripe, second)
    tell(stripe, deliver)
    end = datetime.fromtimestamp(second["items"]["data"][0]["current_period_end"], UTC)
    assert Notice.objects.filter(user=user, kind="downgrade_scheduled", about_at=end).exists()


def test_a_second_downgrade_is_told_though_nothing_was_heard_between_the_two(stripe, professional, deliver):
    user, subscription = professional
    put_off(stripe, subscription)
    tell(stripe, deliver)
    stripe.account.renew(subscription)
    stripe.account.change_price(subscription, stripe.prices["professional", "month"])
    put_off(stripe, subscription)
    tell(stripe, deliver)
    told = Notice.objects.filter(user=user, kind="downgrade_scheduled").values_list("about_at", flat=True)
    assert stored(user).current_period_end in told


def test_a_first_payment_for_the_lower_tier_that_fails_is_told_as_well(stripe, professional, deliver):
    user, subscription = professional
    put_off(stripe, subscription)
    tell(stripe, deliver)
    subjects()
    stripe.account.fail(subscription)
    tell(stripe, deliver)
    assert (held(user).tier, held(user).status) == ("watcher", "past_due")
    assert sorted(subjects()) == ["A payment for Watcher failed", "You are on Watcher now"]


def test_an_ended_subscription_shows_no_downgrade(stripe, professional, deliver, api):
    user, subscription = professional
    put_off(stripe, subscription)
    tell(stripe, deliver)
    stripe.account.cancel_now(subscription)
    tell(stripe, deliver)
    assert (shown(api, user)["status"], shown(api, user)["scheduled_tier"]) == ("canceled", None)
