"""Timelines: the governance events of a platform, a document, a provision or a category, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from governance.api import parameters
from governance.api.changes import ChangedDocumentSerializer
from governance.api.documents import find_document
from governance.api.platforms import find_platform
from governance.api.provisions import find_provision
from governance.api.shapes import PlatformNameSerializer, provision_id
from governance.comparison.telling.statements import RETURNED
from governance.models import Change, ChangeCategory, Event, Provision, ProvisionChange
from governance.models.changes import Severity

# Kinds that a change brings beside the updates of its provisions.
OF_CHANGES = (
    Event.Kind.POLICY_CHANGE,
    Event.Kind.RETURNED,
    Event.Kind.EFFECTIVE_DATE_ANNOUNCED,
    Event.Kind.EFFECTIVE_DATE_REACHED,
)
_SENTENCES = {
    Event.Kind.DOCUMENT_ADDED: "The document was added to the record.",
    Event.Kind.DOCUMENT_UNREACHABLE: "The document could not be read for two days.",
    Event.Kind.DOCUMENT_REACHABLE_AGAIN: "The document can be read again.",
    Event.Kind.DOCUMENT_GONE: "The site no longer has the document.",
    Event.Kind.DOCUMENT_APPEARED_AGAIN: "The site has the document again.",
    Event.Kind.DOCUMENT_RETIRED: "The document is no longer published, or no longer followed here.",
}
_DATED = {
    Event.Kind.EFFECTIVE_DATE_ANNOUNCED: "The text states that it takes effect on {day}.",
    Event.Kind.EFFECTIVE_DATE_REACHED: "The date of effect that the text stated, {day}, was reached.",
}
PARAMETERS = [
    OpenApiParameter(
        "kind",
        OpenApiTypes.STR,
        description="One or more kinds of event, separated by commas: " + ", ".join(Event.Kind.values) + ".",
    ),
    OpenApiParameter(
        "category",
        OpenApiTypes.STR,
        enum=parameters.CATEGORY_IDS,
        description="Updates of provisions of this category, and changes that touch it.",
    ),
    OpenApiParameter(
        "min_severity",
        OpenApiTypes.STR,
        enum=Severity.labels,
        description="Events of this severity or a higher one. What happened to a document itself has no severity.",
    ),
    OpenApiParameter("since", OpenApiTypes.STR, description="At this ISO 8601 date or instant or later."),
    OpenApiParameter(
        "until", OpenApiTypes.STR, description="At this ISO 8601 instant or earlier; of a date the whole day, in UTC."
    ),
]


class TimelineChangeSerializer(serializers.Serializer[Any]):
    """The change that an event is about."""

    id = serializers.CharField(source="public_id")
    headline = serializers.CharField()
    effective_date = serializers.DateField(allow_null=True, help_text="As the text states it; null where it doesn't.")
    held_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when its text must stand before it is taken for real; null for most."
    )
    confirmed_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="When a later version no longer showed it.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        fields["class"] = serializers.ChoiceField(choices=Change.Label.values, source="label")
        return fields


class TimelineProvisionSerializer(serializers.Serializer[Any]):
    """The provision that an event is about, and what happened to it."""

    id = provision_id(source="provision_id")
    update = serializers.ChoiceField(  # type: ignore[assignment]
        choices=ProvisionChange.Kind.choices, source="provision_change.kind"
    )
    category = serializers.CharField(source="provision_change.category")
    heading_path = serializers.ListField(source="provision_change.heading_path", child=serializers.CharField())
    label = serializers.CharField(  # type: ignore[assignment]
        source="provision_change.label", help_text="Such as 8.4 or (a)."
    )


class EventSerializer(serializers.Serializer[Any]):
    """One governance event."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=Event.Kind.choices)
    occurred_at = serializers.DateTimeField(help_text="For a date of effect its first moment, in UTC.")
    sentence = serializers.SerializerMethodField()
    severity = serializers.SerializerMethodField()
    platform = PlatformNameSerializer()
    document = ChangedDocumentSerializer()
    change = TimelineChangeSerializer(allow_null=True)
    provision = serializers.SerializerMethodField()
    moved_to = serializers.SerializerMethodField()

    def get_sentence(self, event: Event) -> str:
        return sentence_of(event)

    def get_severity(self, event: Event) -> str | None:
        """`low`, `medium` or `high`; null for what happened to the document itself."""
        return None if event.severity is None else str(Severity(event.severity).label)

    def get_provision(self, event: Event) -> dict[str, Any] | None:
        return None if event.provision_id is None else dict(TimelineProvisionSerializer(event).data)

    def get_moved_to(self, event: Event) -> str | None:
        """The new address of a document that moved, else null."""
        return event.address or None


def sentence_of(event: Event) -> str:
    """Return in a sentence what happened. The event was read with its change and its update of a provision."""
    kind, change = Event.Kind(event.kind), event.change
    if kind == Event.Kind.DOCUMENT_MOVED:
        return f"The document moved to {event.address}."
    if change is None:
        return _SENTENCES[kind]
    if event.provision_change is not None:
        return event.provision_change.sentence
    if kind in _DATED:
        return _DATED[kind].format(day=f"{change.effective_date:%-d %B %Y}")
    if kind == Event.Kind.RETURNED:
        return next(str(row["sentence"]) for row in change.statements if row["code"] == RETURNED)
    return change.headline


@dataclass(frozen=True, slots=True)
class TimelineFilters:
    """The filters of a request for a timeline."""

    kinds: tuple[str, ...] = ()
    category: str | None = None
    min_severity: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def of(cls, request: Request) -> "TimelineFilters":
        """Read the filters from the query. Raises ValidationError for a value that doesn't exist."""
        severity = parameters.one_of(request, "min_severity", Severity.labels)
        since = parameters.instant(request, "since")
        until = parameters.instant(request, "until", end_of_day=True)
        if since and until and since > until:
            raise ValidationError({"until": [_("This is before `since`.")]})
        return cls(
            kinds=_kinds(request),
            category=parameters.category(request),
            min_severity=Severity[severity.upper()].value if severity else None,
            since=since,
            until=until,
        )

    def applied(self, events: "QuerySet[Event]", now: datetime) -> "QuerySet[Event]":
        """Return those of the events that pass, none later than now, with all that EventSerializer shows."""
        found = events.filter(occurred_at__lte=min(self.until, now) if self.until else now)
        if self.since:
            found = found.filter(occurred_at__gte=self.since)
        if self.kinds:
            found = found.filter(kind__in=self.kinds)
        if self.category:
            touched = ChangeCategory.objects.filter(change=OuterRef("change_id"), category=self.category)
            # A row for each event, by index: for an EXISTS beside an OR PostgreSQL reads all changes of the category.
            found = found.alias(touched=Subquery(touched.values("pk")[:1]))
            found = found.filter(Q(category=self.category) | Q(kind__in=OF_CHANGES, touched__isnull=False))
        if self.min_severity is not None:
            found = found.filter(severity__gte=self.min_severity)
        return found.select_related("platform", "document", "change", "provision_change")


def events_of_platform(slug: str) -> "QuerySet[Event]":
    """Return the events of all documents of a platform. Raises NotFound."""
    return Event.objects.filter(platform=find_platform(slug))


def events_of_document(public_id: str) -> "QuerySet[Event]":
    """Return the events of a document. Raises NotFound."""
    return Event.objects.filter(document=find_document(public_id))


def events_of_provision(public_id: str) -> "QuerySet[Event]":
    """Return the updates of a provision; the dates of effect are in their changes. Raises NotFound."""
    return Event.objects.filter(provision=find_provision(public_id, Provision.objects.all()))


def events_of_category(category: str) -> "QuerySet[Event]":
    """Return the updates of provisions of a category, on all platforms. Raises NotFound."""
    if category not in parameters.CATEGORY_IDS:
        raise NotFound("There is no category of this name.")
    return Event.objects.filter(category=category)


def _kinds(request: Request) -> tuple[str, ...]:
    given = parameters.text(request, "kind", longest=500)
    kinds = tuple(dict.fromkeys(part.strip() for part in given.split(","))) if given else ()
    for kind in kinds:
        if kind not in Event.Kind.values:
            raise ValidationError({"kind": [parameters.not_one_of(kind, Event.Kind.values)]})
    return kinds
