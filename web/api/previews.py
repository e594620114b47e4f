"""Operators look at a document before it is read from then on."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import validate_one_line
from accounts.permissions import OperatorRequired, user_of
from accounts.strict import SentBoolean, SentText, StrictSerializer
from governance.api.shapes import document_id
from governance.capture.adding import NotToBeAdded, Proposal
from governance.capture.declarations.sources import LONGEST_ADDRESS, MOST_PARTS, BadDeclaration
from governance.capture.preview_jobs import add_previewed, ask_for_preview
from governance.models import DocumentPreview

# {what is wrong of a proposal: the field that it was sent in}
_FIELD_OF = {"platform_name": "platform", "title": "type", **{name: name for name in ("select", "remove", "language")}}


class ProposalSerializer(StrictSerializer):
    """A document that an operator would like to look at."""

    platform = SentText(
        source="platform_name",
        max_length=200,
        validators=[validate_one_line],
        help_text="Its name or slug; a new one is made if there is none.",
    )
    type = SentText(
        source="title",
        max_length=200,
        validators=[validate_one_line],
        help_text="What it is, such as `Privacy Policy`.",
    )
    urls = serializers.ListField(
        source="addresses",
        child=SentText(max_length=LONGEST_ADDRESS),
        min_length=1,
        max_length=MOST_PARTS,
        help_text="Its pages, in order.",
    )
    language = SentText(max_length=16, default="en", help_text="Its language, as in BCP 47.")
    select = serializers.ListField(
        child=SentText(max_length=500),
        max_length=50,
        default=list,
        help_text="CSS selectors of its text; without any it is found by structure.",
    )
    remove = serializers.ListField(
        child=SentText(max_length=500),
        max_length=50,
        default=list,
        help_text="CSS selectors of what is left out of it.",
    )
    browser = serializers.BooleanField(
        source="in_browser", default=False, help_text="Whether it is opened in a browser."
    )


class DocumentPreviewSerializer(serializers.Serializer[Any]):
    """What two fetches of a proposed document came to."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(
        choices=DocumentPreview.State.choices,
        help_text="`waiting`: it is fetched within the minute; `read`: look at it; `failed`: not fetched; `added`.",
    )
    platform = serializers.CharField(source="platform_name")
    type = serializers.CharField(source="title")
    urls = serializers.ListField(child=serializers.CharField(), source="addresses")
    asked_at = serializers.DateTimeField()
    is_good = serializers.BooleanField(help_text="Whether both fetches brought the document.")
    reason = serializers.CharField(help_text="A sentence that says why it is not good; empty where it is.")
    warnings = serializers.ListField(child=serializers.CharField(), help_text="What is odd about it, or its host.")
    title = serializers.CharField(source="page_title")
    word_count = serializers.IntegerField()
    text = serializers.CharField(help_text="The text that was read, or its beginning.")
    document = document_id(source="document_id", allow_null=True)


class AddedSerializer(StrictSerializer):
    """Whether the operator has looked at the warnings."""

    accept_warnings = SentBoolean(default=False)


class CannotBeAdded(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "not_to_be_added"


class CannotBeAddedSerializer(serializers.Serializer[Any]):
    """It was not good, was not looked at yet, or is odd and that was not accepted."""

    detail = serializers.CharField()
    code = serializers.CharField()


class _OperatorView(APIView):
    permission_classes = [OperatorRequired]
    operator_permission = "governance.add_document"


class PreviewList(_OperatorView):
    @extend_schema(
        operation_id="document_previews_create",
        summary="Look at a document before it is read",
        description="For operators. Its pages are fetched twice, as their hosts allow it, by a duty: "
        "ask for the preview again after some seconds.",
        request=ProposalSerializer,
        responses={202: DocumentPreviewSerializer},
    )
    def post(self, request: Request) -> Response:
        body = ProposalSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        proposal = Proposal.of(body.validated_data)
        try:
            row = ask_for_preview(proposal, by=user_of(request).email, now=timezone.now())
        except BadDeclaration as error:
            raise ValidationError({_FIELD_OF.get(error.key, "urls"): [error.at_field]}) from error
        except NotToBeAdded as error:
            raise ValidationError({"platform": [str(error)]}) from error
        return Response(DocumentPreviewSerializer(row).data, status=status.HTTP_202_ACCEPTED)


class PreviewDetail(_OperatorView):
    @extend_schema(
        operation_id="document_preview",
        summary="What a look at a document came to",
        description="For operators. Kept for a week.",
        responses=DocumentPreviewSerializer,
    )
    def get(self, request: Request, preview_id: UUID) -> Response:
        row = DocumentPreview.objects.filter(pk=preview_id).first()
        if row is None:
            raise Http404
        return Response(DocumentPreviewSerializer(row).data)


class PreviewAdd(_OperatorView):
    @extend_schema(
        operation_id="document_preview_add",
        summary="Read a document from now on",
        description="For operators, who have looked at it. Adding twice is adding once.",
        request=AddedSerializer,
        responses={200: DocumentPreviewSerializer, 409: CannotBeAddedSerializer},
    )
    def post(self, request: Request, preview_id: UUID) -> Response:
        body = AddedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        accepts = body.validated_data["accept_warnings"]
        try:
            _, row = add_previewed(preview_id, accepts_warnings=accepts, by=user_of(request).email, now=timezone.now())
        except DocumentPreview.DoesNotExist as error:
            raise Http404 from error
        except NotToBeAdded as error:
            raise CannotBeAdded(str(error)) from error
        return Response(DocumentPreviewSerializer(row).data)
