"""The page of a person's plan, and the ways from it to Stripe's pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from billing.models import BillingAccount, Subscription, Trial
from billing.plans import Tier
from billing.services.grants import grant_tier
from billing.services.trials import start_trial

pytestmark = pytest.mark.django_db

WATCHER = {"tier": "watcher", "interval": "month"}


@pytest.fixture
def signed_in():
    def client_of(user, **options):
        client = Client(**options)
        client.force_login(user)
        return client

    return client_of


def page_of(client, path="/billing/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def policy_of(client):
    return client.get("/billing/")["Content-Security-Policy"]


def test_nobody_but_who_is_signed_in_has_a_plan_here():
    assert Client().get("/billing/")["Location"] == "/accounts/login/?next=/billing/"


def test_a_site_without_payments_says_so_and_sells_nothing(signed_in, make_user):
    client = signed_in(make_user())
    shown = page_of(client)
    assert "Payments aren’t set up here" in shown
    assert "0 of 1 platform" in shown
    assert "Pay for" not in shown
    assert "form-action 'self';" in policy_of(client) + ";"
    said = client.post("/billing/checkout/", WATCHER, follow=True).content.decode()
    assert "This site takes no payments." in said
    assert "This site takes no payments." in client.post("/billing/portal/", follow=True).content.decode()


@pytest.mark.dated
def test_a_trial_is_counted_down_by_the_persons_days_and_dated(signed_in, make_user, now):
    person = make_user(timezone="Pacific/Auckland")
    start_trial(user=person, now=now)
    Trial.objects.update(ends_at=now.replace(day=12, hour=10, minute=30))  # 23:30 in Auckland, of the day there
    client = signed_in(person)
    assert "1 day of your trial is left" in page_of(client)
    assert "nothing is charged when it ends" in page_of(client)
    Trial.objects.update(ends_at=now.replace(day=12, hour=11, minute=30))
    shown = page_of(client)
    assert "2 days of your trial are left" in shown
    assert "13 March 2026, 00:30" in shown


@pytest.mark.dated
def test_what_the_operator_grants_costs_nothing(signed_in, make_user, now):
    person = make_user()
    grant_tier(user=person, tier=Tier.WATCHER, until=now + timedelta(days=9), now=now)
    shown = page_of(signed_in(person))
    assert "The operator of this site has granted you this plan." in shown
    assert "20 March 2026" in shown


def test_an_order_leads_to_stripe_and_only_this_page_may(signed_in, make_user, stripe):
    client = signed_in(make_user())
    assert "Pay for Watcher" in page_of(client)
    assert "form-action 'self' https://checkout.stripe.com https://billing.stripe.com" in policy_of(client)
    assert "stripe.com" not in client.get("/dashboard/")["Content-Security-Policy"]
    answer = client.post("/billing/checkout/", WATCHER)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{stripe.address}/pay/")
    for wrong in ({}, {"tier": "free", "interval": "month"}, {"tier": "watcher", "interval": "day"}):
        assert "Choose a plan" in client.post("/billing/checkout/", wrong, follow=True).content.decode()


@pytest.mark.dated
def test_a_trial_may_end_in_any_plan(signed_in, make_user, stripe, now):
    person = make_user()
    start_trial(user=person, now=now)
    shown = page_of(signed_in(person))
    assert "Pay for Watcher" in shown
    assert "Pay for Professional" in shown
    assert "you keep the days of your trial" in shown
    assert "on 25 March 2026, or two days from now where that is later" in shown


@pytest.mark.dated
def test_what_is_bought_during_a_trial_is_known_everywhere_and_not_sold_again(signed_in, make_user, stripe, now):
    person = make_user()
    start_trial(user=person, now=now)
    client = signed_in(person)
    client.post("/billing/checkout/", WATCHER)
    stripe.account.pay(stripe.account.all("checkout.session")[0]["id"])
    BillingAccount.objects.update(synchronised_at=None)
    done = client.get("/billing/done/").content.decode()
    assert "You have bought Watcher" in done
    assert "Until 25 March 2026 you keep everything in Professional; afterwards you are on Watcher." in done
    shown = page_of(client)
    assert "Afterwards you are on Watcher, which you have bought." in shown
    assert "First payment" in shown
    for html in (done, shown, client.get("/dashboard/").content.decode()):
        assert "Nothing has changed yet" not in html
        assert "no card" not in html
        assert "Pay for" not in html


def test_what_is_not_sold_here_is_not_offered(signed_in, make_user, stripe, settings):
    settings.STRIPE_PRICES = dict.fromkeys(settings.STRIPE_PRICES, "") | {("watcher", "year"): "price_1"}
    shown = page_of(signed_in(make_user()))
    assert "190 USD a year" in shown
    assert "a month" not in shown.split('id="offered"')[1]
    assert "Pay for Professional" not in shown


def test_an_old_sign_in_confirms_first_and_pays_nothing_before(signed_in, make_user, stripe, now, time_machine):
    client = signed_in(make_user(password="a long passphrase 42"))
    time_machine.move_to(now + timedelta(hours=2), tick=False)
    shown = page_of(client)
    assert "Pay for" not in shown
    assert "stripe.com" not in policy_of(client)
    for path in ("/billing/checkout/", "/billing/portal/"):
        answer = client.post(path, WATCHER)
        assert answer["Location"] == "/accounts/reauthenticate/?next=%2Fbilling%2F"
    assert not [asked for asked in stripe.requests if asked[0] == "POST"]
    client.post("/accounts/reauthenticate/", {"password": "a long passphrase 42", "next": "/billing/"})
    assert "Pay for Watcher" in page_of(client)


@pytest.mark.dated
def test_who_pays_sees_what_is_charged_when_and_has_the_portal(signed_in, make_user, stripe, now):
    person = make_user()
    client = signed_in(person)
    client.post("/billing/checkout/", {"tier": "professional", "interval": "year"})
    stripe.account.pay(stripe.account.all("checkout.session")[0]["id"])
    BillingAccount.objects.update(synchronised_at=None)
    client.get("/billing/done/")
    shown = page_of(client)
    assert "990 USD a year" in shown
    assert "Next payment" in shown
    assert "Pay for" not in shown
    assert client.post("/billing/portal/")["Location"].startswith(f"{stripe.address}/portal/")
    assert (
        "You are on Professional already." in client.post("/billing/checkout/", WATCHER, follow=True).content.decode()
    )
    ends = now + timedelta(days=40)
    Subscription.objects.update(scheduled_tier="watcher", current_period_end=ends)
    assert "Watcher on 20 April 2026. Until then everything stays as it is." in page_of(client)
    Subscription.objects.update(cancel_at=ends)
    assert "You have cancelled, and nothing more is charged." in page_of(client)
    assert "Next payment" not in page_of(client)
    Subscription.objects.update(cancel_at=None, scheduled_tier="", status="past_due", lapses_at=now + timedelta(days=3))
    assert "The last payment failed." in page_of(client)
    assert "14 March 2026" in page_of(client)


def test_while_the_account_is_being_deleted_nothing_is_sold(signed_in, make_user, stripe, now):
    client = signed_in(make_user(erase_at=now + timedelta(days=3)))
    assert "Plans can’t be bought now" in page_of(client)
    said = client.post("/billing/checkout/", WATCHER, follow=True).content.decode()
    assert "Your account is being deleted." in said


def test_orders_need_the_token_of_their_form(signed_in, make_user):
    client = signed_in(make_user(), enforce_csrf_checks=True)
    assert [client.post(f"/billing/{path}/", WATCHER).status_code for path in ("checkout", "portal")] == [403, 403]


def test_prices_lead_to_the_plans(signed_in, make_user, settings):
    settings.BILLING_BACKEND = "stripe"
    cards = page_of(Client(), "/pricing/")
    assert 'href="/accounts/signup/?next=%2Fbilling%2F">Choose Watcher' in cards
    assert 'href="/billing/">Choose Watcher' in page_of(signed_in(make_user()), "/pricing/")
