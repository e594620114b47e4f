"""Channels whose workers are killed all the while, and whose receivers misbehave: is everything told, under one id?

    [DATABASE_URL=postgres://…] python -m tests.chaos.channels [--channels 20] [--events 100] [--kills 50] [--workers 3]

Works in a database of its own: beside the one in DATABASE_URL, or a SQLite file. Prints a table, and ends with 1 where
a receiver never took what it was owed, an id came with two bodies, or a signature was wrong.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

from bench.own_database import own_database
from tests.chaos.stage import end_with_parent, make_tables
from tests.local_web import LocalWeb
from tests.local_web.answers import Answer, Asked, redirect, unavailable

ROOT = Path(__file__).resolve().parent.parent.parent
TAKEN = Answer(b"ok")
# What a receiver does of a hundred times; the rest it takes. It takes what it answers late or cuts off, too.
TROUBLE: tuple[tuple[int, bool, Answer], ...] = (
    (8, False, Answer(status=500)),
    (5, False, unavailable(429, "0.2")),
    (3, False, redirect("http://127.0.0.1:1/private")),
    (5, False, Answer(raw=b"")),
    (5, True, Answer(raw=b"HTTP/1.1 20")),
    (5, True, Answer(b"ok", wait=3.0)),
    (5, True, Answer(b"accepted", cut_after=3)),
)
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--channels", type=int, default=20)
    options.add_argument("--events", type=int, default=100, help="of each channel")
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--workers", type=int, default=3)
    options.add_argument("--pause", type=float, default=1.0, help="the most seconds between two kills")
    options.add_argument("--patience", type=float, default=900, help="the most seconds for all of it")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    receivers = Receivers(given.seed)
    site = {"127.0.0.1": {"*": receivers.answer}}
    with tempfile.TemporaryDirectory() as folder, LocalWeb(site, certified=["web.example"]) as web:
        os.environ |= {"DATA_DIR": folder, "PRODUCTION": "0", "LOG_LEVEL": "ERROR", "CACHE_URL": "locmemcache://"}
        os.environ["CHANNEL_DEVELOPMENT_HOSTS"] = f"127.0.0.1:{web.endpoint.port}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
        with own_database():
            told = _run(given, receivers, web.endpoint.port)
    print(json.dumps(told) if given.json else "\n".join(f"{name:44} {value}" for name, value in told.items()))
    sys.exit(0 if told["is good"] else 1)


class Receivers:
    """What came to each address, and what was taken."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.bodies: dict[str, set[bytes]] = defaultdict(set)
        self.taken: Counter[str] = Counter()
        self.secrets: dict[str, str] = {}
        self.wrong_signatures = 0
        self.asked = 0

    def answer(self, asked: Asked) -> Answer:
        self.asked += 1
        try:
            Webhook(self.secrets[asked.path]).verify(asked.body, {name: asked.headers[name] for name in HEADERS})
        except Exception:  # noqa: BLE001 - the library raises several, and each is a fault of ours
            self.wrong_signatures += 1
        told = asked.headers["webhook-id"]
        self.bodies[told].add(asked.body)
        drawn = self._chance.uniform(0, 100)
        for share, is_taken, answer in TROUBLE:
            drawn -= share
            if drawn < 0:
                self.taken[told] += is_taken
                return answer
        self.taken[told] += 1
        return TAKEN


def _run(given: argparse.Namespace, receivers: Receivers, port: int) -> dict[str, object]:
    make_tables()
    from django.db import connection

    from alerts.models import Attempt, Batch, ChannelDelivery

    _fill(given, receivers, port)
    chance, started, kills = random.Random(given.seed), time.monotonic(), 0
    workers: list[subprocess.Popen[bytes]] = []
    try:
        workers = [_start(number) for number in range(given.workers)]
        next_kill = 0.0
        while Batch.objects.exclude(state="sent").exists() or kills < given.kills:
            if time.monotonic() - started > given.patience:
                break
            if kills < given.kills and time.monotonic() > next_kill:
                kills += _kill_one(chance.randrange(len(workers))) if receivers.asked else 0
                next_kill = time.monotonic() + chance.uniform(given.pause / 3, given.pause)
            time.sleep(0.05)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    owed = {f"msg_{key.hex}" for key in ChannelDelivery.objects.values_list("pk", flat=True)}
    never = len(owed - {told for told, count in receivers.taken.items() if count})
    unfinished = Batch.objects.exclude(state="sent").count()
    several = sum(len(bodies) > 1 for bodies in receivers.bodies.values())
    return {
        "database": connection.vendor,
        "deliveries": len(owed),
        "workers killed": kills,
        "requests": receivers.asked,
        "attempts": Attempt.objects.count(),
        "taken more than once, under the same id": sum(count > 1 for count in receivers.taken.values()),
        "never taken": never,
        "not marked as sent": unfinished,
        "ids with several bodies": several,
        "ids that nothing is owed under": len(receivers.bodies.keys() - owed),
        "wrong signatures": receivers.wrong_signatures,
        "seconds": round(time.monotonic() - started),
        "is good": not (never or unfinished or several or receivers.wrong_signatures or receivers.bodies.keys() - owed)
        and kills == given.kills,
    }


def _fill(given: argparse.Namespace, receivers: Receivers, port: int) -> None:
    from accounts.models import User
    from alerts.channels import keeping, owing
    from alerts.channels.events import TEST
    from alerts.models import Content
    from billing.services.grants import grant_tier

    now = datetime.now(UTC)
    user = User.objects.create(email="chaos@example.com")
    grant_tier(user=user, tier="professional", until=None, now=now)
    contents = Content.objects.bulk_create(
        Content(key=f"{number:064}", kind="channel", subject="x", html="", text=_event(number), created_at=now)
        for number in range(given.events)
    )
    for number in range(given.channels):
        wishes = keeping.ChannelWishes(url=f"http://127.0.0.1:{port}/c{number}")
        channel, secret = keeping.add_channel(user=user, kind="webhook", wishes=wishes, now=now)
        receivers.secrets[f"/c{number}"] = secret
        owed: list[Any] = [(channel.pk, user.pk, content.pk, None) for content in contents]
        owing.owe(owed, event_type=TEST, now=now)


def _event(number: int) -> str:
    return json.dumps({"type": "change.published", "timestamp": "2026-01-01T00:00:00Z", "data": {"id": number}})


def _start(number: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.chaos.channel_worker", str(_pid_file(number))]
    return subprocess.Popen(command, cwd=ROOT, preexec_fn=end_with_parent)


def _kill_one(number: int) -> int:
    """Kill the child that works now; the number of those that were killed."""
    file = _pid_file(number)
    if not file.exists():
        return 0
    with suppress(ProcessLookupError, ValueError):
        os.kill(int(file.read_text()), signal.SIGKILL)
        file.unlink()
        return 1
    return 0


def _pid_file(number: int) -> Path:
    return Path(os.environ["DATA_DIR"]) / f"worker-{number}.pid"


if __name__ == "__main__":
    main()
