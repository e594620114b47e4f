"""A year of digests: whatever people choose and whatever fails, each change is told once and the periods tile the time.

Hypothesis makes up the year: what people in all kinds of zones do, what is published, late or by a clock that is wrong,
and when the service is up. The real services run through it, and a plain model says what must come of it.
DIGEST_YEARS=2000 runs that many years; docs/delivery.md says how.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from accounts.services.preferences import change_preferences
from alerts.models import Digest, Message, WatchItem, Watchlist
from alerts.owed import digests
from alerts.owed.digests import compose_due_digests
from alerts.owed.fan_out import fan_out_due
from alerts.timing.digest_schedules import reschedule
from alerts.watching import own_order, watchlists
from alerts.watching.unsubscribing import mute, unmute
from alerts.watching.watchlists import CapReached, Wishes
from billing.entitlements import TierRequired
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Change
from tests.alerts.owed.digests.made_up_years import CHANGES, LISTS, PEOPLE, PLATFORMS, years
from tests.alerts.owed.digests.model import DAILY, WEEKLY, News, Person, Stored

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

YEARS = int(os.environ.get("DIGEST_YEARS", "4"))


@dataclass
class Year:
    """The product and the model side by side, at one moment of the year."""

    now: datetime
    users: list[User]
    lists: list[list[Watchlist]]
    platforms: list[object]
    unpublished: list[list[Change]]
    people: list[Person] = field(default_factory=lambda: [Person(LISTS) for _ in range(PEOPLE)])
    news: dict[int, News] = field(default_factory=dict)

    def begin(self, person, zone, cadences, lists_of_platforms):
        self.grant(person, Tier.PROFESSIONAL, None)
        self.prefer(person, zone, 8, 0)
        for number, cadence in enumerate(cadences):
            self.change_cadence(person, number, cadence)
        for platform, lists in enumerate(lists_of_platforms):
            for number in lists:
                self.watch(person, number, platform)

    def wait(self, gap):
        if isinstance(gap, int):
            self.now += timedelta(seconds=gap)
            return
        _, person, cadence, lag = gap
        if schedule := self.people[person].schedules.get(cadence):
            self.now = max(self.now, schedule.due + timedelta(seconds=lag))

    def sweep(self, cadences, fans_out):
        """Compose; of one cadence only where another worker holds the schedules of the other, or fails."""
        if fans_out:
            fan_out_due(self.now)
        before = set(Digest.objects.values_list("pk", flat=True))
        real = digests._due_schedules
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(
                digests, "_due_schedules", lambda cadence, *rest: real(cadence, *rest) if cadence in cadences else []
            )
            compose_due_digests(self.now)
        written = Digest.objects.exclude(pk__in=before).prefetch_related("entries")
        found = {}
        for digest in written:
            found.setdefault((digest.user_id, digest.cadence), []).append(as_stored(digest))
        for cadence in cadences:
            for user, model in zip(self.users, self.people, strict=True):
                model.expect(cadence, self.now, self.news, found.pop((user.pk, cadence), []))
        assert not found

    def publish(self, platform, seconds_late, is_reportable, fans_out):
        """It becomes visible now, with a time of publication that may be over, or of a clock that is ahead."""
        if not self.unpublished[platform]:
            return
        change = self.unpublished[platform].pop()
        published_at = self.now - timedelta(seconds=seconds_late)
        label = Change.Label.SUBSTANTIVE if is_reportable else Change.Label.COSMETIC
        Change.objects.filter(pk=change.pk).update(published_at=published_at, label=label)
        self.news[change.pk] = News(platform, published_at, is_reportable)
        if fans_out:
            fan_out_due(self.now)

    def watch(self, person, listing, platform):
        with suppress(CapReached):
            watchlists.watch_platform(
                watchlist=self.list_of(person, listing), platform=self.platforms[platform], now=self.now
            )
            self.people[person].watch(listing, platform, self.now)

    def unwatch(self, person, listing, platform):
        item = WatchItem.objects.filter(
            watchlist=self.lists[person][listing], platform=self.platforms[platform]
        ).first()
        if item is not None:
            self.people[person].keep({platform}, self.now, self.news)
            watchlists.unwatch(item=item, now=self.now)
            self.people[person].unwatch(listing, platform)

    def move(self, person, listing, platform, is_added_first):
        """To another list, or off the list and on again."""
        if platform not in self.people[person].lists[listing].added_at:
            return
        if is_added_first:
            self.watch(person, (listing + 1) % LISTS, platform)
            self.unwatch(person, listing, platform)
        else:
            self.unwatch(person, listing, platform)
            self.watch(person, (listing + 1) % LISTS, platform)

    def put_first(self, person, platform):
        self.people[person].keep(set(range(PLATFORMS)), self.now, self.news)
        with suppress(WatchItem.DoesNotExist):
            own_order.put_first(user=self.users[person], platform_id=self.platforms[platform].pk, now=self.now)
        self.people[person].put_first(platform)

    def change_cadence(self, person, listing, cadence):
        with suppress(TierRequired):
            self.change(person, listing, Wishes(cadence=cadence))
            self.people[person].lists[listing].cadence = cadence
            self.people[person].make_schedules(self.now)

    def pause(self, person, listing, is_paused):
        if is_paused:
            listed = set(self.people[person].lists[listing].added_at)
            self.people[person].keep(listed, self.now, self.news)
        self.change(person, listing, Wishes(paused=is_paused))
        self.people[person].lists[listing].is_paused = is_paused
        self.people[person].make_schedules(self.now)

    def mute(self, person, platform, is_muted):
        user, ids = self.users[person], [self.platforms[platform].pk]
        if is_muted and platform in self.people[person].order:
            self.people[person].keep({platform}, self.now, self.news)
            mute(user=user, platform_ids=ids, now=self.now)
            self.people[person].muted.add(platform)
        else:
            unmute(user=user, platform_ids=ids)
            self.people[person].muted.discard(platform)

    def prefer(self, person, zone, hour, weekday):
        user = User.objects.get(pk=self.users[person].pk)
        change_preferences(user=user, changes={"timezone": zone, "digest_hour": hour, "digest_weekday": weekday})
        reschedule(user, self.now)
        self.people[person].prefer(zone, hour, weekday, self.now)

    def grant(self, person, tier, hours):
        until = None if hours is None or tier is Tier.FREE else self.now + timedelta(hours=hours)
        grant_tier(user=self.users[person], tier=tier, until=until, now=self.now)
        self.people[person].tiers.append((self.now, str(tier), until))

    def change(self, person, listing, wishes):
        watchlists.change_watchlist(watchlist=self.list_of(person, listing), wishes=wishes, now=self.now)

    def list_of(self, person, listing):
        return Watchlist.objects.select_related("user").get(pk=self.lists[person][listing].pk)

    def end(self, start):
        """Let the rest of the year pass, and then ten days, after which everything owed must have been told."""
        self.now = max(self.now, start + timedelta(days=365))
        self.sweep((DAILY, WEEKLY), True)
        self.now += timedelta(days=10)
        self.sweep((DAILY, WEEKLY), True)
        for user, model in zip(self.users, self.people, strict=True):
            for cadence in (DAILY, WEEKLY):
                stored = Digest.objects.filter(user=user, cadence=cadence).order_by("period_start")
                model.expect_tiles(cadence, [as_stored(d) for d in stored.prefetch_related("entries")])
        empty = Digest.objects.filter(cadence=DAILY, entries=None)  # of which nobody wants a mail
        mailed = Message.objects.filter(kind=Message.Kind.DIGEST).count()
        assert mailed == Digest.objects.count() - empty.count()


def as_stored(digest):
    return Stored(digest.period_start, digest.period_end, tuple(entry.change_id for entry in digest.entries.all()))


@pytest.fixture
def new_year(make_user, make_platform, make_change, now):
    """The beginning of a year: people with lists that are empty, and changes that are not published yet."""
    users = [make_user(tier="professional") for _ in range(PEOPLE)]
    lists = [
        [
            watchlists.default_watchlist(user, now),
            *(watchlists.create_watchlist(user=user, wishes=Wishes(name=str(n)), now=now) for n in range(1, LISTS)),
        ]
        for user in users
    ]
    platforms = [make_platform() for _ in range(PLATFORMS)]
    changes = [[make_change(platform, published_at=None) for _ in range(CHANGES)] for platform in platforms]

    def begin(start):
        return Year(start, users, lists, platforms, [list(of_one) for of_one in changes])

    return begin


@settings(
    max_examples=YEARS,
    deadline=None,
    derandomize="DIGEST_YEARS" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(drawn=years)
def test_over_a_year_each_change_is_told_once_and_periods_tile_the_time(new_year, drawn):
    start, beginnings, scenes = drawn
    with transaction.atomic():
        year = new_year(start)
        for number, beginning in enumerate(beginnings):
            year.begin(number, *beginning)
        for gap, (name, *arguments) in chain.from_iterable(scenes):
            year.wait(gap)
            getattr(year, name)(*arguments)
        year.end(start)
        transaction.set_rollback(True)
