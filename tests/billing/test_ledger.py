"""The ledger: each change of what a person holds is one line with its cause, and no line is ever changed."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from billing import entitlements
from billing.models import EntitlementChange, Subscription
from billing.models.ledger import AppendOnly
from billing.plans import Tier
from billing.services.apply import apply
from billing.services.cause import Cause, CauseKind
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_grants, end_due_lapses, end_due_trials
from billing.services.trials import AlreadySubscribed, TrialAlreadyUsed, start_trial
from billing.subscription_state import SubscriptionState

DAY = timedelta(days=1)
STRIPE, Status = Subscription.Source.STRIPE, Subscription.Status


def pay(user, now, *, event="evt_1", **fields):
    state = SubscriptionState(
        **{"source": STRIPE, "tier": Tier.WATCHER, "status": Status.ACTIVE, "started_at": now, "interval": "month"}
        | fields
    )
    return apply(user=user, source=STRIPE, state=state, cause=Cause(CauseKind.EVENT, event), now=now)


def sweep(now):
    return {**end_due_trials(now), **end_due_grants(now), **end_due_lapses(now)}


def lines(user):
    rows = EntitlementChange.objects.filter(person=user).order_by("pk")
    return [(row.from_tier, row.to_tier, row.to_source, row.to_status, row.cause, row.reference) for row in rows]


def test_a_trial_is_a_line_when_it_starts_and_a_line_when_it_ends(make_user, now):
    user = make_user()
    trial = start_trial(user=user, now=now)
    sweep(now + 20 * DAY)
    sweep(now + 21 * DAY)
    assert lines(user) == [
        ("free", "professional", "trial", "trialing", "trial", ""),
        ("professional", "free", "free", "free", "sweep", ""),
    ]
    last = EntitlementChange.objects.latest("pk")
    # Seen late, but told of the time when it took effect.
    assert (last.at, last.recorded_at) == (trial.ends_at, now + 20 * DAY)


def test_each_change_of_entitlement_is_one_line_of_the_ledger_however_often_it_is_told(make_user, now):
    user = make_user()
    for number in range(3):
        pay(user, now, event=f"evt_{number}")
    pay(user, now + DAY, event="evt_up", tier=Tier.PROFESSIONAL, interval="year")
    pay(
        user,
        now + 2 * DAY,
        event="evt_late",
        tier=Tier.PROFESSIONAL,
        interval="year",
        current_period_end=now + 99 * DAY,
    )
    apply(user=user, source=STRIPE, state=None, cause=Cause(CauseKind.EVENT, "evt_gone"), now=now + 3 * DAY)
    assert lines(user) == [
        ("free", "watcher", "stripe", "active", "event", "evt_0"),
        ("watcher", "professional", "stripe", "active", "event", "evt_up"),
        ("professional", "free", "stripe", "canceled", "event", "evt_gone"),
    ]
    assert list(EntitlementChange.objects.order_by("pk").values_list("interval", flat=True)) == [
        "month",
        "year",
        "year",
    ]


def test_paying_in_the_trial_is_a_line_though_the_tier_stays(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    pay(user, now + DAY, tier=Tier.PROFESSIONAL)
    sweep(now + 20 * DAY)
    assert lines(user)[1:] == [("professional", "professional", "stripe", "active", "event", "evt_1")]


def test_what_ended_before_a_change_has_a_line_of_its_own(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    pay(user, now + 20 * DAY)  # before any sweep
    assert [line[:2] + line[4:5] for line in lines(user)] == [
        ("free", "professional", "trial"),
        ("professional", "free", "sweep"),
        ("free", "watcher", "event"),
    ]
    assert sweep(now + 21 * DAY)["trials_ended"] == 1
    assert len(lines(user)) == 3


def test_after_a_long_downtime_each_end_is_told_at_its_own_time(make_user, now):
    user = make_user()
    trial = start_trial(user=user, now=now)
    grant_tier(user=user, tier=Tier.WATCHER, until=now + 30 * DAY, now=now)
    sweep(now + 400 * DAY)
    rows = EntitlementChange.objects.filter(cause="sweep").order_by("pk")
    assert [(row.to_tier, row.at) for row in rows] == [("watcher", trial.ends_at), ("free", now + 30 * DAY)]


def test_grace_ends_once_and_stays_ended_whatever_the_clock_says_and_until_it_is_paid(make_user, now):
    user = make_user()
    pay(user, now)
    overdue = {"status": Status.PAST_DUE, "lapses_at": now + 7 * DAY}
    pay(user, now, event="evt_failed", **overdue)
    assert sweep(now + 8 * DAY)["subscriptions_lapsed"] == 1
    assert sweep(now + 8 * DAY)["subscriptions_lapsed"] == 0
    assert entitlements.for_user(user, now + DAY).tier is Tier.FREE  # the clock went back
    pay(user, now + DAY, event="evt_failed_again", **overdue)
    assert entitlements.for_user(user, now + DAY).tier is Tier.FREE
    assert [line[:4] for line in lines(user)] == [
        ("free", "watcher", "stripe", "active"),
        ("watcher", "watcher", "stripe", "past_due"),
        ("watcher", "free", "stripe", "past_due"),
    ]
    assert EntitlementChange.objects.latest("pk").at == now + 7 * DAY
    pay(user, now + 9 * DAY, event="evt_paid")
    assert entitlements.for_user(user, now + 9 * DAY).tier is Tier.WATCHER


def test_a_subscription_that_an_imagined_sweep_lapsed_is_back_when_its_source_is_heard(make_user, now):
    user = make_user()
    pay(user, now, lapses_at=now + 33 * DAY)
    sweep(now + 60 * DAY)
    assert entitlements.for_user(user, now + DAY).tier is Tier.FREE
    pay(user, now + DAY, lapses_at=now + 33 * DAY)
    assert entitlements.for_user(user, now + DAY).tier is Tier.WATCHER


def test_what_is_refused_leaves_no_line(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    with pytest.raises(TrialAlreadyUsed):
        start_trial(user=user, now=now + DAY)
    payer = make_user(tier="watcher")
    with pytest.raises(AlreadySubscribed):
        start_trial(user=payer, now=now)
    assert (len(lines(user)), len(lines(payer))) == (1, 1)


def test_a_line_can_not_be_changed_or_deleted(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    line = EntitlementChange.objects.get()
    line.to_tier = "free"
    for attempt in (
        line.save,
        line.delete,
        EntitlementChange.objects.all().delete,
        lambda: EntitlementChange.objects.update(to_tier="free"),
        lambda: EntitlementChange.objects.bulk_update([line], ["to_tier"]),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    assert EntitlementChange.objects.get().to_tier == "professional"


def test_when_the_person_is_gone_the_lines_stay_and_name_nobody(make_user, now):
    user = make_user()
    user_id = str(user.pk)
    start_trial(user=user, now=now)
    grant_tier(user=user, tier=Tier.WATCHER, until=now + 90 * DAY, now=now)
    sweep(now + 15 * DAY)
    user.delete()
    rows = list(EntitlementChange.objects.values())
    assert len(rows) == 2
    assert {row["person_id"] for row in rows} == {None}
    assert len({row["subject"] for row in rows}) == 1
    assert user_id not in str(rows)
    assert user_id.replace("-", "") not in str(rows)


def test_the_lines_of_a_person_stay_together_under_a_new_secret_key(make_user, now, settings):
    user = make_user()
    start_trial(user=user, now=now)
    settings.SECRET_KEY = "another " * 10
    sweep(now + 20 * DAY)
    assert EntitlementChange.objects.values("subject").distinct().count() == 1


days = st.integers(0, 60)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("trial")),
        st.tuples(st.just("grant"), st.sampled_from([*Tier]), st.none() | st.integers(1, 20)),
        st.tuples(
            st.just("pay"),
            st.sampled_from([Tier.WATCHER, Tier.PROFESSIONAL]),
            st.sampled_from([*Status]),
            st.none() | st.integers(1, 20),
        ),
        st.tuples(st.just("gone")),
        st.tuples(st.just("sweep")),
    ),
    max_size=12,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps, gaps=st.lists(st.integers(0, 9), min_size=12, max_size=12))
def test_whatever_happens_the_lines_are_a_chain_that_ends_with_what_is_held(steps, gaps, make_user, now):
    User.objects.filter(email="chain@example.com").delete()
    user = make_user("chain@example.com")
    for (step, *words), gap in zip(steps, gaps, strict=False):
        now += gap * DAY
        if step == "trial":
            with contextlib.suppress(TrialAlreadyUsed, AlreadySubscribed):
                start_trial(user=user, now=now)
        elif step == "grant":
            until = now + words[1] * DAY if words[1] and words[0] is not Tier.FREE else None
            grant_tier(user=user, tier=words[0], until=until, now=now)
        elif step == "pay":
            pay(user, now, tier=words[0], status=words[1], lapses_at=now + words[2] * DAY if words[2] else None)
        elif step == "gone":
            apply(user=user, source=STRIPE, state=None, cause=Cause(CauseKind.EVENT, "evt"), now=now)
        else:
            sweep(now)
    sweep(now)
    rows = list(EntitlementChange.objects.filter(person=user).order_by("pk"))
    before = ("free", "free", "free")
    for row in rows:
        assert (row.from_tier, row.from_source, row.from_status) == before
        before = (row.to_tier, row.to_source, row.to_status)
        assert row.at <= row.recorded_at
    held = entitlements.for_user(user, now)
    assert before == (held.tier, held.source, held.status)
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    count = len(rows)
    sweep(now)
    assert EntitlementChange.objects.filter(person=user).count() == count
