"""A year of digests: whatever people choose and whatever fails, each change is told once and the periods tile the time.

Hypothesis makes up the year: what people in all kinds of zones do, what is published, late or by a clock that is wrong,
and when the service is up. The real services run through it, and a plain model says what must come of it.
DIGEST_YEARS=2000 runs that many years; docs/delivery.md says how.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from operator import not_

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from accounts.services.preferences import change_preferences
from alerts.models import Digest, Message, WatchItem, Watchlist
from alerts.owed import digests
from alerts.owed.digests import compose_due_digests, reschedule
from alerts.owed.fan_out import fan_out_due
from alerts.watching import watchlists
from alerts.watching.unsubscribing import mute, unmute
from alerts.watching.watchlists import CapReached, Wishes
from billing.entitlements import TierRequired
from billing.plans import Tier
from billing.services.grants import grant_tier
from governance.models import Change
from tests.alerts.owed.digest_model import DAILY, WEEKLY, News, Person, Stored

pytestmark = [pytest.mark.django_db, pytest.mark.dated]

YEARS = int(os.environ.get("DIGEST_YEARS", "4"))
PEOPLE, LISTS, PLATFORMS, CHANGES = 5, 2, 3, 24  # changes of each platform
ZONES = st.sampled_from(
    [
        *("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Sydney", "Africa/Casablanca"),
        *("Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham"),
        *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Marquesas", "Etc/GMT+12"),
    ]
)
STARTS = st.sampled_from(  # of the simulated year: the latest rules, a day that never was in Apia, midnights skipped
    [datetime(2026, 1, 1, tzinfo=UTC), datetime(2011, 6, 1, tzinfo=UTC), datetime(2018, 6, 1, tzinfo=UTC)]
)


def weighted(*choices):
    """One of these strategies, by their weights."""
    return st.sampled_from([strategy for weight, strategy in choices for _ in range(weight)]).flatmap(lambda s: s)


def one_in(number):
    return st.integers(1, number).map(lambda drawn: drawn == number)


person, listing, platform = (st.integers(0, n - 1) for n in (PEOPLE, LISTS, PLATFORMS))
to_a_due_time = st.tuples(
    st.just("due"), person, st.sampled_from([DAILY, WEEKLY, WEEKLY]), st.sampled_from([-60, -1, 0, 0, 1, 30, 3600])
)
gaps = weighted(
    (5, to_a_due_time),
    (2, st.sampled_from([0, 1, 60, 600, 3600, 7 * 3600, 86_400, 90_000])),
    (3, st.integers(0, 3 * 86_400)),
    (1, st.sampled_from([7, 8, 20, 40]).map(lambda days: days * 86_400)),
)
cadences = st.sampled_from(["same_day", DAILY, DAILY, DAILY, WEEKLY, WEEKLY])
some_cadences = st.sampled_from([(DAILY, WEEKLY)] * 4 + [(DAILY,), (WEEKLY,)])
a_sweep = st.tuples(st.just("sweep"), some_cadences, st.booleans())
a_publication = st.tuples(
    *(st.just("publish"), platform, st.sampled_from([0, 0, 2, 40, 18_000, -60]), one_in(6).map(not_), st.booleans())
)
happenings = weighted(
    (12, a_sweep),
    (9, a_publication),
    (3, st.tuples(st.just("change_cadence"), person, listing, cadences)),
    (2, st.tuples(st.just("prefer"), person, ZONES, st.integers(0, 23), st.integers(0, 6))),
    (2, st.tuples(st.just("watch"), person, listing, platform)),
    (1, st.tuples(st.just("unwatch"), person, listing, platform)),
    (2, st.tuples(st.just("move"), person, listing, platform, st.booleans())),
    (1, st.tuples(st.just("put_first"), person, platform)),
    (1, st.tuples(st.just("pause"), person, listing, one_in(3))),
    (1, st.tuples(st.just("mute"), person, platform, one_in(3))),
    (2, st.tuples(st.just("grant"), person, st.sampled_from(list(Tier)), st.none() | st.integers(1, 400))),
)


@st.composite
def switches(draw):
    """A list leaves one digest for the other between a publication and the next digests; another list is daily."""
    who, where = draw(person), draw(listing)
    what, other = draw(st.permutations(range(PLATFORMS)))[:2]
    before, after = draw(st.permutations([DAILY, WEEKLY]))
    return [
        (0, ("grant", who, Tier.PROFESSIONAL, None)),
        (0, ("change_cadence", who, (where + 1) % LISTS, DAILY)),
        (0, ("watch", who, (where + 1) % LISTS, other)),
        (0, ("change_cadence", who, where, before)),
        (60, ("watch", who, where, what)),
        (draw(st.integers(60, 86_400)), ("publish", what, 0, True, True)),
        (("due", who, DAILY, 1), ("sweep", draw(some_cadences), True)),
        (draw(st.integers(0, 7200)), ("change_cadence", who, where, after)),
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), 1), draw(a_sweep)),
    ]


@st.composite
def late_news(draw):
    """A change is being stored while a digest of its period is composed."""
    who, lag = draw(person), draw(st.sampled_from([0, 1, 30]))
    seconds_late, fans_out = draw(st.sampled_from([2, 40, 18_000])), draw(st.booleans())
    return [
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), lag), draw(a_sweep)),
        (draw(st.integers(0, 9)), ("publish", draw(platform), seconds_late, True, fans_out)),
        (draw(st.integers(1, 90)), draw(a_sweep)),
    ]


@st.composite
def moves(draw):
    """What was watched when it was published is moved, taken off for a while or put behind the cap before a digest."""
    who, where, what = draw(person), draw(listing), draw(platform)
    leaving = draw(
        st.sampled_from(
            [
                ("move", who, where, what, True),
                ("move", who, where, what, False),
                ("unwatch", who, where, what),
                ("pause", who, where, True),
                ("mute", who, what, True),
                ("put_first", who, (what + 1) % PLATFORMS),
                ("grant", who, Tier.FREE, None),
            ]
        )
    )
    return [
        (0, ("grant", who, Tier.PROFESSIONAL, draw(st.sampled_from([None, 24, 60])))),
        (0, ("watch", who, where, what)),
        (draw(st.integers(60, 86_400)), ("publish", what, draw(st.sampled_from([0, 40])), True, draw(st.booleans()))),
        (draw(st.integers(0, 86_400)), leaving),
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), 1), draw(a_sweep)),
        (draw(st.integers(0, 86_400)), ("grant", who, Tier.PROFESSIONAL, None)),
        (0, ("watch", who, draw(listing), what)),
        (0, ("pause", who, where, False)),
        (0, ("mute", who, what, False)),
        (("due", who, draw(st.sampled_from([DAILY, WEEKLY])), 1), draw(a_sweep)),
    ]


# Somebody changes their hour when a digest is due and not composed yet.
new_times = st.tuples(to_a_due_time, st.tuples(st.just("prefer"), person, ZONES, st.integers(0, 23), st.integers(0, 6)))
scenes = weighted(
    (8, st.tuples(gaps, happenings).map(lambda one: [one])),
    (1, switches()),
    (2, moves()),
    (1, late_news()),
    (1, st.tuples(new_times, st.tuples(st.integers(0, 7200), a_sweep))),
)
beginnings = st.tuples(
    ZONES,
    st.tuples(*[cadences] * LISTS),
    st.tuples(*[st.sampled_from([(), (0,), (1,), (0, 1)])] * PLATFORMS),
)
years = st.tuples(STARTS, st.tuples(*[beginnings] * PEOPLE), st.lists(scenes, min_size=30, max_size=45))


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
            watchlists.put_first(user=self.users[person], platform_id=self.platforms[platform].pk, now=self.now)
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
