"""Lives through days of the schedule without fetching anything: how late would so many documents be read?

The intervals, pauses and delays are the service's own. On each day a share of the pages is urgent and read hourly,
where their host bears it: one in twenty, which is many. A fetch takes as long as chance says, as measured on a loop of
16 to 32 slots: 1.2 seconds in the middle, log-normal, and 30 for the one in a hundred that times out.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from governance.capture.schedule.chance import share_of
from governance.capture.schedule.intervals import INTERVAL, PROMISED_AGE, first_due, interval_for, next_due
from governance.capture.schedule.politeness import (
    SHORTEST_DELAY,
    USUAL_SERVICE,
    delay_that_bears,
    pages_borne,
    pause_after,
    time_for_all,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
URGENT_SHARE = 0.05
TIMES_OUT, TIMEOUT = 0.01, 30.0
MEDIAN_SECONDS, SPREAD_OF_SECONDS = 1.2, 0.5
# Of the catalogue's 935 documents and of a web of 100,000: on how many hosts they are, and how many the largest has.
_HOSTS = ((935, 367, 45), (100_000, 28_500, 1_931))


@dataclass(slots=True)
class SimulatedHost:
    """A host with so many pages, and how late these were read."""

    name: str
    page_count: int
    delay: timedelta
    due: list[tuple[datetime, int]] = field(default_factory=list)
    next_allowed_at: datetime = START
    lags: list[float] = field(default_factory=list)
    oldest: float = 0.0


@dataclass(frozen=True, slots=True)
class Lags:
    """What came of the days. Times are in seconds: `lags` from when a page was due, `ages` of a text when read anew."""

    lags: list[float]
    ages: list[float]
    busy_share: float
    hosts: list[SimulatedHost]

    @property
    def holds(self) -> bool:
        """Whether 99 of 100 texts were never older than was promised."""
        return share_below(self.ages, 0.99) <= PROMISED_AGE.total_seconds()

    def slowest(self, count: int) -> list[SimulatedHost]:
        """Return the hosts whose pages were read latest, the latest first."""
        return sorted(self.hosts, key=lambda host: (-share_below(host.lags, 0.99), host.name))[:count]

    def refused(self) -> list[tuple[SimulatedHost, int]]:
        """Return the hosts that can't bear all their pages, with the number of those of which nothing is promised."""
        over = ((host, host.page_count - pages_borne(USUAL_SERVICE, INTERVAL)) for host in self.hosts)
        return [(host, count) for host, count in over if count > 0]


def share_below(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all is at most; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def usual_hosts(documents: int) -> list[tuple[str, int]]:
    """Return names and sizes of hosts with so many documents together, crowded as those of the catalogue are.

    The sizes fall by a power of the rank (Zipf), so that the largest is as large as was measured.
    """
    (few, few_hosts, few_most), (many, many_hosts, many_most) = _HOSTS
    grown = math.log(documents / few) / math.log(many / few)
    count = max(1, min(documents, round(few_hosts * (many_hosts / few_hosts) ** grown)))
    most = max(1, min(documents, round(few_most * (many_most / few_most) ** grown)))
    low, high = 0.0, 8.0
    for _ in range(50):
        power = (low + high) / 2
        low, high = (power, high) if sum(_sizes(count, most, power)) > documents else (low, power)
    sizes = _sizes(count, most, high)
    missing = documents - sum(sizes)
    sizes = [size + (place < missing % count) + missing // count for place, size in enumerate(sizes)]
    return [(f"host-{place + 1}", size) for place, size in enumerate(sizes)]


def _sizes(count: int, most: int, power: float) -> list[int]:
    return [max(1, int(most / (rank + 1) ** power)) for rank in range(count)]


def simulate(
    hosts: Sequence[tuple[str, int]],
    *,
    days: float = 2,
    slots: int = 32,
    seed: int = 1,
    urgent_share: float = URGENT_SHARE,
) -> Lags:
    """Read the pages of these hosts for so many days, and return how late. The first day only fills the schedule."""
    simulated = [SimulatedHost(name, count, _delay(count)) for name, count in hosts]
    chance, end = Random(seed), START + timedelta(days=days)  # noqa: S311
    last: dict[int, datetime] = {}
    lags: list[float] = []
    ages: list[float] = []
    busy = 0.0
    ready: list[tuple[datetime, int]] = []
    for place, host in enumerate(simulated):
        host.due = [(first_due((place, page), START), page) for page in range(host.page_count)]
        heapq.heapify(host.due)
        if host.due:
            heapq.heappush(ready, (host.due[0][0], place))
    free = [START] * slots
    first_page = list(_running_totals(count for _, count in hosts))
    while ready and ready[0][0] < end:
        at, place = heapq.heappop(ready)
        host = simulated[place]
        at = max(at, heapq.heappop(free))
        due, page = heapq.heappop(host.due)
        ended = at + timedelta(seconds=_service(chance))
        heapq.heappush(free, ended)
        busy += (ended - at).total_seconds()
        key = first_page[place] + page
        if key in last:
            lag, age = (at - due).total_seconds(), (ended - last[key]).total_seconds()
            lags.append(lag)
            ages.append(age)
            host.lags.append(lag)
            host.oldest = max(host.oldest, age)
        last[key] = ended
        heapq.heappush(host.due, (next_due(key, ended, _interval(host, key, ended, urgent_share)), page))
        pause = pause_after(host.delay, refusals=0, retry_after=None, crawl_delay=None, key=(key, ended.isoformat()))
        host.next_allowed_at = ended + pause
        heapq.heappush(ready, (max(host.next_allowed_at, host.due[0][0]), place))
    return Lags(lags, ages, busy / (slots * timedelta(days=days).total_seconds()), simulated)


def _interval(host: SimulatedHost, key: int, at: datetime, urgent_share: float) -> timedelta:
    is_urgent = share_of("urgent", key, at.date()) < urgent_share
    bearable = time_for_all(host.page_count, host.delay, None)
    return interval_for(is_urgent=is_urgent, changes_a_day=0, bearable=bearable)


def _delay(page_count: int) -> timedelta:
    return delay_that_bears(page_count, USUAL_SERVICE, INTERVAL) or SHORTEST_DELAY


def _service(chance: Random) -> float:
    if chance.random() < TIMES_OUT:
        return TIMEOUT
    return min(MEDIAN_SECONDS * float(chance.lognormvariate(0, SPREAD_OF_SECONDS)), TIMEOUT)


def _running_totals(counts: Iterator[int]) -> Iterator[int]:
    total = 0
    for count in counts:
        yield total
        total += count
