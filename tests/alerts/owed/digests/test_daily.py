"""The digest of a daily list, beside the weekly one, and across losing and regaining it."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.models import (
    Digest,
    DigestEntry,
)
from alerts.owed.fan_out import fan_out_due
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from billing.models import Subscription
from tests.alerts.owed.digests.contents import MONDAY, told

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


@pytest.fixture
def daily_reader(make_user, watch, platform, now):
    user = make_user(tier="professional")
    watch(user, platform)
    watchlists.change_watchlist(
        watchlist=watchlists.default_watchlist(user, now), wishes=Wishes(cadence="daily"), now=now
    )
    return user


def test_a_daily_list_is_told_each_morning_and_not_in_the_weekly_digest(daily_reader, platform, make_change, now, run):
    change = make_change(platform, published_at=now)
    next_morning = datetime(2026, 3, 12, 8, tzinfo=UTC)
    run(next_morning)
    assert [(d.cadence, told(d)) for d in Digest.objects.all()] == [("daily", [change.pk])]
    run(MONDAY)
    assert not Digest.objects.filter(cadence="weekly").exists()


def test_losing_and_regaining_the_daily_digest_tells_everything_once(daily_reader, platform, make_change, now, run):
    tuesday = MONDAY + timedelta(days=1)
    changes = [make_change(platform, published_at=now)]
    run(datetime(2026, 3, 12, 8, tzinfo=UTC))  # daily
    grant = Subscription.objects.get()
    Subscription.objects.all().delete()
    changes.append(make_change(platform, published_at=now + timedelta(days=2)))
    run(datetime(2026, 3, 14, 8, tzinfo=UTC))  # nothing: the list is weekly now
    run(MONDAY)  # weekly
    changes.append(make_change(platform, published_at=MONDAY + timedelta(hours=1)))
    grant.save(force_insert=True)
    run(tuesday)  # daily again
    digests = Digest.objects.order_by("created_at")
    assert [(d.cadence, told(d)) for d in digests] == [
        ("daily", [changes[0].pk]),
        ("weekly", [changes[1].pk]),
        ("daily", [changes[2].pk]),
    ]


def test_a_change_of_the_days_without_the_daily_digest_is_told_when_it_is_back(
    daily_reader, platform, make_change, now, run
):
    run(datetime(2026, 3, 12, 8, tzinfo=UTC))
    grant = Subscription.objects.get()
    Subscription.objects.all().delete()
    change = make_change(platform, published_at=now + timedelta(days=2))
    fan_out_due(now + timedelta(days=2))
    run(datetime(2026, 3, 14, 8, tzinfo=UTC))
    grant.save(force_insert=True)
    run(datetime(2026, 3, 15, 8, tzinfo=UTC))
    assert told(Digest.objects.latest("period_end")) == [change.pk]
    run(MONDAY)
    assert DigestEntry.objects.count() == 1


def test_a_list_that_becomes_daily_beside_a_daily_one_brings_along_its_week(
    daily_reader, watch, make_platform, make_change, now, run
):
    slow, other = (
        watchlists.create_watchlist(user=daily_reader, wishes=Wishes(name="Slow", cadence="weekly"), now=now),
        make_platform("other"),
    )
    watch(daily_reader, other, watchlist=slow)
    change = make_change(other, published_at=now)
    run(datetime(2026, 3, 12, 8, tzinfo=UTC))
    run(datetime(2026, 3, 13, 8, tzinfo=UTC))
    assert DigestEntry.objects.count() == 0
    watchlists.change_watchlist(watchlist=slow, wishes=Wishes(cadence="daily"), now=now + timedelta(days=2))
    run(datetime(2026, 3, 14, 8, tzinfo=UTC))
    assert told(Digest.objects.latest("period_end")) == [change.pk]
    run(MONDAY)
    assert DigestEntry.objects.count() == 1
