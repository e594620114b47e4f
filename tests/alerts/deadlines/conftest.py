"""The texts of these tests name days of the spring of 2026, so the clock stands still there."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 11, 10, 30, tzinfo=UTC)
