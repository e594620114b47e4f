"""What changes here is changed at Stripe: a deletion stops every charge, and mail follows the person's address."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Notice, User
from accounts.services.deletion import UNDO_WINDOW, request_deletion, undo_deletion
from billing.models import BillingAccount, BillingCustomer, Subscription
from billing.payments.duties import follow_addresses, follow_deletions
from billing.payments.reconciliation import Pace, compare_accounts
from tests.billing.what_is_held import last
from tests.conftest import PASSWORD
from web.account_mail.sending_notices import letter_of
from web.personal_data.erasure import erase_due


@pytest.fixture
def paying(stripe, subscribed, deliver):
    def make(tier="watcher", interval="month"):
        user, subscription = subscribed(tier, interval, password=PASSWORD)
        deliver(last(stripe, "customer.subscription.created"))
        return user, subscription

    return make


@pytest.fixture
def at(stripe):
    return datetime.fromtimestamp(stripe.account.now, UTC)


def leave(user, at):
    request_deletion(user=user, password=PASSWORD, now=at)
    return follow_deletions(at)


def keep(user, at):
    undo_deletion(user.pk, datetime.now(UTC))
    return follow_deletions(at)


def charged(stripe):
    return sum(invoice["amount_paid"] for invoice in stripe.account.all("invoice"))


def test_a_deletion_lets_nothing_more_be_charged(stripe, paying, at):
    user, subscription = paying()
    before = charged(stripe)
    assert leave(user, at) == {"deletions_told_to_stripe": 1}
    assert subscription["cancel_at_period_end"]
    assert Subscription.objects.get().cancel_at is not None
    stripe.account.renew(subscription)  # the period ends in between
    assert charged(stripe) == before
    assert follow_deletions(at) == {"deletions_told_to_stripe": 0}
    assert erase_due(at + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}


def test_a_deletion_taken_back_lets_it_be_renewed_as_before(stripe, paying, at):
    user, subscription = paying()
    leave(user, at)
    assert keep(user, at) == {"deletions_told_to_stripe": 1}
    assert (subscription["cancel_at"], subscription["cancel_at_period_end"]) == (None, False)
    assert Subscription.objects.get().cancel_at is None
    assert BillingAccount.objects.get().stopped == {}


def test_a_deletion_taken_back_before_stripe_was_told_changes_nothing(stripe, paying, at):
    user, subscription = paying()
    request_deletion(user=user, password=PASSWORD, now=at)
    assert keep(user, at) == {"deletions_told_to_stripe": 0}
    assert subscription["cancel_at"] is None


def test_who_had_cancelled_before_stays_cancelled_when_the_deletion_is_taken_back(stripe, paying, deliver, at):
    user, subscription = paying()
    stripe.account.cancel_at_period_end(subscription, by="portal")
    leave(user, at)
    keep(user, at)
    assert subscription["cancel_at"] is not None


def test_a_planned_downgrade_is_planned_again_when_the_deletion_is_taken_back(stripe, paying, at):
    user, subscription = paying("professional")
    stripe.account.change_price_at_the_end(subscription, stripe.prices["watcher", "month"])
    leave(user, at)
    assert subscription["cancel_at_period_end"]
    keep(user, at)
    assert Subscription.objects.get().scheduled_tier == "watcher"
    stripe.account.renew(subscription)
    assert stripe.account.all("invoice")[0]["amount_paid"] == 1_900


def test_what_is_overdue_ends_at_once_so_that_it_is_not_collected_later(stripe, paying, at):
    user, subscription = paying()
    stripe.account.fail(subscription)
    leave(user, at)
    assert subscription["status"] == "canceled"


def test_an_open_checkout_can_not_be_paid_any_more_and_a_new_one_is_refused(stripe, make_user, order, api, at):
    user = make_user(password=PASSWORD)
    order(user)
    leave(user, at)
    assert [session["status"] for session in stripe.account.all("checkout.session")] == ["expired"]
    user.refresh_from_db()
    wish = {"tier": "watcher", "interval": "month"}
    answer = api(user, by="session").post("/api/v1/subscription/checkout/", wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "deletion_pending")


def test_what_is_bought_all_the_same_is_stopped_too(stripe, paying, deliver, at):
    user, _ = paying()
    leave(user, at)
    another = stripe.account.subscribe(
        stripe.account.all("customer")[0], stripe.prices["professional", "month"], metadata={"user_id": str(user.pk)}
    )
    deliver(last(stripe, "customer.subscription.created"))
    assert follow_deletions(at) == {"deletions_told_to_stripe": 1}
    assert another["cancel_at_period_end"]


def test_while_stripe_is_away_it_is_tried_again_and_forgets_nothing(stripe, paying, at, settings):
    user, subscription = paying()
    address, settings.STRIPE_API_BASE = settings.STRIPE_API_BASE, "http://127.0.0.1:9"
    assert leave(user, at) == {"deletions_told_to_stripe": 0}
    settings.STRIPE_API_BASE = address
    assert follow_deletions(at) == {"deletions_told_to_stripe": 1}
    keep(user, at)
    assert subscription["cancel_at"] is None


def test_an_answer_that_is_lost_is_no_cancellation_of_the_persons_own(stripe, paying, at):
    user, subscription = paying()
    stripe.faults = [{f"POST /v1/subscriptions/{subscription['id']}": "drop after"}] * 3  # at each try of the library
    assert leave(user, at) == {"deletions_told_to_stripe": 0}
    assert (stripe.faults, subscription["cancel_at_period_end"]) == ([], True)
    follow_deletions(at)
    keep(user, at)
    assert subscription["cancel_at"] is None


def test_a_renewal_that_stripe_refuses_to_bring_back_is_not_given_up(stripe, paying, at):
    user, subscription = paying()
    leave(user, at)
    path = f"/v1/subscriptions/{subscription['id']}"
    stripe.faults = [{f"POST {path}": (400, {"type": "invalid_request_error"})}]
    assert keep(user, at) == {"deletions_told_to_stripe": 0}
    assert subscription["cancel_at"] is not None
    assert follow_deletions(at) == {"deletions_told_to_stripe": 1}
    assert subscription["cancel_at"] is None


def test_what_ended_while_the_account_was_being_deleted_stays_ended(stripe, paying, at):
    user, subscription = paying()
    leave(user, at)
    stripe.account.renew(subscription)  # the period ends, and the subscription with it
    assert subscription["status"] == "canceled"
    assert keep(user, at) == {"deletions_told_to_stripe": 1}
    assert BillingAccount.objects.get().stopped == {}


def test_the_mail_about_a_deletion_says_what_becomes_of_the_money(stripe, paying, at):
    user, _ = paying("professional")
    leave(user, at)
    text = " ".join(letter_of(Notice.objects.get(kind="deletion_requested"), at).paragraphs)
    assert "Your Professional subscription is not renewed: nothing more is charged." in text
    assert "are not paid back" in text


def test_a_paused_collection_is_a_note_for_the_operator_and_keeps_the_tier(stripe, paying, deliver):
    _, subscription = paying()
    deliver(stripe.account.pause_collection(subscription))
    assert BillingAccount.objects.get().notes == "collection_paused"
    assert Subscription.objects.get().status == "active"


def move(user, address):
    EmailAddress.objects.filter(user=user).update(email=address)
    User.objects.filter(pk=user.pk).update(email=address)


def test_stripe_writes_to_the_address_that_the_person_has_now(stripe, paying, at):
    user, _ = paying()
    assert follow_addresses(at) == {"addresses_changed_at_stripe": 0}
    move(user, "new@example.com")
    assert follow_addresses(at) == {"addresses_changed_at_stripe": 1}
    assert stripe.account.all("customer")[0]["email"] == "new@example.com"
    assert BillingCustomer.objects.with_another_address().count() == 0


def test_an_address_that_is_not_verified_is_not_told_to_stripe(stripe, paying, at):
    user, _ = paying()
    move(user, "new@example.com")
    EmailAddress.objects.update(verified=False)
    assert follow_addresses(at) == {"addresses_changed_at_stripe": 0}


def test_the_address_is_one_of_the_fields_that_reconciliation_compares(stripe, paying, at):
    user, _ = paying()
    stripe.account.all("customer")[0]["email"] = "old@example.com"
    pace = Pace(sleep=lambda seconds: None)
    for is_dry in (True, False):
        (drift,) = compare_accounts(before=at + timedelta(days=2), now=at, pace=pace, is_dry=is_dry)
        assert drift.differences == {"email": ("old@example.com", user.email)}
    assert stripe.account.all("customer")[0]["email"] == user.email
    assert list(compare_accounts(before=at + timedelta(days=2), now=at, pace=pace)) == [None]
