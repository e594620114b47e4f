"""What waits: at the broker, in the database, and for duties that did not run."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import kombu.exceptions
from amqp.exceptions import AMQPError, ChannelError
from django.conf import settings
from django.db.models import Count, Min
from redis.exceptions import RedisError

from accounts.models import Notice
from alerts.delivery.status import Backlog, Waiting, backlog
from alerts.models import Alert, Batch, DigestSchedule, Memo, WatchCertificate
from backend.celery import app
from backend.duties import DUTIES, Queue
from backend.duty_runs import last_runs, overdue
from backend.operating.tables import Figure, MaySee, Table, age, count, in_words, table, text
from billing.models import StripeEvent
from governance.models import Change

_BROKER_SECONDS = 2
_NOT_KNOWN = "not known"


class BrokerAway(Exception):
    """The broker gives no answer."""


def queue_lengths() -> dict[str, int] | None:
    """Return how many messages wait in each queue; None where the queues are inside of the worker. Or raise BrokerAway.

    A message only wakes a duty up and expires with its period: a long queue says that no worker takes from it.
    """
    if settings.BROKER_URL.startswith("memory://"):
        return None
    options = {"socket_timeout": _BROKER_SECONDS} if settings.BROKER_URL.startswith("redis") else None
    try:
        with app.connection_for_write(connect_timeout=_BROKER_SECONDS, transport_options=options) as connection:
            connection.ensure_connection(max_retries=1, timeout=_BROKER_SECONDS)
            return {queue.value: _length(connection, queue.value) for queue in Queue}
    except (kombu.exceptions.OperationalError, AMQPError, RedisError, OSError) as error:
        raise BrokerAway from error


def _length(connection: Any, queue: str) -> int:
    # A channel of its own: RabbitMQ closes the one by which an unknown queue is asked for.
    with connection.channel() as channel:
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except ChannelError:
            return 0


def tables_of_queues(now: datetime, may_see: MaySee) -> list[Table]:
    """Return what waits, by queue, state and age."""
    shown = [_of_the_broker()]
    if any(may_see(model) for model in (Batch, Change, Alert, DigestSchedule)):
        found = backlog(now)
        shown += [*_of_batches(found, may_see, now), *_before_mail(found, may_see)]
    return [*shown, *_of_work(may_see, now), _of_duties(now)]


def _of_the_broker() -> Table:
    try:
        lengths = queue_lengths()
        why = "not known: the queues are inside of the one worker"
    except BrokerAway:
        lengths, why = None, "not known: the broker gives no answer"
    rows = [
        (queue.value, [Figure(f"{lengths[queue.value]:,}") if lengths is not None else text(why)]) for queue in Queue
    ]
    said = (
        "Messages that wait at the broker, now. They only wake duties up; how old one is, the broker doesn’t tell: "
        "see below when each duty ran last."
    )
    return table("Queues", said, ("Messages",), rows)


def _of_batches(found: Backlog, may_see: MaySee, now: datetime) -> list[Table]:
    if not may_see(Batch):
        return []
    rows = []
    for kind in found.kinds:
        of_kind = {"kind__exact": kind.kind}
        due = {"state__exact": "pending", "not_before__lte": now, **of_kind}
        later = {"state__exact": "pending", "not_before__gt": now, **of_kind}
        cells = [
            count(kind.due.count, Batch, **due),
            _oldest(kind.due),
            count(kind.later, Batch, **later),
            *(count(getattr(kind, state), Batch, state__exact=state, **of_kind) for state in _BY_STATE),
        ]
        rows.append((f"{kind.kind}{', paused' if kind.is_paused else ''}", cells))
    columns = ("Due", "The first for", "Later", *(state.capitalize() for state in _BY_STATE))
    return [table("Owed deliveries", "Batches of mail and posts to channels that are not sent, now.", columns, rows)]


_BY_STATE = ("sending", "uncertain", "held")


def _before_mail(found: Backlog, may_see: MaySee) -> list[Table]:
    parts: tuple[tuple[str, Waiting, Any], ...] = (
        ("Changes to be fanned out", found.changes, Change),
        ("Alerts to be composed", found.alerts, Alert),
        ("Digests to be composed", found.digests, DigestSchedule),
    )
    rows = [
        (name, [count(waiting.count, model, waits="yes"), _oldest(waiting)])
        for name, waiting, model in parts
        if may_see(model)
    ]
    said = "What is published or due and not written yet, now. Alerts of people in quiet hours have no age."
    return [table("Before a mail is written", said, ("Waiting", "The first for"), rows)] if rows else []


def _of_work(may_see: MaySee, now: datetime) -> list[Table]:
    """Rows that are work to be done; each is asked for how many and since when in one statement."""
    work: tuple[tuple[str, Any, str, dict[str, object]], ...] = (
        ("Mails about accounts and plans", Notice, "created_at", {"state__in": ("pending", "sending")}),
        ("Events of Stripe", StripeEvent, "received_at", {"outcome__exact": "pending"}),
        ("Memos", Memo, "asked_at", {"state__exact": "waiting"}),
        ("Certificates", WatchCertificate, "asked_at", {"state__exact": "waiting"}),
    )
    rows = []
    for name, model, since, filters in work:
        if may_see(model):
            found = model.objects.filter(**filters).aggregate(count=Count("pk"), since=Min(since))
            rows.append((name, [count(found["count"], model, **filters), age(found["since"], now)]))
    return (
        [table("Other work", "Rows that a duty has still to do, now.", ("Waiting", "The first for"), rows)]
        if rows
        else []
    )


def _of_duties(now: datetime) -> Table:
    known = last_runs()
    runs: Mapping[str, datetime] = known or {}
    late = {duty.name for duty in overdue(runs, now)}
    rows = [
        (
            duty.name,
            [
                text(duty.queue.value),
                text(in_words(duty.every)),
                text(f"{in_words(now - runs[duty.name])} ago" if duty.name in runs else _NOT_KNOWN),
                text("overdue" if duty.name in late else ""),
            ],
        )
        for duty in DUTIES
    ]
    said = "When each duty last ended without an error, as workers and “sweep” note in the cache."
    if known is None:
        said += " The cache gives no answer."
    return table("Duties", said, ("Queue", "Every", "Last", ""), rows)


def _oldest(waiting: Waiting) -> Figure:
    return text(in_words(timedelta(seconds=waiting.oldest_seconds)) if waiting.count else "–")
