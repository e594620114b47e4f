"""What a digest tells of and leaves out, and when nothing changed."""

from datetime import timedelta

import pytest

from accounts.models import User
from alerts.models import (
    Digest,
    DigestEntry,
    DigestSchedule,
    UntoldChange,
    WatchedPlatform,
    WatchItem,
    Watchlist,
)
from alerts.owed.digests import compose_due_digests
from alerts.watching import watchlists
from alerts.watching.watchlists import Wishes
from billing.models import Subscription
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models.changes import Severity
from tests.alerts.owed.digests.contents import MONDAY, told

pytestmark = [pytest.mark.django_db, pytest.mark.dated]


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
def test_a_digest_without_changes_says_so_truly_where_a_change_is_not_told(
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
    words = "2 of these are from before this period and have not been in a digest yet."
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
