"""The Professional trial: once per person, and once it has ended it stays ended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from billing import entitlements
from billing.entitlements import Feature, Tier
from billing.models import Trial
from billing.plans import DEFAULT_TRIAL_DAYS
from billing.services.grants import grant_tier
from billing.services.lapses import end_due_trials
from billing.services.trials import AlreadySubscribed, EmailUnverified, TrialAlreadyUsed, start_trial

DAY = timedelta(days=1)


def test_a_trial_gives_professional_for_as_many_days_as_are_configured(make_user, now, settings):
    settings.TRIAL_DAYS = 3
    user = make_user()
    trial = start_trial(user=user, now=now)
    assert (trial.started_at, trial.ends_at, trial.ended_at) == (now, now + 3 * DAY, None)
    assert entitlements.for_user(user, now).tier is Tier.PROFESSIONAL


def test_a_trial_lasts_as_long_as_the_table_of_plans_says_unless_the_setting_says_otherwise(make_user, now):
    trial = start_trial(user=make_user(), now=now)
    assert trial.ends_at == now + DEFAULT_TRIAL_DAYS * DAY


def test_a_second_trial_is_refused_during_the_first_and_after_it(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    for later in (now, now + DAY, now + 400 * DAY):
        with pytest.raises(TrialAlreadyUsed):
            start_trial(user=user, now=later)
    assert Trial.objects.count() == 1


def test_a_trial_needs_a_verified_address(make_user, now):
    with pytest.raises(EmailUnverified):
        start_trial(user=make_user(verified=False), now=now)


@pytest.mark.parametrize("tier", ["watcher", "professional"])
def test_a_trial_is_not_for_somebody_who_holds_a_paid_tier(make_user, now, tier):
    with pytest.raises(AlreadySubscribed):
        start_trial(user=make_user(tier=tier), now=now)


def test_what_the_sweep_has_ended_stays_ended_whatever_the_clock_says_later(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    assert end_due_trials(now + 13 * DAY) == {"trials_ended": 0}
    assert end_due_trials(now + 15 * DAY) == {"trials_ended": 1}
    assert end_due_trials(now + 16 * DAY) == {"trials_ended": 0}
    assert Trial.objects.get().ended_at == now + 15 * DAY
    assert entitlements.for_user(user, now + DAY).tier is Tier.FREE


def test_the_database_refuses_a_second_trial_and_one_that_ends_before_it_starts(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    for fields in ({"user": user, "ends_at": now + DAY}, {"user": make_user(), "ends_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Trial.objects.create(started_at=now, **fields)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_simultaneous_requests_one_starts_the_trial(make_user, api):
    user = make_user()
    clients = [api(user, by="session") for _ in range(32)]

    def ask(client):
        try:
            return client.post("/api/v1/subscription/trial/", {}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as pool:
        statuses = sorted(pool.map(ask, clients))
    assert statuses == [201] + [409] * 31
    assert Trial.objects.count() == 1


def test_the_trial_is_started_over_the_api_once(make_user, api):
    client = api(make_user())
    first = client.post("/api/v1/subscription/trial/", {})
    assert first.status_code == 201
    ends_at, started_at = (datetime.fromisoformat(first.json()[name]) for name in ("ends_at", "started_at"))
    assert ends_at - started_at == 14 * DAY
    assert first.json()["ends_at"].endswith("Z")
    assert abs(datetime.now(UTC) - started_at) < timedelta(minutes=1)
    second = client.post("/api/v1/subscription/trial/", {})
    assert (second.status_code, second.json()["code"]) == (409, "trial_already_used")


@pytest.mark.parametrize(
    ("person", "status", "code"),
    [
        ({"verified": False}, 403, "email_unverified"),
        ({"tier": "watcher"}, 409, "already_subscribed"),
        ({"tier": "professional"}, 409, "already_subscribed"),
    ],
)
def test_the_api_says_why_there_is_no_trial(make_user, api, person, status, code):
    answer = api(make_user(**person)).post("/api/v1/subscription/trial/", {})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Trial.objects.count() == 0


def test_the_trial_needs_a_sign_in_and_takes_no_field(make_user, api):
    assert api().post("/api/v1/subscription/trial/", {}).status_code == 401
    assert api(make_user()).post("/api/v1/subscription/trial/", {"tier": "professional"}).status_code == 400


def test_a_trial_that_a_host_whose_clock_is_ahead_began_counts_on_every_host_at_once(make_user, now):
    user = make_user()
    start_trial(user=user, now=now)
    for behind in (timedelta(0), timedelta(minutes=5)):
        held = entitlements.for_user(user, now - behind)
        assert (held.tier, held.source) == (Tier.PROFESSIONAL, "trial")
        assert user.pk in entitlements.people_with(Feature.SAME_DAY_ALERTS, now - behind)
    assert entitlements.for_user(user, now - timedelta(minutes=6)).tier is Tier.FREE


def test_so_does_a_grant(make_user, now):
    user = make_user()
    grant_tier(user=user, tier=Tier.WATCHER, until=None, now=now)
    assert entitlements.for_user(user, now - timedelta(minutes=5)).tier is Tier.WATCHER
