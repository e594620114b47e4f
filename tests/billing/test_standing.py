"""What a list of Stripe's subscriptions means: the table of statuses, dates and prices."""

from datetime import UTC, datetime, timedelta

import pytest

from billing.gateway import standing
from billing.gateway.standing import UNHEARD_OF, KnownBefore, Note
from billing.plans import PAYMENT_GRACE, Tier
from tests.contract import stripe_shapes as shapes
from tests.contract.stripe_account import DAY, StripeAccount

START = 1_773_000_000


def at(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def standing_of(subscriptions, now=START, **known):
    return standing.standing_of(subscriptions, now=at(now), **known)


@pytest.fixture
def account(settings):
    account = StripeAccount(START)
    account.watcher = account.price(1_900)
    account.professional = account.price(9_900)
    account.professional_year = account.price(99_000, "year")
    account.unknown = account.price(700)
    account.person = account.customer()
    settings.STRIPE_PRICES = {
        ("watcher", "month"): account.watcher["id"],
        ("watcher", "year"): "",
        ("professional", "month"): account.professional["id"],
        ("professional", "year"): account.professional_year["id"],
    }
    return account


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("trialing", "trialing"),
        ("active", "active"),
        ("past_due", "past_due"),
        ("unpaid", None),
        ("paused", None),
        ("canceled", None),
        ("incomplete", None),
        ("incomplete_expired", None),
        ("something_new", None),
    ],
)
def test_the_status_decides_whether_the_tier_is_held(account, status, ours):
    subscription = account.subscribe(account.person, account.watcher, status=status)
    state = standing_of([subscription]).state
    assert (state and (state.tier, state.status)) == (ours and (Tier.WATCHER, ours))


def test_nothing_comes_to_nothing():
    standing = standing_of([])
    assert (standing.state, standing.live, standing.notes) == (None, (), frozenset())


def test_a_renewal_that_nothing_is_heard_of_counts_some_days_more(account):
    state = standing_of([account.subscribe(account.person, account.watcher)]).state
    period_end = at(START + 30 * DAY)
    assert (state.started_at, state.current_period_end, state.cancel_at) == (at(START), period_end, None)
    assert (state.lapses_at, state.interval) == (period_end + UNHEARD_OF, "month")


@pytest.mark.parametrize("shape", ["flag", "date", "flag alone"])
def test_somebody_who_leaves_has_the_tier_until_that_day_whichever_way_stripe_says_it(account, shape):
    subscription = account.subscribe(account.person, account.professional_year)
    account.cancel_at_period_end(subscription, by=shape.split()[0])
    if shape == "flag alone":
        subscription["cancel_at"] = None
    state = standing_of([subscription]).state
    end = at(START + 365 * DAY)
    assert (state.cancel_at, state.lapses_at, state.interval) == (end, end, "year")


def test_a_day_of_leaving_before_the_end_of_the_period_is_kept_to(account):
    subscription = account.subscribe(account.person, account.watcher)
    subscription["cancel_at"] = START + 5 * DAY
    assert standing_of([subscription]).state.lapses_at == at(START + 5 * DAY)


def test_an_overdue_payment_keeps_the_tier_for_seven_days_from_the_first_failure(account):
    subscription = account.subscribe(account.person, account.watcher)
    account.fail(subscription)
    failed_at = at(account.now)
    account.now += 5 * DAY
    assert (
        standing_of([subscription], unpaid=account.all("invoice", status="open")).state.lapses_at
        == failed_at + PAYMENT_GRACE
    )
    account.fail(subscription)  # a second period that isn't paid either begins no second grace
    assert (
        standing_of([subscription], unpaid=account.all("invoice", status="open")).state.lapses_at
        == failed_at + PAYMENT_GRACE
    )


def test_an_overdue_payment_without_an_open_invoice_counts_from_when_it_was_seen(account):
    subscription = account.subscribe(account.person, account.watcher)
    account.fail(subscription)
    other = account.subscribe(account.customer(), account.watcher)
    account.fail(other)
    unpaid = [i for i in account.all("invoice", status="open") if i["customer"] == other["customer"]]
    first = standing_of([subscription], account.now, unpaid=unpaid).state.lapses_at
    assert first == at(account.now) + PAYMENT_GRACE
    known = KnownBefore(Tier.WATCHER, first)
    assert standing_of([subscription], account.now + 3 * DAY, unpaid=unpaid, known=known).state.lapses_at == first


def test_grace_does_not_outlast_the_day_of_leaving(account):
    subscription = account.subscribe(account.person, account.watcher)
    account.fail(subscription)
    subscription["cancel_at"] = account.now + DAY
    state = standing_of([subscription], unpaid=account.all("invoice", status="open")).state
    assert state.lapses_at == at(account.now + DAY)


def test_of_several_subscriptions_the_highest_tier_counts_and_an_operator_is_told(account):
    low = account.subscribe(account.person, account.watcher)
    high = account.subscribe(account.person, account.professional)
    account.fail(high)
    standing = standing_of([low, high])
    assert (standing.state.tier, standing.notes) == (Tier.PROFESSIONAL, {Note.SEVERAL_SUBSCRIPTIONS})
    assert set(standing.live) == {low["id"], high["id"]}
    account.cancel_now(high)
    standing = standing_of([low, high])
    assert (standing.state.tier, standing.notes) == (Tier.WATCHER, frozenset())


def test_of_two_subscriptions_to_one_tier_the_paid_one_counts(account):
    overdue = account.subscribe(account.person, account.watcher)
    account.fail(overdue)
    paid = account.subscribe(account.person, account.watcher)
    assert standing_of([overdue, paid]).state.status == "active"


@pytest.mark.parametrize("known", [None, Tier.WATCHER, Tier.PROFESSIONAL])
def test_an_unknown_price_keeps_what_was_known_and_grants_nothing(account, known):
    standing = standing_of([account.subscribe(account.person, account.unknown)], known=KnownBefore(known))
    assert (standing.state and standing.state.tier) == known
    assert standing.notes == {Note.UNKNOWN_PRICE}
    assert len(standing.live) == 1


def test_a_subscription_without_any_price_grants_nothing(account):
    subscription = account.subscribe(account.person, account.watcher)
    subscription["items"]["data"] = []
    standing = standing_of([subscription], known=KnownBefore(Tier.WATCHER))
    assert (standing.state, standing.notes) == (None, {Note.UNKNOWN_PRICE})


def test_of_two_known_prices_the_higher_tier_counts(account):
    subscription = account.subscribe(account.person, account.watcher, account.professional)
    standing = standing_of([subscription])
    assert (standing.state.tier, standing.notes) == (Tier.PROFESSIONAL, {Note.SEVERAL_PRICES})


def test_a_known_price_beside_an_unknown_one_counts(account):
    standing = standing_of([account.subscribe(account.person, account.unknown, account.watcher)])
    assert (standing.state.tier, standing.notes) == (Tier.WATCHER, {Note.UNKNOWN_PRICE})


@pytest.mark.parametrize("told", [{"lookup_key": "clausewatch_professional_year"}, {"metadata": "professional"}])
def test_a_price_that_is_not_sold_any_more_says_itself_what_it_was(account, told):
    old = account.price(4_900)
    old |= {"metadata": {"clausewatch_tier": told["metadata"]}} if "metadata" in told else told
    assert standing_of([account.subscribe(account.person, old)]).state.tier is Tier.PROFESSIONAL


def test_a_downgrade_that_waits_for_the_end_of_the_period_is_told_until_then(account):
    subscription = account.subscribe(account.person, account.professional)
    account.change_price_at_the_end(subscription, account.watcher)
    assert tiers_of(account, subscription) == (Tier.PROFESSIONAL, Tier.WATCHER)
    account.renew(subscription)
    assert account.schedule_of(subscription)["status"] == "active"
    assert tiers_of(account, subscription) == (Tier.WATCHER, None)
    account.renew(subscription)
    assert account.schedule_of(subscription) is None
    assert tiers_of(account, subscription) == (Tier.WATCHER, None)


def test_a_downgrade_that_is_taken_back_or_overtaken_is_told_no_more(account):
    subscription = account.subscribe(account.person, account.professional)
    for act in (
        account.take_back,
        account.cancel_at_period_end,
        lambda one: account.change_price(one, account.professional_year),
    ):
        account.resume(subscription)
        account.change_price_at_the_end(subscription, account.watcher)
        act(subscription)
        assert tiers_of(account, subscription) == (Tier.PROFESSIONAL, None)


def test_what_waits_and_is_no_lower_tier_is_no_downgrade(account):
    subscription = account.subscribe(account.person, account.professional_year)
    account.change_price_at_the_end(subscription, account.professional)
    assert tiers_of(account, subscription) == (Tier.PROFESSIONAL, None)
    account.change_price_at_the_end(subscription, account.watcher)
    assert tiers_of(account, subscription) == (Tier.PROFESSIONAL, Tier.WATCHER)


def test_a_schedule_that_is_not_shown_is_no_downgrade(account):
    subscription = account.subscribe(account.person, account.professional)
    account.change_price_at_the_end(subscription, account.watcher)
    assert standing_of([subscription]).state.scheduled_tier is None


def test_a_day_on_which_only_a_phase_ends_is_no_day_of_leaving(account):
    subscription = account.subscribe(account.person, account.professional)
    account.change_price_at_the_end(subscription, account.watcher)
    subscription["cancel_at"] = START + 30 * DAY
    state = standing_of([account.with_schedule(subscription)]).state
    assert (state.cancel_at, state.scheduled_tier) == (None, Tier.WATCHER)
    assert state.lapses_at == at(START + 30 * DAY) + UNHEARD_OF


def tiers_of(account, subscription):
    state = standing_of([account.with_schedule(subscription)], account.now).state
    return state.tier, state.scheduled_tier


def test_a_period_that_is_told_in_the_old_place_is_found(account):
    subscription = account.subscribe(account.person, account.watcher)
    item = subscription["items"]["data"][0]
    subscription["current_period_end"] = item.pop("current_period_end")
    subscription["current_period_start"] = item.pop("current_period_start")
    assert standing_of([subscription]).state.current_period_end == at(START + 30 * DAY)


def test_shapes_of_subscriptions_are_of_today():
    price = shapes.price("price_1", START, product="prod_1", unit_amount=1, currency="usd", interval="month")
    made = shapes.subscription("sub_1", START, customer="cus_1", prices=[price], period=(START, START + DAY))
    assert "current_period_end" not in made
    assert timedelta(seconds=made["items"]["data"][0]["current_period_end"] - START) == timedelta(days=1)


def test_what_has_lapsed_hides_no_lower_tier_that_is_paid_for(account):
    overdue = account.subscribe(account.person, account.professional)
    account.fail(overdue)
    paid = account.subscribe(account.person, account.watcher)
    unpaid = account.all("invoice", status="open")
    assert standing_of([overdue, paid], account.now + 6 * DAY, unpaid=unpaid).state.tier is Tier.PROFESSIONAL
    assert standing_of([overdue, paid], account.now + 7 * DAY, unpaid=unpaid).state.tier is Tier.WATCHER
    assert standing_of([overdue], account.now + 7 * DAY, unpaid=unpaid).state.status == "past_due"


def test_what_an_interval_costs_is_that_of_all_items_in_one_currency(account):
    subscription = account.subscribe(account.person, account.professional_year)
    state = standing_of([subscription]).state
    assert (state.interval, state.amount, state.currency) == ("year", 99_000, "usd")
    (item,) = subscription["items"]["data"]
    item["quantity"] = 3
    assert standing_of([subscription]).state.amount == 297_000


@pytest.mark.parametrize(
    "given",
    [
        {"unit_amount": None, "unit_amount_decimal": "0.5"},
        {"unit_amount": None, "billing_scheme": "tiered"},
        {"recurring": {"interval": "month", "interval_count": 3}},
        {"recurring": None},
    ],
)
def test_what_is_no_single_sum_is_not_known(account, given):
    subscription = account.subscribe(account.person, account.professional)
    subscription["items"]["data"][0]["price"] |= given
    state = standing_of([subscription]).state
    assert (state.amount, state.currency) == (None, "")


def test_two_currencies_are_not_added(account):
    subscription = account.subscribe(account.person, account.professional)
    (item,) = subscription["items"]["data"]
    other = item | {"price": item["price"] | {"currency": "eur"}}
    subscription["items"]["data"].append(other)
    assert standing_of([subscription]).state.amount is None
