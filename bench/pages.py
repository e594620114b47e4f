"""The server's time for each kind of page, as a ratio to an empty page that passes the same middleware.

    python3 bench/pages.py [--rounds 15]

Works in a database of its own: a temporary SQLite file, or a new PostgreSQL database beside the one in DATABASE_URL. It
holds the demonstration, somebody on Professional with one of each kind of what is kept, and a policy of 300 kB with 400
provisions. Each round asks for the empty page and for every other once; what is printed are medians of the rounds, of
the processor's time of this process, so that a busy machine does not show (a PostgreSQL's own time is not in it). Ends
with 1 where a page takes more than its limit.

The limits rest on reasons, not on what pages were seen to take, and are not to be moved to where a page is:

- A page is to feel immediate, which people say of 0.1 s (Nielsen, "Response Times: The 3 Important Limits", 1993). So
  each page may take 100 ms of a processor.
- A processor is as fast as one that shows 400 provisions with 150 kB of quotations, 322 kB of HTML, in one loop of a
  template in 35 ms: that was measured when it was decided that pages are templates. The loop runs here too, in each
  round, so that 100 ms are 100/35 of it on any machine. That over the time of the empty page is the limit.
- The page of all 400 provisions may take two more such loops, one to show them and one to read and sort them: 170 ms.
- Statements don't depend on how much is recorded. A page that shows ten kinds of rows asks each of them, what these
  name, and who asks: 30. The page of the large policy has limits of its own in `tests/web/large_policy.py`, of its
  statements, sections and bytes, which an ordinary test holds too.
"""

import argparse
import gzip
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from own_database import own_database

LOOP_MS, PAGE_MS, WHOLE_MS = 35, 100, 170
MOST_QUERIES = 30
LARGE = "documents/<str:public_id>/ (300 kB)"
WHOLE = "documents/<str:public_id>/ (300 kB, all of it)"
LOOP = """{% for one in provisions %}<section class="clauses"><h3 lang="en">{{ one.heading }}</h3>
<div class="clause" id="{{ one.id }}"><blockquote lang="en" dir="auto"><span class="label">{{ one.label }}</span>
{{ one.text }}</blockquote><p class="clause-facts"><span lang="en">{{ one.category }}</span>
<span class="severity-{{ one.severity }}">{{ one.severity }}</span> <a href="/provisions/{{ one.id }}/">{{ one.id }}</a>
<a href="/categories/{{ one.category }}/">{{ one.category }}</a></p></div></section>
{% endfor %}"""


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
    """Record the large policy and return the path of its page."""
    from governance.models import Provision
    from tests.web.large_policy import change_large_policy, record_large_policy

    now = datetime.now(UTC)
    document = record_large_policy(now=now)
    change_large_policy(document, now=now)
    size = len(document.versions.latest("sequence").text.encode())
    shown = Provision.objects.filter(document=document, removed_in=None).count()
    print(f"The policy has {size:,} bytes and {shown} provisions.")
    return f"/documents/{document.public_id}/"


def _addresses(client: Any, large: str) -> dict[str, str]:
    from tests.web.crawling import crawl, kind_of

    found = crawl(client, most_of_a_kind=1)
    good = {path: page for path, page in found.items() if page.html and page.status == 200}
    once = {kind_of(page.landed) or "(front)": page.landed for _, page in reversed(good.items())}
    of_large = {LARGE: large, WHOLE: f"{large}?all=1"}
    return dict(sorted((once | of_large).items()))


def _report(pages: list[tuple[str, Any, str]], rounds: int, visitor: Any) -> int:
    times: dict[str, list[float]] = {name: [] for name, _, _ in pages}
    empty, loops, loop = [], [], _loop()
    for number in range(rounds + 1):
        taken = _seconds(visitor, "/empty/"), _seconds_of(loop)
        if number:
            empty.append(taken[0])
            loops.append(taken[1])
        for name, client, address in pages:
            one = _seconds(client, address)
            if number:  # the first fills caches
                times[name].append(one)
    base, exceeded = statistics.median(empty), []
    for_ms = statistics.median(loops) / LOOP_MS / base
    print(f"The empty page takes {base * 1000:.2f} ms, the loop of 400 provisions {for_ms * LOOP_MS:.1f} times that.")
    print(f"{'page':76} {'queries':>7} {'bytes':>8} {'gzip':>7} {'× empty':>8} {'limit':>6}")
    for name, client, address in pages:
        limit = for_ms * (WHOLE_MS if name.endswith(WHOLE) else PAGE_MS)
        if over := _show(name, client, address, statistics.median(times[name]) / base, limit):
            exceeded.append(f"{name}: {', '.join(over)}")
    print("\n".join(["Over a limit:", *exceeded]) if exceeded else "All are within their limits.")
    return int(bool(exceeded))


def _show(name: str, client: Any, address: str, ratio: float, limit: float) -> list[str]:
    """Print the line of a page, and return what of it is over a limit."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.web.large_policy import faults_of_size

    with CaptureQueriesContext(connection) as queries:
        body = client.get(address).content
    sizes = f"{len(queries):7} {len(body):8,} {len(gzip.compress(body)):7,}"
    print(f"{name:76} {sizes} {ratio:8.1f} {limit:6.0f}", flush=True)
    over = [f"{ratio:.1f} times the empty page of at most {limit:.0f}"] if ratio > limit else []
    over += [f"{len(queries)} queries of at most {MOST_QUERIES}"] if len(queries) > MOST_QUERIES else []
    reader, _, kind = name.partition(": ")
    if kind in (LARGE, WHOLE):
        over += faults_of_size(body.decode(), len(queries), reader=reader, is_whole=kind == WHOLE)
    return over


def _loop() -> Callable[[], str]:
    """Return what shows 400 provisions with 150 kB of quotations in one loop, and nothing else."""
    from django.template import Context, engines

    words = "We may share what you give us with those who help us to run a part of the service. "
    provisions = [
        {
            "id": f"CW-P-{number:06}",
            "heading": f"Privacy policy › Part {number} › What we share with others",
            "label": f"{number}.",
            "text": (words * 5)[:375],
            "category": "third_party_sharing",
            "severity": "medium",
        }
        for number in range(400)
    ]
    template = engines["django"].from_string(LOOP).template
    size = len(template.render(Context({"provisions": provisions})))
    assert 300_000 < size < 345_000, size
    return lambda: str(template.render(Context({"provisions": provisions})))


def _seconds_of(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before


def _seconds(client: Any, address: str) -> float:
    before = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return time.process_time() - before


if __name__ == "__main__":
    sys.exit(main())
