"""The difference between any two versions of one document, line by line."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from governance.api import parameters
from governance.api.documents import find_document, find_version
from governance.api.shapes import document_id, version_id
from governance.comparison import unified_diff
from governance.models import Document, Version
from governance.models.versions import MOST_PARSED_BYTES

TWO_VERSIONS = [
    OpenApiParameter("from", OpenApiTypes.STR, required=True, description="A version's id."),
    OpenApiParameter("to", OpenApiTypes.STR, required=True, description="A version's id."),
]


class DiffSerializer(serializers.Serializer[Any]):
    """A unified diff with three lines of context; empty where the texts are equal."""

    document = document_id(source="from.document_id")
    to = version_id(source="to.pk")
    unified = serializers.CharField(help_text="Lines of the two Markdown texts.")

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            "document": super().get_fields()["document"],
            "from": version_id(source="from.pk"),
            **super().get_fields(),
        }


class TextTooLarge(APIException):
    """One of the texts is too large to be compared; it is only stored."""

    status_code = 409
    default_detail = "One of these texts is larger than 2 MB. It is kept as it is and can't be compared."
    default_code = "text_too_large"


class DocumentDiff(GenericAPIView[Any]):
    """The difference between two versions of a document, in either direction."""

    permission_classes = [AllowAny]
    serializer_class = DiffSerializer

    def describe(self, before: Version, after: Version) -> dict[str, Any]:
        """Return what the reader is shown of this difference."""
        unified = unified_diff(before.text, after.text)
        return dict(DiffSerializer({"from": before, "to": after, "unified": unified}).data)

    @extend_schema(
        operation_id="documents_diff",
        parameters=TWO_VERSIONS,
    )
    def get(self, request: Request, public_id: str) -> Response:
        document = find_document(public_id)
        before, after = (version_given(request, document, name) for name in ("from", "to"))
        if any(version.stored_text.size_bytes > MOST_PARSED_BYTES for version in (before, after)):
            raise TextTooLarge
        return Response(self.describe(before, after))


def version_given(request: Request, document: Document, name: str) -> Version:
    """Return the document's version that a parameter names. Raises ValidationError if there is none."""
    given = parameters.text(request, name)
    if given is None:
        raise ValidationError({name: ["This parameter is required."]})
    try:
        return find_version(given, document.versions.select_related("stored_text").defer("summary"))
    except NotFound:
        raise ValidationError({name: ["This document has no version of this id."]}) from None
