"""Many people who watch one platform."""

from datetime import timedelta

from accounts.models import User
from alerts.models import WatchedPlatform, WatchItem, Watchlist
from billing.models import Subscription


def many_watchers(platform, count, now):
    first = User.objects.count()
    users = User.objects.bulk_create(User(email=f"w{first + n}@example.com") for n in range(count))
    Subscription.objects.bulk_create(
        Subscription(
            user=user,
            source="operator",
            tier="watcher",
            status="active",
            started_at=now - timedelta(days=9),
            updated_at=now,
        )
        for user in users
    )
    at = now - timedelta(days=1)
    lists = Watchlist.objects.bulk_create(Watchlist(user=user, name="All", is_default=True) for user in users)
    WatchItem.objects.bulk_create(WatchItem(watchlist=w, platform=platform, added_at=at) for w in lists)
    WatchedPlatform.objects.bulk_create(WatchedPlatform(user=u, platform=platform, position=1) for u in users)
