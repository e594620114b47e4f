"""What a person made of changes: who looks at them until when, and what was decided."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.models import Change
from governance.models.changes import Severity

LONGEST_PERSON, LONGEST_REASON = 200, 4_000


class Review(models.Model):
    """The review of a change by a person: assigned, decided, signed off. What was signed off is never changed.

    `assignee`, `decided_by` and `signed_off_by` are names as the person gave them.
    """

    class Decision(models.TextChoices):
        NO_ACTION = "no_action"
        ACCEPT = "accept"
        OBJECT = "object"
        RENEGOTIATE = "renegotiate"
        ESCALATE = "escalate"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="+")
    assignee = models.CharField(max_length=LONGEST_PERSON, blank=True)
    due_date = models.DateField(null=True)
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    reason = models.TextField(max_length=LONGEST_REASON, blank=True)
    decided_by = models.CharField(max_length=LONGEST_PERSON, blank=True)
    decided_at = models.DateTimeField(null=True)
    signed_off_by = models.CharField(max_length=LONGEST_PERSON, blank=True)
    signed_off_at = models.DateTimeField(null=True)
    # A change may be judged anew afterwards; what was signed off is what was read then.
    signed_headline = models.CharField(max_length=500, blank=True)
    signed_severity = models.PositiveSmallIntegerField(choices=Severity.choices, null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "change"], name="a_person_reviews_a_change_once"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="a_decision_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_at=None, signed_off_by="")
                | (Q(signed_off_at__isnull=False) & ~Q(signed_off_by="") & ~Q(decision="") & ~Q(reason="")),
                name="what_is_signed_off_is_decided_with_a_reason_and_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="reviews_of_a_person"),
            models.Index(
                fields=["user", "due_date", "id"],
                name="reviews_that_are_due",
                condition=Q(signed_off_at=None, due_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} by {self.user_id}"

    @property
    def state(self) -> str:
        """`open`, `decided` or `signed_off`."""
        return "signed_off" if self.signed_off_at else "decided" if self.decision else "open"

    @property
    def headline(self) -> str:
        """The headline that was signed off, before that the change's."""
        return self.signed_headline if self.signed_off_at else self.change.headline

    @property
    def severity(self) -> int:
        """The severity that was signed off, before that the change's."""
        return self.change.severity if self.signed_severity is None else self.signed_severity

    @property
    def is_judged_anew(self) -> bool:
        """Whether the change has another headline or severity now than when the review was signed off."""
        return (self.headline, self.severity) != (self.change.headline, self.change.severity)
