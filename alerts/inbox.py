"""What a person sees of their alerts and digests: the text, and what became of the mail."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db.models import Case, Count, Exists, Max, OuterRef, QuerySet, Value, When

from alerts.models import Alert, Attempt, Batch, Digest, Feedback, SendingPause

Row = TypeVar("Row", Alert, Digest)
WAITING, NOT_WANTED = "waiting", "not_wanted"
DELIVERY_STATES = (WAITING, NOT_WANTED, *Batch.State.values, *Feedback.Kind.values)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fate of a mail.

    `state` is what the provider reported on this message, else the state of its batch; `waiting` before there is a
    message, `not_wanted` if there will be none.
    """

    state: str
    sent_at: datetime | None = None
    reason: str = ""
    attempts: int = 0
    last_attempt_at: datetime | None = None


def with_delivery(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Return the alerts or digests with all that `delivery_of` reads, in the same statement."""
    attempts = Attempt.objects.filter(batch=OuterRef("message__batch")).order_by().values("batch")
    ranks = Case(*(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(Feedback.Kind)))
    feedback = Feedback.objects.filter(message=OuterRef("message")).order_by(ranks.desc())
    return rows.select_related("message__batch", "message__withheld").annotate(
        attempts_begun=attempts.annotate(number=Count("pk")).values("number"),
        last_begun_at=attempts.annotate(last=Max("started_at")).values("last"),
        worst_feedback=feedback.values("kind")[:1],
        is_paused=Exists(SendingPause.objects.running().filter(kind=OuterRef("message__batch__kind"))),
    )


def delivery_of(row: Alert | Digest, *, is_wanted: bool = True) -> Delivery:
    """Return what became of the mail about this alert or digest, a row that `with_delivery` gave.

    The provider's own words are left out.
    """
    message = row.message
    if message is None:
        return Delivery(WAITING) if is_wanted else Delivery(NOT_WANTED, reason="there was nothing to tell")
    if hasattr(message, "withheld"):
        return Delivery(Batch.State.WITHHELD, reason=message.withheld.get_reason_display())
    batch = message.batch
    attempts: int = row.attempts_begun or 0  # type: ignore[union-attr]  # this and the like are annotated
    delivery = Delivery(batch.state, attempts=attempts, last_attempt_at=row.last_begun_at)  # type: ignore[union-attr]
    if row.worst_feedback is not None:  # type: ignore[union-attr]
        worst = Feedback.Kind(row.worst_feedback)  # type: ignore[union-attr]
        reason = "" if worst is Feedback.Kind.DELIVERED else worst.label
        return replace(delivery, state=worst, sent_at=batch.finished_at, reason=reason)
    if batch.state == Batch.State.SENT:
        return replace(delivery, sent_at=batch.finished_at)
    if batch.state == Batch.State.PENDING:
        return replace(delivery, reason=_why_not_yet(bool(attempts), row.is_paused))  # type: ignore[union-attr]
    return replace(delivery, reason=_REASONS.get(batch.state, ""))


def _why_not_yet(is_tried: bool, is_paused: bool) -> str:
    if is_paused:
        return "sending is paused for the moment"
    return "the mail provider has not taken it yet; it is tried again" if is_tried else ""


_REASONS: dict[str, str] = {
    Batch.State.FAILED: "the mail provider refused it",
    Batch.State.UNCERTAIN: "it is not yet known whether the mail provider took it",
    Batch.State.HELD: "nobody knows whether the mail provider took it",
}


def mark_read(*, alert: Alert, now: datetime) -> None:
    """Store when the person first read the alert."""
    Alert.objects.filter(pk=alert.pk, read_at=None).update(read_at=now)
