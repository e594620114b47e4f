"""Provisions: the clauses in force, and each one's history."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api import parameters
from governance.api.changes import ChangedDocumentSerializer
from governance.api.shapes import PlatformNameSerializer, provision_id, version_id
from governance.models import Change, Document, Provision, ProvisionChange, ProvisionRelation
from governance.models.changes import Severity
from governance.provision_life import Stability, life_of


class ProvisionSerializer(serializers.Serializer[Any]):
    """A clause in its latest wording, which is `text[start:end]` of `version`."""

    id = serializers.CharField(source="public_id")
    platform = PlatformNameSerializer(source="document.platform")
    document = ChangedDocumentSerializer()
    category = serializers.CharField()
    in_force = serializers.SerializerMethodField()
    text = serializers.CharField(source="current_revision.text")
    heading_path = serializers.ListField(source="current_revision.heading_path", child=serializers.CharField())
    label = serializers.CharField(  # type: ignore[assignment]
        source="current_revision.label", help_text="Such as 8.4 or (a)."
    )
    version = version_id(source="current_revision.version_id", help_text="Where this wording first stood.")
    start = serializers.IntegerField(source="current_revision.start", help_text="Characters from the text's beginning.")
    end = serializers.IntegerField(source="current_revision.end")
    first_version = version_id(source="first_version_id")
    removed_in = version_id(source="removed_in_id", allow_null=True)

    def get_in_force(self, provision: Provision) -> bool:
        return provision.removed_in_id is None


class RevisionSerializer(serializers.Serializer[Any]):
    """One wording of the clause."""

    version = version_id(source="version_id")
    captured_at = serializers.DateTimeField(source="version.captured_at")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    heading_path = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment]


class ProvisionEventSerializer(serializers.Serializer[Any]):
    """What one change did to the clause."""

    change = serializers.CharField(source="change.public_id")
    kind = serializers.ChoiceField(choices=ProvisionChange.Kind.choices)
    severity = serializers.ChoiceField(choices=Severity.labels, source="get_severity_display")
    sentence = serializers.CharField()
    detected_at = serializers.DateTimeField(source="change.detected_at")
    effective_date = serializers.DateField(source="change.effective_date", allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        fields["class"] = serializers.ChoiceField(choices=Change.Label.values, source="change.label")
        return fields


class RelatedProvisionSerializer(serializers.Serializer[Any]):
    """Another clause that this one was split from or into, or merged with."""

    provision = serializers.CharField()
    relation = serializers.ChoiceField(choices=["split_into", "split_from", "absorbed", "merged_into"])
    version = version_id(source="version_id", help_text="Where it happened.")


class ProvisionDetailSerializer(ProvisionSerializer):
    """A clause with those that it was split from or into, or merged with, oldest first."""

    related = serializers.SerializerMethodField()

    @extend_schema_field(RelatedProvisionSerializer(many=True))
    def get_related(self, provision: Provision) -> list[dict[str, Any]]:
        return describe_related(provision)


class SeenSerializer(serializers.Serializer[Any]):
    """A version that has the clause, and when that was captured."""

    version = version_id(source="version_id")
    captured_at = serializers.DateTimeField()


class StoodSerializer(serializers.Serializer[Any]):
    """A time in which the clause stood in the text."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True, help_text="Null while it stands.")


class StabilitySerializer(serializers.Serializer[Any]):
    """How stable the wording is, in a word and a sentence, with the figures that it follows from."""

    word = serializers.ChoiceField(
        choices=[stability.value for stability in Stability],
        source="stability",
        help_text="By the 365 days before `known_until`. `new`: seen first less than 30 days before and never "
        "reworded. `stable`: not reworded; `seldom_reworded`: once; `often_reworded`: more often.",
    )
    sentence = serializers.CharField()
    wording_since = serializers.DateTimeField()
    days = serializers.IntegerField(help_text="For how many days the latest wording had stood at `known_until`.")
    versions = serializers.IntegerField(help_text="Versions of the document that have the latest wording.")
    rewordings = serializers.IntegerField(help_text="How often it was given other words in these 365 days.")


class ProvisionHistorySerializer(serializers.Serializer[Any]):
    """Every wording of a clause and every change to it, oldest first, and how long it has stood."""

    provision = provision_id(source="provision.pk")
    first_seen = SeenSerializer(source="life.first_seen")
    last_seen = SeenSerializer(source="life.last_seen")
    known_until = serializers.DateTimeField(
        source="life.known_until",
        help_text="Its removal, or until when it is known to stand: when the document was last verified, and where the "
        "last capture is none of the document, when the last good one was.",
    )
    stood = StoodSerializer(source="life.stood", many=True)
    stability = StabilitySerializer(source="life")
    revisions = RevisionSerializer(many=True)
    changes = ProvisionEventSerializer(many=True)
    related = RelatedProvisionSerializer(many=True)


def readable_provisions() -> QuerySet[Provision]:
    """Return provisions that have a wording, with everything that ProvisionSerializer shows."""
    found = Provision.objects.exclude(current_revision=None)
    return found.select_related("current_revision", "document__platform")


def find_provision(public_id: str, provisions: QuerySet[Provision]) -> Provision:
    """Return the provision with this public id among these. Raises NotFound."""
    found = provisions.filter(pk=Provision.key_of(public_id) or 0).first()
    if found is None:
        raise NotFound("There is no provision of this id.")
    return found


def provision_history(provision: Provision) -> dict[str, Any]:
    """Return what ProvisionHistorySerializer shows of the provision, in nine queries at most."""
    revisions = (
        provision.revisions.select_related("version")
        .defer("version__outline", "version__summary")
        .order_by("version__sequence")
    )
    changes = provision.changes.select_related("change").order_by("change__detected_at", "change_id", "position")
    related = related_provisions(provision)
    return {
        "provision": provision,
        "life": life_of(provision),
        "revisions": revisions,
        "changes": changes,
        "related": related,
    }


def related_provisions(provision: Provision) -> list[dict[str, Any]]:
    """Return what RelatedProvisionSerializer shows of each relation, oldest first, in one query."""
    names = {"split": ("split_into", "split_from"), "merge": ("absorbed", "merged_into")}
    found = []
    for row in ProvisionRelation.objects.of(provision).order_by("version__sequence", "pk"):
        as_whole, as_part = names[row.kind]
        is_whole = row.provision_id == provision.pk
        other = row.other_id if is_whole else row.provision_id
        relation = as_whole if is_whole else as_part
        found.append({"provision": Provision.public_id_of(other), "relation": relation, "version_id": row.version_id})
    return found


def describe_related(provision: Provision) -> list[dict[str, Any]]:
    """Return the relations as they are shown."""
    return list(RelatedProvisionSerializer(related_provisions(provision), many=True).data)


def _document_exists(public_id: str) -> bool:
    return Document.objects.filter(pk=Document.key_of(public_id) or 0).exists()


class ProvisionList(GenericAPIView[Provision]):
    """The provisions in force, with their exact text."""

    permission_classes = [AllowAny]
    serializer_class = ProvisionSerializer
    ordering = ("id",)

    def get_queryset(self) -> QuerySet[Provision]:
        found = readable_provisions().filter(removed_in=None)
        if slug := parameters.platform(self.request):
            found = found.filter(document__platform__slug=slug)
        if document := parameters.known(self.request, "document", _document_exists):
            found = found.filter(document=Document.key_of(document))
        if category := parameters.category(self.request):
            found = found.filter(category=category)
        return found

    @extend_schema(
        operation_id="provisions_list",
        responses=ProvisionSerializer(many=True),
        parameters=[
            OpenApiParameter("platform", OpenApiTypes.STR, description="A platform's slug."),
            OpenApiParameter("document", OpenApiTypes.STR, description="A document's id."),
            OpenApiParameter("category", OpenApiTypes.STR, enum=parameters.CATEGORY_IDS),
        ],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(ProvisionSerializer(page, many=True).data)


class ProvisionDetail(GenericAPIView[Provision]):
    """One provision, in force or not."""

    permission_classes = [AllowAny]
    serializer_class = ProvisionDetailSerializer

    @extend_schema(operation_id="provisions_read")
    def get(self, request: Request, public_id: str) -> Response:
        return Response(ProvisionDetailSerializer(find_provision(public_id, readable_provisions())).data)
