"""What a person sees of what was owed: alerts to be read, and what became of the mail."""

from dataclasses import dataclass
from datetime import datetime

from alerts.models import Alert, Batch, Feedback, Message

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


def delivery_of(message: Message | None, *, is_wanted: bool = True) -> Delivery:
    """What became of the mail. A provider's words are for the operator, and not told here."""
    if message is None:
        return Delivery(WAITING) if is_wanted else Delivery(NOT_WANTED, reason="nothing changed")
    if hasattr(message, "withheld"):
        return Delivery(Batch.State.WITHHELD, reason=message.withheld.get_reason_display())
    batch = message.batch
    told = {row.kind for row in message.feedback.all()}
    worst = next((kind for kind in reversed(Feedback.Kind) if kind in told), None)
    if worst is not None:
        return Delivery(worst, batch.finished_at, worst.label)
    sent_at = batch.finished_at if batch.state == Batch.State.SENT else None
    return Delivery(batch.state, sent_at, _REASONS.get(batch.state, ""))


_REASONS: dict[str, str] = {
    Batch.State.FAILED: "the mail provider refused it",
    Batch.State.HELD: "nobody knows whether the mail provider took it",
}


def mark_read(*, alert: Alert, now: datetime) -> None:
    """Note when the person first read the alert."""
    Alert.objects.filter(pk=alert.pk, read_at=None).update(read_at=now)
