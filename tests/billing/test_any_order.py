"""Whatever happens at Stripe, and however its events come, a person holds in the end what Stripe says they hold.

`FUZZ=134` makes 2,010 timelines of it.
"""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count, pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from accounts.models import Notice
from billing import entitlements
from billing.gateway.setup import EVENTS
from billing.gateway.signed_events import read_request
from billing.models import EntitlementChange, StripeEvent, Subscription
from billing.payments.reconciliation import Pace, compare_accounts
from billing.payments.stripe_events import process, record_event
from billing.services.lapses import end_due_lapses, end_due_trials
from tests.billing.timelines import ACTIONS, Life, best, held, scheduled
from tests.contract.stripe_account import StripeAccount
from tests.contract.stripe_events import again, body_of, signature, thin

START = 1_800_000_000
HOURS = timedelta(hours=1)
LATER = [timedelta(0), timedelta(days=3, hours=1), timedelta(days=8), timedelta(days=40), timedelta(days=400)]
people = count(1)

# A change that waits is rare among all that can happen: a third of the timelines are about it.
ABOUT_DOWNGRADES = [
    *["downgrade at the end"] * 5,
    *("take the downgrade back", "upgrade or downgrade", "renew", "renew", "fail", "recover", "leave at the end"),
    *("resume", "cancel now", "pay", "subscribed by the owner", "wait"),
]


def timelines(kinds, orders):
    """A payment for one of these orders, and then things of these kinds."""
    each = st.tuples(st.sampled_from(kinds), st.integers(0, 2), st.integers(0, 11), st.booleans())
    first = st.tuples(st.just("pay"), st.just(0), st.sampled_from(orders), st.booleans())
    return st.tuples(first, st.lists(each, min_size=3, max_size=14)).map(lambda parts: [parts[0], *parts[1]])


of_all_kinds, of_downgrades = timelines(sorted(ACTIONS), range(4)), timelines(ABOUT_DOWNGRADES, (2, 3))
any_timeline = st.integers(0, 2).flatmap(lambda n: of_downgrades if n == 2 else of_all_kinds)


def deliver(event, now, shape="snapshot"):
    """What the view does, at a time of the test's own."""
    body = body_of(thin(event) if shape == "thin" else event)
    signed = read_request(body=body, header=signature(body, at=now.timestamp()), now=now)
    process(event=record_event(signed=signed, now=now), now=now)


def begin(stripe, make_user):
    prices = list(stripe.prices.values())
    stripe.account = StripeAccount(START)
    for price in prices:
        stripe.account.keep(price)
    return Life(stripe, make_user(f"life-{next(people)}@example.com"))


def is_as_at_stripe(life):
    row = Subscription.objects.filter(user=life.user, source="stripe", ended_at=None).first()
    shown = row and (row.tier, row.status, row.current_period_end, row.cancel_at)
    assert shown == best(life), life.done
    assert (row.scheduled_tier if row else "") == scheduled(life), life.done
    for later in LATER:
        moment = life.now + later
        entitlement = entitlements.for_user(life.user, moment)
        assert entitlement.tier == held(life, moment), (life.done, later)
        assert entitlement.plan.platforms == entitlements.PLANS[held(life, moment)].platforms


def compare(life):
    pace = Pace(sleep=lambda seconds: None)
    mine = life.user.billing_account.pk
    drifts = compare_accounts(before=life.now + HOURS, now=life.now, pace=pace)
    return [drift for drift in drifts if drift is not None and drift.account.pk == mine]


@pytest.mark.django_db
@settings(
    max_examples=15 * int(os.environ.get("FUZZ", 1)),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    timeline=any_timeline,
    chance=st.randoms(use_true_random=False),
    is_prompt=st.booleans(),
    lost=st.sampled_from(["none", "any", "last"]),
)
def test_any_timeline_in_any_order_ends_as_it_stands_at_stripe(stripe, make_user, timeline, chance, is_prompt, lost):
    life = begin(stripe, make_user)
    waiting, is_up_to_date = [], True
    for place, (action, which, choice, is_one_told) in enumerate(timeline):
        is_last_and_lost = lost == "last" and place == len(timeline) - 1
        told = len(life.account.events)
        life.do(action, which, choice)
        new = sent(life, told)
        # Of several, which one counts may change by the clock alone, as nothing tells.
        is_of_the_clock = action == "wait" and len(life.subscriptions()) > 1
        is_up_to_date = is_up_to_date and not new and not is_of_the_clock
        if is_last_and_lost:
            break
        if new and lost == "any" and chance.random() < 0.2:
            new.pop(chance.randrange(len(new)))
            lost = "none"
        waiting += new
        chance.shuffle(waiting)
        # Before what is lost altogether all is told, so that nothing after it makes up for it.
        is_all_told = is_prompt or (lost == "last" and place == len(timeline) - 2)
        while waiting and (is_all_told or is_one_told):
            tell(life, waiting.pop(), chance)
            is_up_to_date, is_one_told = True, False
    waiting += [news if chance.random() < 0.5 else again(news) for news in chance.sample(waiting, len(waiting) // 2)]
    chance.shuffle(waiting)
    for news in waiting:
        tell(life, news, chance)
        is_up_to_date = True
    event("a downgrade waits" if scheduled(life) else "no downgrade waits")
    event("in order by events" if is_up_to_date else "in order by the comparison")
    if is_up_to_date:
        is_as_at_stripe(life)
        assert compare(life) == []
    else:  # what was lost was the last that told of anything: the comparison of the day finds it
        compare(life)
        is_as_at_stripe(life)
    is_told_of_the_downgrade(life)
    is_told_once(life)


def sent(life, told=0):
    """What Stripe sends of the events since then: those for which our endpoint asks, each a reason to look."""
    return [news for news in life.account.events[told:] if news["type"] in EVENTS]


def tell(life, news, chance):
    deliver(news, life.now, chance.choice(["thin", "snapshot"]))


def is_told_of_the_downgrade(life):
    """One mail about the downgrade that waits; in all no more than there were downgrades."""
    told = Notice.objects.filter(user=life.user, kind="downgrade_scheduled")
    assert told.count() <= life.done.count("downgrade at the end"), life.done
    waiting = scheduled(life)
    if waiting:
        [notice] = told.filter(about_at=best(life)[2])
        assert notice.facts["to"] == waiting


def is_told_once(life):
    """A repetition of everything changes nothing and owes no mail; no line of the ledger repeats the one before."""
    end_due_trials(life.now)  # what the clock has ended is not the events' doing
    end_due_lapses(life.now)
    lines = list(EntitlementChange.objects.filter(person=life.user).order_by("pk"))
    notices = list(Notice.objects.filter(user=life.user).values_list("kind", "about_at"))
    assert len(notices) == len(set(notices)), life.done
    for before, after in pairwise(lines):
        assert (before.to_tier, before.to_source, before.to_status) == (
            *(after.from_tier, after.from_source, after.from_status),
        )
    for news in sent(life)[-3:]:
        deliver(again(news, 9), life.now)
    assert EntitlementChange.objects.filter(person=life.user).count() == len(lines)
    assert Notice.objects.filter(user=life.user).count() == len(notices)


def test_the_timelines_reach_every_kind_of_thing_that_can_happen(stripe, make_user, db):
    reached = set()
    for seed in range(99):
        if reached == set(ACTIONS):
            break
        chance = random.Random(seed)
        life = begin(stripe, make_user)
        life.do("pay", 0, seed)
        for _ in range(12):
            life.do(chance.choice(sorted(ACTIONS)), chance.randrange(3), chance.randrange(12))
        reached |= set(life.done)
    assert reached == set(ACTIONS)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_events_that_come_side_by_side_end_as_it_stands_at_stripe(stripe, make_user, seed):
    chance = random.Random(seed)
    life = begin(stripe, make_user)
    life.do("pay", 0, seed)
    for _ in range(10):
        life.do(chance.choice(sorted(ACTIONS)), chance.randrange(3), chance.randrange(12))
    events = [event for event in sent(life) for _ in range(2)] + [again(e) for e in sent(life)]
    chance.shuffle(events)

    def deliver_one(event):
        try:
            deliver(event, life.now, "snapshot")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver_one, events))
    is_as_at_stripe(life)
    is_told_of_the_downgrade(life)
    is_told_once(life)
    assert StripeEvent.objects.exclude(outcome__in=["applied", "noted", "attention"]).count() == 0
