"""What a person may do is computed from rows, for one person and for everybody alike."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from alerts.models import WatchedPlatform
from billing import entitlements
from billing.entitlements import Feature, Tier, TierRequired
from billing.models import Subscription, Trial
from billing.plans import PLANS
from billing.services.overview import overview_of
from governance.models import Platform

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, tzinfo=UTC)
days = st.integers(0, 6).map(lambda n: START + n * DAY)
maybe_days = st.none() | days

trials = st.none() | st.fixed_dictionaries(
    {"started_at": days, "length": st.integers(1, 4).map(lambda n: n * DAY), "ended_at": maybe_days}
)
subscriptions = st.dictionaries(
    st.sampled_from(Subscription.Source.values),
    st.fixed_dictionaries(
        {
            "tier": st.sampled_from([Tier.WATCHER, Tier.PROFESSIONAL]),
            "status": st.sampled_from(Subscription.Status.values),
            "started_at": days,
            "current_period_end": maybe_days,
            "cancel_at": maybe_days,
            "lapses_at": maybe_days,
            "lapsed_at": maybe_days,
            "ended_at": maybe_days,
        }
    ),
    max_size=2,
)


def subscribe(user, now, **fields):
    defaults = {"source": "operator", "tier": "watcher", "status": "active", "started_at": now, "updated_at": now}
    return Subscription.objects.create(user=user, **{**defaults, **fields})


def test_somebody_who_is_not_signed_in_is_on_free_without_a_query(db, django_assert_num_queries, now):
    with django_assert_num_queries(0):
        held = entitlements.for_user(AnonymousUser(), now)
    assert (held.tier, held.source, held.status, held.until) == (Tier.FREE, "free", "free", None)


def test_a_trial_counts_from_its_first_moment_to_before_its_last(make_user, now):
    user = make_user()
    Trial.objects.create(user=user, started_at=now, ends_at=now + DAY)
    tiers = [entitlements.for_user(user, now + delta).tier for delta in (-DAY / 2, 0 * DAY, DAY - DAY / 99, DAY)]
    assert tiers == [Tier.FREE, Tier.PROFESSIONAL, Tier.PROFESSIONAL, Tier.FREE]


def test_a_trial_that_was_ended_stays_ended_whatever_the_clock_says(make_user, now):
    user = make_user()
    Trial.objects.create(user=user, started_at=now, ends_at=now + DAY, ended_at=now + 30 * DAY)
    assert entitlements.for_user(user, now).tier is Tier.FREE


@pytest.mark.parametrize(
    ("status", "tier"),
    [("trialing", "watcher"), ("active", "watcher"), ("past_due", "watcher"), ("canceled", "free")],
)
def test_the_status_of_a_subscription_decides_whether_it_counts(make_user, now, status, tier):
    user = make_user()
    subscribe(user, now, status=status)
    assert entitlements.for_user(user, now).tier == tier


def test_the_highest_tier_of_all_sources_counts_and_says_where_it_is_from(make_user, now):
    user = make_user()
    subscribe(user, now, source="operator", tier="watcher")
    Trial.objects.create(user=user, started_at=now, ends_at=now + DAY)
    held = entitlements.for_user(user, now)
    assert (held.tier, held.source, held.status, held.until) == ("professional", "trial", "trialing", now + DAY)
    subscribe(user, now, source="stripe", tier="professional", current_period_end=now + DAY / 2)
    held = entitlements.for_user(user, now)
    assert (held.tier, held.source, held.status, held.until) == ("professional", "stripe", "active", now + DAY / 2)


def test_a_subscription_that_ended_is_shown_as_canceled_and_a_grant_that_ended_as_free(make_user, now):
    left, granted = make_user(), make_user()
    subscribe(left, now - DAY, source="stripe", status="canceled", ended_at=now)
    subscribe(granted, now - DAY, source="operator", status="canceled", ended_at=now)
    assert (entitlements.for_user(left, now).tier, entitlements.for_user(left, now).status) == ("free", "canceled")
    assert (entitlements.for_user(granted, now).tier, entitlements.for_user(granted, now).status) == ("free", "free")


def test_an_overdue_payment_keeps_the_tier_for_the_days_of_grace_and_is_said_after_them(make_user, now):
    user = make_user()
    fields = {"current_period_end": now + 30 * DAY, "lapses_at": now + 7 * DAY}
    subscribe(user, now, source="stripe", status="past_due", **fields)
    held = entitlements.for_user(user, now)
    assert (held.tier, held.status, held.until) == ("watcher", "past_due", now + 7 * DAY)
    held = entitlements.for_user(user, now + 7 * DAY)
    assert (held.tier, held.status, held.until) == ("free", "past_due", None)


def test_many_people_take_two_queries(make_user, now, django_assert_num_queries):
    users = [make_user(tier=tier) for tier in [*Tier] * 3]
    with django_assert_num_queries(2):
        held = entitlements.for_users([user.pk for user in users], now)
    assert [held[user.pk].tier for user in users] == [*Tier] * 3


def test_a_request_that_reads_asks_once_and_one_that_writes_each_time(make_user, now, rf, django_assert_num_queries):
    reading, writing = rf.get("/"), rf.post("/")
    reading.user = writing.user = make_user(tier="watcher")
    with django_assert_num_queries(2):
        assert [entitlements.for_request(reading, now).tier for _ in range(3)] == ["watcher"] * 3
    assert entitlements.for_request(writing, now).tier == "watcher"
    Subscription.objects.all().delete()
    assert entitlements.for_request(writing, now).tier == "free"
    another = rf.get("/")
    another.user = writing.user
    assert entitlements.for_request(another, now).tier == "free"


def test_a_missing_feature_names_the_lowest_tier_that_has_it(make_user, now):
    user = make_user()
    with pytest.raises(TierRequired) as refusal:
        entitlements.require(user, Feature.SAME_DAY_ALERTS, now)
    assert (refusal.value.code, refusal.value.required_tier) == ("tier_required", Tier.WATCHER)
    entitlements.require(make_user(tier="watcher"), Feature.SAME_DAY_ALERTS, now)


def test_a_higher_tier_has_all_that_a_lower_one_has():
    for lower, higher in zip(list(Tier), list(Tier)[1:], strict=False):
        below, above = PLANS[lower], PLANS[higher]
        assert below.features < above.features
        assert above.platforms is None or below.platforms < above.platforms
        assert above.watchlists is None or below.watchlists < above.watchlists
        assert below.requests_per_minute < above.requests_per_minute


@pytest.mark.parametrize(
    ("count", "tier"), [(0, "free"), (1, "free"), (2, "watcher"), (10, "watcher"), (11, "professional")]
)
def test_the_upgrade_for_a_number_of_platforms_is_the_lowest_tier_that_allows_it(count, tier):
    assert entitlements.upgrade_for_platforms(count) == tier


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(trials, subscriptions), min_size=1, max_size=4), at=days, half=st.booleans())
def test_one_person_and_everybody_are_given_the_same_answer(rows, at, half):
    User.objects.all().delete()
    at += DAY / 2 if half else 0 * DAY
    platforms = [
        Platform.objects.get_or_create(slug=f"p-{n}", defaults={"name": f"P {n}", "sector": "social"})[0]
        for n in range(12)
    ]
    people = [User.objects.create(email=f"{n}@example.com") for n in range(len(rows))]
    for user, (trial, held) in zip(people, rows, strict=True):
        if trial:
            ends_at = trial["started_at"] + trial["length"]
            Trial.objects.create(user=user, started_at=trial["started_at"], ends_at=ends_at, ended_at=trial["ended_at"])
        for source, fields in held.items():
            Subscription.objects.create(user=user, source=source, updated_at=at, **fields)
        WatchedPlatform.objects.bulk_create(
            WatchedPlatform(user=user, platform=platform, position=n) for n, platform in enumerate(platforms, start=1)
        )
    one_by_one = {user.pk: entitlements.for_user(user, at) for user in people}
    assert entitlements.for_users(list(one_by_one), at) == one_by_one
    assert {user.pk: overview_of(user, at).entitlement for user in people} == one_by_one
    for feature in Feature:
        assert set(entitlements.people_with(feature, at)) == {
            user_id for user_id, held in one_by_one.items() if held.has(feature)
        }
    within = WatchedPlatform.objects.filter(entitlements.within_platform_cap(at))
    for user_id, entitlement in one_by_one.items():
        cap = entitlement.plan.platforms
        assert within.filter(user_id=user_id).count() == (12 if cap is None else cap)
    by_join = User.objects.filter(
        entitlements.within_platform_cap(at, user="pk", position="watched_platforms__position"),
        watched_platforms__position=11,
    )
    assert set(by_join.values_list("pk", flat=True)) == {k for k, v in one_by_one.items() if v.plan.platforms is None}
