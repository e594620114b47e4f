"""The server's time for each kind of page, as a ratio to an empty page that passes the same middleware.

    python3 bench/pages.py [--rounds 15]

Works in a database of its own: a temporary SQLite file, or a new PostgreSQL database beside the one in DATABASE_URL. It
holds the demonstration, somebody on Professional with one of each kind of what is kept, and a policy of 300 kB with 400
provisions. Each round asks for the empty page and for every other once; what is printed are medians of the rounds, of
the processor's time of this process, so that a busy machine does not show (a PostgreSQL's own time is not in it). Ends
with 1 where a page takes more than its limit.
"""

import argparse
import gzip
import logging
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from own_database import own_database

PROVISIONS, TEXT_BYTES = 400, 330_000
# Times the empty page. A page that shows much has a limit of its own.
LIMIT = 60
LIMITS = {"documents/<str:public_id>/ (300 kB, all of it)": 200, "platforms/<str:slug>/answers/": 120}
LIMITS |= {"documents/<str:public_id>/analysis/": 120, "changes/<str:public_id>/analysis/": 80, "reviews/": 80}
MOST_QUERIES = 30


def main() -> int:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "RATE_LIMITS": "off", "BASE_URL": "http://testserver"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
        with own_database():
            return _run(given.rounds)


def _run(rounds: int) -> int:
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.conf import settings
    from django.core.management import call_command
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path

    from backend import urls
    from backend.sqlite_file import make_database_file
    from tests.browser.demonstration_of_one import cookies_of_somebody
    from tests.conftest import person_with

    settings.ALLOWED_HOSTS = ["testserver"]
    make_database_file()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    urls.urlpatterns.append(path("empty/", lambda request: HttpResponse("<!doctype html><title>Empty</title>")))
    person = person_with("reader@example.com", tier="professional")
    cookies_of_somebody(person)
    large = _large_document()
    reader = Client()
    reader.force_login(person)
    pages = [
        (f"{who}: {kind}", client, address)
        for who, client in (("visitor", Client()), ("professional", reader))
        for kind, address in _addresses(client, large).items()
    ]
    return _report(pages, rounds, Client())


def _large_document() -> str:
    """Record a policy of that size and return the path of its page."""
    from governance.models import Document, Platform, ProvisionRevision
    from governance.record.recorded import Recorded
    from governance.record.versions import record_version

    platform = Platform.objects.create(slug="vast", name="Vast", sector="social", search_text="vast")
    document = Document.objects.create(platform=platform, document_type="privacy-policy", title="Privacy policy")
    share, size = (
        ", and share it with partner {0}.{1} who helps us to run a part of the service",
        TEXT_BYTES // PROVISIONS,
    )
    parts = []
    for number in range(PROVISIONS):
        shares = "".join(share.format(number, one) for one in range(size // len(share)))
        parts.append(f"## Part {number}\n\nWe keep what you give us for {number + 30} days{shares}.\n")
    at = datetime.now(UTC) - timedelta(days=2)
    for day, before in enumerate(("We keep", "We may keep")):
        text = "# Privacy policy\n\n" + "\n".join(parts).replace(
            "We keep what you give us for 47", f"{before} what for 47"
        )
        record_version(
            Recorded(document=document, data=text.encode(), captured_at=at + timedelta(days=day)),
            now=at + timedelta(days=day),
        )
    version = document.versions.latest("sequence")
    shown = ProvisionRevision.objects.filter(version__document=document).values("provision").distinct().count()
    print(f"The policy has {len(version.text.encode()):,} bytes and {shown} provisions.")
    return f"/documents/{document.public_id}/"


def _addresses(client: Any, large: str) -> dict[str, str]:
    from tests.web.crawling import crawl, kind_of

    found = crawl(client, most_of_a_kind=1)
    good = {path: page for path, page in found.items() if page.html and page.status == 200}
    once = {kind_of(page.landed) or "(front)": page.landed for _, page in reversed(good.items())}
    of_large = {
        "documents/<str:public_id>/ (300 kB)": large,
        "documents/<str:public_id>/ (300 kB, all of it)": f"{large}?all=1",
    }
    return dict(sorted((once | of_large).items()))


def _report(pages: list[tuple[str, Any, str]], rounds: int, visitor: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times: dict[str, list[float]] = {name: [] for name, _, _ in pages}
    empty = []
    for number in range(rounds + 1):
        taken = _seconds(visitor, "/empty/")
        if number:
            empty.append(taken)
        for name, client, address in pages:
            taken = _seconds(client, address)
            if number:  # the first fills caches
                times[name].append(taken)
    base, exceeded = statistics.median(empty), []
    print(f"{'page':76} {'queries':>7} {'bytes':>8} {'gzip':>7} {'× empty':>8} {'limit':>6}")
    for name, client, address in pages:
        with CaptureQueriesContext(connection) as queries:
            body = client.get(address).content
        ratio, limit = statistics.median(times[name]) / base, LIMITS.get(name.partition(": ")[2], LIMIT)
        print(
            f"{name:76} {len(queries):7} {len(body):8,} {len(gzip.compress(body)):7,} {ratio:8.1f} {limit:6}",
            flush=True,
        )
        if ratio > limit or len(queries) > MOST_QUERIES:
            exceeded.append(name)
    print("All are within their limits." if not exceeded else f"Over a limit: {', '.join(exceeded)}")
    return int(bool(exceeded))


def _seconds(client: Any, address: str) -> float:
    before = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
