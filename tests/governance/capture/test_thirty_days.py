"""Days of made-up platforms: each true change is told on its day, no fault becomes a version, no host is pressed."""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.governance.capture.fetching.reader import SETTINGS
from tests.governance.capture.thirty_days.run import compare, live_through
from tests.governance.capture.thirty_days.world import World

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
PARTS = 4


def through(watched, capsys, **size):
    world = World(start=MONDAY, **size)
    web = watched({})
    web.settings = replace(SETTINGS, read_seconds=2, total_seconds=3)
    web.site.update(world.site(lambda: web.now))
    said = compare(world, live_through(world, web))
    with capsys.disabled():
        sys.stdout.write(f"\n{said.table()}\n")
    assert not said.wrong
    return world


@pytest.mark.on_sqlite
def test_three_days_of_eight_platforms(watched, capsys):
    through(watched, capsys, hosts=8, days=3, seed=2)


@pytest.mark.slow
@pytest.mark.on_sqlite
@pytest.mark.skipif("THIRTY_DAYS" not in os.environ, reason="takes a quarter of an hour: set THIRTY_DAYS=1")
@pytest.mark.parametrize("part", range(PARTS))
def test_thirty_days_of_forty_platforms(watched, capsys, part):
    """Ten platforms at a time, so that as many as there are processors can be lived through side by side."""
    world = through(watched, capsys, hosts=40, days=30, seed=7, part=part, parts=PARTS)
    assert len(world.documents) == 120 / PARTS
