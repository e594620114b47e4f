"""Quiet hours delay, never lose, and never push an alert past the person's calendar day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from alerts.models import Alert
from alerts.owed.fan_out import fan_out_due
from alerts.owed.same_day_alerts import compose_due_alerts
from alerts.timing.quiet_hours import QuietHours

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
HOURS = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] != pair[1])


def until(zone, hours, local):
    """When what comes at this local time goes out, as a local time; None for at once."""
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    hold = QuietHours(ZoneInfo(zone), *hours).hold_at(moment)
    return hold and hold.until.astimezone(ZoneInfo(zone)).isoformat()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("zone", "hours", "local", "expected"),
    [
        ("Europe/Berlin", (12, 14), "2026-03-16T12:00", "2026-03-16T14:00:00+01:00"),
        ("Europe/Berlin", (12, 14), "2026-03-16T13:59:59", "2026-03-16T14:00:00+01:00"),
        ("Europe/Berlin", (12, 14), "2026-03-16T14:00", None),
        ("Europe/Berlin", (12, 14), "2026-03-16T11:59:59", None),
        ("Europe/Berlin", (22, 7), "2026-03-16T23:30", None),  # its end is tomorrow: at once
        ("Europe/Berlin", (22, 7), "2026-03-16T00:00", "2026-03-16T07:00:00+01:00"),
        ("Europe/Berlin", (22, 0), "2026-03-16T23:30", None),
        ("Europe/Berlin", (0, 7), "2026-03-29T01:30", "2026-03-29T07:00:00+02:00"),  # an hour shorter
        ("Europe/Berlin", (0, 2), "2026-03-29T01:30", "2026-03-29T03:00:00+02:00"),  # the end is skipped
        ("Europe/Berlin", (0, 7), "2026-10-25T02:30", "2026-10-25T07:00:00+01:00"),
        ("Australia/Lord_Howe", (0, 2), "2026-10-04T01:30", "2026-10-04T02:30:00+11:00"),
        ("Asia/Kathmandu", (22, 7), "2026-03-16T06:59", "2026-03-16T07:00:00+05:45"),
        ("Asia/Kolkata", (0, 6), "2026-03-16T03:00", "2026-03-16T06:00:00+05:30"),
    ],
)
def test_what_comes_in_quiet_hours_waits_for_their_end_on_the_same_day(zone, hours, local, expected):
    assert until(zone, hours, local) == expected


@pytest.mark.pure
@given(zone=ZONES, hours=HOURS, moment=MOMENTS)
def test_a_hold_ends_later_and_on_the_day_it_began_and_nothing_is_held_then(zone, hours, moment):
    zone = ZoneInfo(zone)
    quiet = QuietHours(zone, *hours)
    hold = quiet.hold_at(moment)
    if hold is None:
        return
    assert hold.day_start <= moment < hold.until
    days = {at.astimezone(zone).date() for at in (hold.day_start, moment, hold.until)}
    assert len(days) == 1
    assert quiet.hold_at(hold.until) is None
    assert quiet.hold_at(hold.until - timedelta(seconds=1)) is not None


@pytest.mark.pure
@given(zone=ZONES, hours=HOURS, moment=MOMENTS)
def test_what_the_clock_shows_as_quiet_and_ends_today_is_held(zone, hours, moment):
    """Against the clock itself, on days on which it isn't changed."""
    zone = ZoneInfo(zone)
    day = moment.astimezone(zone)
    if (day - timedelta(days=1)).utcoffset() != (day + timedelta(days=1)).utcoffset():
        return
    start, end = hours
    expected = start <= day.hour < end if start < end else day.hour < end
    assert (QuietHours(zone, *hours).hold_at(moment) is not None) == expected


@pytest.fixture
def owed(make_user, watch, make_platform, make_change, now):
    """A person with these quiet hours, and a way to let a change be published and fanned out."""
    platform = make_platform()

    def make(zone, hours):
        user = make_user(tier="watcher", timezone=zone, quiet_from=hours[0], quiet_until=hours[1])
        watch(user, platform, at=now - timedelta(days=3))
        return user

    def publish(at, fanned_out_at=None):
        make_change(platform, published_at=at)
        fan_out_due(fanned_out_at or at)

    return make, publish


def waiting():
    return Alert.objects.filter(message=None).count()


@pytest.mark.dated
def test_an_alert_waits_for_the_end_of_quiet_hours_and_then_goes_out_with_the_others(owed, now):
    make, publish = owed
    user = make("Asia/Kathmandu", (16, 18))  # 10:15 to 12:15 UTC
    for minutes in (0, 30):
        publish(now + timedelta(minutes=minutes))
        assert compose_due_alerts(now + timedelta(minutes=minutes)) == {"messages": 0, "alerts": 0}
    end = datetime(2026, 3, 11, 12, 15, tzinfo=UTC)
    assert compose_due_alerts(end - timedelta(seconds=1))["messages"] == 0
    assert compose_due_alerts(end) == {"messages": 1, "alerts": 2}
    assert not Alert.objects.filter(user=user, message=None).exists()


@pytest.mark.dated
def test_lifting_quiet_hours_lets_what_waits_out(owed, now):
    make, publish = owed
    user = make("UTC", (10, 14))
    publish(now)
    assert compose_due_alerts(now)["messages"] == 0
    user.quiet_from = user.quiet_until = None
    user.save()
    assert compose_due_alerts(now)["messages"] == 1


def test_the_evening_of_quiet_hours_past_midnight_goes_out_at_once(owed, now):
    make, publish = owed
    make("UTC", (22, 7))
    evening = now.replace(hour=23)
    publish(evening)
    assert compose_due_alerts(evening)["messages"] == 1


def test_alerts_left_from_the_day_before_go_out_at_night_together_with_the_rest(owed, now):
    make, publish = owed
    make("UTC", (22, 7))
    midnight = now.replace(hour=0, minute=0) + timedelta(days=1)
    publish(midnight - timedelta(minutes=1), fanned_out_at=midnight + timedelta(minutes=1))
    publish(midnight + timedelta(minutes=1))
    assert compose_due_alerts(midnight + timedelta(minutes=1)) == {"messages": 1, "alerts": 2}


@pytest.mark.dated
def test_other_people_are_not_held(owed, now):
    make, publish = owed
    held, free = make("UTC", (10, 11)), make("Asia/Tokyo", (10, 11))
    publish(now)
    assert compose_due_alerts(now)["messages"] == 1
    assert Alert.objects.get(message=None).user == held
    assert Alert.objects.exclude(message=None).get().user == free


def test_the_number_of_statements_does_not_depend_on_the_number_of_people_or_preferences(owed, now):
    make, publish = owed

    def statements(at):
        publish(at)
        with CaptureQueriesContext(connection) as queries:
            compose_due_alerts(at)
        return len(queries)

    make("UTC", (10, 14))
    make("Asia/Tokyo", (1, 2))
    few = statements(now)
    for hour in range(11, 20):
        make("UTC", (10, hour))
        make("Europe/Berlin", (10, hour))
    assert statements(now + timedelta(minutes=15)) == few


def test_the_database_refuses_half_of_quiet_hours(make_user):
    for hours in ({"quiet_from": 7}, {"quiet_until": 7}, {"quiet_from": 7, "quiet_until": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(**hours)
