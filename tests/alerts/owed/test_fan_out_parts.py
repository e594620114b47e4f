"""A fan-out serves people part by part, goes on after a crash, and takes turns with other workers."""

import time
from datetime import timedelta
from threading import Event

import pytest
from django.db import transaction
from django.db.models import Count

from accounts.models import User
from alerts.database.one_worker_at_a_time import take_turn
from alerts.models import Alert, FanOut, Message, WatchedPlatform, WatchItem
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import TURN, compose_due_alerts
from tests.alerts.many_watchers import many_watchers

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def a_few_at_once(monkeypatch):
    """Two people are served at a time."""
    monkeypatch.setattr("alerts.owed.fan_out.PEOPLE_AT_ONCE", 2)
    monkeypatch.setattr("alerts.owed.fan_out.MOST_PEOPLE_AT_ONCE", 2)


def told():
    """How many alerts each person has, and how many messages."""
    count = Count("alerts", distinct=True), Count("messages", distinct=True)
    return set(User.objects.values_list(*count))


@pytest.mark.usefixtures("a_few_at_once")
def test_all_people_are_served_part_by_part(platform, make_change, now):
    for count in (4, 1):  # as many as two parts hold, and one more
        many_watchers(platform, count, now)
        change = make_change(platform, published_at=now)
        assert fan_out_due(now)["alerts"] == User.objects.count()
        assert change.fan_out.alert_count == User.objects.count()
        assert change.fan_out.done_at is not None


@pytest.mark.parametrize(("people", "parts"), [(1, 1), (3, 2), (30, 11), (90, 19)])
def test_the_more_people_the_larger_the_parts(platform, make_change, now, monkeypatch, people, parts):
    """Two at least, a tenth where that is more, five at most; the last part may be empty."""
    from alerts.owed import fan_out as module

    parts_served, write = [], module.NewAlerts.write
    monkeypatch.setattr(module, "PEOPLE_AT_ONCE", 2)
    monkeypatch.setattr(module, "MOST_PEOPLE_AT_ONCE", 5)

    def count_parts(gathered, *args, **options):
        parts_served.append(gathered)
        return write(gathered, *args, **options)

    monkeypatch.setattr(module.NewAlerts, "write", count_parts)
    many_watchers(platform, people, now)
    make_change(platform, published_at=now)
    assert fan_out_due(now)["messages"] == people
    assert (len(parts_served), told()) == (parts, {(1, 1)})


@pytest.mark.usefixtures("a_few_at_once")
def test_what_is_told_together_is_one_mail_whatever_platform_has_more_watchers(make_platform, make_change, now):
    small, large = make_platform(), make_platform()
    many_watchers(large, 5, now)
    both = list(User.objects.order_by("pk")[2:4])
    for user in both:
        WatchItem.objects.create(watchlist=user.watchlists.get(), platform=small, added_at=now - timedelta(days=1))
        WatchedPlatform.objects.create(user=user, platform=small, position=2)
    for platform in (small, large):
        make_change(platform, published_at=now)
    assert fan_out_due(now) == {"changes": 2, "alerts": 7, "messages": 5, "failed": 0}
    assert told() == {(1, 1), (2, 1)}


@pytest.mark.usefixtures("a_few_at_once")
def test_after_a_crash_it_goes_on_where_it_was_and_serves_nobody_twice(platform, make_change, now, monkeypatch):
    from alerts.owed import fan_out as module

    many_watchers(platform, 5, now)
    change = make_change(platform, published_at=now)
    write, parts = module.NewAlerts.write, []

    def crash_in_the_second_part(gathered, *args, **options):
        parts.append(gathered)
        counts = write(gathered, *args, **options)
        if len(parts) == 2:
            raise SystemExit
        return counts

    monkeypatch.setattr(module.NewAlerts, "write", crash_in_the_second_part)
    with pytest.raises(SystemExit):
        fan_out_due(now)
    assert (Alert.objects.count(), Message.objects.count()) == (2, 2)  # and can be sent
    assert change.fan_out.done_at is None
    newcomer = make_change(platform, published_at=now)
    monkeypatch.undo()
    assert fan_out_due(now + timedelta(minutes=1)) == {"changes": 2, "alerts": 8, "messages": 3, "failed": 0}
    assert compose_due_alerts(now + timedelta(minutes=20)) == {"messages": 5, "alerts": 5}
    assert told() == {(2, 2)}
    assert {m.alert_count for m in FanOut.objects.filter(change__in=[change, newcomer])} == {5}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("a_few_at_once")
def test_workers_that_take_turns_serve_each_person_once(platform, make_change, now, at_once):
    many_watchers(platform, 21, now)
    make_change(platform, published_at=now)
    results = at_once(*[lambda: fan_out_due(now)] * 4)
    results.append(fan_out_due(now))  # what was left where two met
    assert sum(r["alerts"] for r in results) == 21
    assert told() == {(1, 1)}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("a_few_at_once")
def test_a_composer_in_between_does_not_stop_the_fan_out(platform, make_change, now, at_once):
    many_watchers(platform, 7, now)
    make_change(platform, published_at=now)
    is_held = Event()

    def hold_the_turn():
        with transaction.atomic():
            assert take_turn(TURN)
            is_held.set()
            time.sleep(0.3)

    def serve():
        assert is_held.wait(120)
        return fan_out_due(now)

    _, counts = at_once(hold_the_turn, serve)
    assert counts["alerts"] == 7
