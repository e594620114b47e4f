"""A round of fetching: claims pages that are due, fetches them side by side, and writes down what came of each.

The network runs in a loop on a thread of its own; the database is asked from the calling thread only, between fetches
and never during one. What was fetched is written with the end of its lease, so that a killed worker leaves either all
of it or a page that is fetched again.
"""

from collections.abc import Coroutine
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction

from governance.capture.fetching.encrypted_first import encrypted
from governance.capture.fetching.fetched import Fetched, FetchFailed, Validators
from governance.capture.fetching_loop import (
    Clock,
    FetchesPages,
    OpenFetcher,
    Outcome,
    fetched_or_failed,
    loop_on_a_thread,
    opened,
)
from governance.capture.records import certificates_of, facts_of, storable, validators_in
from governance.capture.robots_in_rows import RobotsInRows
from governance.capture.schedule.intervals import due_after_failure, next_due
from governance.capture.schedule.leases import Claim, claim_pages, free_hosts, hold, let_go, reckon_load
from governance.capture.schedule.politeness import REFUSALS, pause_after
from governance.capture.sources import awaited_on
from governance.capture.storing.away import StorageAway
from governance.capture.storing.raw_bodies import keep_body, why_away
from governance.models import CaptureHealth, CaptureHost, CaptureState, Fetch, RawBody, SourcePage

logger = structlog.get_logger(__name__)
SLOTS = 16
LONGEST_ROUND = timedelta(minutes=3)
# Once a day a page is asked for whole, whatever its server says of changes.
WHOLE_ANEW_AFTER = timedelta(hours=24)
_LONGEST_WAIT_SECONDS = 5
# Until a page is fetched again that could not be stored.
PUT_OFF_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be fetched: a page, what its server may be asked to compare with, what a browser waits for."""

    claim: Claim
    page: SourcePage
    validators: Validators | None
    awaited: tuple[str, ...] = ()


@dataclass(slots=True)
class _Round:
    """One round: until when pages are asked for, what came of them, and the first error that nobody expected."""

    clock: Clock
    robots: RobotsInRows
    ends_at: datetime
    counts: dict[str, int] = field(default_factory=lambda: {"fetched": 0, "unchanged": 0, "failed": 0})
    unexpected: Exception | None = None

    def begin(self, claim: Claim) -> _Order | None:
        """Return what is to be fetched by a claim; None if that can't be made out."""
        try:
            order = _order(claim, self.clock())
            self.robots.load(_addresses_on_the_way(order.page))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("fetch_not_begun", page=claim.page_id)
            self._give_up(claim, None, error)
            return None
        return order

    def finish(self, order: _Order, came: "Future[Outcome]") -> None:
        """Store and count what came; an error concerns this page, and no other waits for it."""
        outcome: Outcome | None = None
        try:
            outcome = came.result()
            body = _kept_body(order.page, outcome)
            if _write_down(order, outcome, body):
                self.counts[_kind(outcome)] += 1
        except StorageAway as away:
            logger.error("capture_storage_away", error=str(away), address=order.page.address)
            self.counts["storage_away"] = self.counts.get("storage_away", 0) + 1
            self.ends_at = self.clock()  # no page is asked for in vain
            _put_off(order.claim, outcome, self.clock())
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            logger.exception("fetch_not_written", address=order.page.address)
            self._give_up(order.claim, outcome, error)

    def _give_up(self, claim: Claim, outcome: Outcome | None, error: Exception) -> None:
        self.unexpected = self.unexpected or error
        _put_off(claim, outcome, self.clock())


def fetch_due_pages(
    *, open_fetcher: OpenFetcher, clock: Clock, slots: int = SLOTS, route: str = SourcePage.Route.PLAIN
) -> dict[str, int]:
    """Fetch what is due until nothing is, or for three minutes, and return counts of what came and what failed.

    `open_fetcher` gives the fetcher; it is called with what is known of robots.txt and who permitted us to read.
    An error that nobody expected keeps no other page from being fetched: it is raised when nothing is left to do.
    """
    if free_hosts(clock(), route).exists() and (why := why_away()):
        logger.error("capture_storage_away", error=why)
        return {"fetched": 0, "unchanged": 0, "failed": 0, "storage_away": 1}
    permitted = frozenset(CaptureHost.objects.exclude(permission="").values_list("name", flat=True))
    robots = RobotsInRows()
    this = _Round(clock, robots, ends_at=clock() + LONGEST_ROUND)
    with loop_on_a_thread() as run, opened(run, open_fetcher, robots, permitted, clock) as fetcher:
        running: dict[Future[Outcome], _Order] = {}
        while True:
            free = slots - len(running) if clock() < this.ends_at else 0
            claims = claim_pages(limit=free, now=clock(), route=route)
            for order in filter(None, map(this.begin, claims)):
                running[run(_fetching(fetcher, order))] = order
            if running:
                done, _ = wait(running, timeout=_LONGEST_WAIT_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    this.finish(running.pop(future), future)
                robots.store()
            elif not claims:
                if this.unexpected is not None:
                    raise this.unexpected
                return this.counts


def _kind(outcome: Outcome) -> str:
    if isinstance(outcome, FetchFailed):
        return "failed"
    return "unchanged" if outcome.not_modified else "fetched"


def _order(claim: Claim, now: datetime) -> _Order:
    page = SourcePage.objects.select_related("accepted_fetch", "last_fetch", "host").get(pk=claim.page_id)
    is_plain = page.route == SourcePage.Route.PLAIN
    return _Order(claim, page, _validators(page, now), () if is_plain else awaited_on(page))


def _fetching(fetcher: FetchesPages, order: _Order) -> Coroutine[Any, Any, Outcome]:
    return fetched_or_failed(
        fetcher,
        order.page.address,
        order.page.language,
        validators=order.validators,
        answers_https=order.page.answers_https,
        awaited=order.awaited,
    )


def _addresses_on_the_way(page: SourcePage) -> set[str]:
    """Return where a fetch of the page may lead: its address, and where its last fetch led."""
    facts = page.last_fetch.facts if page.last_fetch else {}
    return {page.address, *(hop["location"] for hop in facts.get("hops") or ())}


def _validators(page: SourcePage, now: datetime) -> Validators | None:
    """Return what the server may compare with: that of the accepted answer, if all who read the page were content."""
    accepted = page.accepted_fetch
    is_plain = page.route == SourcePage.Route.PLAIN
    if accepted is None or not is_plain or now - accepted.ended_at >= WHOLE_ANEW_AFTER:
        return None
    unhappy = CaptureHealth.objects.filter(document__pages__page=page).exclude(state=CaptureState.VERIFIED)
    return None if unhappy.exists() else validators_in(accepted.facts)


@transaction.atomic
def _write_down(order: _Order, outcome: Outcome, body: RawBody | None) -> bool:
    """Store what came of a fetch and end its lease; return False if the lease was no longer ours."""
    host = hold(order.claim)
    if host is None:
        logger.warning("fetch_came_late", address=order.page.address)
        return False
    ended_at = outcome.ended_at or outcome.started_at
    assert ended_at is not None, "A fetch says when it ended."
    fetch = _stored(order.page, outcome, body, ended_at)
    page = order.page
    attempts = 1 if fetch.is_readable else _failures_in_a_row(page)
    page.due_at = next_due(page.pk, ended_at) if fetch.is_readable else due_after_failure(page.pk, ended_at, attempts)
    page.last_fetch = fetch
    if isinstance(outcome, Fetched) and page.answers_https is None and encrypted(page.address):
        page.answers_https = outcome.requested != page.address
    page.save(update_fields=["due_at", "last_fetch", "answers_https"])
    CaptureHealth.objects.filter(document__pages__page=page).update(is_to_be_judged=True)
    end_lease(host, outcome, ended_at, key=(page.pk, ended_at.isoformat()))
    return True


@transaction.atomic
def _put_off(claim: Claim, outcome: Outcome | None, now: datetime) -> None:
    """End the lease of a page of which nothing could be written down: nothing is said of it, and it is fetched again.

    `outcome` is what the host answered, None if it was not asked or something broke on the way.
    """
    host = hold(claim)
    if host is None:
        return
    ended_at = (outcome.ended_at or outcome.started_at if outcome is not None else None) or now
    SourcePage.objects.filter(pk=claim.page_id).update(due_at=ended_at + PUT_OFF_FOR)
    if outcome is None:
        let_go(host, next_allowed_at=max(host.next_allowed_at, now), refusal_count=host.refusal_count)
    else:
        end_lease(host, outcome, ended_at, key=(claim.page_id, ended_at.isoformat()))


def end_lease(host: CaptureHost, outcome: Outcome, ended_at: datetime, *, key: object) -> None:
    """Let a held host go, for as long a pause as its answer asks for; `key` decides the jitter."""
    if isinstance(outcome, Fetched) and host.crawl_delay != outcome.crawl_delay:
        host.crawl_delay, host.all_read_within = outcome.crawl_delay, None
        host.save(update_fields=["crawl_delay", "all_read_within"])
    if host.all_read_within is None:
        reckon_load([host.pk])
    refusals = host.refusal_count + 1 if outcome.status in REFUSALS else 0
    pause = pause_after(
        host.delay,
        refusals=refusals,
        retry_after=outcome.retry_after if isinstance(outcome, FetchFailed) else None,
        crawl_delay=host.crawl_delay,
        key=key,
    )
    let_go(host, next_allowed_at=ended_at + pause, refusal_count=refusals)


def _stored(page: SourcePage, outcome: Outcome, body: RawBody | None, ended_at: datetime) -> Fetch:
    if isinstance(outcome, FetchFailed):
        code, reason = outcome.code.value, outcome.reason
    else:
        code, reason = (Fetch.NOT_MODIFIED if outcome.not_modified else ""), ""
    return Fetch.objects.create(
        page=page,
        route=page.route,
        started_at=outcome.started_at or ended_at,
        ended_at=ended_at,
        outcome=code,
        reason=storable(reason)[:500],
        status=outcome.status,
        facts=facts_of(outcome),
        raw=body,
    )


def _kept_body(page: SourcePage, outcome: Outcome) -> RawBody | None:
    """Store the body that came, and under which certificates, before anything is locked; None if none came."""
    answer = outcome if isinstance(outcome, Fetched) else outcome.answer
    if answer is None:
        return None
    if answer.tls is not None:
        keep_body(certificates_of(answer.tls), is_kept=True, now=answer.ended_at)
    if not answer.body:
        return None
    return keep_body(answer.body, like=_last_body(page), now=answer.ended_at)


def _last_body(page: SourcePage) -> RawBody | None:
    last = Fetch.objects.filter(page=page, raw__isnull=False).select_related("raw").order_by("-pk").first()
    return last.raw if last else None


def _failures_in_a_row(page: SourcePage) -> int:
    """Return how many fetches of a page failed since the last that did not, the present one included."""
    outcomes = Fetch.objects.filter(page=page).order_by("-pk").values_list("outcome", flat=True)[:12]
    count = 0
    for outcome in outcomes:
        if outcome in ("", Fetch.NOT_MODIFIED):
            break
        count += 1
    return max(count, 1)
