"""Governance events: what a timeline shows of a platform, a document, a provision or a category."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.models.catalogue import Document, Platform
from governance.models.changes import Change, ProvisionChange, Severity
from governance.models.provisions import Provision
from governance.models.public_ids import PublicIdMixin


class Event(PublicIdMixin):
    """One governance event of a document.

    What a change brought (a policy change, the updates of its provisions, a date of effect, a return to an earlier
    text) has its `change` and its severity; what happened to the document itself has neither.
    """

    PUBLIC_LETTER: ClassVar[str] = "E"

    class Kind(models.TextChoices):
        POLICY_CHANGE = "policy_change"
        PROVISION_UPDATE = "provision_update"
        RETURNED = "returned_to_earlier_text"
        EFFECTIVE_DATE_ANNOUNCED = "effective_date_announced"
        EFFECTIVE_DATE_REACHED = "effective_date_reached"
        DOCUMENT_ADDED = "document_added"
        DOCUMENT_MOVED = "document_moved"
        DOCUMENT_UNREACHABLE = "document_unreachable"
        DOCUMENT_REACHABLE_AGAIN = "document_reachable_again"
        DOCUMENT_GONE = "document_gone"
        DOCUMENT_APPEARED_AGAIN = "document_appeared_again"
        DOCUMENT_RETIRED = "document_retired"

    kind = models.CharField(max_length=30, choices=Kind.choices)
    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="events", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="events", db_index=False)
    occurred_at = models.DateTimeField()
    change = models.ForeignKey(Change, on_delete=models.CASCADE, null=True, related_name="events")
    provision_change = models.ForeignKey(
        ProvisionChange, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="the update that it is"
    )
    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    category = models.CharField("the category of the provision", max_length=60, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity.choices, null=True)
    pending_date = models.DateField("the announced date of effect, until it is reached", null=True)
    source_commit = models.CharField(max_length=64, blank=True)
    address = models.CharField("moved to", max_length=2048, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["platform", "-occurred_at", "-id"], name="timeline_of_a_platform"),
            models.Index(fields=["document", "-occurred_at", "-id"], name="timeline_of_a_document"),
            models.Index(
                fields=["provision", "-occurred_at", "-id"],
                name="timeline_of_a_provision",
                condition=Q(provision__isnull=False),
            ),
            models.Index(
                fields=["category", "-occurred_at", "-id"], name="timeline_of_a_category", condition=~Q(category="")
            ),
            # One for each floor of `min_severity` above the lowest: an index on the severity itself gives no order.
            models.Index(
                fields=["category", "-occurred_at", "-id"],
                name="timeline_of_a_category_medium",
                condition=~Q(category="") & Q(severity__gte=Severity.MEDIUM),
            ),
            models.Index(
                fields=["category", "-occurred_at", "-id"],
                name="timeline_of_a_category_high",
                condition=~Q(category="") & Q(severity__gte=Severity.HIGH),
            ),
            models.Index(
                fields=["pending_date", "id"], name="dates_of_effect_to_come", condition=Q(pending_date__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "kind"],
                condition=Q(provision_change=None),
                name="a_change_has_an_event_of_a_kind_once",
            ),
            models.UniqueConstraint(
                fields=["document", "kind", "source_commit"],
                condition=~Q(source_commit=""),
                name="a_source_commit_has_an_event_of_a_kind_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="provision_update", provision_change__isnull=False, provision__isnull=False)
                | (~Q(kind="provision_update") & Q(provision_change=None, provision=None, category="")),
                name="an_update_of_a_provision_names_it",
            ),
            models.CheckConstraint(
                condition=Q(pending_date=None) | Q(kind="effective_date_announced"),
                name="only_an_announced_date_is_to_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.document_id}"
