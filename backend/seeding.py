"""Makes synthetic people for benchmarks and load tests.

Their addresses are in a domain that nobody can own (RFC 2606).
"""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from alerts.models import DigestSchedule, WatchedPlatform, WatchItem, Watchlist
from alerts.timing.digest_schedules import rhythm_of
from alerts.watching.watchlists import default_name
from billing.models import Subscription
from billing.plans import Tier
from governance.models import Platform

DOMAIN = "people.example"
_CHUNK = 2_000


def seed_people(*, count: int, tier: Tier, platform: Platform, now: datetime) -> int:
    """Make so many verified people of the tier who watch the platform from `now` on, and return the number.

    Their rows are as signing up and watching would leave them, with a password that nobody has. Each chunk is one
    transaction, so an interrupted run leaves whole people.
    """
    run, nobodys_password = secrets.token_hex(4), make_password(None)
    for start in range(0, count, _CHUNK):
        numbers = range(start + 1, min(start + _CHUNK, count) + 1)
        users = [
            User(email=f"{tier}-{run}-{number}@{DOMAIN}", password=nobodys_password, created_at=now)
            for number in numbers
        ]
        _store(users, tier=tier, platform=platform, now=now)
    return count


@transaction.atomic
def _store(users: list[User], *, tier: Tier, platform: Platform, now: datetime) -> None:
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    lists = [Watchlist(user=user, name=default_name(user), is_default=True, created_at=now) for user in users]
    Watchlist.objects.bulk_create(lists)
    WatchItem.objects.bulk_create(WatchItem(watchlist=one, platform=platform, added_at=now) for one in lists)
    WatchedPlatform.objects.bulk_create(WatchedPlatform(user=user, platform=platform, position=1) for user in users)
    weekly = DigestSchedule.Cadence.WEEKLY
    due_at = rhythm_of(users[0], weekly).first_after(now)  # all have the same preferences
    DigestSchedule.objects.bulk_create(
        DigestSchedule(user=user, cadence=weekly, period_start=now, due_at=due_at) for user in users
    )
    if tier is not Tier.FREE:
        Subscription.objects.bulk_create(_grant(user, tier, now) for user in users)


def _grant(user: User, tier: Tier, now: datetime) -> Subscription:
    return Subscription(
        user=user,
        source=Subscription.Source.OPERATOR,
        tier=tier,
        status=Subscription.Status.ACTIVE,
        started_at=now,
        updated_at=now,
    )
