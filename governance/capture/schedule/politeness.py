"""How long a host is left alone between two requests.

One request at a time; about ten seconds after the end of the last one; twice as long after each refusal (429, 503), and
back by half after a day without one. What a host asks for by `Retry-After` (RFC 9110, 10.2.3) or `Crawl-delay` wins.
"""

from datetime import timedelta

from governance.capture.schedule.chance import share_of

USUAL_DELAY = timedelta(seconds=10)
# Of a host that has more pages than fit into an interval; never below what it asks for itself.
SHORTEST_DELAY = timedelta(seconds=2)
# What a fetch takes on the whole, as long as nothing was measured.
USUAL_SERVICE = timedelta(seconds=1.5)
LONGEST_DELAY = timedelta(hours=6)
LONGEST_CRAWL_DELAY = timedelta(seconds=60)
LONGEST_RETRY_AFTER = timedelta(hours=24)
SPREAD = 0.3
# The rest of an interval is left for pages that fail, or are looked at again.
BORNE_SHARE = 0.8
REFUSALS = (429, 503)


def pause_after(
    delay: timedelta, *, refusals: int, retry_after: timedelta | None, crawl_delay: timedelta | None, key: object
) -> timedelta:
    """Return the pause before the next request to a host.

    `refusals` are those in a row, this answer included; `key` decides the jitter of up to 30 % either way.
    """
    least = heeded(crawl_delay)
    usual = max(delay * (1 - SPREAD + 2 * SPREAD * share_of("pause", key)), least)
    backed_off = min(usual * float(2 ** min(refusals, 20)), LONGEST_DELAY)
    asked = min(retry_after or timedelta(0), LONGEST_RETRY_AFTER)
    return max(backed_off, asked, least)


def heeded(crawl_delay: timedelta | None) -> timedelta:
    """Return as much of what a robots.txt asks for as we heed."""
    return min(crawl_delay or timedelta(0), LONGEST_CRAWL_DELAY)


def delay_that_bears(page_count: int, service: timedelta, interval: timedelta) -> timedelta | None:
    """Return the delay at which a host's pages fit into four fifths of an interval, at most the usual one.

    None if not even the shortest does: then it cannot be promised that each page is read once in an interval.
    """
    if page_count == 0:
        return USUAL_DELAY
    bearable = interval * BORNE_SHARE / page_count - service
    return None if bearable < SHORTEST_DELAY else min(bearable, USUAL_DELAY)


def time_for_all(page_count: int, delay: timedelta, crawl_delay: timedelta | None) -> timedelta:
    """Return in what time each page of a host can be read once, with a fifth of it left for those that fail."""
    pause = max(delay, heeded(crawl_delay))
    return page_count * (pause + USUAL_SERVICE) / BORNE_SHARE


def pages_borne(service: timedelta, interval: timedelta) -> int:
    """Return how many pages of a host can be read in an interval at the shortest delay."""
    return int(interval * BORNE_SHARE / (service + SHORTEST_DELAY))
