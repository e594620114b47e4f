"""Other moments as of which the suite runs, and which tests know time.

With `AS_OF` set to a moment, what knows time runs as of that, and nothing else. With `AS_OF=each`, as CI sets it on
PostgreSQL, everything runs, and the tests of each file that know time as of a moment that its name chooses.
`.venv/bin/python -m tests.other_days` prints the moments, one a line, as `AS_OF` takes them.
"""

import hashlib
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

# A Monday before the hour of digests, 29 February (a Tuesday), 31 December (a Thursday), a Friday night, a Saturday,
# and the Sundays on which Europe's clocks change. The suite itself runs as of a Wednesday.
MOMENTS = (
    "2026-06-01T07:59:30+00:00",
    "2028-02-29T12:00:00+00:00",
    "2026-12-31T23:59:30+00:00",
    "2026-07-03T22:30:00+00:00",
    "2026-08-15T05:00:00+00:00",
    "2026-03-29T00:59:30+00:00",
    "2026-10-25T00:59:30+00:00",
)
EACH = "each"


def knows_time(item: pytest.Item) -> bool:
    """Tell whether the test knows time, by the fixture `now` or by the stopped clock, and expects no certain days."""
    if {"dated", "pure", "real_clock", "slow"} & item.keywords.keys() or not isinstance(item, pytest.Function):
        return False
    info = item._fixtureinfo
    if len(info.name2fixturedefs.get("now", ())) > 1:
        return False  # the module has days of its own
    own = [found for name, each in info.name2fixturedefs.items() if name != "_clock" for found in each]
    return _reads_the_clock(item.path) or "now" in info.argnames or any("now" in found.argnames for found in own)


@cache
def _reads_the_clock(path: Path) -> bool:
    source = path.read_text(encoding="utf-8")
    return any(words in source for words in ("datetime.now(", "moment()"))


def moment_of(name: str) -> datetime:
    """Return the moment as of which CI runs the file of this name, from the folder of the checkout on."""
    return datetime.fromisoformat(MOMENTS[int(hashlib.sha256(name.encode()).hexdigest(), 16) % len(MOMENTS)])


if __name__ == "__main__":
    sys.stdout.write("\n".join(MOMENTS) + "\n")
