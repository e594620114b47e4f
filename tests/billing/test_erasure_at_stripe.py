"""Erasing somebody who pays: ended at Stripe first, and nothing that Stripe tells later brings them back."""

from datetime import UTC, datetime, timedelta

from accounts.models import Notice, User
from accounts.services.deletion import UNDO_WINDOW, request_deletion
from billing.models import BillingAccount, EntitlementChange, StripeEvent, Subscription
from tests.billing.what_is_held import last
from tests.conftest import PASSWORD
from web.account_mail.sending_notices import send_due_notices
from web.personal_data.erasure import erase_due

SECOND = timedelta(seconds=1)


def test_what_is_paid_for_is_ended_at_stripe_and_late_events_bring_nobody_back(stripe, subscribed, deliver):
    user, subscription = subscribed("professional", password=PASSWORD)
    deliver(last(stripe, "customer.subscription.created"))
    asked_at = datetime.now(UTC)
    request_deletion(user=user, password=PASSWORD, now=asked_at)
    assert erase_due(asked_at + UNDO_WINDOW - SECOND)["accounts_erased"] == 0
    assert subscription["status"] == "active"
    assert erase_due(asked_at + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}
    assert subscription["status"] == "canceled"
    assert StripeEvent.objects.filter(claimed_user_id=user.pk).count() == 0
    for event in list(stripe.account.events):
        assert deliver(event).status_code < 300
    assert (User.objects.count(), Subscription.objects.count()) == (0, 0)
    assert BillingAccount.objects.get().user is None
    lines = EntitlementChange.objects.order_by("pk").values_list("person", "from_tier", "to_tier", "cause")
    assert list(lines) == [(None, "free", "professional", "event"), (None, "professional", "free", "erasure")]


def test_while_stripe_can_not_be_asked_the_account_waits_closed_and_pays_for_nothing_unseen(
    stripe, subscribed, deliver, settings
):
    user, subscription = subscribed(password=PASSWORD)
    deliver(last(stripe, "customer.subscription.created"))
    asked_at = datetime.now(UTC)
    request_deletion(user=user, password=PASSWORD, now=asked_at)
    address, settings.STRIPE_API_BASE = settings.STRIPE_API_BASE, "http://127.0.0.1:9"
    assert erase_due(asked_at + UNDO_WINDOW) == {"accounts_erased": 0, "erasures_failed": 1}
    kept = User.objects.get()
    assert (kept.is_active, kept.erase_at is not None) == (False, True)
    settings.STRIPE_API_BASE = address
    assert erase_due(asked_at + UNDO_WINDOW)["accounts_erased"] == 1
    assert subscription["status"] == "canceled"


def test_an_erasure_sends_no_mail_about_the_subscription_that_it_ended(stripe, subscribed, deliver):
    user, _ = subscribed(password=PASSWORD)
    deliver(last(stripe, "customer.subscription.created"))
    asked_at = datetime.now(UTC)
    request_deletion(user=user, password=PASSWORD, now=asked_at)
    before = set(Notice.objects.values_list("kind", flat=True))
    erase_due(asked_at + UNDO_WINDOW)
    assert before == {"plan_changed", "deletion_requested", "security_api_key_created"}
    assert Notice.objects.count() == 0
    assert send_due_notices(asked_at + UNDO_WINDOW)["notices_sent"] == 0
