"""The usual Monday, and what a digest tells."""

from datetime import UTC, datetime

MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)


def told(digest):
    return list(digest.entries.order_by("pk").values_list("change_id", flat=True))
