"""Changes as everybody may see them: what changed, its class and the reason, without the clauses' words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api import parameters
from governance.api.shapes import (
    DOCUMENT_TYPE,
    AttributionSerializer,
    DocumentTypeField,
    PlatformNameSerializer,
    version_id,
)
from governance.models import Change, ChangeCategory, Platform
from governance.models.changes import Severity


class ChangedDocumentSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    document_type = DocumentTypeField()


class ChangeCountsSerializer(serializers.Serializer[Any]):
    """Provisions added, removed, modified and moved."""

    added = serializers.IntegerField(source="added_count")
    removed = serializers.IntegerField(source="removed_count")
    modified = serializers.IntegerField(source="modified_count")
    moved = serializers.IntegerField(source="moved_count")


class ChangeSerializer(serializers.Serializer[Any]):
    """What everybody may know of a change."""

    id = serializers.CharField(source="public_id")
    platform = PlatformNameSerializer()
    document = ChangedDocumentSerializer()
    rule = serializers.CharField(help_text="The rule that decided the class.")
    reason = serializers.CharField()
    headline = serializers.CharField(
        help_text="Who, which document, and which way it changed, in short quotations of its words."
    )
    severity = serializers.ChoiceField(choices=Severity.labels, source="get_severity_display")
    severity_rule = serializers.CharField()
    counts = ChangeCountsSerializer(source="*")
    categories = serializers.ListField(child=serializers.CharField())
    effective_date = serializers.DateField(allow_null=True, help_text="As the text states it; null where it doesn't.")
    detected_at = serializers.DateTimeField(help_text="When the newer version was captured.")
    published_at = serializers.DateTimeField(allow_null=True, help_text="When it became news here; null for history.")
    held_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when its text must stand before it is taken for real; null for most."
    )
    confirmed_at = serializers.DateTimeField(
        allow_null=True, help_text="When its text was seen to have stood through the hold."
    )
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="When a later version no longer showed it.")
    from_version = version_id(source="from_version_id")
    to_version = version_id(source="to_version_id")
    attribution = AttributionSerializer(source="to_version.collection", allow_null=True)
    is_demonstration = serializers.BooleanField(source="platform.is_demonstration")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        label = serializers.ChoiceField(choices=Change.Label.values, source="label")
        fields = super().get_fields()
        first = {name: fields.pop(name) for name in ("id", "platform", "document")}
        return {**first, "class": label, **fields}


@dataclass(frozen=True, slots=True)
class ChangeFilters:
    """The filters of a request for changes."""

    platform_id: int | None = None
    document_type: str | None = None
    category: str | None = None
    min_severity: int | None = None
    label: str | None = None
    since: datetime | None = None
    published_since: datetime | None = None

    @classmethod
    def of(cls, request: Request) -> "ChangeFilters":
        """Read the filters from the query. Raises ValidationError for a value that doesn't exist."""
        slug = parameters.text(request, "platform")
        platform_id = Platform.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None
        if slug and platform_id is None:
            raise ValidationError({"platform": [f"There is no “{slug[:60]}”."]})
        severity = parameters.one_of(request, "min_severity", Severity.labels)
        return cls(
            platform_id=platform_id,
            document_type=parameters.document_type(request),
            category=parameters.category(request),
            min_severity=Severity[severity.upper()].value if severity else None,
            label=parameters.one_of(request, "class", Change.Label.values),
            since=parameters.instant(request, "since"),
            published_since=parameters.instant(request, "published_since"),
        )


def find_changes(filters: ChangeFilters) -> "QuerySet[Change] | QuerySet[ChangeCategory]":
    """Return the changes that pass the filters.

    They are `Change` rows, or `ChangeCategory` rows if the category leads: only that table has the index for it. Each
    filter alone has its index. Of several, the narrower of platform and category leads, and the rest filter.
    """
    by_publication = filters.published_since is not None
    by_category = filters.category is not None and filters.platform_id is None and not by_publication
    prefix = "change__" if by_category else ""
    conditions = Q()
    if filters.platform_id is not None:
        conditions &= Q(platform_id=filters.platform_id)
    if filters.document_type is not None:
        conditions &= Q(**{f"{prefix}document_type": filters.document_type})
    if filters.min_severity is not None and filters.min_severity > Severity.LOW:
        conditions &= Q(**{f"{prefix}severity__gte": filters.min_severity})
    if filters.label is not None:
        conditions &= Q(**{f"{prefix}label": filters.label})
    if filters.since is not None:
        conditions &= Q(detected_at__gte=filters.since)
    if by_publication:
        conditions &= Q(published_at__gte=filters.published_since)
    if by_category:
        return ChangeCategory.objects.filter(conditions, category=filters.category).only("change_id", "detected_at")
    if filters.category is not None:
        rows = ChangeCategory.objects.filter(change=OuterRef("pk"), category=filters.category)
        conditions &= Q(Exists(rows))
    return Change.objects.filter(conditions).only("pk", "detected_at", "published_at")


def load_changes(keys: Sequence[int]) -> list[Change]:
    """Return these changes in this order with all that ChangeSerializer shows, in one query."""
    related = ("platform", "document", "to_version__collection")
    rows = Change.objects.select_related(*related).defer("to_version__outline", "to_version__summary").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


# Without a docstring: the reference would show it as the description of each address.
class _Changes(GenericAPIView[Any]):
    permission_classes = [AllowAny]
    serializer_class = ChangeSerializer

    def describe(self, changes: list[Change]) -> list[dict[str, Any]]:
        """Return what the reader is shown of these changes."""
        return list(ChangeSerializer(changes, many=True).data)


class ChangeList(_Changes):
    """All changes, newest first; programs that poll can have them in the order in which they became known here."""

    @extend_schema(
        operation_id="changes_list",
        parameters=[
            OpenApiParameter("platform", OpenApiTypes.STR, description="A platform's slug."),
            OpenApiParameter("document_type", DOCUMENT_TYPE),
            OpenApiParameter("category", OpenApiTypes.STR, enum=parameters.CATEGORY_IDS),
            OpenApiParameter("min_severity", OpenApiTypes.STR, enum=Severity.labels),
            OpenApiParameter("class", OpenApiTypes.STR, enum=Change.Label.values),
            OpenApiParameter(
                "since", OpenApiTypes.STR, description="Detected at this ISO 8601 date or instant or later."
            ),
            OpenApiParameter(
                "published_since",
                OpenApiTypes.STR,
                description="Published here at this ISO 8601 date or instant or later, the first published first: what "
                "became known since, however long ago it was captured. History that was imported is not among it.",
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        filters = ChangeFilters.of(request)
        found = find_changes(filters)
        key = "change_id" if found.model is ChangeCategory else "id"
        by_publication = filters.published_since is not None
        self.ordering = ("published_at", key) if by_publication else ("-detected_at", f"-{key}")
        page = self.paginate_queryset(found) or []
        changes = load_changes([getattr(row, key) for row in page])
        return self.get_paginated_response(self.describe(changes))


class ChangeDetail(_Changes):
    """One change."""

    @extend_schema(operation_id="changes_read")
    def get(self, request: Request, public_id: str) -> Response:
        key = Change.key_of(public_id)
        changes = load_changes([key]) if key else []
        if not changes:
            raise NotFound("There is no change of this id.")
        return Response(self.describe(changes)[0])
