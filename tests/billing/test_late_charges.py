"""A renewal that was being made when the deletion was asked for: it is taken back, once, and the operator sees it."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accounts.clocks import CLOCKS_DIFFER
from accounts.services.deletion import UNDO_WINDOW, request_deletion, undo_deletion
from billing.gateway.invoices import renewals_charged_since, take_back
from billing.models import BillingAccount, LateCharge, Subscription
from billing.payments import late_charges
from billing.payments.duties import follow_deletions, process_due_events, take_late_charges_back
from billing.payments.late_charges import take_late_charges_back as take_late_charges_back_of
from billing.payments.reconciliation import Pace, compare_accounts
from tests.billing.what_is_held import last
from tests.conftest import PASSWORD
from web.personal_data.erasure import erase_due

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def paying(stripe, subscribed, deliver):
    user, subscription = subscribed("watcher", "month", password=PASSWORD)
    deliver(last(stripe, "customer.subscription.created"))
    return user, subscription


@pytest.fixture
def period_end(paying):
    return datetime.fromtimestamp(paying[1]["items"]["data"][0]["current_period_end"], UTC)


@pytest.fixture
def asked_just_before(paying, period_end):
    """Five seconds before the period's end the deletion is asked for."""
    request_deletion(user=paying[0], password=PASSWORD, now=period_end - 5 * SECOND)
    return period_end - 5 * SECOND


def newest(stripe, kind="invoice"):
    return stripe.account.all(kind)[0]


def kept(stripe):
    """What has been paid and not given back."""
    paid = sum(invoice["amount_paid"] for invoice in stripe.account.all("invoice"))
    return paid - sum(refund["amount"] for refund in stripe.account.all("refund"))


def test_a_renewal_that_was_paid_after_the_request_is_given_back_once(stripe, paying, asked_just_before):
    before, (_, subscription) = kept(stripe), paying
    stripe.account.renew(subscription)  # before Stripe is told
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)
    assert take_late_charges_back(at) == {"late_charges_taken_back": 1}
    assert (kept(stripe), subscription["status"]) == (before, "canceled")
    charge = LateCharge.objects.get()
    assert (charge.pk, charge.amount, charge.currency) == (newest(stripe)["id"], 1_900, "usd")
    assert (charge.outcome, charge.account, charge.at) == ("refunded", BillingAccount.objects.get(), at)
    assert Subscription.objects.get().ended_at is not None
    for later in range(1, 4):
        assert take_late_charges_back(at + later * SECOND) == {"late_charges_taken_back": 0}
    assert len(stripe.account.all("refund")) == 1


def test_the_operator_sees_what_was_taken_back(stripe, paying, asked_just_before, make_user, client):
    stripe.account.renew(paying[1])
    follow_deletions(asked_just_before + 10 * SECOND)
    take_late_charges_back(asked_just_before + 10 * SECOND)
    operator = make_user(is_staff=True, is_superuser=True)
    client.force_login(operator)
    for query in ("", paying[0].email, newest(stripe, "customer")["id"]):
        page = client.get("/admin/billing/latecharge/", {"q": query})
        assert newest(stripe)["id"] in page.content.decode()


def test_a_draft_that_would_be_charged_an_hour_later_is_voided(stripe, paying, asked_just_before):
    before, (_, subscription) = kept(stripe), paying
    stripe.account.begin_renewal(subscription)
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)
    assert take_late_charges_back(at) == {"late_charges_taken_back": 1}
    stripe.account.charge_drafts(subscription)
    assert (newest(stripe)["status"], kept(stripe)) == ("void", before)
    assert LateCharge.objects.get().outcome == "voided"


def test_a_draft_of_a_period_that_had_begun_is_not_charged_any_more_either(stripe, paying, period_end):
    user, subscription = paying
    stripe.account.begin_renewal(subscription)
    request_deletion(user=user, password=PASSWORD, now=period_end + HOUR / 2)
    follow_deletions(period_end + HOUR / 2)
    take_late_charges_back(period_end + HOUR / 2)
    stripe.account.charge_drafts(subscription)
    assert newest(stripe)["status"] == "void"


def test_a_renewal_that_failed_after_the_request_is_not_collected_later(stripe, paying, asked_just_before):
    stripe.account.fail(paying[1])
    follow_deletions(asked_just_before + 10 * SECOND)
    take_late_charges_back(asked_just_before + 10 * SECOND)
    assert newest(stripe)["status"] == "void"


def test_what_shows_only_after_stripe_was_told_is_found_by_its_event(stripe, paying, asked_just_before, deliver):
    before, (_, subscription) = kept(stripe), paying
    follow_deletions(asked_just_before)
    take_late_charges_back(asked_just_before)
    subscription.update(cancel_at=None)  # Stripe was already making the renewal
    stripe.account.renew(subscription)
    deliver(last(stripe, "invoice.paid"))
    at = asked_just_before + 20 * SECOND
    follow_deletions(at)
    assert take_late_charges_back(at) == {"late_charges_taken_back": 1}
    assert kept(stripe) == before


def test_what_no_event_told_is_found_by_the_reconciliation(stripe, paying, asked_just_before):
    before, (_, subscription) = kept(stripe), paying
    follow_deletions(asked_just_before)
    take_late_charges_back(asked_just_before)
    stripe.account.renew({**subscription, "cancel_at": None})
    a_day_later = asked_just_before + timedelta(days=1, minutes=1)
    list(compare_accounts(before=a_day_later, now=a_day_later, pace=Pace(sleep=lambda seconds: None)))
    take_late_charges_back(a_day_later)
    assert kept(stripe) == before


def test_the_erasure_looks_once_more(stripe, paying, asked_just_before):
    before, (_, subscription) = kept(stripe), paying
    follow_deletions(asked_just_before)
    take_late_charges_back(asked_just_before)
    stripe.account.renew({**subscription, "cancel_at": None})
    assert erase_due(asked_just_before + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}
    assert kept(stripe) == before
    assert LateCharge.objects.get().account.user is None


def test_what_was_paid_before_the_request_is_kept(stripe, paying, period_end):
    user, subscription = paying
    stripe.account.renew(subscription)
    at = period_end + CLOCKS_DIFFER + SECOND
    request_deletion(user=user, password=PASSWORD, now=at)
    follow_deletions(at)
    assert take_late_charges_back(at) == {"late_charges_taken_back": 0}
    assert (stripe.account.all("refund"), subscription["status"]) == ([], "active")


@pytest.mark.parametrize("renew", ["renew", "fail", "begin_renewal"])
@pytest.mark.parametrize("ahead", [-CLOCKS_DIFFER, timedelta(), CLOCKS_DIFFER])
def test_a_renewal_after_the_request_is_taken_back_once_whatever_time_it_is_at_stripe(
    stripe, paying, period_end, ahead, renew
):
    before, (user, subscription) = kept(stripe), paying
    renewed_at = period_end - ahead  # by our clock
    request_deletion(user=user, password=PASSWORD, now=renewed_at - SECOND / 2)
    getattr(stripe.account, renew)(subscription)
    follow_deletions(renewed_at + 10 * SECOND)
    for count in (1, 0):
        assert take_late_charges_back(renewed_at + 10 * SECOND) == {"late_charges_taken_back": count}
    stripe.account.charge_drafts(subscription)
    assert erase_due(renewed_at + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}
    assert (kept(stripe), subscription["status"], LateCharge.objects.count()) == (before, "canceled", 1)


@pytest.mark.parametrize("ahead", [-CLOCKS_DIFFER, timedelta(), CLOCKS_DIFFER])
def test_what_was_paid_surely_before_the_request_is_kept_whatever_time_it_is_at_stripe(
    stripe, paying, period_end, ahead
):
    user, subscription = paying
    stripe.account.renew(subscription)
    at = period_end - ahead + 2 * CLOCKS_DIFFER + SECOND
    request_deletion(user=user, password=PASSWORD, now=at)
    follow_deletions(at)
    assert take_late_charges_back(at) == {"late_charges_taken_back": 0}
    erase_due(at + UNDO_WINDOW)
    assert stripe.account.all("refund") == []


def test_what_the_person_bought_meanwhile_is_theirs_until_its_end(stripe, paying, asked_just_before, deliver):
    user, _ = paying
    follow_deletions(asked_just_before)
    another = stripe.account.subscribe(
        stripe.account.all("customer")[0], stripe.prices["professional", "month"], metadata={"user_id": str(user.pk)}
    )
    stripe.account.now = int(asked_just_before.timestamp()) + 20
    deliver(last(stripe, "customer.subscription.created"))
    follow_deletions(asked_just_before + 30 * SECOND)
    take_late_charges_back(asked_just_before + 30 * SECOND)
    assert (another["status"], stripe.account.all("refund")) == ("active", [])


def test_a_deletion_taken_back_before_the_check_keeps_what_was_renewed(stripe, paying, asked_just_before):
    user, subscription = paying
    stripe.account.renew(subscription)
    undo_deletion(user.pk, asked_just_before + 8 * SECOND)
    follow_deletions(asked_just_before + 10 * SECOND)
    assert take_late_charges_back(asked_just_before + 10 * SECOND) == {"late_charges_taken_back": 0}
    assert (subscription["status"], stripe.account.all("refund")) == ("active", [])


@pytest.mark.parametrize("fault", ["drop before", "drop after", 500])
def test_an_answer_that_is_lost_gives_nothing_back_twice(stripe, paying, asked_just_before, fault):
    before, (_, subscription) = kept(stripe), paying
    stripe.account.renew(subscription)
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)
    stripe.faults = [{"POST /v1/refunds": fault}] * 3
    assert take_late_charges_back(at) == {"late_charges_taken_back": 0}
    stripe.faults = []
    assert take_late_charges_back(at + 10 * SECOND) == {"late_charges_taken_back": 1}
    assert (kept(stripe), len(stripe.account.all("refund"))) == (before, 1)


def test_what_an_operator_has_given_back_is_only_noted(stripe, paying, asked_just_before):
    stripe.account.renew(paying[1])
    stripe.account.give_back(newest(stripe, "invoice_payment")["payment"]["payment_intent"], {})
    follow_deletions(asked_just_before + 10 * SECOND)
    take_late_charges_back(asked_just_before + 10 * SECOND)
    assert (LateCharge.objects.get().outcome, len(stripe.account.all("refund"))) == ("refunded", 1)


def test_what_stripe_refuses_for_good_is_left_to_the_operator_and_stops_no_erasure(stripe, paying, asked_just_before):
    stripe.account.renew(paying[1])
    follow_deletions(asked_just_before + 10 * SECOND)
    stripe.faults = [{"POST /v1/refunds": (400, {"type": "invalid_request_error", "code": "charge_disputed"})}]
    take_late_charges_back(asked_just_before + 10 * SECOND)
    charge = LateCharge.objects.get()
    assert (charge.outcome, charge.error) == ("left", "charge_disputed")
    assert erase_due(asked_just_before + UNDO_WINDOW) == {"accounts_erased": 1, "erasures_failed": 0}


def test_a_deletion_taken_back_while_stripe_was_asked_keeps_what_was_renewed(
    stripe, paying, asked_just_before, monkeypatch
):
    user, subscription = paying
    stripe.account.renew(subscription)
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)

    def slowly(customer_id, since):
        undo_deletion(user.pk, at)
        return renewals_charged_since(customer_id, since)

    monkeypatch.setattr(late_charges, "renewals_charged_since", slowly)
    assert take_late_charges_back(at) == {"late_charges_taken_back": 0}
    follow_deletions(at + 10 * SECOND)
    assert (subscription["status"], subscription["cancel_at"]) == ("active", None)
    assert (stripe.account.all("refund"), LateCharge.objects.count()) == ([], 0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_deletion_is_taken_back_only_when_a_refund_that_has_begun_is_done(
    stripe, paying, asked_just_before, monkeypatch
):
    stripe.account.renew(paying[1])
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)

    def undo():
        try:
            return undo_deletion(paying[0].pk, at), LateCharge.objects.get().outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        undoing = []

        def slowly(renewal):
            undoing.append(pool.submit(undo))
            assert not wait(undoing, timeout=0.3).done
            return take_back(renewal)

        monkeypatch.setattr(late_charges, "take_back", slowly)
        assert take_late_charges_back(at) == {"late_charges_taken_back": 1}
        assert undoing[0].result() == (True, "refunded")


def test_what_stripe_names_no_payment_of_is_left_until_it_does(stripe, paying, asked_just_before):
    before = kept(stripe)
    stripe.account.renew(paying[1])
    newest(stripe, "invoice_payment")["status"] = "canceled"  # as if it was marked as paid outside Stripe
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)
    take_late_charges_back(at)
    charge = LateCharge.objects.get()
    assert (charge.outcome, charge.error, stripe.account.all("refund")) == ("left", "no_paid_payment", [])
    newest(stripe, "invoice_payment")["status"] = "paid"
    assert take_late_charges_back(at + SECOND) == {"late_charges_taken_back": 1}
    assert (LateCharge.objects.get().outcome, kept(stripe)) == ("refunded", before)


@pytest.fixture
def left_open(stripe, paying, asked_just_before):
    """A renewal whose payment is under way, so that Stripe does not void its invoice."""
    stripe.account.fail(paying[1])
    follow_deletions(asked_just_before + 10 * SECOND)
    code = {"type": "invalid_request_error", "code": "invoice_payment_processing"}
    stripe.faults = [{f"POST /v1/invoices/{newest(stripe)['id']}/void": (400, code)}] * 2
    assert take_late_charges_back(asked_just_before + 10 * SECOND) == {"late_charges_taken_back": 1}
    assert take_late_charges_back(asked_just_before + 20 * SECOND) == {"late_charges_taken_back": 0}  # as before
    stripe.faults = []
    charge = LateCharge.objects.get()
    assert (charge.outcome, charge.error, charge.at) == ("left", "open", asked_just_before + 10 * SECOND)
    return asked_just_before + 60 * SECOND


def test_an_invoice_that_was_left_open_and_is_paid_later_is_given_back(stripe, left_open, deliver):
    before = kept(stripe)
    stripe.account.go_through(newest(stripe))
    deliver(last(stripe, "invoice.paid"))
    process_due_events(left_open)
    assert take_late_charges_back(left_open) == {"late_charges_taken_back": 1}
    assert take_late_charges_back(left_open + SECOND) == {"late_charges_taken_back": 0}
    charge = LateCharge.objects.get()
    assert (kept(stripe), charge.outcome, charge.error, charge.at) == (before, "refunded", "", left_open)


def test_an_invoice_that_was_left_open_is_voided_when_stripe_lets_it(stripe, left_open):
    erase_due(left_open + UNDO_WINDOW)
    assert (newest(stripe)["status"], LateCharge.objects.get().outcome) == ("void", "voided")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_at_once_give_back_once(stripe, paying, asked_just_before):
    before, (_, subscription) = kept(stripe), paying
    stripe.account.renew(subscription)
    at = asked_just_before + 10 * SECOND
    follow_deletions(at)
    account = BillingAccount.objects.get()

    def take(_):
        try:
            return take_late_charges_back_of(account, at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(take, range(4))) == [0, 0, 0, 1]
    assert (kept(stripe), LateCharge.objects.count(), stripe.count("post", "/v1/refunds")) == (before, 1, 1)
