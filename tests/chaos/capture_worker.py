"""A process that does what a worker does for capture, again and again, with a lease of seconds in place of minutes.

python -m tests.chaos.capture_worker fetch|judge PORT FILE
"""

import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.chaos.stage import end_with_parent

LEASE, FETCH_SECONDS, ROUND = timedelta(seconds=8), 3.0, timedelta(seconds=2)
# Judging takes the processor, of which a busy machine has little.
JUDGING_LEASE = timedelta(seconds=20)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()
    _warm_up()
    duty, port, file = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    while True:
        child = os.fork()
        if child == 0:
            end_with_parent()
            _work(duty, port)
        file.write_text(str(child))
        os.waitpid(child, 0)


def _warm_up() -> None:
    """Load once what every child needs."""
    import governance.capture.judging
    import governance.capture.rounds  # noqa: F401
    from governance.comparison import parse
    from governance.comparison.text.languages import language_of_blocks

    language_of_blocks(parse("# Terms\n\nYou agree that these terms are part of our contract.").blocks)


def _work(duty: str, port: int) -> None:
    from governance.capture import rounds
    from governance.capture.fetching_loop import clock_from
    from governance.capture.judging import judge_due
    from governance.capture.schedule import documents_to_judge, leases

    leases.LEASE, documents_to_judge.JUDGING_LEASE, rounds.LONGEST_ROUND = LEASE, JUDGING_LEASE, ROUND
    open_fetcher = _opener(port)
    while True:
        if duty == "judge":
            counts = judge_due(datetime.now(UTC))
        else:
            counts = rounds.fetch_due_pages(open_fetcher=open_fetcher, clock=clock_from(datetime.now(UTC)))
        if not any(counts.values()):
            time.sleep(0.1)


def _opener(port: int) -> Any:
    """What gives a fetcher that finds each host on this port of loopback."""
    from governance.capture.fetching.fetcher import Fetcher
    from governance.capture.fetching.settings import FetchSettings
    from outbound.client import GuardedTransport, tls_context
    from outbound.guard import Guard
    from outbound.ip_addresses import AddressRule, Endpoint

    web = Endpoint("127.0.0.1", port)
    settings = FetchSettings(
        product="Chaos",
        contact_page="https://chaos.example/bot",
        contact_address="bot@chaos.example",
        read_seconds=FETCH_SECONDS,
        total_seconds=FETCH_SECONDS,
    )

    async def resolve(host: str, port: int) -> list[Endpoint]:
        return [web]

    @asynccontextmanager
    async def open_fetcher(robots: Any, permitted: Any, clock: Any) -> AsyncIterator[Fetcher]:
        guard = Guard(resolve=resolve, allow=AddressRule(excepted=frozenset({web})))
        transport = GuardedTransport(guard, tls=tls_context())
        try:
            yield Fetcher(transport=transport, settings=settings, robots=robots, permissions=permitted, now=clock)
        finally:
            await transport.aclose()

    return open_fetcher


if __name__ == "__main__":
    main()
