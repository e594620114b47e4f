"""Claim pages from a schedule of 100,000, and print how many a second as ratios, with the plan of the query.

    DATABASE_URL=postgres://… .venv/bin/python bench/claims.py [--documents N] [--claims N] [--workers N]

A claim is what a worker does for one page: lease its host, and let go of it with the next due time. The ratios are to
the same number of bare updates of one row by its key in this database, to a schedule of a hundredth of the size (1
where the size doesn't matter), and to what is needed: each document once in six hours. Works in a PostgreSQL database
of its own. Ends with 1 where the plan reads a whole table, or rows that grow with the table.
"""

import argparse
import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.own_database import own_database  # noqa: E402

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)
BATCH = 16
NEEDED_WITHIN = timedelta(hours=6)
# A claim may pass over hosts that wait for the end of their pause, and no more than these.
MOST_ROWS = 50 * BATCH


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--claims", type=int, default=2_000)
    options.add_argument("--workers", type=int, default=4)
    given = options.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("DATABASE_URL names no PostgreSQL.")
    with own_database():
        _make_tables()
        return _run(given)


def _run(given: argparse.Namespace) -> int:
    _fill(given.documents // 100)
    small = _rate(given.claims // 4, 1)
    _fill(given.documents)
    bare = _bare_rate(given.claims)
    alone, together = _rate(given.claims, 1), _rate(given.claims, given.workers)
    needed = given.documents / NEEDED_WITHIN.total_seconds()
    print(f"{given.documents:,} documents, claims in batches of {BATCH}, each let go again")
    print(f"{'':34} {'a second':>9} {'bare update':>12} {'needed':>9}")
    for name, rate in (("1 worker", alone), (f"{given.workers} workers", together)):
        print(f"{name:34} {rate:>9,.0f} {rate / bare:>11.2f}x {rate / needed:>8,.0f}x")
    print(f"with all documents to a hundredth of them, 1 worker: {alone / small:.2f}")
    print("\n".join(plan := _plan()))
    wrong = [line.strip() for line in plan if "Seq Scan" in line or _rows(line) > MOST_ROWS]
    print(f"WRONG: {wrong}" if wrong else f"Every table is read by an index, at most {MOST_ROWS} rows a step.")
    return 1 if wrong else 0


def _fill(documents: int) -> None:
    """Hosts and pages of which half are due, the others within six hours."""
    from django.db import connection

    from governance.capture.schedule.chance import share_of
    from governance.capture.schedule.simulation import usual_hosts
    from governance.models import CaptureHost, SourcePage

    SourcePage.objects.all().delete()
    CaptureHost.objects.all().delete()
    sizes = usual_hosts(documents)
    hosts = CaptureHost.objects.bulk_create(
        [CaptureHost(name=name, delay=timedelta(seconds=10), next_allowed_at=NOON) for name, _ in sizes], 2_000
    )
    pages = [
        SourcePage(
            host=host,
            address=f"https://{host.name}/{number}",
            language="en",
            due_at=NOON + NEEDED_WITHIN * (share_of(host.name, number) - 0.5),
        )
        for host, (_, size) in zip(hosts, sizes, strict=True)
        for number in range(size)
    ]
    SourcePage.objects.bulk_create(pages, 5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE governance_capturehost SET first_due_at = (SELECT min(due_at) FROM governance_sourcepage"
            " WHERE host_id = governance_capturehost.id)"
        )
        cursor.execute("VACUUM ANALYZE governance_capturehost")
        cursor.execute("VACUUM ANALYZE governance_sourcepage")


def _rate(claims: int, workers: int) -> float:
    """Claims a second by so many workers at once, each let go again with its next due time."""
    from django.db import connection, transaction

    from governance.capture.schedule.leases import claim_pages, hold, let_go
    from governance.models import SourcePage

    def work() -> None:
        for number in range(claims // workers // BATCH):
            now = NOON + timedelta(seconds=number)
            for claim in claim_pages(limit=BATCH, now=now):
                with transaction.atomic():
                    host = hold(claim)
                    SourcePage.objects.filter(pk=claim.page_id).update(due_at=now + NEEDED_WITHIN)
                    if host is not None:
                        let_go(host, next_allowed_at=now + timedelta(seconds=10), refusal_count=0)
        connection.close()

    return _timed(work, workers, claims)


def _bare_rate(updates: int) -> float:
    from governance.models import CaptureHost

    keys = list(CaptureHost.objects.values_list("pk", flat=True)[:updates])

    def work() -> None:
        for key in keys:
            CaptureHost.objects.filter(pk=key).update(fence=1)

    return _timed(work, 1, len(keys))


def _timed(work: Any, workers: int, count: int) -> float:
    threads = [threading.Thread(target=work) for _ in range(workers)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - started)


def _plan() -> list[str]:
    from django.db import transaction

    from governance.capture.schedule.leases import free_hosts

    with transaction.atomic():
        hosts = free_hosts(NOON + timedelta(minutes=1)).select_for_update(skip_locked=True, of=("self",))[:BATCH]
        return str(hosts.explain(analyze=True, costs=False, timing=False)).splitlines()


def _rows(line: str) -> float:
    """The rows of a step of a plan, those that were passed over included."""
    for mark in ("actual rows=", "Rows Removed by Filter: "):
        if mark in line:
            return float(line.split(mark)[1].split()[0])
    return 0.0


def _make_tables() -> None:
    """From the models: the migrations are tested elsewhere."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "backend.settings", "PRODUCTION": "0", "LOG_LEVEL": "ERROR"}
    import django
    from django.conf import settings

    django.setup()
    from django.apps import apps
    from django.core.management import call_command

    from backend.sqlite_file import make_database_file

    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    make_database_file()
    call_command("migrate", run_syncdb=True, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
