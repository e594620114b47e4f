"""What a person sees of what was owed: alerts to be read, and what became of the mail."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from alerts.models import Alert, Batch, Digest, Feedback, Message

Row = TypeVar("Row", Alert, Digest)
WAITING, NOT_WANTED = "waiting", "not_wanted"
DELIVERY_STATES = (WAITING, NOT_WANTED, *Batch.State.values, *Feedback.Kind.values)


@dataclass(frozen=True, slots=True)
class Delivery:
    """`state` is the batch's; `waiting` before there is a message, `not_wanted` where there is to be none.

    What the provider told of this one message goes before what is known of its batch.
    """

    state: str
    sent_at: datetime | None = None
    reason: str = ""
    attempts: int = 0
    last_attempt_at: datetime | None = None


def with_delivery(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Alerts or digests with all that `delivery_of` reads, in two statements more, however many they are."""
    read_with = rows.select_related("message__batch", "message__withheld")
    return read_with.prefetch_related("message__feedback", "message__batch__attempts")


def delivery_of(message: Message | None, *, is_wanted: bool = True, paused: Collection[str] = ()) -> Delivery:
    """What became of the mail, where these kinds are paused. A provider's words are for the operator, not told here."""
    if message is None:
        return Delivery(WAITING) if is_wanted else Delivery(NOT_WANTED, reason="nothing changed")
    if hasattr(message, "withheld"):
        return Delivery(Batch.State.WITHHELD, reason=message.withheld.get_reason_display())
    batch = message.batch
    begun = [attempt.started_at for attempt in batch.attempts.all()]
    delivery = Delivery(batch.state, attempts=len(begun), last_attempt_at=max(begun, default=None))
    told = {row.kind for row in message.feedback.all()}
    worst = next((kind for kind in reversed(Feedback.Kind) if kind in told), None)
    if worst is not None:
        return replace(delivery, state=worst, sent_at=batch.finished_at, reason=worst.label)
    if batch.state == Batch.State.SENT:
        return replace(delivery, sent_at=batch.finished_at)
    if batch.state == Batch.State.PENDING:
        return replace(delivery, reason=_why_not_yet(batch, bool(begun), paused))
    return replace(delivery, reason=_REASONS.get(batch.state, ""))


def _why_not_yet(batch: Batch, is_tried: bool, paused: Collection[str]) -> str:
    if batch.kind in paused:
        return "sending is paused for the moment"
    return "the mail provider has not taken it yet; it is tried again" if is_tried else ""


_REASONS: dict[str, str] = {
    Batch.State.FAILED: "the mail provider refused it",
    Batch.State.UNCERTAIN: "it is not yet known whether the mail provider took it",
    Batch.State.HELD: "nobody knows whether the mail provider took it",
}


def mark_read(*, alert: Alert, now: datetime) -> None:
    """Note when the person first read the alert."""
    Alert.objects.filter(pk=alert.pk, read_at=None).update(read_at=now)
