"""What is broken now: one list, the worst first, each with since when, how many, what to do, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Model, Q, QuerySet, Sum
from django.urls import reverse

from accounts.models import Notice
from alerts.delivery.status import Backlog, KindBacklog, Waiting, backlog
from alerts.models import (
    AccountMailFailure,
    Alert,
    Attempt,
    Batch,
    Channel,
    DigestSchedule,
    ListedAddress,
    Memo,
    SendingPause,
    WatchCertificate,
)
from backend.duties import DUTIES, Queue
from backend.duty_runs import last_runs, overdue
from backend.operating.queues import BrokerAway, queue_lengths
from backend.operating.tables import MaySee, list_of
from billing.models import BillingAccount, LateCharge, RefusedWebhooks, StripeEvent
from governance.capture.health.standing import CaptureStanding, capture_standing
from governance.capture.schedule.intervals import PROMISED_AGE
from governance.models import CaptureHealth, CaptureHost, CaptureState, Change, HeldReading

# The alarms of docs/operations.md, "Watching delivery".
FAN_OUT_STANDS, DUE_FOR, UNWRITTEN_FOR = timedelta(seconds=120), timedelta(seconds=300), timedelta(seconds=900)
UNCERTAIN_FOR = CHANNEL_FAILS_FOR = UNREAD_FOR = timedelta(hours=1)
EVENT_WAITS_FOR = timedelta(minutes=10)
# How long ago something ended is still worth a look, and for how long a document fails before it is.
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_FAILING = tuple(state.value for state in CaptureState if state not in (CaptureState.VERIFIED, CaptureState.NEVER))


class Weight(IntEnum):
    """How bad it is, the worst first."""

    STANDS = 0
    DECIDE = 1
    LOOK = 2

    @property
    def said(self) -> str:
        return ("stands still", "needs you", "worth a look")[self]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is broken. `count` is None for what has no number."""

    weight: Weight
    what: str
    count: int | None
    since: datetime | None
    to_do: str
    address: str = ""


def troubles(now: datetime, may_see: MaySee) -> list[Trouble]:
    """Return what is broken, the worst first; of that what nobody knows the beginning of, then the longest standing."""
    found = [
        *_of_workers(now),
        *_of_delivery(now, may_see),
        *_of_reading(now, may_see),
        *(one for row in _OF_ROWS for one in row.found(now, may_see)),
        *_of_webhooks(now, may_see),
    ]
    return sorted(found, key=lambda one: (one.weight, one.since is not None, one.since or now, one.what))


# --- Workers and the broker


def _of_workers(now: datetime) -> Iterator[Trouble]:
    queues = reverse("operating", args=["queues"])
    try:
        queue_lengths()
    except BrokerAway:
        to_do = "Start the broker, or mend BROKER_URL. Until then no duty runs, except by “manage.py sweep”."
        yield Trouble(Weight.STANDS, "The broker gives no answer", None, None, to_do, queues)
    runs = last_runs()
    if runs is None:
        return
    if not runs:
        to_do = "Start workers and beat, or run “manage.py sweep” from cron. If the cache was emptied, wait a minute."
        yield Trouble(Weight.STANDS, "No worker has told of itself", None, None, to_do, queues)
        return
    late = overdue(runs, now)
    for queue in Queue:
        of_queue = [duty for duty in DUTIES if duty.queue == queue]
        names = [duty.name for duty in late if duty.queue == queue]
        if not any(duty.name in runs for duty in of_queue) and not _may_be_unserved(queue):
            to_do = f"Start a worker with “-Q {queue.value}”: see docs/operations.md, “What runs when”."
            yield Trouble(Weight.STANDS, f"Nobody serves the queue {queue.value}", None, None, to_do, queues)
        elif names:
            to_do = (
                f"Look for “duty_failed”, “duty_stuck” and for a worker of this queue in the log: {', '.join(names)}."
            )
            since = runs[names[0]]
            yield Trouble(Weight.STANDS, f"Duties overdue on the queue {queue.value}", len(names), since, to_do, queues)


def _may_be_unserved(queue: Queue) -> bool:
    """Tell whether an installation does well without a worker of this queue."""
    return (queue == Queue.CAPTURE_BROWSER and not settings.CAPTURE_BROWSER) or (
        queue == Queue.REWRITING and not settings.REWRITING_URL
    )


# --- Delivery, by the figures of `delivery_status`


def _of_delivery(now: datetime, may_see: MaySee) -> Iterator[Trouble]:
    if not any(may_see(model) for model in (Change, Alert, DigestSchedule, Batch, SendingPause, Attempt)):
        return
    found = backlog(now)
    yield from _before_mail(found, now, may_see)
    if may_see(Batch):
        ended = Batch.objects.filter(Q(state="held") | Q(state="failed", finished_at__gt=now - DAY)).order_by()
        since = {
            (kind, state): at for kind, state, at in ended.values_list("kind", "state").annotate(Min("finished_at"))
        }
        for kind in found.kinds:
            yield from _of_batches(kind, since, now)
    if may_see(SendingPause):
        paused = {pause.kind: pause for pause in SendingPause.objects.running()}
        for name, pause in sorted(paused.items()):
            to_do = "Resume it in the admin or by “manage.py resume_sending”, when the reason for it is gone."
            where = list_of(SendingPause, {"resumed_at__isnull": True, "kind__exact": name})
            yield Trouble(Weight.DECIDE, f"Sending is paused: {name}", 1, pause.paused_at, to_do, where)
    if may_see(Attempt) and found.provider.unanswered:
        to_do = "See to the event webhook of the mail provider: without its events no doubt can be settled."
        heard_at = found.provider.last_event_at
        number, where = found.provider.unanswered, list_of(Attempt, {"outcome__exact": "accepted"})
        yield Trouble(
            Weight.DECIDE,
            "The mail provider reports nothing of accepted batches",
            None,
            heard_at,
            f"{to_do} Batches without a report: {number:,}.",
            where,
        )


def _before_mail(found: Backlog, now: datetime, may_see: MaySee) -> Iterator[Trouble]:
    parts: tuple[tuple[str, Waiting, type[Model], timedelta, str], ...] = (
        ("Changes are not fanned out", found.changes, Change, FAN_OUT_STANDS, "fan_out_failed"),
        ("Alerts are not composed", found.alerts, Alert, UNWRITTEN_FOR, "duty_failed"),
        ("Digests are not composed", found.digests, DigestSchedule, UNWRITTEN_FOR, "duty_failed"),
    )
    for what, waiting, model, longest, event in parts:
        if waiting.oldest_seconds > longest.total_seconds() and may_see(model):
            to_do = f"Look for “{event}” in the log, and whether a worker serves the queue delivery."
            where = list_of(model, {"waits": "yes"})
            yield Trouble(Weight.STANDS, what, waiting.count, _since(waiting, now), to_do, where)


def _of_batches(kind: KindBacklog, since: Mapping[tuple[str, str], datetime], now: datetime) -> Iterator[Trouble]:
    of_kind = {"kind__exact": kind.kind}
    if kind.due.oldest_seconds > DUE_FOR.total_seconds() and not kind.is_paused:
        to_do = "See docs/operations.md, “Mail is not going out”: no worker, or a provider that lets nobody in."
        where = list_of(Batch, {"state__exact": "pending", "not_before__lte": now, **of_kind})
        what = f"Due and not sent: {kind.kind}"
        yield Trouble(Weight.STANDS, what, kind.due.count, _since(kind.due, now), to_do, where)
    if kind.held:
        to_do = "Nobody knows whether these arrived. Choose them and send them again, or leave them."
        where = list_of(Batch, {"state__exact": "held", **of_kind})
        yield Trouble(
            Weight.DECIDE, f"Batches held: {kind.kind}", kind.held, since.get((kind.kind, "held")), to_do, where
        )
    if kind.failed_last_day:
        to_do = "Read their reason, mend it, and send them again."
        if kind.kind == "channel":
            to_do = "Receivers took these for five days in vain, or refused them. Their people can send them again."
        where = list_of(Batch, {"state__exact": "failed", "finished_at__gt": now - DAY, **of_kind})
        first = since.get((kind.kind, "failed"))
        yield Trouble(
            Weight.DECIDE, f"Given up within 24 hours: {kind.kind}", kind.failed_last_day, first, to_do, where
        )


def _since(waiting: Waiting, now: datetime) -> datetime:
    return now - timedelta(seconds=waiting.oldest_seconds)


# --- Reading, by the figures of `capture_status`


def _of_reading(now: datetime, may_see: MaySee) -> Iterator[Trouble]:
    if not may_see(CaptureHost) and not may_see(CaptureHealth):
        return
    found: CaptureStanding = capture_standing(now)
    if found.lag > UNREAD_FOR and may_see(CaptureHost):
        number = CaptureHost.objects.filter(first_due_at__lte=now).count()
        to_do = "See whether a worker serves the queue capture, or a host has more pages than its pause allows."
        where = list_of(CaptureHost, {"first_due_at__lte": now})
        yield Trouble(Weight.STANDS, "Hosts wait to be asked", number, now - found.lag, to_do, where)
    if not found.keeps_the_promise and may_see(CaptureHealth):
        hours = PROMISED_AGE.total_seconds() / 3600
        to_do = "See which documents can’t be read, and which hosts wait."
        what = f"Fewer than 99 of 100 texts were verified within {hours:g} hours"
        oldest = now - found.nearly_all_age if found.nearly_all_age else None
        yield Trouble(Weight.LOOK, what, None, oldest, to_do, reverse("operating", args=["captures"]))


# --- Rows that are broken: how many, and since when, in one statement each


@dataclass(frozen=True, slots=True)
class BrokenRows:
    """Rows of a model that say by themselves that something is wrong. Filters that name a length are before now."""

    weight: Weight
    what: str
    model: type[Model]
    since: str
    filters: Mapping[str, Any]
    to_do: str

    def found(self, now: datetime, may_see: MaySee) -> Iterator[Trouble]:
        if not may_see(self.model):
            return
        filters = {name: now - value if isinstance(value, timedelta) else value for name, value in self.filters.items()}
        rows: QuerySet[Any] = self.model._default_manager.filter(**filters).order_by()
        counted = rows.aggregate(number=Count("pk"), first=Min(self.since))
        if counted["number"]:
            where = list_of(self.model, filters)
            yield Trouble(self.weight, self.what, counted["number"], counted["first"], self.to_do, where)


_OF_ROWS = (
    BrokenRows(
        Weight.DECIDE,
        "Batches in doubt for more than an hour",
        Batch,
        "created_at",
        {"state__exact": "uncertain", "created_at__lt": UNCERTAIN_FOR},
        "Wait for the provider’s events; look at “provider_unanswered_batches” if none come.",
    ),
    BrokenRows(
        Weight.STANDS,
        "Events of Stripe wait for more than 10 minutes",
        StripeEvent,
        "received_at",
        {"outcome__exact": "pending", "received_at__lt": EVENT_WAITS_FOR},
        "Read their error: is Stripe away (“stripe_failed” in the log)? Does a worker serve the queue outside?",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Events of Stripe given up",
        StripeEvent,
        "received_at",
        {"outcome__exact": "given_up", "received_at__gt": MONTH},
        "Run “manage.py reconcile_billing”, which fetches what they were about; read their error.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Events of Stripe that need attention",
        StripeEvent,
        "received_at",
        {"outcome__exact": "attention", "received_at__gt": MONTH},
        "Look at the customer at Stripe: a dispute, a refund or what nobody here can decide.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Charges of people who left, not taken back",
        LateCharge,
        "at",
        {"outcome__exact": "left"},
        "Read the reason, and refund or void the invoice at Stripe.",
    ),
    BrokenRows(
        Weight.LOOK,
        "Billing accounts with a note",
        BillingAccount,
        "synchronised_at",
        {"notes__gt": ""},
        "Read the note: it says what differs between Stripe and here.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Channels disabled",
        Channel,
        "failing_since",
        {"state__exact": "disabled"},
        "Their people were told by mail and can resume them. Many at once: look at our own way out.",
    ),
    BrokenRows(
        Weight.LOOK,
        "Channels that fail for more than an hour",
        Channel,
        "failing_since",
        {"state__exact": "active", "failing_since__lt": CHANNEL_FAILS_FOR},
        "Wait: they are tried again, and their people are told. Many at once: look at our own way out.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Documents unread for more than 7 days",
        CaptureHealth,
        "failing_since",
        {"state__in": _FAILING, "failing_since__lt": WEEK},
        "Begin with the most watched; the list says for each what to do next.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Readings held",
        HeldReading,
        "held_at",
        {"decision__exact": ""},
        "Compare the two texts, and accept the reading or let it begin a history of its own.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Memos that could not be made",
        Memo,
        "asked_at",
        {"state__exact": "failed", "asked_at__gt": MONTH},
        "Read the failure, and look for “file_not_made” in the log; their people can ask again.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Certificates that could not be made",
        WatchCertificate,
        "asked_at",
        {"state__exact": "failed", "asked_at__gt": MONTH},
        "Read the failure; is “DATA_DIR/log_key” on the worker of the queue upkeep? Their people can ask again.",
    ),
    BrokenRows(
        Weight.DECIDE,
        "Mails about accounts and plans that failed",
        Notice,
        "finished_at",
        {"state__exact": "failed", "finished_at__gt": WEEK},
        "Read the reason; write to the person yourself where it matters.",
    ),
    BrokenRows(
        Weight.LOOK,
        "Codes and resets that did not arrive within 24 hours",
        AccountMailFailure,
        "at",
        {"at__gt": DAY},
        "See docs/operations.md, “An address gets no mail”.",
    ),
    BrokenRows(
        Weight.LOOK,
        "Addresses that the provider did not take off its list",
        ListedAddress,
        "given_up_at",
        {"given_up_at__isnull": False},
        "Remove them at the provider by hand; its answer stands beside each.",
    ),
)


def _of_webhooks(now: datetime, may_see: MaySee) -> Iterator[Trouble]:
    if not may_see(RefusedWebhooks):
        return
    filters = {"date__gte": (now - DAY).date().isoformat()}
    found = RefusedWebhooks.objects.filter(**filters).aggregate(rows=Count("pk"), first=Min("date"), sum=Sum("count"))
    if found["rows"]:
        to_do = f"Requests refused: {found['sum']:,}. Compare STRIPE_WEBHOOK_SECRETS with the endpoint at Stripe."
        since = datetime.combine(found["first"], datetime.min.time(), tzinfo=now.tzinfo)
        where = list_of(RefusedWebhooks, filters)
        yield Trouble(
            Weight.LOOK, "Days and reasons with refused webhooks of Stripe", found["rows"], since, to_do, where
        )
