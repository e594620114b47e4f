"""From changes that are owed to webhooks that took them: deliveries per second against a bare posting loop.

    DATABASE_URL=postgres://… python3 bench/channels.py [--channels 100] [--events 40] [--connections 4] [--delay 0]

Claiming, signing, posting through the guard and marking, by one worker against a local receiver. The limit is a bare
loop that posts as many ready-made bodies to the same receiver, by as many threads with a kept-alive connection each:
no database, no signature, no guard. Works in a PostgreSQL database of its own beside the one in DATABASE_URL.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from own_database import own_database

SENTENCE = "A provision on data sharing was modified: it names more recipients, and no way to object."
EVENT = {
    "type": "change.published",
    "timestamp": "2026-01-01T00:00:00Z",
    "data": {"id": "CW-C-000001", "headline": SENTENCE, "provisions": [{"sentence": SENTENCE}] * 8},
}


class Receiver(BaseHTTPRequestHandler):
    """Takes everything, and counts it in the class."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    delay = 0.0
    taken = 0

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.delay:
            time.sleep(self.delay)
        Receiver.taken += 1
        self._answer(b"ok")

    def do_GET(self):
        self._answer(str(Receiver.taken).encode())

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts):
        pass


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--channels", type=int, default=100)
    options.add_argument("--events", type=int, default=40, help="of each channel")
    options.add_argument("--connections", type=int, default=4)
    options.add_argument("--delay", type=float, default=0.0, help="seconds that the receiver takes for a request")
    options.add_argument("--role", choices=("receiver",))
    given = options.parse_args()
    if given.role:
        Receiver.delay = given.delay
        server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        print(server.server_port, flush=True)
        server.serve_forever()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("Set DATABASE_URL to a PostgreSQL server: postgres://user@host/postgres")
    with tempfile.TemporaryDirectory() as folder, _receiver(given.delay) as port:
        os.environ |= {
            "DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "CHANNEL_DEVELOPMENT_HOSTS": f"127.0.0.1:{port}",
            "DELIVERY_CONNECTIONS": str(given.connections),
        }
        with own_database():
            _run(given, port)


@contextmanager
def _receiver(delay: float):
    command = [sys.executable, __file__, "--role", "receiver", "--delay", str(delay)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def _run(given: argparse.Namespace, port: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from alerts.channels.sending import deliver_to_channels
    from alerts.models import Batch

    count = given.channels * given.events
    limit = _limit(count, given.connections, port)
    _fill(given, port)
    deliver_to_channels(datetime(2000, 1, 1, tzinfo=UTC))  # what a worker does once: modules, connections
    before, started = _taken(port), time.perf_counter()
    while Batch.objects.exclude(state="sent").exists():
        deliver_to_channels(datetime.now(UTC))
    seconds = time.perf_counter() - started
    assert _taken(port) - before == count, (_taken(port), before, count)
    print(f"{given.events} events to {given.channels} channels, {given.connections} at once, {given.delay} s a request")
    print(f"  limit (bare posting loop)  {count / limit:12,.0f} deliveries/s")
    print(f"  end to end                 {count / seconds:12,.0f} deliveries/s")
    print(f"  ratio to the limit         {limit / seconds:12.2f}")


def _limit(count: int, threads: int, port: int) -> float:
    body = json.dumps(EVENT).encode()

    def post(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(count // threads + (number < count % threads)):
            connection.request("POST", "/bare", body, {"Content-Type": "application/json"})
            connection.getresponse().read()
        connection.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(post, range(threads)))
    return time.perf_counter() - started


def _fill(given: argparse.Namespace, port: int) -> None:
    from accounts.models import User
    from alerts.channels import keeping, owing
    from alerts.channels.events import TEST
    from alerts.models import Content
    from billing.services.grants import grant_tier

    now = datetime.now(UTC)
    contents = Content.objects.bulk_create(
        Content(key=f"{number:064}", kind="channel", subject="x", html="", text=json.dumps(EVENT), created_at=now)
        for number in range(given.events)
    )
    for number in range(given.channels):
        user = User.objects.create(email=f"bench{number}@example.com")
        grant_tier(user=user, tier="professional", until=None, now=now)
        wishes = keeping.ChannelWishes(url=f"http://127.0.0.1:{port}/c{number}")
        channel, _ = keeping.add_channel(user=user, kind="webhook", wishes=wishes, now=now)
        owing.owe([(channel.pk, user.pk, one.pk, None) for one in contents], event_type=TEST, now=now)


def _taken(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/")
    return int(connection.getresponse().read())


if __name__ == "__main__":
    main()
