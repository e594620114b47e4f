"""A Celery worker of the real service, in which a delivery's minutes are seconds.

    python -m tests.chaos.worker NAME [--strategy mark-after] [--batch-size 200] [--no-events]

Two strategies are there to show that the test can fail. Of a batch of which nobody knows whether it was accepted,
`mark-after` takes that it was not, and sends it again; `mark-before` takes that it was.
"""

import argparse
import os
import random
import time
from dataclasses import replace
from datetime import timedelta

STRATEGIES = ("reconcile", "mark-after", "mark-before")
LEASE, LATEST_START, REQUEST_SECONDS, GRACE = 4.0, 1.0, 1.2, 8.0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("name")
    options.add_argument("--strategy", choices=STRATEGIES, default="reconcile")
    options.add_argument("--batch-size", type=int, default=200)
    options.add_argument("--no-events", action="store_true", help="a doubt is as long as its grace and half of it")
    given = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()
    shorten(given.batch_size)
    slow_down()
    if given.no_events:
        end_doubts_soon()
    if given.strategy != "reconcile":
        guess(was_accepted=given.strategy == "mark-before")
    work(given.name)


def shorten(batch_size: int) -> None:
    from alerts.delivery import batches, doubts, sending
    from alerts.delivery.transports.sendgrid import transport
    from alerts.owed import same_day_alerts

    batches.LEASE = timedelta(seconds=LEASE)
    pauses = {"first_pause": timedelta(seconds=1), "longest_pause": timedelta(seconds=3)}
    batches.RETRIES = replace(batches.RETRIES, **pauses)
    same_day_alerts.WINDOW = timedelta(milliseconds=1)
    sending.LATEST_START, sending.DRAIN_SECONDS = timedelta(seconds=LATEST_START), 2
    doubts.GRACE = timedelta(seconds=GRACE)
    transport.CONNECT_SECONDS = transport.REQUEST_SECONDS = REQUEST_SECONDS
    transport.SendGridTransport.batch_size = batch_size


def slow_down() -> None:
    """So that kills and stops come between a claim and its request as often as between a request and its answer."""
    from alerts.delivery import sending
    from alerts.delivery.transports.sendgrid import payload

    def after_a_while(function):
        def run(*args, **options):
            time.sleep(random.uniform(0, 0.2))
            return function(*args, **options)

        return run

    sending._letter_of = after_a_while(sending._letter_of)
    payload.request_body = after_a_while(payload.request_body)


def end_doubts_soon() -> None:
    from alerts.delivery import doubts

    doubts.LONGEST_DOUBT = timedelta(seconds=1.5 * GRACE)


def guess(*, was_accepted: bool) -> None:
    from django.utils import timezone

    from alerts.delivery import batches

    def mark(*, batch, reason):
        state = batches.State.SENT if was_accepted else batches.State.PENDING
        return batches._end_attempt(batch, state, outcome="unknown", reason=reason, not_before=timezone.now())

    batches.mark_uncertain = mark


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
