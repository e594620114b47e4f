"""Messages and the batches that carry them. The state machine is on the batch: one request to the provider."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q


class Content(models.Model):
    """A rendered body, stored once for all who get the same. Its `key` is the SHA-256 of what it was made from.

    What `alerts.mail.placeholders` names is filled in for each message.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=500)
    html = models.TextField()
    text = models.TextField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject


class BatchQuerySet(models.QuerySet["Batch"]):
    def due(self, now: datetime) -> "BatchQuerySet":
        """Mails to be sent now, the longest waiting first, without kinds that the operator paused."""
        paused = SendingPause.objects.running().filter(kind=OuterRef("kind"))
        waiting = self.filter(~Exists(paused), state=Batch.State.PENDING, not_before__lte=now)
        return waiting.exclude(kind=Message.Kind.CHANNEL).order_by("not_before", "pk")

    def overrun(self, now: datetime) -> "BatchQuerySet":
        """Batches whose sender did not finish within its lease."""
        return self.filter(state=Batch.State.SENDING, lease_until__lt=now).order_by("lease_until", "pk")


class Batch(models.Model):
    """One request to the mail provider or a channel's receiver, with its state; docs/delivery.md draws the machine."""

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"
        HELD = "held", "held for the operator"
        WITHHELD = "withheld", "nobody was left to send it to"

    UNFINISHED: ClassVar[tuple[str, ...]] = ("pending", "sending", "uncertain", "held")

    kind = models.CharField(max_length=20)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempt = models.UUIDField(null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(attempt__isnull=False, lease_until__isnull=False),
                name="what_is_being_sent_has_an_attempt_and_a_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="mail_batches_due", condition=Q(state="pending") & ~Q(kind="channel")
            ),
            models.Index(
                fields=["not_before", "id"], name="channel_batches_due", condition=Q(state="pending", kind="channel")
            ),
            models.Index(fields=["lease_until", "id"], name="batches_leased", condition=Q(state="sending")),
            models.Index(fields=["id"], name="batches_in_doubt", condition=Q(state="uncertain")),
            models.Index(
                fields=["kind", "state"],
                name="batches_unfinished",
                condition=Q(state__in=("pending", "sending", "uncertain", "held")),
            ),
            models.Index(fields=["state", "finished_at"], name="batches_by_end", condition=~Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk} {self.state}"


class Attempt(models.Model):
    """One try at a batch, committed before the request is made; posted at most once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="attempts")
    transport = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["started_at"], name="attempts_by_start")]

    def __str__(self) -> str:
        return f"attempt {self.pk} {self.outcome}"


class Message(models.Model):
    """One message to one person. Every message is in exactly one batch."""

    class Kind(models.TextChoices):
        ALERT = "alert"
        DIGEST = "digest"
        CHANNEL = "channel"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Indexes and checks are as few as for alerts, and for the same reason.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="messages", db_constraint=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "kind", "-created_at"], name="messages_of_a_person")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"


class Withheld(models.Model):
    """A message that was not sent to its person though its batch was, and why."""

    class Reason(models.TextChoices):
        UNVERIFIED = "unverified", "the address is not verified"
        UNSUBSCRIBED = "unsubscribed", "the person unsubscribed"
        INACTIVE = "inactive", "the account is closed"
        SUPPRESSED = "suppressed", "the address came back or complained"

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="withheld")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "withheld messages"

    def __str__(self) -> str:
        return f"{self.message_id} {self.reason}"


class Unsubscription(models.Model):
    """The person wants no mail of this scope. Removing the row undoes it."""

    class Scope(models.TextChoices):
        ALERTS = "alerts"
        DIGESTS = "digests"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsubscriptions")
    scope = models.CharField(max_length=10, choices=Scope.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope"], name="unsubscribed_once_per_scope")]

    def __str__(self) -> str:
        return f"{self.user_id} wants no {self.scope}"


class SendingPauseQuerySet(models.QuerySet["SendingPause"]):
    def running(self) -> "SendingPauseQuerySet":
        """Pauses in force now."""
        return self.filter(resumed_at=None)


class SendingPause(models.Model):
    """A pause by the operator: nothing of this kind is sent from `paused_at` until `resumed_at`, null while it lasts.

    Rows are never deleted: they tell who paused what, when and why.
    """

    kind = models.CharField(max_length=20, choices=Message.Kind.choices)
    paused_at = models.DateTimeField()
    paused_by = models.CharField(max_length=254)
    reason = models.CharField(max_length=500, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.CharField(max_length=254, blank=True)

    objects = SendingPauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(resumed_at=None), name="a_kind_is_paused_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} paused {self.paused_at:%Y-%m-%d %H:%M}"
