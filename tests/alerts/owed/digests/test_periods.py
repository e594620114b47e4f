"""A digest comes at the person's hour, and its period begins where the last one ended, whatever restarts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from alerts.models import (
    Digest,
    DigestSchedule,
    Message,
)
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.owed.taken_schedules import TakenSchedules
from alerts.timing.digest_schedules import reschedule
from tests.alerts.owed.digests.contents import MONDAY, told

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


def test_the_weekly_digest_tells_the_period_since_watching_began_on_monday_at_eight(
    reader, platform, make_change, now, run, mails
):
    change = make_change(platform, published_at=now)
    assert run(MONDAY - timedelta(seconds=1))["digest_digests"] == 0
    assert run(MONDAY)["digest_digests"] == 1
    digest = Digest.objects.get()
    assert (digest.user, digest.period_start, digest.period_end) == (reader, now - timedelta(hours=1), MONDAY)
    assert told(digest) == [change.pk]
    assert [m["Subject"] for m in mails(reader)] == ["Weekly digest: Acme changed its terms (1)"]
    run(MONDAY)
    run(MONDAY + timedelta(days=6, hours=23))
    assert Digest.objects.count() == 1
    assert len(mails()) == 1


def test_the_next_period_begins_where_the_last_ended(reader, platform, make_change, now):
    compose_due_digests(MONDAY)
    at_the_end = make_change(platform, published_at=MONDAY)
    compose_due_digests(MONDAY + timedelta(days=7))
    first, second = Digest.objects.order_by("period_start")
    assert second.period_start == first.period_end
    assert (told(first), told(second)) == ([], [at_the_end.pk])


def test_the_hour_is_the_persons_own_across_a_change_of_the_clocks(make_user, watch, platform, now):
    user = make_user(timezone="Europe/Berlin", digest_weekday=6, digest_hour=2)
    watch(user, platform, at=datetime(2026, 3, 20, tzinfo=UTC))
    schedule = DigestSchedule.objects.get()
    assert schedule.due_at == datetime(2026, 3, 22, 1, tzinfo=UTC)
    compose_due_digests(schedule.due_at)
    schedule.refresh_from_db()
    assert schedule.due_at == datetime(2026, 3, 29, 1, tzinfo=UTC)  # 02:00 is skipped: 03:00 summer time
    compose_due_digests(schedule.due_at)
    schedule.refresh_from_db()
    assert schedule.due_at == datetime(2026, 4, 5, 0, tzinfo=UTC)
    assert Digest.objects.count() == 2


def test_after_downtime_one_digest_catches_up(reader, platform, make_change, now):
    changes = [make_change(platform, published_at=now + timedelta(days=days)) for days in (1, 8, 15)]
    after = make_change(platform, published_at=MONDAY + timedelta(days=21, hours=1))
    assert compose_due_digests(MONDAY + timedelta(days=22))["digests"] == 1
    digest = Digest.objects.get()
    assert digest.period_end == MONDAY + timedelta(days=21)
    assert told(digest) == [change.pk for change in changes]
    assert DigestSchedule.objects.get().due_at == MONDAY + timedelta(days=28)
    compose_due_digests(MONDAY + timedelta(days=28))
    assert told(Digest.objects.latest("period_end")) == [after.pk]


def test_a_sweep_as_of_a_later_time_stays_done_when_the_clock_says_earlier(reader, platform, now, run, mails):
    future = MONDAY + timedelta(days=14)
    run(future)
    for at in (now, MONDAY, MONDAY + timedelta(days=7), future):
        run(at)
    assert Digest.objects.count() == 1
    assert len(mails()) == 1
    reschedule(reader, now)
    schedule = DigestSchedule.objects.get()
    assert (schedule.period_start, schedule.due_at) == (future, future + timedelta(days=7))


def test_a_change_that_appears_after_its_digest_is_told_once_in_the_next(reader, platform, make_change, now):
    compose_due_digests(MONDAY)
    late = make_change(platform, published_at=MONDAY - timedelta(seconds=30))  # it was being stored just then
    fan_out_due(MONDAY + timedelta(seconds=40))
    for weeks in (1, 2):
        compose_due_digests(MONDAY + timedelta(weeks=weeks))
    assert [told(d) for d in Digest.objects.order_by("period_end")] == [[], [late.pk], []]


def test_a_late_change_is_in_the_next_digest_even_before_it_is_fanned_out(reader, platform, make_change, now):
    compose_due_digests(MONDAY)
    late = make_change(platform, published_at=MONDAY - timedelta(seconds=30))
    compose_due_digests(MONDAY + timedelta(weeks=1))
    fan_out_due(MONDAY + timedelta(weeks=1, hours=1))
    compose_due_digests(MONDAY + timedelta(weeks=2))
    assert [told(d) for d in Digest.objects.order_by("period_end")] == [[], [late.pk], []]


def test_new_preferences_move_the_due_time_and_not_the_period(reader, now):
    start = DigestSchedule.objects.get().period_start
    User.objects.update(timezone="Asia/Tokyo", digest_weekday=4, digest_hour=18)
    reader.refresh_from_db()
    reschedule(reader, now)
    schedule = DigestSchedule.objects.get()
    assert schedule.due_at.astimezone(ZoneInfo("Asia/Tokyo")) == datetime(
        2026, 3, 13, 18, tzinfo=ZoneInfo("Asia/Tokyo")
    )
    assert schedule.period_start == start
    reschedule(reader, now)
    assert DigestSchedule.objects.get().due_at == schedule.due_at


def test_a_digest_that_is_due_already_is_neither_lost_nor_doubled_by_new_preferences(
    reader, platform, make_change, now
):
    change = make_change(platform, published_at=now)
    after = make_change(platform, published_at=MONDAY + timedelta(seconds=5))
    User.objects.update(digest_weekday=4)
    reader.refresh_from_db()
    reschedule(reader, MONDAY + timedelta(seconds=10))
    assert compose_due_digests(MONDAY + timedelta(seconds=20))["digests"] == 1
    friday = MONDAY + timedelta(days=4)
    assert DigestSchedule.objects.get().due_at == friday
    compose_due_digests(friday)
    assert [told(d) for d in Digest.objects.order_by("period_end")] == [[change.pk], [after.pk]]


def test_one_person_whose_time_zone_is_gone_stops_nobody_and_is_told_by_utc(make_user, watch, platform, run, mails):
    lost, other = make_user(), make_user()
    for user in (lost, other):
        watch(user, platform)
    User.objects.filter(pk=lost.pk).update(timezone="Atlantis/Capital")
    run(MONDAY)
    assert {d.user for d in Digest.objects.all()} == {lost, other}


def test_a_crash_while_composing_leaves_the_digest_to_the_next_sweep_whole(
    reader, platform, make_change, now, monkeypatch
):
    make_change(platform, published_at=now)

    write = TakenSchedules.write

    def crash(*arguments, **options):
        assert write(*arguments, **options) == (1, 1)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(TakenSchedules, "write", crash)
        with pytest.raises(KeyboardInterrupt):
            compose_due_digests(MONDAY)
    assert (Digest.objects.count(), Message.objects.count()) == (0, 0)
    assert compose_due_digests(MONDAY) == {"digests": 1, "messages": 1}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_composers_at_once_send_each_person_one_digest(make_user, watch, platform, make_change, now, at_once):
    for _ in range(10):
        watch(make_user(), platform)
    make_change(platform, published_at=now)
    at_once(*[lambda: compose_due_digests(MONDAY)] * 4)
    compose_due_digests(MONDAY)
    assert Digest.objects.count() == Message.objects.count() == 10
