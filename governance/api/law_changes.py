"""Changes of the law: dates that were reached, and new tables. What they say is public."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from governance.analysis.law import EXPOSURES, regulations
from governance.api import parameters
from governance.models import LawChange


class ConcernedSerializer(serializers.Serializer[Any]):
    """A category of provisions that a change of the law is about, and by which articles, as the tables had it then."""

    category = serializers.CharField()
    regulation = serializers.CharField(help_text="An id of `/regulations/`.")
    articles = serializers.ListField(child=serializers.CharField())
    exposure = serializers.ChoiceField(choices=EXPOSURES)
    rationale = serializers.CharField()


class LawChangeSerializer(serializers.Serializer[Any]):
    """One change of the law, or of what our tables know of it."""

    id = serializers.CharField(source="public_id")
    kind = serializers.ChoiceField(choices=LawChange.Kind.choices)
    regulation = serializers.SerializerMethodField()
    day = serializers.DateField(help_text="The day that was reached, or on which the new tables were first seen.")
    sentences = serializers.ListField(child=serializers.CharField())
    is_material = serializers.BooleanField(help_text="Whether a category of high exposure is concerned.")
    detected_at = serializers.DateTimeField()
    tables_version = serializers.CharField()

    def get_regulation(self, change: LawChange) -> str | None:
        """The regulation of a date that was reached; null for new tables."""
        return change.regulation or None


class LawChangeDetailSerializer(LawChangeSerializer):
    """One change of the law with the categories that it is about."""

    concerned = ConcernedSerializer(many=True)


def find_law_change(public_id: str) -> LawChange:
    """Return the change of the law with this public id. Raises NotFound."""
    found = LawChange.objects.filter(pk=LawChange.key_of(public_id) or 0).first()
    if found is None:
        raise NotFound("There is no change of the law of this id.")
    return found


class LawChangeList(GenericAPIView[LawChange]):
    """What changed in the law while no text did: dates that were reached, and new tables; newest first."""

    permission_classes = [AllowAny]
    serializer_class = LawChangeSerializer
    ordering: ClassVar[tuple[str, ...]] = ("-detected_at", "-id")

    def get_queryset(self) -> QuerySet[LawChange]:
        found = LawChange.objects.defer("concerned")
        if regulation := parameters.one_of(self.request, "regulation", regulations()):
            found = found.filter(regulation=regulation)
        if kind := parameters.one_of(self.request, "kind", LawChange.Kind.values):
            found = found.filter(kind=kind)
        return found

    @extend_schema(
        operation_id="law_changes_list",
        responses=LawChangeSerializer(many=True),
        parameters=[
            OpenApiParameter("regulation", OpenApiTypes.STR, description="Dates of this regulation that were reached."),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=LawChange.Kind.values),
        ],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(LawChangeSerializer(page, many=True).data)


class LawChangeDetail(GenericAPIView[LawChange]):
    """One change of the law, with the categories of provisions that it is about and why."""

    permission_classes = [AllowAny]
    serializer_class = LawChangeDetailSerializer

    @extend_schema(operation_id="law_changes_read")
    def get(self, request: Request, public_id: str) -> Response:
        return Response(LawChangeDetailSerializer(find_law_change(public_id)).data)
