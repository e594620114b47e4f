"""What paid subscriptions bring in a month, by what Stripe charges for them."""

import re
from datetime import timedelta

import pytest

from backend.operating.money import tables_of_money
from billing.models import Subscription

pytestmark = pytest.mark.django_db
Status = Subscription.Status


@pytest.fixture
def pays(make_user, now):
    def make(amount, currency, interval, status=Status.ACTIVE, **given):
        number = Subscription.objects.count()
        given = {"source": "stripe", "tier": "watcher", "started_at": now, "updated_at": now} | given
        paid = {"amount": amount, "currency": currency, "interval": interval}
        return Subscription.objects.create(user=make_user(f"p{number}@example.com"), status=status, **paid, **given)

    return make


def revenue(now):
    found = next(one for one in tables_of_money(now, lambda _model: True) if one.title == "Monthly recurring revenue")
    return {name.shown: [cell.shown for cell in cells] for name, cells in found.rows}, found.empty


@pytest.fixture(autouse=True)
def stripe(settings):
    settings.BILLING_BACKEND = "stripe"


def test_years_count_by_their_twelfth_and_currencies_apart(pays, now):
    for amount, currency, interval in [(1900, "usd", "month"), (99_000, "usd", "year"), (500, "jpy", "month")]:
        pays(amount, currency, interval)
    pays(1900, "usd", "month", Status.PAST_DUE)
    pays(12_345, "kwd", "month")
    assert revenue(now)[0] == {
        "JPY": ["1", "500 JPY"],
        "KWD": ["1", "12.345 KWD"],
        "USD": ["3", "120.50 USD"],
    }


def test_who_pays_nothing_now_is_not_counted(pays, now):
    pays(1900, "usd", "month", Status.TRIALING)
    pays(1900, "usd", "month", ended_at=now)
    pays(1900, "usd", "month", Status.PAST_DUE, lapsed_at=now - timedelta(days=1))
    pays(None, "", "", source="operator")
    assert revenue(now) == ({}, "No subscription is paid for.")


def test_an_amount_that_is_not_known_is_said_and_not_guessed(pays, now):
    pays(1900, "usd", "month")
    pays(None, "", "month")
    rows, _ = revenue(now)
    assert rows["USD"] == ["1", "19.00 USD"]
    assert rows["Not known yet"][0] == "1"
    assert not re.search(r"\d", rows["Not known yet"][1])


def test_without_payments_there_is_none(settings, now):
    settings.BILLING_BACKEND = "none"
    assert revenue(now) == ({}, "None: this installation takes no payments.")
