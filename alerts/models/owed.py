"""What is owed to people: same-day alerts and digests, each a row before it is a message."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alerts.models.delivery import Message
from governance.models import Change, Document, Platform


class FanOut(models.Model):
    """How far a published change was turned into what people are owed: `reached` is the last person's id.

    It is updated in the transaction that writes the alerts. `done_at` is null until all are served; a change that isn't
    alertable is done at once.
    """

    change = models.OneToOneField(Change, on_delete=models.CASCADE, primary_key=True, related_name="fan_out")
    begun_at = models.DateTimeField()
    reached = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    alert_count = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["begun_at"], name="fan_outs_under_way", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"fan-out of {self.change_id}"


class Alert(models.Model):
    """One change owed to one person the same day.

    `by_categories` are the categories of the person's category watches that tell it, with blanks between them; empty if
    only watchlists do.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Written by the million: no index that another one covers, and no check by the database of a row that the same
    # transaction has read or written. Rows are always found by their person.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts", db_index=False, db_constraint=False
    )
    change = models.ForeignKey(
        Change, on_delete=models.CASCADE, related_name="alerts", db_index=False, db_constraint=False
    )
    message = models.ForeignKey(
        Message,
        on_delete=models.DO_NOTHING,  # a message goes with its person, and so do the alerts
        null=True,
        blank=True,
        related_name="alerts",
        db_index=False,
        db_constraint=False,
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    by_categories = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "change"], name="one_alert_per_person_and_change")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="alerts_of_a_person"),
            models.Index(fields=["user", "created_at"], name="alerts_not_yet_composed", condition=Q(message=None)),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} to {self.user_id}"


class DigestScheduleQuerySet(models.QuerySet["DigestSchedule"]):
    def due(self, now: datetime) -> "DigestScheduleQuerySet":
        """Schedules whose digest is to be composed now, the longest waiting first.

        Those of accounts under deletion wait: if the deletion is undone, one digest catches up.
        """
        return self.filter(due_at__lte=now, user__is_active=True, user__erase_at=None).order_by("due_at", "pk")


class DigestSchedule(models.Model):
    """When a person's next digest of a cadence is due, and where its period starts.

    The periods of a cadence follow each other without gap or overlap, from when the person first watched something. A
    period has no `Digest` if it had nothing to cover when it was due: nothing was watched, or all of it was paused,
    muted, over the cap or in the other digest. A daily period then begins where the weekly one has got to.
    """

    class Cadence(models.TextChoices):
        DAILY = "daily"
        WEEKLY = "weekly"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_schedules")
    cadence = models.CharField(max_length=10, choices=Cadence.choices)
    period_start = models.DateTimeField()
    due_at = models.DateTimeField()

    objects = DigestScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "cadence"], name="one_digest_schedule_per_person_and_cadence"),
            models.CheckConstraint(condition=Q(due_at__gt=F("period_start")), name="a_digest_is_due_after_its_start"),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="digests_due")]

    def __str__(self) -> str:
        return f"{self.cadence} digest of {self.user_id} due {self.due_at:%Y-%m-%d %H:%M}"


class Digest(models.Model):
    """What a person was told about the period [period_start, period_end).

    It has no message if there was nothing to tell and the person wants no such mail. `unverified` lists some of the
    `unverified_count` documents that could not be verified lately, as they were when it was composed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    cadence = models.CharField(max_length=10, choices=DigestSchedule.Cadence.choices)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="digest")
    unverified = models.JSONField(default=list, blank=True)
    unverified_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cadence", "period_start"], name="one_digest_per_person_and_period"
            ),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="a_period_has_a_length"),
        ]
        indexes = [models.Index(fields=["user", "-period_end", "-id"], name="digests_of_a_person")]

    def __str__(self) -> str:
        return f"{self.cadence} digest of {self.user_id} to {self.period_end:%Y-%m-%d}"


class DigestEntry(models.Model):
    """A change told in a digest."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="entries")
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "change"], name="a_change_is_in_a_digest_once")]

    def __str__(self) -> str:
        return f"{self.change_id} in {self.digest_id}"


class UntoldChange(models.Model):
    """A change that a person's lists or category watches covered before the person rearranged them, and that no digest
    had told yet.

    It is owed by person and platform: the next digest that covers `platform`, or a category that the change touches,
    tells it, whatever the list or watch and its filters are by then. `platform` is the change's own, or its successor.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="untold_changes", db_index=False
    )
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "change"], name="a_change_is_kept_once_per_person")]
        indexes = [models.Index(fields=["kept_at", "id"], name="untold_changes_by_age")]

    def __str__(self) -> str:
        return f"{self.change_id} untold to {self.user_id}"


class UnreadDocument(models.Model):
    """A document that we can't read, and a person who is to be told so, or was told so at `told_at`.

    The row goes when the document is read again: whoever was told is then owed a mail that says it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unread_documents", db_index=False
    )
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", db_index=False)
    owed_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "user"], name="an_unread_document_is_told_once_per_person")
        ]
        indexes = [
            models.Index(fields=["user", "told_at"], name="unread_documents_of_a_person"),
            models.Index(fields=["user"], condition=Q(told_at=None), name="unread_documents_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} unread, for {self.user_id}"
