"""Fetches pages that no schedule has: for a preview, and for a survey. Hosts are leased as for every other fetch.

So nobody asks a host twice at a time, and its pause, `Retry-After` and back-off hold here too. Nothing of what comes is
stored.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Min

from governance.capture.fetching_loop import Clock, OpenFetcher, Outcome, fetched_or_failed, loop_on_a_thread, opened
from governance.capture.robots_in_rows import RobotsInRows
from governance.capture.rounds import SLOTS, end_lease
from governance.capture.schedule.leases import HostLease, hold, lease_hosts
from governance.capture.sources import host_of
from governance.models import CaptureHost

# How long we wait for a host that somebody else asks, or that wants to be left alone.
PATIENCE = timedelta(minutes=2)
_LONGEST_NAP_SECONDS = 5.0
_SHORTEST_NAP_SECONDS = 0.05
_HOSTS_AT_ONCE = 500

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class WantedPage:
    """An address to be fetched, in a language, and what a browser is to wait for on it."""

    address: str
    language: str
    awaited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A page that was not asked for, as its host could not be asked soon enough."""

    host: str

    def __str__(self) -> str:
        return f"{self.host} is asked by somebody else, or wants to be left alone for longer. Try again later."


def fetch_out_of_turn(
    wanted: Sequence[WantedPage],
    *,
    open_fetcher: OpenFetcher,
    clock: Clock,
    sleep: Sleep,
    patience: timedelta = PATIENCE,
    ends_at: datetime | None = None,
) -> Iterator[tuple[int, Outcome | NotAsked]]:
    """Fetch these pages, those of one host one after another, and yield the place of each with what came, as it comes.

    A host is waited for as long as `patience` says since its last answer; after `ends_at` nothing more is asked.
    """
    permitted = frozenset(CaptureHost.objects.exclude(permission="").values_list("name", flat=True))
    robots = RobotsInRows()
    queues: dict[str, deque[int]] = {}
    for place, page in enumerate(wanted):
        queues.setdefault(_host(page), deque()).append(place)
    for queue in queues.values():
        host_of(wanted[queue[0]].address, clock())
    given_up_at = dict.fromkeys(queues, clock() + patience)
    running: dict[Future[Outcome], tuple[int, HostLease]] = {}
    with loop_on_a_thread() as run, opened(run, open_fetcher, robots, permitted, clock) as fetcher:
        while queues or running:
            now = clock()
            busy = {_host(wanted[place]) for place, _ in running.values()}
            waiting = [name for name in queues if name not in busy]
            is_over = ends_at is not None and now >= ends_at
            free = 0 if is_over else SLOTS - len(running)
            leases = lease_hosts(waiting[:_HOSTS_AT_ONCE], limit=free, now=now)
            for name, lease in leases.items():
                place = queues[name].popleft()
                if not queues[name]:
                    del queues[name]
                page = wanted[place]
                robots.load([page.address])
                running[run(fetched_or_failed(fetcher, page.address, page.language, awaited=page.awaited))] = (
                    place,
                    lease,
                )
            for name in waiting:
                if name not in leases and (is_over or now >= given_up_at[name]):
                    yield from ((place, NotAsked(name)) for place in queues.pop(name))
            if not running:
                if queues:
                    sleep(_nap(queues, clock()))
                continue
            done, _ = wait(running, timeout=_LONGEST_NAP_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                place, lease = running.pop(future)
                outcome = future.result()
                given_up_at[_host(wanted[place])] = _let_go(lease, outcome, place, clock) + patience
                yield place, outcome
            robots.store()


@transaction.atomic
def _let_go(lease: HostLease, outcome: Outcome, place: int, clock: Clock) -> datetime:
    """End the lease, and return when the fetch ended."""
    ended_at = outcome.ended_at or clock()
    host = hold(lease)
    if host is not None:
        end_lease(host, outcome, ended_at, key=(host.name, place, ended_at.isoformat()))
    return ended_at


def _nap(names: Iterable[str], now: datetime) -> float:
    """Return the seconds until the first of these hosts may be asked."""
    first = CaptureHost.objects.filter(name__in=list(names)[:_HOSTS_AT_ONCE]).aggregate(at=Min("next_allowed_at"))["at"]
    seconds = (first - now).total_seconds() if first else 0.0
    return min(max(seconds, _SHORTEST_NAP_SECONDS), _LONGEST_NAP_SECONDS)


def _host(page: WantedPage) -> str:
    return (urlsplit(page.address).hostname or "").lower()
