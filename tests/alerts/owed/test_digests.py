"""Digests: at the person's hour, of exactly the time since the last one, once whatever restarts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from alerts.models import (
    Digest,
    DigestEntry,
    DigestSchedule,
    Message,
    UntoldChange,
    WatchedPlatform,
    WatchItem,
    Watchlist,
)
from alerts.owed.digests import compose_due_digests, reschedule
from alerts.owed.fan_out import fan_out_due
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from billing.models import Subscription
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models.changes import Severity

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)


@pytest.fixture
def platform(make_platform):
    return make_platform("acme")


@pytest.fixture
def reader(make_user, watch, platform):
    user = make_user()
    watch(user, platform)
    return user


def told(digest):
    return list(digest.entries.order_by("pk").values_list("change_id", flat=True))


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


def test_what_nobody_reports_and_what_a_backfill_stored_is_not_told(reader, platform, make_change, now):
    make_change(platform, published_at=None)
    make_change(platform, published_at=now, label="cosmetic")
    make_change(platform, published_at=now - timedelta(hours=2))
    editorial = make_change(platform, published_at=now, label="editorial", is_alertable=False)
    compose_due_digests(MONDAY)
    assert told(Digest.objects.get()) == [editorial.pk]


def test_when_nothing_changed_a_short_mail_says_so(reader, run, mails, text_of):
    run(MONDAY)
    (mail,) = mails(reader)
    assert mail["Subject"] == "Weekly digest: no changes to tell you about"
    assert "There is no change to tell you about." in text_of(mail)
    assert "Period: 11 March 2026, 09:30 to 16 March 2026, 08:00 (UTC)" in text_of(mail)


def add_after_the_change(user, platform, change, now):
    WatchItem.objects.filter(platform=platform).update(added_at=change.published_at + timedelta(minutes=6))


def mute(user, platform, change, now):
    WatchedPlatform.objects.filter(platform=platform).update(muted_at=now)


def filter_out(user, platform, change, now):
    Watchlist.objects.update(min_severity=Severity.HIGH)


@pytest.mark.parametrize("leave_out", [add_after_the_change, mute, filter_out])
def test_a_digest_without_changes_is_true_for_who_is_not_told_of_one_that_there_was(
    reader, platform, make_platform, make_change, watch, now, run, mails, text_of, leave_out
):
    change = make_change(platform, published_at=now)
    grant_tier(user=reader, tier=Tier.WATCHER, until=None, now=now - timedelta(days=1))
    watch(reader, make_platform("bolt"))
    leave_out(reader, platform, change, now)
    run(MONDAY)
    (mail,) = mails(reader)
    assert told(Digest.objects.get()) == []
    said = f"{mail['Subject']} {text_of(mail)}"
    assert "There is no change to tell you about." in said
    assert "each from when you added it" in said
    assert "no change was" not in said
    assert "no policy changes" not in said


def test_a_digest_says_which_of_its_changes_are_from_before_its_period(
    reader, platform, make_change, now, run, mails, text_of, html_of
):
    old = [make_change(platform, published_at=now - timedelta(hours=hours)) for hours in (30, 40)]
    UntoldChange.objects.bulk_create(
        UntoldChange(user=reader, change=change, platform=platform, kept_at=now) for change in old
    )
    make_change(platform, published_at=now)
    run(MONDAY)
    (mail,) = mails(reader)
    words = "2 of these are from before this period and told here first."
    assert words in text_of(mail)
    assert words in html_of(mail)
    make_change(platform, published_at=MONDAY + timedelta(hours=1))
    run(MONDAY + timedelta(days=7))
    assert "before this period" not in text_of(mails(reader)[-1])


def test_who_turned_the_empty_mail_off_gets_none_and_the_period_goes_on(reader, platform, make_change, run, mails):
    User.objects.update(send_empty_digest=False)
    run(MONDAY)
    assert mails() == []
    assert Digest.objects.get().message is None
    make_change(platform, published_at=MONDAY + timedelta(hours=1))
    run(MONDAY + timedelta(days=7))
    assert len(mails()) == 1
    assert Digest.objects.latest("period_end").period_start == MONDAY


def test_a_day_on_which_nothing_changed_is_told_by_no_mail_unless_somebody_wants_that(
    make_user, watch, platform, make_change, now, run, mails
):
    quiet, eager = make_user(tier="professional"), make_user(tier="professional", send_empty_daily_digest=True)
    for user in (quiet, eager):
        watch(user, platform)
        watchlists.change_watchlist(
            watchlist=watchlists.default_watchlist(user, now), wishes=Wishes(cadence="daily"), now=now
        )
    for day in range(3):
        run(MONDAY + timedelta(days=day))
    assert (len(mails(quiet)), len(mails(eager))) == (0, 3)
    assert {digest.cadence for digest in Digest.objects.filter(user=quiet)} == {"daily"}
    make_change(platform, published_at=MONDAY + timedelta(days=2, hours=1))
    run(MONDAY + timedelta(days=3))
    assert [mail["Subject"].partition(":")[0] for mail in mails(quiet)] == ["Daily digest"]


def test_who_watches_nothing_any_more_or_paused_everything_gets_nothing(make_user, watch, platform, now, run, mails):
    gone, pausing = make_user(), make_user()
    watchlists.unwatch(item=watch(gone, platform), now=now)
    paused = watch(pausing, platform).watchlist
    watchlists.change_watchlist(watchlist=paused, wishes=Wishes(paused=True), now=now)
    run(MONDAY)
    assert (Digest.objects.count(), mails()) == (0, [])
    assert set(DigestSchedule.objects.values_list("period_start", flat=True)) == {MONDAY}


def test_a_watcher_gets_the_weekly_digest_beside_the_alerts_with_the_lists_filters(
    make_user, watch, platform, make_change, now
):
    user = make_user(tier="watcher")
    watch(user, platform)
    watchlist = watchlists.default_watchlist(user, now)
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(min_severity=Severity.HIGH), now=now)
    make_change(platform, published_at=now)
    high = make_change(platform, published_at=now, severity=Severity.HIGH)
    compose_due_digests(MONDAY)
    assert told(Digest.objects.get()) == [high.pk]


def test_filters_of_a_tier_that_lacks_them_do_not_count(make_user, watch, platform, make_change, now):
    user = make_user(tier="watcher")
    watch(user, platform)
    watchlist = watchlists.default_watchlist(user, now)
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(min_severity=Severity.HIGH), now=now)
    Subscription.objects.all().delete()
    make_change(platform, published_at=now)
    compose_due_digests(MONDAY)
    assert Digest.objects.get().entries.count() == 1


def test_a_platform_over_the_cap_is_not_told_of(make_user, watch, make_platform, make_change, now):
    user = make_user(tier="watcher")
    first, second = make_platform(), make_platform()
    watch(user, first)
    watch(user, second)
    Subscription.objects.all().delete()
    kept = make_change(first, published_at=now)
    make_change(second, published_at=now)
    compose_due_digests(MONDAY)
    assert told(Digest.objects.get()) == [kept.pk]


def test_a_platform_on_two_lists_is_told_once(make_user, watch, platform, make_change, now):
    user = make_user(tier="watcher")
    watch(user, platform)
    watch(user, platform, watchlist=watchlists.create_watchlist(user=user, wishes=Wishes(name="Other"), now=now))
    make_change(platform, published_at=now)
    compose_due_digests(MONDAY)
    assert DigestEntry.objects.count() == 1


def test_a_change_that_became_visible_after_its_periods_digest_is_told_in_the_next_one_once(
    reader, platform, make_change, now
):
    compose_due_digests(MONDAY)
    late = make_change(platform, published_at=MONDAY - timedelta(seconds=30))  # it was being stored just then
    fan_out_due(MONDAY + timedelta(seconds=40))
    for weeks in (1, 2):
        compose_due_digests(MONDAY + timedelta(weeks=weeks))
    assert [told(d) for d in Digest.objects.order_by("period_end")] == [[], [late.pk], []]


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


def test_a_late_change_that_is_not_fanned_out_yet_is_told_by_the_first_digest_that_sees_it(
    reader, platform, make_change, now
):
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

    def crash(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("alerts.owed.taken_schedules._move", crash)
    with pytest.raises(KeyboardInterrupt):
        compose_due_digests(MONDAY)
    assert (Digest.objects.count(), Message.objects.count()) == (0, 0)
    monkeypatch.undo()
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
