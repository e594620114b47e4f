"""What is owed for a published change, and to whom."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from accounts.clocks import CLOCKS_DIFFER
from accounts.models import User
from alerts.models import Alert, FanOut, Message, WatchedPlatform
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts, contents_of
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from billing.models import Subscription
from governance.models import Change
from governance.models.changes import Severity
from tests.alerts.many_watchers import many_watchers

pytestmark = pytest.mark.django_db


def owed(user):
    return set(Alert.objects.filter(user=user).values_list("change_id", flat=True))


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def watcher(make_user, watch, platform):
    user = make_user(tier="watcher")
    watch(user, platform)
    return user


def test_a_published_change_is_owed_to_a_watcher_once(watcher, platform, make_change, now):
    change = make_change(platform, published_at=now)
    assert fan_out_due(now) == {"changes": 1, "alerts": 1, "messages": 1, "failed": 0}
    assert owed(watcher) == {change.pk}
    assert change.fan_out.alert_count == 1
    assert fan_out_due(now) == {"changes": 0, "alerts": 0, "messages": 0, "failed": 0}
    assert Alert.objects.count() == 1


def test_a_backfill_owes_nothing_and_gets_no_marker(watcher, platform, make_change, now):
    make_change(platform, published_at=None)
    assert fan_out_due(now)["changes"] == 0
    assert FanOut.objects.count() == 0


def test_a_change_that_was_not_alertable_is_never_told_even_if_it_is_later(watcher, platform, make_change, now):
    change = make_change(platform, published_at=now, is_alertable=False)
    assert fan_out_due(now) == {"changes": 1, "alerts": 0, "messages": 0, "failed": 0}
    Change.objects.filter(pk=change.pk).update(is_alertable=True)
    fan_out_due(now)
    assert Alert.objects.count() == 0


def test_only_what_was_published_after_the_person_began_to_watch_is_owed(make_user, watch, platform, make_change, now):
    user = make_user(tier="watcher")
    watch(user, platform, at=now)
    earlier = make_change(platform, published_at=now - CLOCKS_DIFFER)
    same = make_change(platform, published_at=now)  # or later, by a clock that is behind
    later = make_change(platform, published_at=now + timedelta(seconds=1))
    fan_out_due(now + timedelta(minutes=1))
    assert owed(user) == {same.pk, later.pk}
    assert FanOut.objects.filter(change__in=[earlier, same]).count() == 2


def test_a_free_reader_and_somebody_who_watches_another_platform_are_owed_nothing(
    make_user, watch, make_platform, platform, make_change, now
):
    free, elsewhere = make_user(), make_user(tier="watcher")
    watch(free, platform)
    watch(elsewhere, make_platform())
    make_change(platform, published_at=now)
    fan_out_due(now)
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("wishes", [Wishes(paused=True), Wishes(cadence="weekly"), Wishes(min_severity=Severity.HIGH)])
def test_a_paused_a_weekly_and_a_stricter_list_owe_nothing_the_same_day(watcher, platform, make_change, now, wishes):
    watchlist = watchlists.default_watchlist(watcher, now)
    watchlists.change_watchlist(watchlist=watchlist, wishes=wishes, now=now)
    make_change(platform, published_at=now)
    fan_out_due(now)
    assert owed(watcher) == set()


def test_a_daily_list_is_in_the_digest_and_not_an_alert(make_user, watch, platform, make_change, now):
    user = make_user(tier="professional")
    watch(user, platform)
    watchlist = watchlists.default_watchlist(user, now)
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(cadence="daily"), now=now)
    make_change(platform, published_at=now)
    fan_out_due(now)
    assert owed(user) == set()


def test_filters_let_through_one_of_the_categories_and_one_of_the_document_types(watcher, platform, make_change, now):
    watchlist = watchlists.default_watchlist(watcher, now)
    wishes = Wishes(categories=["ai_training", "retention"], document_types=["privacy-policy"])
    watchlists.change_watchlist(watchlist=watchlist, wishes=wishes, now=now)
    make_change(platform, published_at=now, categories=["ai_training"], document_type="terms-of-service")
    make_change(platform, published_at=now, categories=["liability"], document_type="privacy-policy")
    make_change(platform, published_at=now, categories=[], document_type="privacy-policy")
    passing = make_change(
        platform, published_at=now, categories=["liability", "retention"], document_type="privacy-policy"
    )
    fan_out_due(now)
    assert owed(watcher) == {passing.pk}


def test_a_platform_on_two_lists_is_owed_once_and_by_the_more_generous_list(watcher, platform, make_change, watch, now):
    strict = watchlists.default_watchlist(watcher, now)
    watchlists.change_watchlist(watchlist=strict, wishes=Wishes(min_severity=Severity.HIGH), now=now)
    other = watchlists.create_watchlist(user=watcher, wishes=Wishes(name="All"), now=now)
    watch(watcher, platform, watchlist=other)
    for severity in (Severity.LOW, Severity.HIGH):
        make_change(platform, published_at=now, severity=severity)
    fan_out_due(now)
    assert Alert.objects.filter(user=watcher).count() == 2


def test_a_platform_over_the_cap_is_not_owed_and_is_again_after_the_upgrade(
    make_user, watch, make_platform, make_change, now
):
    user = make_user(tier="professional")
    platforms = [make_platform() for _ in range(11)]
    for place, platform in enumerate(platforms):
        watch(user, platform, at=now - timedelta(hours=2, minutes=-place))
    Subscription.objects.update(tier="watcher")
    for platform in platforms:
        make_change(platform, published_at=now)
    fan_out_due(now)
    assert set(Alert.objects.values_list("change__platform", flat=True)) == {p.pk for p in platforms[:10]}
    Subscription.objects.update(tier="professional")
    last = make_change(platforms[10], published_at=now)
    fan_out_due(now)
    assert last.pk in owed(user)


def test_a_closed_account_is_owed_nothing(watcher, platform, make_change, now):
    User.objects.filter(pk=watcher.pk).update(is_active=False)
    make_change(platform, published_at=now)
    fan_out_due(now)
    assert Alert.objects.count() == 0


def test_one_change_that_fails_stops_no_other(watcher, platform, make_change, now, monkeypatch):
    bad, good = (make_change(platform, published_at=now) for _ in range(2))

    def fail(shares, now):
        if any(bad.pk in share.change_ids for share in shares):
            raise DatabaseError("damaged")
        return contents_of(shares, now)

    monkeypatch.setattr("alerts.owed.fan_out.contents_of", fail)
    assert fan_out_due(now) == {"changes": 1, "alerts": 1, "messages": 1, "failed": 1}
    assert FanOut.objects.get(done_at=None).change == bad
    monkeypatch.undo()
    assert fan_out_due(now)["alerts"] == 1
    assert owed(watcher) == {bad.pk, good.pk}


def test_the_number_of_statements_does_not_depend_on_the_number_of_watchers(platform, make_change, now, settings):
    def statements_for(count):
        many_watchers(platform, count, now)
        make_change(platform, published_at=now)
        with CaptureQueriesContext(connection) as queries:
            assert fan_out_due(now)["alerts"] == WatchedPlatform.objects.count()
        Message.objects.all().update(created_at=now - timedelta(hours=1))
        return len(queries)

    settings.EMAIL_TRANSPORT = "sendgrid"
    few, many = statements_for(10), statements_for(990)
    assert few == many
    assert many <= 46


@pytest.mark.dated
def test_who_must_wait_is_owed_and_gets_no_mail_yet(make_user, watch, platform, make_change, now):
    at_once, quiet = make_user(tier="watcher"), make_user(tier="watcher", timezone="UTC", quiet_from=8, quiet_until=12)
    for user in (at_once, quiet):
        watch(user, platform)
    make_change(platform, published_at=now)
    assert fan_out_due(now) == {"changes": 1, "alerts": 2, "messages": 1, "failed": 0}
    assert Alert.objects.get(message=None).user == quiet
    assert compose_due_alerts(now)["messages"] == 0


def test_what_still_waits_goes_with_what_is_new(make_user, watch, platform, make_change, now):
    watch(make_user(tier="watcher"), platform)
    for minutes in (0, 5, 11):
        make_change(platform, published_at=now + timedelta(minutes=minutes))
        fan_out_due(now + timedelta(minutes=minutes))
    assert Message.objects.count() == 1
    assert compose_due_alerts(now + timedelta(minutes=11)) == {"messages": 1, "alerts": 2}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_marker_and_no_alert_twice(watcher, platform, make_change, now, at_once):
    for _ in range(5):
        make_change(platform, published_at=now)
    results = at_once(*[lambda: fan_out_due(now)] * 4)
    assert sum(r["changes"] for r in results) == 5
    assert FanOut.objects.count() == 5
    assert Alert.objects.filter(user=watcher).count() == 5
    assert Message.objects.count() == 1
