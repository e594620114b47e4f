"""How it stands with our own reading of a document, as the API shows it."""

from math import ceil
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from rest_framework import serializers

from governance.capture.schedule.intervals import longest_interval
from governance.models import CaptureState, Document, PageOfDocument


class DocumentHealthSerializer(serializers.Serializer[Any]):
    """What our last attempts to read a document came to, where we read it ourselves."""

    state = serializers.ChoiceField(
        choices=CaptureState.choices,
        help_text="`never`: not tried yet; `verified`: read; the others: what came was not accepted, and why.",
    )
    reason = serializers.CharField(
        allow_null=True, help_text="A sentence that says why it could not be read; null where it could."
    )
    since = serializers.DateTimeField(help_text="Since when it is in this state.")
    last_verified_at = serializers.DateTimeField(allow_null=True, help_text="When we last saw its text unchanged.")
    next_due_at = serializers.DateTimeField(
        allow_null=True, help_text="When it is read next, as far as its host allows; null if that is not planned."
    )
    read_every_seconds = serializers.IntegerField(
        help_text="How often it is read at the least. Above 21,600 (six hours), its host has more pages than can be "
        "asked for politely in that time, and nothing is promised of the age of its text."
    )


def with_health(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Return the documents with their health, when the first of their pages is due, and what their hosts bear."""
    pages = PageOfDocument.objects.filter(document=OuterRef("pk"), page__due_at__isnull=False)
    due = pages.order_by("page__due_at").values("page__due_at")[:1]
    within = pages.filter(page__host__all_read_within__isnull=False).order_by("-page__host__all_read_within")
    slowest = within.values("page__host__all_read_within")[:1]
    return documents.select_related("health").annotate(next_due_at=Subquery(due), slowest_host=Subquery(slowest))


def describe_health(document: Document) -> dict[str, Any] | None:
    """Return the health of a document that was read by `with_health`; None if we don't read it ourselves."""
    health = getattr(document, "health", None)
    if health is None:
        return None
    shown = {
        "state": health.state,
        "reason": health.reason or None,
        "since": health.since,
        "last_verified_at": document.last_verified_at,
        "next_due_at": getattr(document, "next_due_at", None),
        "read_every_seconds": ceil(longest_interval(getattr(document, "slowest_host", None)).total_seconds()),
    }
    return dict(DocumentHealthSerializer(shown).data)
