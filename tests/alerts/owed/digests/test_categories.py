"""What digests tell by category watches: once, in the right digest, and nothing lost when a watch or a tier changes."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.models import Alert, CategoryWatch, Digest, UntoldChange
from alerts.owed.digests import compose_due_digests
from alerts.watching import watchlists
from alerts.watching.category_watches import CategoryWishes, change_category_watch, delete_category_watch
from alerts.watching.owing import FORGOTTEN_AFTER, forget_settled
from alerts.watching.unsubscribing import mute, unmute
from alerts.watching.watchlists import Wishes
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models.changes import Severity

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)
TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + n * DAY for n in (1, 2, 3))
NEXT_MONDAY = MONDAY + 7 * DAY
RETENTION, SHARING = "retention", "data_sharing"


@pytest.fixture
def now():
    return WEDNESDAY


@pytest.fixture
def person(make_user):
    return make_user(tier="professional", timezone="UTC")


@pytest.fixture
def held(person, watch_category):
    """A weekly watch since Sunday; the digest of Monday has been composed."""
    watch = watch_category(person, RETENTION, at=MONDAY - DAY, cadence="weekly")
    compose_due_digests(MONDAY)
    return watch


@pytest.fixture
def change(held, make_platform, make_change):
    return make_change(make_platform("acme"), published_at=TUESDAY, categories=[RETENTION])


def sweep(until=NEXT_MONDAY + DAY, since=WEDNESDAY):
    at = since
    while at <= until:
        compose_due_digests(at)
        at += DAY / 4


def told():
    return [
        (digest.cadence, list(digest.entries.values_list("change_id", flat=True)))
        for digest in Digest.objects.order_by("period_end", "cadence")
        if digest.entries.exists()
    ]


def test_the_weekly_digest_tells_it_once(change):
    sweep(NEXT_MONDAY + 8 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_who_watches_the_platform_too_has_one_entry(person, watch, change):
    watch(person, change.platform, at=MONDAY)
    sweep()
    assert told() == [("weekly", [change.pk])]


def test_a_daily_watch_is_in_the_daily_digest(person, watch_category, make_platform, make_change):
    watch_category(person, RETENTION, at=MONDAY, cadence="daily")
    change = make_change(make_platform(), published_at=TUESDAY, categories=[RETENTION])
    sweep(since=MONDAY)
    assert told() == [("daily", [change.pk])]


def test_a_same_day_watch_is_also_in_the_weekly_digest(person, watch_category, make_platform, make_change):
    watch_category(person, RETENTION, at=MONDAY)
    change = make_change(make_platform(), published_at=TUESDAY, categories=[RETENTION])
    sweep(since=MONDAY)
    assert told() == [("weekly", [change.pk])]


def test_severities_and_what_is_no_change_of_the_category_count_as_for_alerts(
    person, watch_category, make_platform, make_change
):
    watch_category(person, RETENTION, at=MONDAY, min_severity=Severity.MEDIUM)
    for severity in (None, Severity.LOW):
        make_change(make_platform(), published_at=TUESDAY, severity=Severity.HIGH, categories={RETENTION: severity})
    change = make_change(make_platform(), published_at=TUESDAY, categories={RETENTION: Severity.MEDIUM})
    sweep(since=MONDAY)
    assert told() == [("weekly", [change.pk])]


def test_a_backfill_is_in_no_digest(held, make_platform, make_change):
    make_change(make_platform(), published_at=None, categories=[RETENTION])
    sweep()
    assert told() == []


@pytest.mark.parametrize(
    "wishes", [{"min_severity": Severity.HIGH}, {"document_types": ["privacy-policy"]}, {"cadence": "daily"}]
)
def test_what_was_covered_before_the_watch_was_changed_is_told(held, change, wishes):
    change_category_watch(watch=held, wishes=CategoryWishes(**wishes), now=WEDNESDAY)
    sweep()
    assert told() == [("daily" if "cadence" in wishes else "weekly", [change.pk])]


def test_a_pause_keeps_what_was_covered_until_the_watch_goes_on(held, change):
    change_category_watch(watch=held, wishes=CategoryWishes(paused=True), now=WEDNESDAY)
    sweep(NEXT_MONDAY + 40 * DAY)
    forget_settled(NEXT_MONDAY + 40 * DAY)
    assert told() == []
    change_category_watch(watch=held, wishes=CategoryWishes(paused=False), now=NEXT_MONDAY + 41 * DAY)
    sweep(NEXT_MONDAY + 50 * DAY, since=NEXT_MONDAY + 41 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_what_a_deleted_watch_covered_is_forgotten_after_a_while(held, change):
    delete_category_watch(watch=held, now=WEDNESDAY)
    sweep()
    assert told() == []
    assert UntoldChange.objects.count() == 1
    forget_settled(WEDNESDAY + FORGOTTEN_AFTER + DAY)
    assert UntoldChange.objects.count() == 0


def test_a_watch_that_is_made_again_tells_what_the_deleted_one_covered(person, watch_category, held, change):
    delete_category_watch(watch=held, now=WEDNESDAY)
    watch_category(person, RETENTION, at=THURSDAY, cadence="weekly")
    sweep()
    assert told() == [("weekly", [change.pk])]


def test_a_muted_platform_is_told_by_no_category_until_it_is_unmuted(person, watch, held, change):
    watch(person, change.platform, at=WEDNESDAY)
    mute(user=person, platform_ids=[change.platform_id], now=WEDNESDAY)
    sweep(NEXT_MONDAY)
    assert told() == []
    unmute(user=person, platform_ids=[change.platform_id])
    sweep(NEXT_MONDAY + 8 * DAY, since=NEXT_MONDAY + DAY)
    assert told() == [("weekly", [change.pk])]


def test_what_was_published_before_the_tier_ended_is_told_after_an_upgrade(person, held, change, make_change):
    person.subscriptions.all().update(lapses_at=WEDNESDAY)
    make_change(change.platform, published_at=THURSDAY, categories=[RETENTION])  # when it told nothing any more
    sweep(NEXT_MONDAY + DAY)
    assert told() == []
    assert CategoryWatch.objects.filter(user=person).exists()
    grant_tier(user=person, tier=Tier.PROFESSIONAL, until=None, now=NEXT_MONDAY + 2 * DAY)
    sweep(NEXT_MONDAY + 8 * DAY, since=NEXT_MONDAY + 2 * DAY)
    assert told() == [("weekly", [change.pk])]


def test_the_digest_says_by_which_watch_it_comes(
    person, watch, change, make_platform, make_change, run, mails, text_of
):
    listed = make_platform()
    watch(person, listed, at=MONDAY)
    make_change(listed, published_at=TUESDAY, categories=[SHARING])
    run(NEXT_MONDAY)
    (mail,) = [
        found
        for found in mails(person)
        if "digest" in found["Subject"].lower() and "no changes" not in found["Subject"]
    ]
    assert text_of(mail).count("By your category watch: Retention and deletion") == 1
    assert "You get this weekly digest because you have category watches and watchlists." in text_of(mail)


def test_a_week_without_changes_says_that_categories_are_watched(person, held, run, mails, text_of):
    run(NEXT_MONDAY)
    assert "covers the categories you watch over all platforms" in " ".join(text_of(mails(person)[-1]).split())


def test_a_list_that_filters_does_not_hide_it(person, watch, change):
    watch(person, change.platform, at=MONDAY)
    watchlist = watchlists.default_watchlist(person, MONDAY)
    watchlists.change_watchlist(watchlist=watchlist, wishes=Wishes(min_severity=Severity.HIGH), now=MONDAY)
    sweep()
    assert told() == [("weekly", [change.pk])]
    assert not Alert.objects.exists()
