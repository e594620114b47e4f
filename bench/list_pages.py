"""First and deep pages of the public lists and of timelines: their queries, and the ratio of their times.

    python3 bench/list_pages.py [--platforms 10000] [--changes 1000000]

Works in a database of its own: a temporary SQLite file, or a new PostgreSQL database beside the one in DATABASE_URL. A
million changes are a matter of minutes on PostgreSQL; take fewer on SQLite.
"""

import argparse
import base64
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from own_database import own_database

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
STEP_SECONDS = 60
ROUNDS = 15


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--platforms", type=int, default=10_000)
    options.add_argument("--changes", type=int, default=1_000_000)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "RATE_LIMITS": "off", "BASE_URL": "http://testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
        with own_database():
            _run(given.platforms, given.changes)


def _run(platforms: int, changes: int) -> None:
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command
    from django.db import connection

    from backend.sqlite_file import make_database_file
    from governance.comparison import categories
    from tests.governance.api.filling import fill_changes, fill_events

    make_database_file()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    print(
        f"{connection.vendor}: filling {platforms:,} platforms, {changes:,} changes and twice as many events …",
        flush=True,
    )
    fill_changes(count=changes, platforms=platforms, at=NOW, step_seconds=STEP_SECONDS)
    fill_events()
    moment = NOW - timedelta(seconds=STEP_SECONDS * int(changes * 0.9))
    deep_change = _cursor(moment.isoformat(), 1)
    deep_platform = _cursor(f"Filled {int(platforms * 0.9):06d}", 1)
    first_category, second_category = (category.id for category in categories()[:2])
    filters = ["", "platform=filled-7", "document_type=type-3", f"category={second_category}", "min_severity=medium"]
    filters += ["min_severity=high", "class=substantive", f"category={first_category}&min_severity=high"]
    key = _key_of_a_professional()
    lists = [("changes", query, deep_change) for query in filters]
    lists += [("platforms", query, deep_platform) for query in ("", "sector=sector-3", "document_type=type-3", "q=99")]
    lists += [
        ("platforms/filled-0/timeline", "", _cursor((NOW - timedelta(days=1)).isoformat(), 1)),
        ("platforms/filled-0/timeline", f"category={second_category}", _cursor(moment.isoformat(), 1)),
        (f"categories/{second_category}/timeline", "", _cursor(moment.isoformat(), 1)),
        (f"categories/{second_category}/timeline", "min_severity=high", _cursor(moment.isoformat(), 1)),
    ]
    print(f"{'list':55} {'queries':>8} {'first':>9} {'deep':>9} {'deep / first':>13}")
    for name, query, cursor in lists:
        url = f"/api/v1/{name}/?{query}"
        first, queries = _measure(url, key)
        deep, _ = _measure(f"{url}&cursor={cursor}", key)
        print(f"{name + '/?' + query:55} {queries:>8} {first:>7.1f}ms {deep:>7.1f}ms {deep / first:>13.2f}", flush=True)


def _cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(["after", *values]).encode()).decode().rstrip("=")


def _key_of_a_professional() -> str:
    from accounts.models import User
    from accounts.services.api_keys import create_api_key
    from billing.entitlements import Tier
    from billing.services.grants import grant_tier

    user = User.objects.create(email="bench@example.com")
    grant_tier(user=user, tier=Tier.PROFESSIONAL, until=None, now=NOW)
    return create_api_key(user=user, name="bench", scopes=["read"], expires_at=None, now=NOW)[1]


def _measure(url: str, key: str) -> tuple[float, int]:
    """Milliseconds of one answer, the median of some, and its queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, times = Client(headers={"Authorization": f"Bearer {key}"}), []
    client.get(url)  # the key's use is noted once a while
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content
    queries = len(captured)
    for _ in range(ROUNDS):
        started = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - started) * 1_000)
    return statistics.median(times), queries


if __name__ == "__main__":
    main()
