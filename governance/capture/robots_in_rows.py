"""What is known of the robots.txt of hosts, between rows and a fetcher that asks no database."""

import threading
from collections.abc import Iterable
from urllib.parse import urlsplit

from governance.capture.fetching.encrypted_first import encrypted
from governance.capture.fetching.robots import KnownRobots
from governance.models import RobotsFile


class RobotsInRows:
    """What is known of robots.txt: loaded from rows before a page is fetched, and stored in them after.

    The fetcher asks it from another thread, where no database is asked.
    """

    def __init__(self) -> None:
        self._known: dict[str, KnownRobots] = {}
        self._changed: dict[str, KnownRobots] = {}
        self._lock = threading.Lock()

    async def get(self, origin: str) -> KnownRobots | None:
        """Return what was loaded or fetched of an origin."""
        with self._lock:
            return self._known.get(origin)

    async def put(self, origin: str, known: KnownRobots) -> None:
        """Remember what was fetched, to be stored."""
        with self._lock:
            self._known[origin] = self._changed[origin] = known

    def load(self, addresses: Iterable[str]) -> None:
        """Take from the rows what is known of the hosts of these addresses."""
        both_ways = {way for address in addresses for way in (address, encrypted(address)) if way}
        origins = {f"{parts.scheme}://{parts.netloc.lower()}" for parts in map(urlsplit, both_ways)}
        with self._lock:
            origins -= self._known.keys()
        for row in RobotsFile.objects.filter(pk__in=origins) if origins else ():
            with self._lock:
                content = row.content if row.was_had else None
                self._known.setdefault(row.pk, KnownRobots(content, row.checked_at, row.failing_since))

    def store(self) -> None:
        """Store what was fetched since the last time."""
        with self._lock:
            changed, self._changed = self._changed, {}
        RobotsFile.objects.bulk_create(
            [
                RobotsFile(
                    origin=origin,
                    was_had=known.text is not None,
                    content=(known.text or "").replace("\0", ""),
                    checked_at=known.checked_at,
                    failing_since=known.failing_since,
                )
                for origin, known in changed.items()
                if len(origin) <= 270
            ],
            update_conflicts=True,
            unique_fields=["origin"],
            update_fields=["was_had", "content", "checked_at", "failing_since"],
        )
