"""Synthetic people are in the state that signing up and watching leaves."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.verified_addresses import verified_user_ids
from alerts.models import DigestSchedule, WatchedPlatform, Watchlist
from alerts.watching.audience import items_told_the_same_day, monitored_items
from backend.seeding import seed_people
from billing.entitlements import for_users
from billing.plans import Tier
from governance.models import Platform

MakePlatform = Callable[..., Platform]


@pytest.mark.parametrize("tier", list(Tier))
def test_they_are_verified_people_of_the_tier_who_watch_the_platform(make_platform: MakePlatform, tier: Tier) -> None:
    platform, now = make_platform(), datetime.now(UTC)
    assert seed_people(count=3, tier=tier, platform=platform, now=now) == 3
    ids = set(User.objects.values_list("pk", flat=True))
    assert len(ids) == 3
    assert set(verified_user_ids()) == ids
    assert {entitlement.tier for entitlement in for_users(ids, now).values()} == {tier}
    assert Watchlist.objects.filter(is_default=True, user__in=ids).count() == 3
    assert set(WatchedPlatform.objects.values_list("platform", "position")) == {(platform.pk, 1)}
    assert monitored_items(now).filter(platform=platform).count() == 3
    assert items_told_the_same_day(now).count() == (0 if tier is Tier.FREE else 3)
    assert DigestSchedule.objects.filter(cadence="weekly", due_at__gt=now).count() == 3
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_a_second_run_makes_more_people(make_platform: MakePlatform) -> None:
    make_platform("acme")
    for _ in range(2):
        call_command("seed_people", "--count", "2", "--tier", "free", "--platform", "acme", stdout=StringIO())
    assert User.objects.count() == 4
    assert all(address.endswith(".example") for address in User.objects.values_list("email", flat=True))


def test_the_number_of_statements_does_not_follow_the_number_of_people(
    make_platform: MakePlatform, django_assert_max_num_queries: Any
) -> None:
    platform = make_platform()
    with django_assert_max_num_queries(32):
        seed_people(count=400, tier=Tier.WATCHER, platform=platform, now=datetime.now(UTC))


def test_production_gets_no_synthetic_people(make_platform: MakePlatform, settings: Any) -> None:
    make_platform("acme")
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_people", "--count", "2", "--tier", "free", "--platform", "acme")
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "tier", "platform"),
    [("0", "free", "acme"), ("-1", "free", "acme"), ("x", "free", "acme"), ("1", "gold", "acme"), ("1", "free", "no")],
)
def test_what_can_not_be_is_refused(make_platform: MakePlatform, count: str, tier: str, platform: str) -> None:
    make_platform("acme")
    with pytest.raises(CommandError):
        call_command("seed_people", f"--count={count}", "--tier", tier, "--platform", platform)
    assert not User.objects.exists()
