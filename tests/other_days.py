"""Other moments as of which the suite runs: which tests know time, and what CI runs of them.

`.venv/bin/python -m tests.other_days` prints the moments, one a line, as `AS_OF` takes them.
"""

import hashlib
import sys
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
# Time is not what these are about, though they write rows that have one: CI runs each as of two of the moments.
_NOT_ABOUT_TIME = (
    "tests/accounts/",
    "tests/alerts/agreements/",
    "tests/alerts/channels/",
    "tests/alerts/delivery/mail_events/",
    "tests/alerts/memos/",
    "tests/alerts/opinions/",
    "tests/alerts/vendors/",
    "tests/alerts/watching/",
    "tests/backend/",
    "tests/billing/test_hostile_webhooks.py",
    "tests/contract/",
    "tests/governance/",
    "tests/web/test_",
)


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


def is_in_the_part_of(moment: str, name: str) -> bool:
    """Tell whether CI runs the tests of the file of this name (from the folder of the checkout on) as of the moment.

    Whole files, so that the others need not be read: that takes longer than running the tests.
    """
    if not name.startswith(_NOT_ABOUT_TIME):
        return True
    first = int(hashlib.sha256(name.encode()).hexdigest(), 16) % len(MOMENTS)
    return MOMENTS.index(moment) in (first, (first + 3) % len(MOMENTS))


if __name__ == "__main__":
    sys.stdout.write("\n".join(MOMENTS) + "\n")
