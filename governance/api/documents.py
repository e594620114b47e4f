"""Documents, their versions and the exact text of each."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api import parameters
from governance.api.health import DocumentHealthSerializer, describe_health, with_health
from governance.api.shapes import (
    DOCUMENT_TYPE,
    AttributionSerializer,
    DocumentTypeField,
    PlatformNameSerializer,
    document_id,
    version_id,
)
from governance.api.summary import QuotationSerializer, describe_quotation
from governance.models import CaptureState, Document, StoredText, Version
from governance.models.versions import MOST_PARSED_BYTES
from governance.reading import DescriptionView, document_summary, version_as_of

# A stored text may hold whatever its source published, scripts too: it is data, to be saved and never to be run.
INERT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class VersionSerializer(serializers.Serializer[Any]):
    """One accepted state of a document."""

    id = serializers.CharField(source="public_id")
    document = document_id(source="document_id")
    sequence = serializers.IntegerField(help_text="Place in the document's history, from 1.")
    captured_at = serializers.DateTimeField(help_text="When the source recorded it.")
    stated_at = serializers.DateTimeField(
        allow_null=True,
        help_text="The date that the source gave, where that was later than the import; captured_at is then the date "
        "of what the source recorded next, or of the import.",
    )
    recorded_at = serializers.DateTimeField(help_text="When it was stored here.")
    sha256 = serializers.CharField(help_text="Of the exact bytes that `/versions/{id}/text/` answers with.")
    size = serializers.IntegerField(source="stored_text.size_bytes", help_text="Bytes.")
    word_count = serializers.IntegerField()
    is_technical = serializers.BooleanField(help_text="Recorded because the way of capturing changed.")
    is_good = serializers.BooleanField(help_text="False for a failed or partial capture that the source recorded.")
    is_too_large = serializers.BooleanField(
        help_text="Kept byte for byte, and neither parsed nor compared: it is larger than 2 MB."
    )
    source_commit = serializers.CharField(help_text="The commit it was read from; empty where there is none.")
    previous = version_id(source="previous_id", allow_null=True)
    attribution = AttributionSerializer(source="collection", allow_null=True)


class DocumentSerializer(serializers.Serializer[Any]):
    """One governance document, with its health and its current version."""

    id = serializers.CharField(source="public_id")
    platform = PlatformNameSerializer()
    document_type = DocumentTypeField()
    title = serializers.CharField()
    language = serializers.CharField()
    region = serializers.CharField(help_text="Whom it is for, such as `eu`; empty where it is for everybody.")
    product = serializers.CharField(help_text="The product it is for; empty where it is for all of them.")
    source_urls = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=Document.State.choices, help_text="`listed`: no version yet.")
    last_verified_at = serializers.DateTimeField(
        allow_null=True, help_text="When its source was last known to show this text."
    )
    health = serializers.SerializerMethodField(
        help_text="How it stands with our own reading; null for a document that we don't read ourselves."
    )
    is_demonstration = serializers.BooleanField(source="platform.is_demonstration")
    attribution = AttributionSerializer(source="collection", allow_null=True)
    current_version = VersionSerializer(allow_null=True)

    @extend_schema_field(DocumentHealthSerializer(allow_null=True))
    def get_health(self, document: Document) -> dict[str, Any] | None:
        return describe_health(document)


class DescriptionSerializer(serializers.Serializer[Any]):
    """What one provision states, in a sentence made from its words."""

    category = serializers.CharField()
    category_name = serializers.CharField()
    provision = serializers.CharField(source="provision_public_id")
    sentence = serializers.CharField()
    quotation = serializers.SerializerMethodField()

    @extend_schema_field(QuotationSerializer)
    def get_quotation(self, found: DescriptionView) -> dict[str, Any] | None:
        return describe_quotation(found.version_id, found.start, found.end, found.quote)


class DescribedDocumentSerializer(DocumentSerializer):
    """One governance document with its summary in plain words."""

    summary = serializers.SerializerMethodField(
        help_text="What its provisions state, by category; empty where no version is recorded."
    )

    @extend_schema_field(DescriptionSerializer(many=True))
    def get_summary(self, document: Document) -> list[dict[str, Any]]:
        return list(DescriptionSerializer(document_summary(document), many=True).data)


def versions_without_text() -> QuerySet[Version]:
    """Return versions with everything that is shown of them, but without text and outline."""
    return Version.objects.select_related("stored_text", "collection").defer(
        "outline", "summary", "stored_text__compressed"
    )


def documents_with_current_version() -> QuerySet[Document]:
    version = "current_version"
    return with_health(
        Document.objects.select_related(
            "platform", "collection", f"{version}__stored_text", f"{version}__collection"
        ).defer(f"{version}__outline", f"{version}__summary", f"{version}__stored_text__compressed")
    )


def find_document(public_id: str, documents: QuerySet[Document] | None = None) -> Document:
    """Return the document with this public id. Raises NotFound."""
    key = Document.key_of(public_id) or 0
    found = (Document.objects.all() if documents is None else documents).filter(pk=key).first()
    if found is None:
        raise NotFound("There is no document of this id.")
    return found


def find_version(public_id: str, versions: QuerySet[Version]) -> Version:
    """Return the version with this public id among these. Raises NotFound."""
    found = versions.filter(pk=Version.key_of(public_id) or 0).first()
    if found is None:
        raise NotFound("There is no version of this id.")
    return found


class DocumentList(GenericAPIView[Document]):
    """All documents, in the order in which they were listed."""

    permission_classes = [AllowAny]
    serializer_class = DocumentSerializer
    ordering = ("id",)

    def get_queryset(self) -> QuerySet[Document]:
        found = documents_with_current_version()
        if slug := parameters.platform(self.request):
            found = found.filter(platform__slug=slug)
        if document_type := parameters.document_type(self.request):
            found = found.filter(document_type=document_type)
        if state := parameters.one_of(self.request, "state", Document.State.values):
            found = found.filter(state=state)
        if health := parameters.one_of(self.request, "health", CaptureState.values):
            found = found.filter(health__state=health)
        return found

    @extend_schema(
        operation_id="documents_list",
        responses=DocumentSerializer(many=True),
        parameters=[
            OpenApiParameter("platform", OpenApiTypes.STR, description="A platform's slug."),
            OpenApiParameter("document_type", DOCUMENT_TYPE),
            OpenApiParameter("state", OpenApiTypes.STR, enum=Document.State.values),
            OpenApiParameter(
                "health",
                OpenApiTypes.STR,
                enum=CaptureState.values,
                description="How it stands with our own reading; documents that we don't read ourselves have none.",
            ),
        ],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(DocumentSerializer(page, many=True).data)


class DocumentDetail(GenericAPIView[Document]):
    """One document."""

    permission_classes = [AllowAny]
    serializer_class = DescribedDocumentSerializer

    @extend_schema(operation_id="documents_read")
    def get(self, request: Request, public_id: str) -> Response:
        document = find_document(public_id, documents_with_current_version())
        return Response(DescribedDocumentSerializer(document).data)


class DocumentVersions(GenericAPIView[Version]):
    """The versions of a document, newest first."""

    permission_classes = [AllowAny]
    serializer_class = VersionSerializer
    ordering = ("-sequence",)

    @extend_schema(operation_id="document_versions_list", responses=VersionSerializer(many=True))
    def get(self, request: Request, public_id: str) -> Response:
        document = find_document(public_id)
        page = self.paginate_queryset(versions_without_text().filter(document=document))
        return self.get_paginated_response(VersionSerializer(page, many=True).data)


class VersionAsOf(GenericAPIView[Version]):
    """The version that was in force at a time, as far as it was recorded."""

    permission_classes = [AllowAny]
    serializer_class = VersionSerializer

    @extend_schema(
        operation_id="documents_as_of",
        parameters=[
            OpenApiParameter(
                "at",
                OpenApiTypes.STR,
                required=True,
                description="An ISO 8601 instant (UTC where it names no offset), or a date: its end in UTC.",
            )
        ],
    )
    def get(self, request: Request, public_id: str) -> Response:
        document = find_document(public_id)
        version = version_as_of(document, self._at(timezone.now()))
        if version is None:
            if document.current_version_id is None:
                raise NotFound("No version of this document is recorded yet.", code="no_version")
            raise NotFound("The first recorded version is later than this.", code="before_first_version")
        return Response(VersionSerializer(version).data)

    def _at(self, now: datetime) -> datetime:
        at = parameters.instant(self.request, "at", end_of_day=True)
        if at is None:
            raise ValidationError({"at": ["This parameter is required."]})
        if at > now:
            is_today = len(self.request.query_params["at"]) == 10 and at.date() == now.date()
            if not is_today:
                raise ValidationError({"at": ["This is in the future."]})
        return min(at, now)


class VersionDetail(GenericAPIView[Version]):
    """One version, without its text."""

    permission_classes = [AllowAny]
    serializer_class = VersionSerializer

    @extend_schema(operation_id="versions_read")
    def get(self, request: Request, public_id: str) -> Response:
        return Response(VersionSerializer(find_version(public_id, versions_without_text())).data)


class VersionText(GenericAPIView[Version]):
    """The exact bytes of a version, as a file to save."""

    permission_classes = [AllowAny]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, these are the bytes; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="versions_text",
        responses={
            (200, "text/markdown"): OpenApiResponse(OpenApiTypes.STR, description="The stored bytes, unchanged."),
            304: OpenApiResponse(description="The copy with this `ETag`, the text's SHA-256, is the same."),
        },
    )
    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        version = find_version(public_id, Version.objects.only("stored_text"))
        etag = f'"{version.sha256}"'
        response: HttpResponseBase | None = get_conditional_response(request._request, etag=etag)
        if response is None:
            response = self._body(StoredText.objects.get(pk=version.sha256))
            response["Content-Disposition"] = f'attachment; filename="{version.public_id}.md"'
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=86400"
        response["Content-Security-Policy"] = INERT_POLICY
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    def _body(self, stored: StoredText) -> HttpResponseBase:
        """Return the bytes; a very large text in parts, so it takes no more memory than others."""
        content_type = "text/markdown; charset=utf-8"
        if stored.size_bytes <= MOST_PARSED_BYTES:
            return HttpResponse(stored.data, content_type=content_type)
        response = StreamingHttpResponse(stored.chunks(), content_type=content_type)
        response["Content-Length"] = str(stored.size_bytes)
        return response
