"""Hosts and pages to be fetched, made without a network."""

from datetime import UTC, datetime, timedelta

from governance.models import CaptureHost, SourcePage

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DELAY = timedelta(seconds=10)


def host_with_pages(
    name: str, count: int = 1, *, due_at: datetime | None = NOON, delay: timedelta = DELAY
) -> CaptureHost:
    """A host that may be asked at once, with pages that are due a second after one another."""
    host = CaptureHost.objects.create(name=name, delay=delay, next_allowed_at=NOON, first_due_at=due_at)
    SourcePage.objects.bulk_create(
        SourcePage(
            host=host,
            address=f"https://{name}/{number}",
            language="en",
            due_at=due_at + timedelta(seconds=number) if due_at else None,
        )
        for number in range(count)
    )
    return host
