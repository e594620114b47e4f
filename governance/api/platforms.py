"""The catalogue: platforms, found by name, by sector and by the types of their documents."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api import parameters
from governance.api.counts import PlatformFigures, platform_figures
from governance.api.monitoring import MonitoringSerializer
from governance.api.shapes import DOCUMENT_TYPE, SECTOR, DocumentTypeField, SectorField, version_id
from governance.comparison import categories
from governance.models import Document, Platform
from governance.monitoring import monitoring_of
from governance.names import same_name

LONGEST_SEARCH = 100


class PlatformCountsSerializer(serializers.Serializer[Any]):
    documents = serializers.IntegerField()
    provisions_in_force = serializers.IntegerField()
    changes_12_months = serializers.IntegerField(help_text="Substantive and editorial changes of the last 365 days.")


class PlatformSerializer(serializers.Serializer[Any]):
    """A platform of the catalogue."""

    # The context holds `figures` and `monitoring` by the platform's key.
    slug = serializers.CharField()
    name = serializers.CharField()
    homepage = serializers.CharField()
    operator = serializers.CharField()
    jurisdiction = serializers.CharField(help_text="The operator's country, ISO 3166-1 alpha-2; empty where unknown.")
    sector = SectorField()
    status = serializers.ChoiceField(choices=Platform.Status.choices)
    aliases = serializers.ListField(child=serializers.CharField())
    is_demonstration = serializers.BooleanField()
    counts = serializers.SerializerMethodField()
    last_change_at = serializers.SerializerMethodField()
    monitoring = serializers.SerializerMethodField()

    def _figures(self, platform: Platform) -> PlatformFigures:
        figures: dict[int, PlatformFigures] = self.context["figures"]
        return figures.get(platform.pk, PlatformFigures())

    @extend_schema_field(PlatformCountsSerializer)
    def get_counts(self, platform: Platform) -> dict[str, int]:
        return dict(PlatformCountsSerializer(self._figures(platform)).data)

    @extend_schema_field({"type": ["string", "null"], "format": "date-time"})
    def get_last_change_at(self, platform: Platform) -> str | None:
        last_change_at = self._figures(platform).last_change_at
        return serializers.DateTimeField().to_representation(last_change_at) if last_change_at else None

    @extend_schema_field(MonitoringSerializer)
    def get_monitoring(self, platform: Platform) -> dict[str, Any]:
        return dict(MonitoringSerializer(self.context["monitoring"][platform.pk]).data)


def _context(platforms: Sequence[Platform]) -> dict[str, Any]:
    """Return what the serializer needs to know of these platforms, in a fixed number of queries."""
    keys, now = [platform.pk for platform in platforms], timezone.now()
    return {"figures": platform_figures(keys, now), "monitoring": monitoring_of(keys, now)}


class PlatformDocumentSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    document_type = DocumentTypeField()
    title = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=Document.State.choices)
    last_verified_at = serializers.DateTimeField(allow_null=True)
    current_version = version_id(source="current_version_id", allow_null=True)


class PlatformDetailSerializer(PlatformSerializer):
    documents = PlatformDocumentSerializer(many=True)


def find_platform(slug: str) -> Platform:
    """Return the platform of this name. Raises NotFound."""
    found = Platform.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no platform of this name.")
    return found


def search_platforms(*, words: str = "", sector: str = "", document_type: str = "") -> QuerySet[Platform]:
    """Return the platforms that have every one of the words in a name, and the sector and a document of the type.

    What is empty does not narrow. They are ordered by name, whatever its case.
    """
    found = Platform.objects.annotate(name_in_lower_case=Lower("name")).order_by("name_in_lower_case", "pk")
    # Every word must occur. Both sides are spelled alike, so that a database which folds ASCII only agrees.
    for word in same_name(words).split():
        found = found.filter(search_text__contains=word)
    if sector:
        found = found.filter(sector=sector)
    if document_type:
        documents = Document.objects.filter(platform=OuterRef("pk"), document_type=document_type)
        found = found.filter(Exists(documents))
    return found


class PlatformList(GenericAPIView[Platform]):
    """The platforms of the catalogue, by name, whatever its case."""

    permission_classes = [AllowAny]
    serializer_class = PlatformSerializer
    ordering = ("name_in_lower_case", "id")

    def get_queryset(self) -> QuerySet[Platform]:
        return search_platforms(
            words=parameters.text(self.request, "q", longest=LONGEST_SEARCH) or "",
            sector=parameters.sector(self.request) or "",
            document_type=parameters.document_type(self.request) or "",
        )

    @extend_schema(
        operation_id="platforms_list",
        responses=PlatformSerializer(many=True),
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description="Words of its name or of another name it has."),
            OpenApiParameter("sector", SECTOR),
            OpenApiParameter("document_type", DOCUMENT_TYPE, description="Has a document of this type."),
        ],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(PlatformSerializer(page, many=True, context=_context(page)).data)


class PlatformDetail(GenericAPIView[Platform]):
    """One platform with its documents."""

    permission_classes = [AllowAny]
    serializer_class = PlatformDetailSerializer
    pagination_class = None

    @extend_schema(operation_id="platforms_read")
    def get(self, request: Request, slug: str) -> Response:
        platform = find_platform(slug)
        documents = platform.documents.order_by("document_type", "pk")
        data: dict[str, Any] = PlatformSerializer(platform, context=_context([platform])).data
        return Response({**data, "documents": PlatformDocumentSerializer(documents, many=True).data})


class CategorySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    definition = serializers.CharField()


class CategoryListSerializer(serializers.Serializer[Any]):
    """All categories, in the shape of every list; there is one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CategorySerializer(many=True)


class CategoryList(GenericAPIView[Any]):
    """The kinds of provision, all on one page."""

    permission_classes = [AllowAny]
    serializer_class = CategorySerializer

    @extend_schema(operation_id="categories_list", responses=CategoryListSerializer)
    def get(self, request: Request) -> Response:
        results = CategorySerializer(categories(), many=True).data
        return Response({"next": None, "previous": None, "results": results})
