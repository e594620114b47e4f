"""Claims pages to be fetched: the host is leased, so that nobody else asks it meanwhile, and one page of it is fetched.

A worker that dies leaves a lease that ends by itself; one that comes back too late finds another fence and writes
nothing. The pause of the host is written with the lease, so that not even a crash right after a request makes the next
one come too early.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from governance.capture.schedule.intervals import INTERVAL
from governance.capture.schedule.politeness import (
    SHORTEST_DELAY,
    USUAL_DELAY,
    USUAL_SERVICE,
    delay_that_bears,
    heeded,
    time_for_all,
)
from governance.models import CaptureHost, SourcePage

# A fetch has 45 seconds, and the clocks of two hosts may be five minutes apart.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class HostLease:
    """A host that nobody else asks while the lease with this fence lasts."""

    host_id: int
    fence: int


@dataclass(frozen=True, slots=True)
class Claim(HostLease):
    """A page of a leased host that is ours to fetch."""

    page_id: int


def claim_pages(*, limit: int, now: datetime, route: str = SourcePage.Route.PLAIN) -> list[Claim]:
    """Lease up to `limit` hosts that may be asked now, those due longest first, and return one due page of each."""
    if limit <= 0:
        return []
    with transaction.atomic():
        hosts = list(free_hosts(now, route).select_for_update(skip_locked=True, of=("self",))[:limit])
        _lease(hosts, now)
    return [Claim(host.pk, host.fence, host.page_id) for host in hosts]


def lease_hosts(names: Collection[str], *, limit: int, now: datetime) -> dict[str, HostLease]:
    """Lease up to `limit` of these hosts that may be asked now, whatever is due there; return the leases by name."""
    if limit <= 0 or not names:
        return {}
    with transaction.atomic():
        free = CaptureHost.objects.filter(_is_free(now), name__in=names, next_allowed_at__lte=now).order_by("pk")
        hosts = list(free.select_for_update(skip_locked=True, of=("self",))[:limit])
        _lease(hosts, now)
    return {host.name: HostLease(host.pk, host.fence) for host in hosts}


def _lease(hosts: Collection[CaptureHost], now: datetime) -> None:
    for host in hosts:
        pause = max(host.delay, heeded(host.crawl_delay))
        host.lease_until, host.next_allowed_at, host.fence = now + LEASE, now + pause, host.fence + 1
    CaptureHost.objects.bulk_update(hosts, ["lease_until", "next_allowed_at", "fence"])


def _is_free(now: datetime) -> Q:
    return Q(lease_until=None) | Q(lease_until__lte=now)


def free_hosts(now: datetime, route: str = SourcePage.Route.PLAIN) -> QuerySet[Any]:
    """Return the hosts that may be asked now, those due longest first, each with a due page of it as `page_id`."""
    due = SourcePage.objects.filter(host=OuterRef("pk"), due_at__lte=now, route=route).order_by("due_at", "pk")
    hosts = CaptureHost.objects.filter(_is_free(now), first_due_at__lte=now, next_allowed_at__lte=now)
    return (
        hosts.annotate(page_id=Subquery(due.values("pk")[:1]))
        .filter(page_id__isnull=False)
        .order_by("first_due_at", "pk")
    )


def hold(lease: HostLease) -> CaptureHost | None:
    """Lock and return the host if the lease still stands, to be let go in the same transaction; None if it doesn't."""
    return CaptureHost.objects.select_for_update().filter(pk=lease.host_id, fence=lease.fence).first()


def let_go(host: CaptureHost, *, next_allowed_at: datetime, refusal_count: int) -> None:
    """End the lease of a held host: it may be asked again from then on."""
    CaptureHost.objects.filter(pk=host.pk).update(
        lease_until=None, next_allowed_at=next_allowed_at, refusal_count=refusal_count
    )
    _reckon_first_due([host.pk])


@transaction.atomic
def make_due(page_ids: Collection[int], at: datetime) -> None:
    """Let these pages be fetched at that time, or earlier where they are due earlier already."""
    pages = SourcePage.objects.filter(pk__in=page_ids)
    host_ids = _locked_hosts(pages.values("host_id"))
    pages.filter(Q(due_at=None) | Q(due_at__gt=at)).update(due_at=at)
    _reckon_first_due(host_ids)


@transaction.atomic
def stop_fetching(page_ids: Collection[int]) -> None:
    """Let these pages not be fetched any more."""
    pages = SourcePage.objects.filter(pk__in=page_ids)
    host_ids = _locked_hosts(pages.values("host_id"))
    pages.update(due_at=None)
    _reckon_first_due(host_ids)


@transaction.atomic
def let_bear_load(page_ids: Collection[int]) -> None:
    """Ask the hosts of these pages as often as all their pages need, and no more often than that.

    A pause that an operator made longer than the usual one stays.
    """
    host_ids = _locked_hosts(SourcePage.objects.filter(pk__in=page_ids).values("host_id"))
    for host in _with_page_count(host_ids).filter(delay__lte=USUAL_DELAY):
        delay = delay_that_bears(host.page_count, USUAL_SERVICE, INTERVAL) or SHORTEST_DELAY
        if host.delay != delay:
            CaptureHost.objects.filter(pk=host.pk).update(delay=delay)
    reckon_load(host_ids)


def reckon_load(host_ids: Collection[int]) -> None:
    """Write down anew in what time all pages of these hosts can be read. Follows every change of their pauses."""
    for host in _with_page_count(host_ids):
        within = time_for_all(host.page_count, host.delay, host.crawl_delay)
        if host.all_read_within != within:
            CaptureHost.objects.filter(pk=host.pk).update(all_read_within=within)


def _with_page_count(host_ids: Collection[int]) -> QuerySet[Any]:
    read = Count("pages", filter=Q(pages__due_at__isnull=False))
    return CaptureHost.objects.filter(pk__in=host_ids).annotate(page_count=read)


def _locked_hosts(host_ids: QuerySet[SourcePage, Any]) -> list[int]:
    """Lock these hosts in the order of their keys. Whoever changes when a page is due holds its host."""
    hosts = CaptureHost.objects.filter(pk__in=host_ids).select_for_update().order_by("pk")
    return list(hosts.values_list("pk", flat=True))


def _reckon_first_due(host_ids: Collection[int]) -> None:
    """Write down anew when the earliest page of each of these hosts is due. Follows every change of that."""
    first = SourcePage.objects.filter(host=OuterRef("pk"), due_at__isnull=False).order_by().values("host")
    earliest = first.annotate(earliest=Min("due_at")).values("earliest")
    CaptureHost.objects.filter(pk__in=host_ids).update(first_due_at=Subquery(earliest))
