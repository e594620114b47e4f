"""Local hours as instants: zones, gaps, overlaps and days that never were."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.timing.rhythm import Rhythm, instant_of


def local(day, hour, zone):
    return instant_of(date.fromisoformat(day), hour, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).isoformat()


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        ("2026-03-16", 8, "Europe/Berlin", "2026-03-16T08:00:00+01:00"),
        ("2026-03-29", 8, "Europe/Berlin", "2026-03-29T08:00:00+02:00"),
        ("2026-03-29", 2, "Europe/Berlin", "2026-03-29T03:00:00+02:00"),  # skipped
        ("2026-10-25", 2, "Europe/Berlin", "2026-10-25T02:00:00+02:00"),  # comes twice
        ("2026-10-04", 2, "Australia/Lord_Howe", "2026-10-04T02:30:00+11:00"),  # half an hour is skipped
        ("2026-03-08", 8, "Asia/Kathmandu", "2026-03-08T08:00:00+05:45"),
        ("2011-12-30", 8, "Pacific/Apia", "2011-12-31T00:00:00+14:00"),  # a day that never was
        ("2018-11-04", 0, "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"),  # midnight is skipped
    ],
)
def test_a_local_hour_is_one_instant(day, hour, zone, expected):
    assert local(day, hour, zone) == expected


def test_the_weekly_time_is_the_next_one_of_that_weekday_and_never_now():
    weekly = Rhythm(ZoneInfo("America/New_York"), 8, weekday=0)
    monday = datetime(2026, 3, 16, 12, tzinfo=UTC)  # 08:00 in New York, eight days after the clocks went forward
    assert weekly.first_after(monday - timedelta(seconds=1)) == monday
    assert weekly.first_after(monday) == monday + timedelta(days=7)
    assert weekly.last_until(monday) == monday
    assert weekly.last_until(monday - timedelta(seconds=1)) == datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_the_time_follows_the_clocks_when_they_change():
    weekly = Rhythm(ZoneInfo("Europe/Berlin"), 8, weekday=0)
    before = datetime(2026, 3, 23, 7, tzinfo=UTC)
    assert weekly.first_after(before) == datetime(2026, 3, 30, 6, tzinfo=UTC)


@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    hour=st.integers(0, 23),
    weekday=st.none() | st.integers(0, 6),
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
)
def test_times_follow_each_other_without_gap_or_repetition(zone, hour, weekday, moment):
    rhythm = Rhythm(ZoneInfo(zone), hour, weekday)
    last, following = rhythm.last_until(moment), rhythm.first_after(moment)
    assert last <= moment < following
    assert rhythm.first_after(last) == following
    assert rhythm.last_until(following) == following
    assert following - last <= timedelta(days=2 if weekday is None else 8, hours=1)
