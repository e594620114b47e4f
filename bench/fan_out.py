"""Fan-out of one change to many watchers: statements, memory, and the ratio to a bare INSERT … SELECT of the alerts.

A fan-out also finds out who is entitled and writes everybody's message, which the bare statement does not.

    python3 bench/fan_out.py [--watchers 100000]

Works in a database of its own: a temporary SQLite file, or a new PostgreSQL database beside the one in DATABASE_URL.
"""

import argparse
import os
import sys
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from own_database import own_database

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
ROUNDS = 3


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--watchers", type=int, default=100_000)
    watchers = options.parse_args().watchers
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        with own_database():
            _run(watchers)


def _run(watchers: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from seed_watchers import published_change

    from backend.sqlite_file import make_database_file

    make_database_file()
    call_command("migrate", verbosity=0)
    platform = _seed(watchers)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    fan_outs, bares = [], []
    for _ in range(ROUNDS):  # in turns, so that both meet the same noise
        bares.append(_bare(published_change(platform, NOW)))
        fan_outs.append(_fan_out(published_change(platform, NOW), watchers))
    statements, growth, resident = _cost(published_change(platform, NOW), watchers)
    ratio = min(fan_outs) / min(bares)
    print(f"{connection.vendor}: one change to {watchers:,} watchers, best of {ROUNDS}")
    print(f"  statements                            {statements}")
    print(f"  Python memory growth                  {growth:.2f} MB traced, {resident:.2f} MB resident")
    print(f"  fan-out                               {min(fan_outs):.3f} s, {watchers / min(fan_outs):,.0f} alerts/s")
    print(f"  bare INSERT … SELECT of the same rows {min(bares):.3f} s")
    print(f"  ratio                                 {ratio:.2f}")


def _seed(watchers: int):
    """Watchers of one platform: an operator's grant, a default list, one item."""
    from accounts.models import User
    from alerts.models import WatchedPlatform, WatchItem, Watchlist
    from billing.models import Subscription
    from governance.models import Platform

    platform = Platform.objects.create(slug="bench", name="Bench", sector="other")
    before = NOW - timedelta(days=1)
    for start in range(0, watchers, 5_000):
        numbers = range(start, min(start + 5_000, watchers))
        users = User.objects.bulk_create(User(email=f"w{n}@example.com", password="!") for n in numbers)
        grant = {
            "source": "operator",
            "tier": "watcher",
            "status": "active",
            "started_at": before,
            "updated_at": before,
        }
        Subscription.objects.bulk_create(Subscription(user=user, **grant) for user in users)
        lists = Watchlist.objects.bulk_create(Watchlist(user=user, name="All", is_default=True) for user in users)
        WatchItem.objects.bulk_create(WatchItem(watchlist=w, platform=platform, added_at=before) for w in lists)
        WatchedPlatform.objects.bulk_create(WatchedPlatform(user=u, platform=platform, position=1) for u in users)
    return platform


def _fan_out(change, watchers: int) -> float:
    from alerts.models import Message
    from alerts.owed.fan_out import fan_out_due

    Message.objects.filter(kind="alert").update(created_at=NOW - timedelta(hours=1))  # so that nobody waits
    started = time.perf_counter()
    counts = fan_out_due(NOW)
    elapsed = time.perf_counter() - started
    assert counts["alerts"] == counts["messages"] == watchers, counts
    return elapsed


def _bare(change) -> float:
    """The same rows as somebody would write them by hand, who knows that everybody is owed everything."""
    from django.db import connection, transaction

    new_id = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    insert = (
        "INSERT INTO alerts_alert (id, user_id, change_id, created_at) "
        f"SELECT {new_id}, user_id, %s, %s FROM alerts_watchedplatform WHERE platform_id = %s"
    )
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert, [change.pk, NOW if connection.vendor == "postgresql" else str(NOW), change.platform_id])
    elapsed = time.perf_counter() - started
    # Or the fan-out would serve it once more, and hold back the mail of whoever has an alert that waits.
    type(change).objects.filter(pk=change.pk).update(published_at=None)
    change.alerts.all().delete()
    return elapsed


def _cost(change, watchers: int) -> tuple[int, float, float]:
    """Statements, and the growth of traced and of resident memory in MB."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    resident = _resident_mb()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    with CaptureQueriesContext(connection) as statements:
        _fan_out(change, watchers)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return len(statements), (peak - before) / 2**20, _resident_mb() - resident


def _resident_mb() -> float:
    """Memory of the process that isn't a mapped file, such as SQLite's database; 0 where the system doesn't tell."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:")), 0.0)


if __name__ == "__main__":
    main()
