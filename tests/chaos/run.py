"""A change to many watchers, sent by workers that are killed all the while: who got it, and how often.

    DATABASE_URL=postgres://… python -m tests.chaos.run [--recipients 100000] [--kills 50] [--stops 6]
        [--no-events] [--strategy mark-after]

Works in a PostgreSQL database of its own beside the one in DATABASE_URL, with a broker of its own. Prints a table, and
ends with 1 where a message was lost or sent twice.
"""

import argparse
import base64
import json
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.own_database import own_database
from tests.chaos.worker import GRACE, STRATEGIES

NUDGE_SECONDS = 0.3


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--recipients", type=int, default=100_000)
    options.add_argument("--batch-size", type=int, default=200)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--stops", type=int, default=6)
    options.add_argument("--faults", type=float, default=0.04, help="share of requests for each kind of fault")
    options.add_argument("--seed", type=int, default=0, help="0 takes one by chance")
    options.add_argument("--strategy", choices=STRATEGIES, default="reconcile")
    options.add_argument("--no-events", action="store_true", help="the provider tells nothing afterwards")
    options.add_argument("--patience", type=float, default=1800, help="the most seconds for all of it")
    options.add_argument("--logs", type=Path, help="a folder to keep the processes' logs and the record in")
    options.add_argument("--progress", action="store_true")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    given.seed = given.seed or random.SystemRandom().randrange(1, 10**6)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory() as folder:
        told = run(given, given.logs or Path(folder))
    print(json.dumps(told) if given.json else table(told))
    sys.exit(0 if told["is_good"] else 1)


def run(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """The whole run: what was done and what came of it."""
    from tests.chaos.stage import Stage

    folder.mkdir(parents=True, exist_ok=True)
    key = _sign_events()
    with own_database(), Stage(given, folder) as stage:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "DATA_DIR": str(folder),
            "PRODUCTION": "0",
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "ERROR",
            "CACHE_URL": "locmemcache://",
            "BROKER_URL": f"redis://127.0.0.1:{stage.broker_port}/0",
            "DELIVERY_CONNECTIONS": "2",
            "EMAIL_TRANSPORT": "sendgrid",
            "SENDGRID_API_KEY": "SG.chaos",
            "SENDGRID_API_HOST": f"http://127.0.0.1:{stage.sink_port}",
            "SENDGRID_WEBHOOK_PUBLIC_KEY": key,
        }
        _make_tables()
        return _run(given, stage)


def _sign_events() -> str:
    """The key by which the provider signs, for its process; the public one."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    os.environ["EVENTS_KEY"] = pem.decode()
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def _make_tables() -> None:
    """From the models: the migrations are tested elsewhere."""
    import django
    from django.conf import settings

    django.setup()
    from django.apps import apps
    from django.core.management import call_command

    from backend.sqlite_file import make_database_file

    make_database_file()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)


def _run(given: argparse.Namespace, stage) -> dict[str, object]:
    from bench.seed_watchers import published_change, seed_watchers
    from tests.chaos.trouble import Troubles
    from tests.chaos.verdict import judge

    platform = seed_watchers(given.recipients)
    others = seed_watchers(4 * given.batch_size, "others")  # for later attempts, which tell of the earlier ones
    stage.start_service()
    started = time.monotonic()
    published_change(platform)
    troubles = Troubles(stage, seed=given.seed, kills=given.kills, stops=given.stops)
    round_ = Round(given, stage, troubles, lambda: published_change(others))
    round_.disturb()
    round_.settle()
    seconds = time.monotonic() - started
    verdict = judge(stage.record)
    return {
        "seed": given.seed,
        "strategy": given.strategy,
        "recipients": given.recipients,
        **troubles.counts,
        "workers restarted": stage.restarted_workers,
        **{f"provider: {name}": count for name, count in sorted(stage.told_by_sink().items())},
        **asdict(verdict),
        "seconds": round(seconds, 1),
        "is_good": verdict.is_good,
    }


class Round:
    """The time from the change to the last settled batch."""

    def __init__(self, given: argparse.Namespace, stage, troubles, publish_another) -> None:
        self.given, self.stage, self.troubles, self.publish_another = given, stage, troubles, publish_another
        self.deadline = time.monotonic() + given.patience
        self.nudge_at, self.told_at = 0.0, 0.0

    def disturb(self) -> None:
        """Until there was trouble enough and no work is left to disturb."""
        while self.troubles.to_come or self._is_work():
            if not self._is_work():
                self.publish_another()
            if self._is_owed():
                self.troubles.make(least_pause=1.0)
            elif self._is_sending():
                self.troubles.make(least_pause=0.1)
            self._tick()

    def settle(self) -> None:
        """Without faults from here on, until nothing is in doubt: proven, refuted, or held where no events come."""
        self.stage.calm()
        another_at = time.monotonic() + GRACE + 0.5
        while self.troubles.stopped or self._is_work(or_doubt=True):
            if time.monotonic() > another_at and not self.given.no_events:
                self.publish_another()
                another_at = time.monotonic() + GRACE + 0.5
            self._tick()

    def _tick(self) -> None:
        if time.monotonic() > self.deadline:
            raise TimeoutError(f"The run took longer than its --patience. {self._status()}")
        if self.given.progress and time.monotonic() > self.told_at + 5:
            self.told_at = time.monotonic()
            print(self._status(), file=sys.stderr, flush=True)
        self.troubles.wake()
        self.stage.restart_dead_workers()
        self._nudge()
        time.sleep(0.05)

    def _nudge(self) -> None:
        """What beat does, but more often. A broker that is away is not waited for."""
        from kombu.exceptions import OperationalError

        from backend.celery import app, run_duty

        if time.monotonic() < self.nudge_at:
            return
        self.nudge_at = time.monotonic() + NUDGE_SECONDS
        try:
            with app.connection_for_write() as broker:
                for name in ("fan_out", "compose_alerts", "deliver", "deliver"):
                    run_duty.apply_async(kwargs={"name": name}, connection=broker, expires=1, retry=False)
        except (OperationalError, OSError):
            return

    def _status(self) -> str:
        from django.db.models import Count

        from alerts.models import Alert, Batch

        states = dict(Batch.objects.values_list("state").annotate(Count("pk")).order_by("state"))
        owed = Alert.objects.filter(message=None).count()
        return f"alerts without a message: {owed}; batches: {states}; troubles: {dict(self.troubles.counts)}"

    def _is_work(self, *, or_doubt: bool = False) -> bool:
        from alerts.models import Batch
        from governance.models import Change

        states = [Batch.State.PENDING, Batch.State.SENDING] + [Batch.State.UNCERTAIN] * or_doubt
        waiting = Batch.objects.filter(state__in=states)  # in one look: a doubt may end as pending
        return waiting.exists() or self._is_owed() or Change.objects.published().filter(fan_out__done_at=None).exists()

    def _is_sending(self) -> bool:
        """Now: a batch of a worker that was killed is `sending` until its lease is over."""
        from alerts.models import Attempt

        return Attempt.objects.filter(started_at__gt=datetime.now(UTC) - timedelta(seconds=1)).exists()

    def _is_owed(self) -> bool:
        from alerts.models import Alert

        return Alert.objects.filter(message=None).exists()


def table(told: dict[str, object]) -> str:
    lines = []
    for name, value in told.items():
        if isinstance(value, list):
            lines += [f"{name.replace('_', ' '):42} {len(value):>10,}", *(f"    {line}" for line in value)]
        elif isinstance(value, dict):
            lines += [f"{name} of batches: {key:20} {count:>16,}" for key, count in value.items()]
        else:
            shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
            lines.append(f"{name.replace('_', ' '):42} {shown:>10}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
