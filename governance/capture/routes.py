"""Which way a page is read: plainly, or in a browser where that gave nothing and one can be run; each page by itself.

No way is for ever: a page that is opened in a browser is asked for plainly again after a week.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from governance.capture.browser.program import why_no_browser
from governance.capture.gate.attempts import GateVerdict
from governance.capture.gate.walls import needs_scripts
from governance.capture.reading import PageBody
from governance.capture.schedule.leases import make_due
from governance.models import CaptureHealth, CaptureState, Fetch, SourcePage

PLAIN, BROWSER = SourcePage.Route.PLAIN, SourcePage.Route.BROWSER
# What some hosts answer to whoever is no browser, though their robots.txt lets us read.
REFUSED_PLAINLY = (403, 406, 429, 502)
TRIED_PLAINLY_AGAIN_AFTER = timedelta(days=7)


def pages_for_a_browser(
    fetches: Sequence[Fetch], bodies: Sequence[PageBody], verdict: GateVerdict, *, was_opened: bool
) -> list[int]:
    """Return the pages that came plainly and may come in a browser; none where no browser can be run here.

    Of a document that was opened in one before, whatever a server answered plainly in its place says nothing.
    """
    if verdict.is_good or why_no_browser(settings.CAPTURE_BROWSER):
        return []
    came = [(fetch, body) for fetch, body in zip(fetches, bodies, strict=True) if fetch.route == PLAIN]
    if was_opened:
        return [fetch.page_id for fetch, _ in came if fetch.is_readable or fetch.outcome == "status"]
    return [fetch.page_id for fetch, body in came if _asks_for_one(fetch, body, verdict)]


def _asks_for_one(fetch: Fetch, body: PageBody, verdict: GateVerdict) -> bool:
    if fetch.outcome == "status":
        return fetch.status in REFUSED_PLAINLY
    return verdict.code == "needs_scripts" and fetch.is_readable and needs_scripts(body.answer.markup)


def open_in_browser(page_ids: Sequence[int], now: datetime) -> None:
    """Let these pages be opened in a browser from now on, as soon as their host may be asked again."""
    SourcePage.objects.filter(pk__in=page_ids).update(route=BROWSER, route_since=now)
    make_due(page_ids, now)


def ask_plainly_again(now: datetime) -> int:
    """Let pages be asked for plainly that have gone by the browser for a week, or all if none can be run any more.

    Return how many these are. They are fetched when they are due, and sent back where that gives nothing. Where no
    browser can be run, a document that was never read says so at once.
    """
    pages = SourcePage.objects.filter(route=BROWSER)
    reason = why_no_browser(settings.CAPTURE_BROWSER)
    if reason:
        never = CaptureHealth.objects.filter(state=CaptureState.NEVER, document__pages__page__in=pages)
        said = f"It is to be opened in a browser. {reason}"
        never.update(state=CaptureState.NEEDS_BROWSER, verdict="needs_scripts", reason=said, since=now)
    else:
        pages = pages.filter(Q(route_since=None) | Q(route_since__lte=now - TRIED_PLAINLY_AGAIN_AFTER))
    return pages.update(route=PLAIN, route_since=now)


def is_any_due_in_browser(now: datetime) -> bool:
    """Tell whether a browser has anything to do."""
    return SourcePage.objects.filter(route=BROWSER, due_at__lte=now).exists()
