"""A cycle of capture by workers that are killed all the while: is each document judged once, and each host left alone?

    [DATABASE_URL=postgres://…] python -m tests.chaos.capture [--documents 5000] [--kills 50] [--workers 2] [--judges 2]

Works in a database of its own: beside the one in DATABASE_URL, or a SQLite file. Prints a table, and ends with 1 where
a document was not captured or judged twice, or a host was asked again before its pause was over.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from bench.own_database import own_database
from tests.chaos.stage import end_with_parent, make_tables
from tests.local_web import LocalWeb, html
from tests.local_web.answers import Answer, Asked

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES_OF_A_HOST = 10
DELAY = timedelta(seconds=1)
TEXT = "".join(
    f"<p>You agree that clause {number} of these terms is part of our contract, and that the law decides of it.</p>"
    for number in range(8)
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, default=5_000)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--workers", type=int, default=2, help="that fetch")
    options.add_argument("--judges", type=int, default=2, help="that judge")
    options.add_argument("--pause", type=float, default=1.5, help="the most seconds between two kills")
    options.add_argument("--patience", type=float, default=1_200, help="the most seconds for all of it")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "PRODUCTION": "0", "LOG_LEVEL": "ERROR", "CACHE_URL": "locmemcache://"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
        with own_database():
            told = _run(given)
    print(json.dumps(told) if given.json else "\n".join(f"{name:44} {value}" for name, value in told.items()))
    sys.exit(0 if told["is good"] else 1)


class Requests:
    """What the web answers, and when it was asked for each page."""

    def __init__(self) -> None:
        self.of_host: dict[str, list[tuple[float, str]]] = defaultdict(list)

    def answer(self, asked: Asked) -> Answer:
        self.of_host[asked.host].append((time.monotonic(), asked.path))
        return html(f"<html lang=en><main><h1>Terms {asked.path} of {asked.host}</h1>{TEXT}</main></html>")

    def least_gap(self) -> float:
        """The fewest seconds between two requests to one host."""
        return min(
            (later[0] - sooner[0] for asked in self.of_host.values() for sooner, later in pairwise(asked)), default=0
        )

    def repeated(self) -> int:
        """How many requests asked for a page that was asked for before."""
        return sum(
            count - 1 for asked in self.of_host.values() for count in Counter(path for _, path in asked).values()
        )


def _run(given: argparse.Namespace) -> dict[str, object]:
    make_tables()
    from django.db import connection

    from governance.capture.schedule.politeness import SPREAD
    from governance.models import Capture, CaptureHealth, Fetch

    _fill(given.documents)
    chance, requests = random.Random(given.seed), Requests()
    hosts = {f"h{number}.example": {"*": requests.answer} for number in range(_hosts_of(given.documents))}
    started, kills = time.monotonic(), 0
    workers: list[subprocess.Popen[bytes]] = []
    with LocalWeb(hosts, certified=["web.example"]) as web:
        try:
            duties = ["fetch"] * given.workers + ["judge"] * given.judges
            workers = [_start(duty, web.endpoint.port, number) for number, duty in enumerate(duties)]
            next_kill = 0.0
            while CaptureHealth.objects.exclude(state="verified").exists():
                if time.monotonic() - started > given.patience:
                    break
                if kills < given.kills and time.monotonic() > next_kill:
                    kills += _kill_one(chance.randrange(len(workers))) if requests.of_host else 0
                    next_kill = time.monotonic() + chance.uniform(given.pause / 3, given.pause)
                time.sleep(0.1)
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
    missing = CaptureHealth.objects.exclude(state="verified").count()
    least, allowed = requests.least_gap(), (DELAY * (1 - SPREAD)).total_seconds()
    asked = sum(map(len, requests.of_host.values()))
    judged, claims = Capture.objects.count(), sum(CaptureHealth.objects.values_list("fence", flat=True))
    return {
        "database": connection.vendor,
        "documents": given.documents,
        "hosts": len(hosts),
        "workers killed": kills,
        "documents not captured": missing,
        "requests for pages": asked,
        "requests whose answer died with a worker": asked - Fetch.objects.count(),
        "pages asked for again": requests.repeated(),
        "captures, one for each document that was judged": judged,
        "claims to judge that died with a worker": claims - judged,
        "least seconds between two requests to a host": round(least, 3),
        "allowed": allowed,
        "seconds": round(time.monotonic() - started),
        "is good": not missing and kills == given.kills and least >= allowed and judged == given.documents,
    }


def _hosts_of(documents: int) -> int:
    return -(-documents // PAGES_OF_A_HOST)


def _start(duty: str, port: int, number: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.chaos.capture_worker", duty, str(port), str(_pid_file(number))]
    return subprocess.Popen(command, cwd=ROOT, preexec_fn=end_with_parent)


def _kill_one(number: int) -> int:
    """Kill the child that works now; the number of those that were killed."""
    file = _pid_file(number)
    if not file.exists():
        return 0
    with suppress(ProcessLookupError):
        os.kill(int(file.read_text()), signal.SIGKILL)
        file.unlink()
        return 1
    return 0


def _pid_file(number: int) -> Path:
    return Path(os.environ["DATA_DIR"]) / f"worker-{number}.pid"


def _fill(documents: int) -> None:
    """Documents that are all due at once. None is called 404 or 403: that is the title of an error page."""
    from governance.models import CaptureHealth, CaptureHost, Document, PageOfDocument, SourcePage
    from governance.record.platforms import platform_named

    now = datetime.now(UTC)
    count = _hosts_of(documents)
    platforms = [platform_named(f"Platform {number}", is_demonstration=False, now=now) for number in range(count)]
    hosts = CaptureHost.objects.bulk_create(
        CaptureHost(name=f"h{number}.example", delay=DELAY, next_allowed_at=now, first_due_at=now)
        for number in range(count)
    )
    made = Document.objects.bulk_create(
        Document(platform=platforms[number % count], document_type=f"terms-{number}", title=f"Terms {number}")
        for number in range(documents)
    )
    pages = SourcePage.objects.bulk_create(
        SourcePage(
            host=hosts[number % count], address=f"http://h{number % count}.example/p{number}", language="en", due_at=now
        )
        for number in range(documents)
    )
    PageOfDocument.objects.bulk_create(
        PageOfDocument(document=document, page=page, position=0) for document, page in zip(made, pages, strict=True)
    )
    CaptureHealth.objects.bulk_create(CaptureHealth(document=document, since=now) for document in made)


if __name__ == "__main__":
    main()
