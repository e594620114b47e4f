"""Records what a person says of a change that they were told of, and takes it back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.unseen import shows
from alerts.models import Alert, DigestEntry, Message, Opinion
from governance.models import Change
from governance.models.changes import Severity

Verdict = Opinion.Verdict


class VerdictDoesNotFit(Exception):
    """The person asks for what can't be: to hear sooner than the same day, or a severity above high."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change that a person was told of, and in which kind of mail.

    What a digest repeats of an alert was told in the alert: its rule's complaints are counted by alerts.
    """

    user_id: UUID
    change: Change
    told_in: Message.Kind

    @classmethod
    def by_alert(cls, alert: Alert) -> "ToldChange":
        return cls(alert.user_id, alert.change, Message.Kind.ALERT)

    @classmethod
    def by_digest(cls, entry: DigestEntry) -> "ToldChange":
        user_id, change = entry.digest.user_id, entry.change
        is_repeated = Alert.objects.filter(user=user_id, change=change).exists()
        return cls(user_id, change, Message.Kind.ALERT if is_repeated else Message.Kind.DIGEST)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What can be said of it: that it was right, that it was too much, and one way in which it was too little."""
        if self.told_in is Message.Kind.DIGEST and not self.change.is_alertable:
            return (Verdict.RIGHT, Verdict.NOT_WORTH_TELLING, Verdict.SHOULD_BE_SOONER)
        if self.change.severity < Severity.HIGH:
            return (Verdict.RIGHT, Verdict.NOT_WORTH_TELLING, Verdict.SHOULD_BE_HIGHER)
        return (Verdict.RIGHT, Verdict.NOT_WORTH_TELLING)


def opinion_on(told: ToldChange) -> Opinion | None:
    """Return what the person said of the change, if they did."""
    return Opinion.objects.filter(user=told.user_id, change=told.change).first()


@transaction.atomic
def say(*, told: ToldChange, verdict: str, note: str, now: datetime) -> tuple[Opinion, bool]:
    """Store the verdict in place of an earlier one; return it, and whether it is the first. Raises VerdictDoesNotFit.

    A note in the words of an earlier verdict goes with it. One of which nothing shows is none.
    """
    if verdict not in told.verdicts:
        raise VerdictDoesNotFit
    User.objects.select_for_update(no_key=True).only("pk").get(pk=told.user_id)  # so that of two at once one is first
    change = told.change
    said = {
        "told_in": told.told_in,
        "verdict": verdict,
        "note": note if shows(note) else "",
        "said_at": now,
        "label": change.label,
        "rule": change.rule,
        "is_alertable": change.is_alertable,
        "severity": change.severity,
        "severity_rule": change.severity_rule,
    }
    return Opinion.objects.update_or_create(user_id=told.user_id, change=change, defaults=said)


def take_back(*, told: ToldChange) -> None:
    """Remove what the person said of the change. Twice is once."""
    Opinion.objects.filter(user=told.user_id, change=told.change).delete()
