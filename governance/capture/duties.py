"""What is done again and again: fetch what is due, judge what came, and forget what needs no keeping."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from django.conf import settings

from governance.capture.browser.fetcher import BrowserFetcher, open_browser_fetcher
from governance.capture.ended_platforms import stop_reading_ended
from governance.capture.fetching.fetcher import Fetcher, open_fetcher
from governance.capture.fetching.robots import RobotsCache
from governance.capture.fetching.settings import FetchSettings
from governance.capture.fetching_loop import Clock, clock_from
from governance.capture.judging import judge_due
from governance.capture.preview_jobs import forget_previews, run_previews
from governance.capture.rounds import fetch_due_pages
from governance.capture.routes import BROWSER, ask_plainly_again, is_any_due_in_browser
from governance.capture.storing.away import StorageAway
from governance.capture.storing.raw_bodies import forget_bodies, sweep_orphans, why_away
from outbound.ip_addresses import AddressRule, Endpoint, networks

logger = structlog.get_logger(__name__)


def fetch_pages(now: datetime) -> dict[str, int]:
    """Fetch the pages that are due, and return counts of what came."""
    return fetch_due_pages(open_fetcher=open_our_fetcher, clock=clock_from(now))


def fetch_pages_in_browser(now: datetime) -> dict[str, int]:
    """Open the pages that are due in a browser, and return counts of what came. Nothing starts where none is due."""
    to_plain = {"to_plain": ask_plainly_again(now)}
    if not is_any_due_in_browser(now):
        return to_plain
    clock = clock_from(now)
    return to_plain | fetch_due_pages(open_fetcher=open_our_browser, clock=clock, slots=1, route=BROWSER)


def preview_documents(now: datetime) -> dict[str, int]:
    """Fetch what operators would like to see before it is read for good, and return counts."""
    return run_previews(now, open_fetcher=open_our_fetcher)


def preview_documents_in_browser(now: datetime) -> dict[str, int]:
    """The same for what is to be opened in a browser."""
    return run_previews(now, open_fetcher=open_our_browser, in_browser=True, browser=settings.CAPTURE_BROWSER)


def judge_captures(now: datetime) -> dict[str, int]:
    """Judge what was fetched, and return counts by what it came to."""
    return judge_due(now)


def tidy_captures(now: datetime) -> dict[str, int]:
    """Stop reading platforms that have ended, delete what nothing keeps any more, and return counts."""
    counts = {"ended": stop_reading_ended(now), "previews": forget_previews(now)}
    try:
        if why := why_away():
            raise StorageAway(why)
        return counts | {"forgotten": forget_bodies(now), "orphans": sweep_orphans(now)}
    except StorageAway as away:
        logger.error("capture_storage_away", error=str(away))
        return counts | {"storage_away": 1}


@asynccontextmanager
async def open_our_fetcher(robots: RobotsCache, permitted: frozenset[str], clock: Clock) -> AsyncIterator[Fetcher]:
    """Give a fetcher as the settings want it."""
    async with open_fetcher(
        settings=our_fetch_settings(),
        robots=robots,
        permissions=permitted,
        rule=_our_rule(),
        now=clock,
    ) as fetcher:
        yield fetcher


@asynccontextmanager
async def open_our_browser(
    robots: RobotsCache, permitted: frozenset[str], clock: Clock
) -> AsyncIterator[BrowserFetcher]:
    """Give what opens pages in the browser of the settings."""
    async with open_browser_fetcher(
        program=settings.CAPTURE_BROWSER,
        settings=our_fetch_settings(),
        robots=robots,
        permissions=permitted,
        rule=_our_rule(),
        now=clock,
    ) as fetcher:
        yield fetcher


def _our_rule() -> AddressRule:
    return AddressRule(
        ports=settings.CAPTURE_PORTS,
        refused=networks(settings.CAPTURE_REFUSED_NETWORKS),
        excepted=frozenset(Endpoint(*endpoint) for endpoint in settings.CAPTURE_DEVELOPMENT_HOSTS),
    )


def our_fetch_settings() -> FetchSettings:
    """Return who we say we are, and how much we take."""
    return FetchSettings(
        product="Clausewatch",
        version=settings.VERSION,
        contact_page=f"{settings.BASE_URL}/bot/",
        contact_address=settings.CAPTURE_CONTACT,
        ports=settings.CAPTURE_PORTS,
    )
