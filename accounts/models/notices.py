"""Mails about an account or a plan that are owed: the row is the outbox."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.clocks import is_due


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> "NoticeQuerySet":
        """Notices to be sent now, and those whose sender did not finish within its lease."""
        waiting = Q(is_due(now, owed_at="created_at"), state=Notice.State.PENDING)
        overrun = Q(state=Notice.State.SENDING, lease_until__lt=now)
        return self.filter(waiting | overrun).order_by("not_before", "pk")


class Notice(models.Model):
    """One mail that is owed once to one person, written in the transaction of what it is about.

    `about_at` is the time of the event (the end of a trial, of a period, of grace). A person gets at most one notice
    of a kind for one `about_at`. The words are made when it is sent, from `facts` and from what is true then; a notice
    that is no longer true is dropped.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        DROPPED = "dropped", "no longer true when it was to be sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    about_at = models.DateTimeField()
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    doubt_count = models.PositiveSmallIntegerField(
        "how many attempts ended without anybody knowing whether the mail was accepted", default=0
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "about_at"], name="one_notice_per_person_kind_and_time"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False), name="a_notice_being_sent_has_a_lease"
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], name="notices_due", condition=Q(state__in=["pending", "sending"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}"
