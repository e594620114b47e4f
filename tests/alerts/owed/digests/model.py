"""What digests must come to, in plain Python. Nothing here knows the product's code; see test_year."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAILY, WEEKLY = "daily", "weekly"
PLATFORMS_OF_TIER = {"free": 1, "watcher": 10, "professional": 1_000}
_QUARTER = timedelta(minutes=15)
CLOCKS_DIFFER = timedelta(minutes=5)


@lru_cache(maxsize=200_000)
def due_instant(zone: str, day: date, hour: int) -> datetime:
    """The first moment at which the clocks of the zone have reached this hour of this day, looked for by waiting."""
    clocks, wanted = ZoneInfo(zone), datetime.combine(day, time(hour))
    moment = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(clocks).replace(tzinfo=None) < wanted:
        moment += _QUARTER
    return moment


@dataclass
class Listing:
    """A watchlist: the platforms on it, each with when it was added."""

    cadence: str = "same_day"
    is_paused: bool = False
    added_at: dict[int, datetime] = field(default_factory=dict)


@dataclass
class Schedule:
    start: datetime
    due: datetime


@dataclass(frozen=True)
class News:
    """A change that is visible by now."""

    platform: int
    published_at: datetime
    is_reportable: bool


@dataclass(frozen=True)
class Stored:
    """A digest that the product wrote."""

    start: datetime
    end: datetime
    told: tuple[int, ...]


class Person:
    """What a person chose, when their digests are due, and what they have been told."""

    def __init__(self, lists: int) -> None:
        self.zone, self.hour, self.weekday = "UTC", 8, 0
        self.lists = [Listing() for _ in range(lists)]
        self.order: list[int] = []
        self.muted: set[int] = set()
        self.schedules: dict[str, Schedule] = {}
        self.told: set[int] = set()
        self.not_owed: set[int] = set()
        self.tiers: list[tuple[datetime, str, datetime | None]] = []
        self.kept: set[int] = set()  # told by lists that were changed, and to be told whatever these are now
        self.may_be_kept: set[int] = set()
        self.periods: dict[str, list[tuple[datetime, datetime, bool]]] = {DAILY: [], WEEKLY: []}

    # What the person does

    def watch(self, number: int, platform: int, now: datetime) -> None:
        if platform not in self.order:
            self.order.append(platform)
        self.lists[number].added_at.setdefault(platform, now)
        self.make_schedules(now)

    def keep(self, platforms: set[int], now: datetime, news: dict[int, News]) -> None:
        """Before lists are changed: what they tell of these platforms at this moment stays owed."""
        covering = self.covering(now)
        for change, item in news.items():
            added = [added_at for _, added_at in covering.get(item.platform, ())]
            is_told = any(at - CLOCKS_DIFFER < item.published_at for at in added)
            if is_told and item.platform in platforms and item.is_reportable and change not in self.told:
                self._keep(change, item)

    def _keep(self, change: int, item: News) -> None:
        if self.schedules and item.published_at >= self._earliest():
            self.may_be_kept.add(change)
            if change not in self.not_owed:
                self.kept.add(change)

    def keep_what_lapsed(self, until: datetime, now: datetime, news: dict[int, News]) -> None:
        """What was within the cap when it was published and isn't now, since the tier has ended."""
        lists = [one for one in self.lists if not one.is_paused]
        for change, item in news.items():
            place = self.order.index(item.platform) if item.platform in self.order else None
            if place is None or item.platform in self.muted or not item.is_reportable or change in self.told:
                continue
            added = [one.added_at[item.platform] for one in lists if item.platform in one.added_at]
            was_within = place < PLATFORMS_OF_TIER[self.tier_at(item.published_at)]
            is_within = place < PLATFORMS_OF_TIER[self.tier_at(now)]
            is_later = any(at - CLOCKS_DIFFER < item.published_at for at in added)
            if was_within and not is_within and is_later and item.published_at < until:
                self._keep(change, item)

    def tier_at(self, moment: datetime) -> str:
        """The tier that the last grant until then gives at that moment."""
        granted = [(tier, until) for at, tier, until in self.tiers if at <= moment]
        tier, until = granted[-1] if granted else ("free", None)
        return tier if until is None or moment < until else "free"

    def put_first(self, platform: int) -> None:
        if platform in self.order:
            self.order.remove(platform)
            self.order.insert(0, platform)

    def unwatch(self, number: int, platform: int) -> None:
        del self.lists[number].added_at[platform]
        if not any(platform in one.added_at for one in self.lists):
            self.order.remove(platform)
            self.muted.discard(platform)

    def prefer(self, zone: str, hour: int, weekday: int, now: datetime) -> None:
        """A digest that is due stays due; another follows the new time."""
        self.zone, self.hour, self.weekday = zone, hour, weekday
        for cadence, schedule in self.schedules.items():
            if schedule.due > now:
                schedule.due = self.next_due(cadence, max(now, schedule.start))

    def make_schedules(self, now: datetime) -> None:
        """The first watching starts the weekly periods; the first daily list daily ones, where those stand."""
        if not any(one.added_at for one in self.lists):
            return
        if WEEKLY not in self.schedules:
            self.schedules[WEEKLY] = Schedule(now, self.next_due(WEEKLY, now))
        start = self.schedules[WEEKLY].start
        if DAILY not in self.schedules and any(one.cadence == DAILY for one in self.lists):
            self.schedules[DAILY] = Schedule(start, self.next_due(DAILY, max(now, start)))

    # When digests are due

    def next_due(self, cadence: str, after: datetime) -> datetime:
        return min(at for at in self._dues_about(cadence, after) if at > after)

    def last_due(self, cadence: str, until: datetime) -> datetime:
        return max(at for at in self._dues_about(cadence, until) if at <= until)

    def _dues_about(self, cadence: str, moment: datetime) -> list[datetime]:
        days = [moment.date() + timedelta(days=n) for n in range(-10, 11)]
        return [
            due_instant(self.zone, day, self.hour) for day in days if cadence == DAILY or day.weekday() == self.weekday
        ]

    # What they must be told

    def covering(self, now: datetime) -> dict[int, list[tuple[str, datetime]]]:
        """By platform: the digests that cover it now, each with when it was put on that list."""
        tier = self.tier_at(now)
        active = set(self.order[: PLATFORMS_OF_TIER[tier]]) - self.muted
        found: dict[int, list[tuple[str, datetime]]] = {}
        for one in self.lists:
            digest = DAILY if one.cadence == DAILY and tier == "professional" else WEEKLY
            for platform in active & set() if one.is_paused else active & one.added_at.keys():
                found.setdefault(platform, []).append((digest, one.added_at[platform]))
        return found

    def expect(self, cadence: str, now: datetime, news: dict[int, News], stored: list[Stored]) -> None:
        """Hold what the product wrote for this person at one composing against what must be, and move on.

        - Nothing is written before it is due. What is due covers exactly from where the last period ended to the latest
          scheduled moment, or passes unwritten where the digest covers nothing.
        - A change that was covered at every composing since it became visible is told by the first digest that covers
          it and ends after its publication. Nothing is told twice.
        - So is one that lists told of until they were changed, by the first digest that covers its platform.
        - Nothing else is told that isn't covered now, or was published before it was put on the list, or long ago.
        """
        schedule = self.schedules.get(cadence)
        if schedule is None or schedule.due > now:
            assert not stored, "written, though not due"
            return
        end = max(schedule.due, self.last_due(cadence, now))
        self.keep_what_lapsed(end, now, news)
        covering = self.covering(now)
        told = {change for digest in stored for change in digest.told}
        must_store = any(digest == cadence for digests in covering.values() for digest, _ in digests)
        assert len(stored) == 1 if must_store else len(stored) <= 1, (cadence, "digests", len(stored))
        for digest in stored:
            assert (digest.start, digest.end) == (schedule.start, end), (cadence, digest, schedule, end)
            assert len(digest.told) == len(told), "one change twice in a digest"
            assert must_store or told, "an empty digest of nothing"
        self._expect_told(cadence, end, covering, news, told)
        self.told |= told
        self.periods[cadence].append((schedule.start, end, bool(stored)))
        schedule.start = end if stored or cadence == WEEKLY else max(schedule.start, self.schedules[WEEKLY].start)
        schedule.due = self.next_due(cadence, max(now, schedule.start))

    def _expect_told(
        self,
        cadence: str,
        end: datetime,
        covering: dict[int, list[tuple[str, datetime]]],
        news: dict[int, News],
        told: set[int],
    ) -> None:
        assert not told & self.told, "told twice"
        earliest = self._earliest()
        for change, item in news.items():
            if not item.is_reportable or change in self.told:
                assert change not in told, "not to be told"
                continue
            watching = covering.get(item.platform, ())
            digests = {d for d, added_at in watching if added_at - CLOCKS_DIFFER < item.published_at}
            if change in told:
                may_be_told = digests or (change in self.may_be_kept and cadence in {d for d, _ in watching})
                assert may_be_told, "told, though not watched since before it was published"
                assert item.published_at < end, "told before its time"
                assert earliest <= item.published_at or change in self.may_be_kept, "told out of its time"
            elif change in self.kept:
                is_covered = cadence in {d for d, _ in watching}
                assert not is_covered or item.published_at >= end, ("kept and forgotten", cadence, change, item)
            elif not digests:
                self.not_owed.add(change)
            elif cadence in digests and item.published_at < end:
                assert change in self.not_owed, ("forgotten", cadence, change, item)

    def _earliest(self) -> datetime:
        return min(schedule.start for schedule in self.schedules.values()) - timedelta(days=1)

    def expect_tiles(self, cadence: str, stored: list[Stored]) -> None:
        """Periods lie end to end; where one is missing between two, the digest covered nothing when it was due."""
        for before, after in pairwise(stored):
            assert before.start < before.end <= after.start < after.end
            unwritten = [p for p in self.periods[cadence] if not p[2] and before.end <= p[1] <= after.end]
            assert before.end == after.start or unwritten, (cadence, before, after)
