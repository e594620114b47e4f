"""What no event told: compared once a day and by command, repaired, and interrupted without harm."""

import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from billing import entitlements
from billing.gateway.errors import PaymentsUnavailable
from billing.models import BillingAccount, BillingCustomer, CustomerSearch, EntitlementChange, Subscription
from billing.payments.duties import forget_old_events, process_due_events, reconcile
from billing.payments.on_return import synchronise_on_return
from billing.payments.reconciliation import Pace, compare_accounts, reconcile_due, search_customers
from billing.payments.synchronise import lock

DAY = timedelta(days=1)


def moment():
    return datetime.now(UTC)


def tier(user):
    return entitlements.for_user(user, moment()).tier


@pytest.fixture
def pace():
    return Pace(sleep=lambda seconds: None)


@pytest.fixture
def customers(stripe, make_user):
    """So many people, each with a customer whose subscription nobody was told of."""

    def make(count, **fields):
        people = [make_user() for _ in range(count)]
        for user in people:
            account = BillingAccount.objects.create(user=user, created_at=moment())
            customer = stripe.account.customer()
            BillingCustomer.objects.create(pk=customer["id"], account=account, linked_at=moment())
            stripe.account.subscribe(customer, stripe.prices["watcher", "month"])
        return people

    return make


def run(command, *words):
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def test_a_lost_last_event_is_healed_within_a_day(stripe, customers, deliver, monkeypatch):
    monkeypatch.setattr("billing.payments.reconciliation.time.sleep", lambda seconds: None)
    [user] = customers(1)
    assert reconcile_due(moment())["billing_accounts_repaired"] == 1
    assert tier(user) == "watcher"
    stripe.account.cancel_now(stripe.account.all("subscription")[0])
    assert reconcile_due(moment() + DAY / 2)["billing_accounts_compared"] == 0
    later = reconcile_due(moment() + 1.1 * DAY)
    assert (later["billing_accounts_compared"], later["billing_accounts_repaired"]) == (1, 1)
    assert tier(user) == "free"
    assert EntitlementChange.objects.filter(person=user).latest("pk").cause == "reconciliation"
    assert reconcile_due(moment() + 3 * DAY)["billing_accounts_repaired"] == 0


def test_the_command_prints_what_differed_and_repairs_it(stripe, customers, time_machine, now):
    people = customers(3)
    shown = run("reconcile_billing", "--rate", "100000")
    assert "3 accounts compared, 3 differed, repaired." in shown
    assert f"person {people[0].pk}: " in shown
    assert "tier – → watcher" in shown
    assert "3 subscriptions at Stripe: 0 customers linked, 0 of nobody here." in shown
    assert [tier(user) for user in people] == ["watcher"] * 3
    time_machine.move_to(now + timedelta(minutes=1), tick=False)
    assert "3 accounts compared, 0 differed." in run("reconcile_billing", "--rate", "100000")


def test_a_check_changes_nothing_and_fails_where_something_differs(stripe, customers):
    [user] = customers(1)
    with pytest.raises(CommandError, match="1 accounts differ"):
        run("reconcile_billing", "--check", "--rate", "100000")
    assert (tier(user), Subscription.objects.count(), EntitlementChange.objects.count()) == ("free", 0, 0)
    run("reconcile_billing", "--rate", "100000")
    assert "0 differed" in run("reconcile_billing", "--check", "--rate", "100000")


def test_an_interrupted_comparison_goes_on_where_it_stopped(stripe, customers, pace):
    people = customers(5)
    before = moment()
    compared = compare_accounts(before=before, now=moment(), pace=pace)
    next(compared)
    next(compared)
    stripe.faults = [500] * 3
    with pytest.raises(PaymentsUnavailable):
        next(compared)
    assert sorted(tier(user) for user in people) == ["free"] * 3 + ["watcher"] * 2
    asked = stripe.count("get", "/v1/subscriptions")
    assert len(list(compare_accounts(before=before, now=moment(), pace=pace))) == 3
    assert stripe.count("get", "/v1/subscriptions") == asked + 3
    assert [tier(user) for user in people] == ["watcher"] * 5


def test_an_account_of_an_odd_shape_does_not_stop_the_others(stripe, customers, pace):
    people = customers(3)
    odd = stripe.account.all("subscription")[1]
    del odd["items"]
    stripe.violations = Forgiving()
    assert len(list(compare_accounts(before=moment(), now=moment(), pace=pace))) == 2
    assert [tier(user) for user in people] == ["watcher", "free", "watcher"]


class Forgiving(list):
    """Takes no complaint: the test is about what the schema does not allow."""

    def __iadd__(self, complaints):
        return self


def test_a_lower_subscription_counts_as_soon_as_the_days_of_grace_of_a_higher_one_are_over(
    stripe, customers, monkeypatch
):
    monkeypatch.setattr("billing.payments.reconciliation.time.sleep", lambda seconds: None)
    [user] = customers(1)
    account = stripe.account
    account.fail(account.subscribe(account.all("customer")[0], stripe.prices["professional", "month"]))
    account.renew(account.all("subscription")[1])
    failed_at = datetime.fromtimestamp(account.now, UTC)
    reconcile_due(failed_at)
    over = failed_at + timedelta(days=7)
    assert entitlements.for_user(user, over - timedelta(minutes=1)).tier == "professional"
    reconcile_due(over - timedelta(hours=2))
    assert reconcile_due(over - timedelta(minutes=1))["billing_accounts_compared"] == 0
    assert reconcile_due(over + timedelta(minutes=1))["billing_accounts_repaired"] == 1
    assert entitlements.for_user(user, over + timedelta(minutes=1)).tier == "watcher"
    assert reconcile_due(over + timedelta(minutes=11))["billing_accounts_compared"] == 0


def test_the_pace_is_kept_and_ends_a_round(stripe, customers):
    customers(4)
    waits, clock = [], iter(range(100))
    pace = Pace(accounts_per_second=4, seconds=3, sleep=waits.append, clock=lambda: next(clock))
    compared = list(compare_accounts(before=moment(), now=moment(), pace=pace))
    assert waits == [0.25] * len(compared)
    assert 0 < len(compared) < 4


def test_a_customer_whose_every_event_was_lost_is_found_at_stripe(stripe, make_user, pace):
    user = make_user()
    for metadata in ({"user_id": str(user.pk)}, {}, {"user_id": "nobody"}):
        stripe.account.subscribe(stripe.account.customer(), stripe.prices["watcher", "month"], metadata=metadata)
    search = search_customers(now=moment(), pace=pace)
    assert (search.seen, search.linked, search.strangers) == (3, 1, 2)
    assert tier(user) == "watcher"
    assert search_customers(now=moment() + DAY / 2, pace=pace) is None
    assert search_customers(now=moment() + 1.1 * DAY, pace=pace).linked == 0


def test_an_interrupted_search_goes_on_at_its_page(stripe, db, pace):
    customer = stripe.account.customer()
    for _ in range(250):
        stripe.account.subscribe(customer, stripe.prices["watcher", "month"])
    stripe.faults = [("delay", 0), *[500] * 3]
    with pytest.raises(PaymentsUnavailable):
        search_customers(now=moment(), pace=pace)
    search = CustomerSearch.objects.get()
    assert (search.seen, search.finished_at) == (100, None)
    asked = stripe.count("get", "/v1/subscriptions")
    search = search_customers(now=moment(), pace=pace)
    assert (search.seen, CustomerSearch.objects.count()) == (250, 1)
    assert stripe.count("get", "/v1/subscriptions") == asked + 2
    assert search.finished_at is not None


def test_a_search_whose_page_is_gone_begins_again(stripe, db, pace):
    CustomerSearch.objects.create(started_at=moment(), cursor="sub_gone")
    stripe.account.subscribe(stripe.account.customer(), stripe.prices["watcher", "month"])
    assert search_customers(now=moment(), pace=pace).seen == 1


def test_a_round_counts_the_customers_that_it_linked_itself(stripe, make_user, monkeypatch):
    monkeypatch.setattr("billing.payments.reconciliation.time.sleep", lambda seconds: None)
    metadata = {"user_id": str(make_user().pk)}
    stripe.account.subscribe(stripe.account.customer(), stripe.prices["watcher", "month"], metadata=metadata)
    CustomerSearch.objects.create(started_at=moment(), linked=3)
    assert reconcile_due(moment())["stripe_customers_linked"] == 1
    assert CustomerSearch.objects.get().linked == 4


def test_an_outage_is_said_by_the_command(stripe, customers):
    customers(1)
    stripe.faults = [500] * 3
    with pytest.raises(CommandError, match="could not be asked"):
        run("reconcile_billing")


def test_a_site_without_payments_has_nothing_to_do(db, settings):
    settings.BILLING_BACKEND = "local"
    for duty in (reconcile, process_due_events, forget_old_events):
        assert duty(moment()) == {}
    with pytest.raises(CommandError, match="nothing to compare"):
        run("reconcile_billing")


def test_coming_back_from_checkout_shows_the_tier_before_any_event(stripe, make_user, order, client):
    user = make_user()
    order(user)
    BillingAccount.objects.update(synchronised_at=None)
    stripe.account.pay(stripe.account.all("checkout.session")[0]["id"])
    client.force_login(user)
    assert "You are on Watcher" in client.get("/billing/done/").content.decode()
    assert EntitlementChange.objects.get(person=user).cause == "checkout_return"
    asked = len(stripe.requests)
    client.get("/billing/done/")
    assert len(stripe.requests) == asked


def test_coming_back_gives_nothing_by_itself(stripe, make_user, order, client):
    user = make_user()
    order(user)
    client.force_login(user)
    BillingAccount.objects.update(synchronised_at=None)
    stripe.faults = [500] * 3
    assert "Nothing has changed yet" in client.get("/billing/done/?session_id=cs_test_1").content.decode()
    assert tier(user) == "free"
    client.logout()
    assert "Back from the payment provider" in client.get("/billing/done/").content.decode()


def test_nobody_elses_account_is_asked_for_on_return(stripe, make_user, customers):
    customers(1)
    synchronise_on_return(user=make_user(), now=moment())
    assert stripe.requests == []


@pytest.mark.real_clock
def test_a_stripe_that_is_slow_keeps_nobody_waiting_who_comes_back(stripe, make_user, order, client):
    user = make_user()
    order(user)
    client.force_login(user)
    BillingAccount.objects.update(synchronised_at=None)
    stripe.faults = [("delay", 4)]
    begun = time.monotonic()
    html = client.get("/billing/done/").content.decode()
    assert time.monotonic() - begun < 3
    assert "Nothing has changed yet" in html
    assert 'href="/billing/done/">Look again</a>' in html


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_comes_back_does_not_wait_for_an_event_that_is_being_handled(stripe, make_user, order, client):
    user = make_user()
    order(user)
    client.force_login(user)
    BillingAccount.objects.update(synchronised_at=None)
    asked, html = len(stripe.requests), []
    with transaction.atomic():
        lock(BillingAccount.objects.get())

        def look():
            try:
                html.append(client.get("/billing/done/").content.decode())
            finally:
                connection.close()

        beside = Thread(target=look)
        beside.start()
        beside.join(20)
    assert "Nothing has changed yet" in html[0]
    assert len(stripe.requests) == asked
