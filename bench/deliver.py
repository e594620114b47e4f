"""From one published change to mail for all its watchers: recipients per second against the limit and the usual design.

    DATABASE_URL=postgres://… python3 bench/deliver.py [--watchers 100000] [--workers 1] [--delay 0] [--usual] [--cold]

Fan-out, composing, rendering, claiming, posting and marking, by worker processes against a local sink. The limit is a
bare loop that posts the same number of ready-made requests of 1,000 people each over one kept-alive connection to the
same sink. `--usual` also measures one Celery task per recipient that renders, sends and saves (BROKER_URL: Redis).
Workers that run have told of changes before, and so have these: one to three people; with `--cold`, they are new.
Works in a PostgreSQL database of its own beside the one in DATABASE_URL.
"""

import argparse
import base64
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from own_database import own_database

HERE = Path(__file__).resolve().parent
USUAL_RECIPIENTS = 300


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--watchers", type=int, default=100_000)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--delay", type=float, default=0.0)
    options.add_argument("--usual", action="store_true")
    options.add_argument("--digests", action="store_true", help="weekly digests of 400 platforms instead of one change")
    options.add_argument("--cold", action="store_true", help="workers that have not told of anything yet")
    options.add_argument("--role", choices=("worker",))
    given = options.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("Set DATABASE_URL to a PostgreSQL server: postgres://user@host/postgres")
    if given.role == "worker":
        _worker(given)
        return
    with tempfile.TemporaryDirectory() as folder, _sink(given.delay) as port:
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "EMAIL_TRANSPORT": "sendgrid",
            "SENDGRID_API_KEY": "SG.bench",
            "SENDGRID_API_HOST": f"http://127.0.0.1:{port}",
            "SENDGRID_WEBHOOK_PUBLIC_KEY": _public_key(),
        }
        with own_database():
            _run(given, port)


@contextmanager
def _sink(delay: float):
    process = subprocess.Popen(
        [sys.executable, HERE / "mail_sink.py", "--delay", str(delay)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def _public_key() -> str:
    """Some key: the settings ask for one, and no event comes here."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def _run(given: argparse.Namespace, port: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from backend.sqlite_file import make_database_file

    make_database_file()
    call_command("migrate", verbosity=0)
    from alerts.models import Batch, Content

    limit_seconds = _limit(given.watchers, port)
    workers = _start_workers(given)
    before, bodies, requests = _count(port)["people"], Content.objects.count(), Batch.objects.count()
    change = _due_digests(given.watchers) if given.digests else _due_alerts(given.watchers)
    seconds = _end_to_end(workers, given)
    told = _count(port)
    assert told["people"] - before == given.watchers, told
    bodies, requests = Content.objects.count() - bodies, Batch.objects.count() - requests
    what = "weekly digests of 400 platforms" if given.digests else "one change"
    print(f"{what} to {given.watchers:,}, {given.workers} worker(s), the sink takes {given.delay} s a request")
    print(f"  bodies, requests           {bodies:12,} {requests:,}")
    print(f"  limit (bare posting loop)  {given.watchers / limit_seconds:12,.0f} recipients/s")
    print(f"  end to end                 {given.watchers / seconds:12,.0f} recipients/s")
    print(f"  ratio to the limit         {limit_seconds / seconds:12.2f}")
    print(f"  cost                       {seconds / given.watchers * 1e6:12,.1f} µs a recipient")
    if given.usual:
        usual = USUAL_RECIPIENTS / _usual(change.platform, port)
        print(f"  one task per recipient     {usual:12,.0f} recipients/s")
        print(f"  ratio to that              {given.watchers / seconds / usual:12,.0f}")


def _due_alerts(watchers: int):
    from seed_watchers import published_change, seed_watchers

    return published_change(seed_watchers(watchers))


def _due_digests(readers: int):
    """Thirty of four hundred platforms have changed in the week."""
    from seed_watchers import published_change, seed_readers

    from alerts.owed.fan_out import fan_out_due

    end = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    platforms = seed_readers(readers, platforms=400, period_start=end - timedelta(days=7), due_at=end)
    changes = [published_change(platform, end - timedelta(days=1)) for platform in platforms[::13]]
    fan_out_due(datetime.now(UTC))
    return changes[0]


def _limit(people: int, port: int) -> float:
    """The time of as many ready-made requests over one connection, of the kind that the transport makes."""
    from seed_watchers import sample_request

    from alerts.delivery.transports.sendgrid.payload import request_body

    body = request_body(**sample_request(1000))
    connection = http.client.HTTPConnection("127.0.0.1", port)
    started = time.perf_counter()
    for _ in range(max(people // 1000, 1)):
        connection.request("POST", "/v3/mail/send", body, {"Content-Type": "application/json"})
        connection.getresponse().read()
    return time.perf_counter() - started


def _count(port: int) -> dict:
    with urlopen(f"http://127.0.0.1:{port}/count") as answer:
        return json.load(answer)


def _start_workers(given: argparse.Namespace) -> list:
    command = [sys.executable, __file__, "--role", "worker", *["--cold"] * given.cold]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = []
    for _ in range(given.workers):  # one after the other, since what each tells first is its own
        workers.append(subprocess.Popen(command, **pipes))
        assert workers[-1].stdout.readline() == "ready\n"
    return workers


def _end_to_end(workers: list, given: argparse.Namespace) -> float:
    """From the word "go" to workers that were waiting for it, until all is marked as sent."""
    from alerts.models import Batch

    started = time.perf_counter()
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    ends = [json.loads(worker.stdout.readline()) for worker in workers]
    seconds = time.perf_counter() - started
    for worker, end in zip(workers, ends, strict=True):
        worker.communicate()
        per_thousand = end["statements"] / max(given.watchers / 1000, 1)
        print(f"  a worker: {end['seconds']}, {per_thousand:.1f} statements per 1,000, {end['memory_mb']} MB at most")
    states = set(Batch.objects.values_list("state", flat=True))
    assert states == {Batch.State.SENT}, states
    return seconds


def _worker(given: argparse.Namespace) -> None:
    """A worker with two slots: one for fan-out and composing, one for sending, each nudged until nothing is left."""
    import django

    django.setup()
    import resource

    from django.db import connection
    from django.db.backends.signals import connection_created

    from alerts.delivery.sending import deliver_due
    from alerts.models import Batch
    from alerts.owed.digests import compose_due_digests
    from alerts.owed.fan_out import fan_out_due
    from alerts.owed.same_day_alerts import compose_due_alerts

    connection.ensure_connection()
    if not given.cold:
        _tell_of_another()
    print("ready", flush=True)
    sys.stdin.readline()
    took: dict[str, float] = {}
    statements = Counter()

    def count(execute, *call):
        statements["all"] += 1
        return execute(*call)

    connection_created.connect(lambda connection, **_: connection.execute_wrappers.append(count), weak=False)
    connection.execute_wrappers.append(count)

    def run(duty) -> int:
        started = time.perf_counter()
        done = sum(duty(datetime.now(UTC)).values())
        took[duty.__name__] = round(took.get(duty.__name__, 0) + time.perf_counter() - started, 2)
        return done

    def compose() -> None:
        while run(fan_out_due) + run(compose_due_alerts) + run(compose_due_digests) or _is_owed():
            time.sleep(0.01)  # where another worker is at it, until that one is done
        connection.close()

    composing = threading.Thread(target=compose)
    composing.start()
    while True:
        is_last = not composing.is_alive()
        if not run(deliver_due):
            if is_last and not Batch.objects.filter(state=Batch.State.PENDING).exists():
                break
            time.sleep(0.01)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": took, "statements": statements["all"], "memory_mb": memory}), flush=True)


def _tell_of_another() -> None:
    from seed_watchers import published_change, seed_watchers

    from alerts.delivery.sending import deliver_due
    from alerts.owed.fan_out import fan_out_due

    published_change(seed_watchers(3, f"before-{os.getpid()}"))
    fan_out_due(datetime.now(UTC))
    assert deliver_due(datetime.now(UTC))["sent"]


def _is_owed() -> bool:
    """Whether anything is still to be composed."""
    from alerts.models import Alert, DigestSchedule
    from governance.models import Change

    now = datetime.now(UTC)
    changes = Change.objects.published().filter(fan_out__done_at=None)
    return changes.exists() or Alert.objects.filter(message=None).exists() or DigestSchedule.objects.due(now).exists()


def _usual(platform, port: int) -> float:
    """The time that one Celery task per recipient takes, from the first being enqueued to the last being saved."""
    from one_task_per_recipient import app, tell
    from seed_watchers import published_change

    from alerts.models import Alert
    from alerts.owed.fan_out import fan_out_due

    change = published_change(platform)
    fan_out_due(datetime.now(UTC))
    told = Alert.objects.filter(change=change, read_at__isnull=False)
    ids = [str(pk) for pk in Alert.objects.filter(change=change).values_list("pk", flat=True)[: USUAL_RECIPIENTS + 1]]
    app.control.purge()
    worker = subprocess.Popen([sys.executable, HERE / "one_task_per_recipient.py"], stdout=subprocess.DEVNULL)
    try:
        tell.delay(ids.pop())  # the worker is up when it has done this one
        _wait_until(lambda: told.count() == 1)
        started = time.perf_counter()
        for alert_id in ids:
            tell.delay(alert_id)
        _wait_until(lambda: told.count() == USUAL_RECIPIENTS + 1)
        return time.perf_counter() - started
    finally:
        worker.terminate()
        worker.wait()


def _wait_until(condition) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "the worker of the usual design does not come on"
        time.sleep(0.02)


if __name__ == "__main__":
    main()
