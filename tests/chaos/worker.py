"""A Celery worker of the real service, in which a delivery's minutes are seconds.

    python -m tests.chaos.worker NAME [--strategy mark-after] [--batch-size 200]

`mark-after` is the usual design, there to show that the test can fail: a batch of which nobody knows whether it was
accepted is sent again.
"""

import argparse
import os
from datetime import timedelta

LEASE, LATEST_START, REQUEST_SECONDS, GRACE = 4.0, 1.0, 1.2, 8.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("name")
    options.add_argument("--strategy", choices=("reconcile", "mark-after"), default="reconcile")
    options.add_argument("--batch-size", type=int, default=200)
    given = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()
    shorten(given.batch_size)
    if given.strategy == "mark-after":
        send_doubtful_batches_again()
    work(given.name)


def shorten(batch_size: int) -> None:
    from alerts import batches, compose, deliver, doubts
    from alerts.transport import sendgrid_

    batches.LEASE = timedelta(seconds=LEASE)
    batches._FIRST_PAUSE, batches._LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=3)
    compose.WINDOW = timedelta(milliseconds=1)
    deliver.LATEST_START = timedelta(seconds=LATEST_START)
    doubts.GRACE = timedelta(seconds=GRACE)
    sendgrid_.CONNECT_SECONDS = sendgrid_.REQUEST_SECONDS = REQUEST_SECONDS
    sendgrid_.SendGridTransport.batch_size = batch_size


def send_doubtful_batches_again() -> None:
    from django.utils import timezone

    from alerts import batches

    def again(*, batch, reason):
        return batches._end_attempt(
            batch, batches.State.PENDING, outcome="unknown", reason=reason, not_before=timezone.now()
        )

    batches.mark_uncertain = again


def work(name: str) -> None:
    from celery.signals import worker_process_init
    from django.db import connections

    from backend.celery import app

    @worker_process_init.connect(weak=False)
    def sign_connections(**_: object) -> None:
        """So that who cuts connections and stops processes knows whose they are."""
        options = connections["default"].settings_dict.setdefault("OPTIONS", {})
        options["application_name"] = f"child {os.getpid()}"

    flags = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=ERROR")
    app.worker_main(["worker", "--pool=prefork", "--concurrency=2", "-n", f"{name}@%h", *flags])


if __name__ == "__main__":
    main()
