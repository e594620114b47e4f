"""Compliance memos: asked for, made by a worker, downloaded. Part of Professional."""

from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.memos.asking import ComparisonWish, MemoNotReady, MemoWish, NotForAMemo, ask_for_memo, own_memos
from alerts.models import Memo, Watchlist
from billing.entitlements import Feature, require
from governance.analysis.memo import typesetting
from governance.analysis.stating import compared_categories
from governance.models import Change, Document
from governance.sectors_and_types import shipped_document_types
from governance.stated_provisions import MOST_COMPARED, NotToBeCompared, platforms_to_compare

SCHEMA_FILE = Path(typesetting.__file__).parent / "schema.json"
TYPES = {
    Memo.Format.PDF: ("application/pdf", "pdf"),
    Memo.Format.DOCX: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    Memo.Format.MARKDOWN: ("text/markdown; charset=utf-8", "md"),
    Memo.Format.JSON: ("application/json", "json"),
    Memo.Format.EVIDENCE: ("application/zip", "zip"),
}
_SUBJECTS = ("document", "change", "comparison", "watchlist")


class AskedComparisonSerializer(StrictSerializer):
    """What `/compare/` is asked for: a category, and two to ten platforms in the order of the columns."""

    category = serializers.ChoiceField(choices=compared_categories())
    platforms = serializers.ListField(
        child=SentText(max_length=100), max_length=MOST_COMPARED, help_text="Their slugs, each once."
    )
    document_type = SentText(
        max_length=80, required=False, help_text="Only documents of this type, such as `privacy-policy`."
    )

    def validate_document_type(self, value: str) -> str:
        if value not in shipped_document_types() and not Document.objects.filter(document_type=value).exists():
            raise ValidationError("There is no document of this type.")
        return value


class AskedMemoSerializer(StrictSerializer):
    """What a memo is to be about: one of document, change, comparison and watchlist; a watchlist with its period."""

    document = SentText(max_length=30, required=False, help_text="A document's id.")
    change = SentText(max_length=30, required=False, help_text="A change's id.")
    comparison = AskedComparisonSerializer(required=False)
    watchlist = serializers.UUIDField(required=False)
    since = serializers.DateTimeField(required=False, help_text="With a watchlist: the period's first moment.")
    until = serializers.DateTimeField(required=False, help_text="The period's last moment, not in the future.")
    format = serializers.ChoiceField(
        choices=Memo.Format.choices,
        help_text="`docx` has tracked changes, of a change. `evidence` is a signed zip: the memo, the texts that it "
        "quotes, their captures as far as they are held, and a program that verifies it.",
    )
    paper = serializers.ChoiceField(choices=Memo.Paper.choices, default=Memo.Paper.A4, help_text="Of a PDF.")


class MemoSerializer(serializers.Serializer[Any]):
    """A memo. Its file is at `/memos/{id}/file/` when `state` is `ready`."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=Memo.Kind.choices)
    format = serializers.ChoiceField(choices=Memo.Format.choices)
    paper = serializers.ChoiceField(choices=Memo.Paper.choices)
    state = serializers.ChoiceField(choices=Memo.State.choices)
    failure = serializers.CharField(help_text="Why it could not be made; empty unless `state` is `failed`.")
    progress = serializers.IntegerField(help_text="In percent.")
    title = serializers.CharField(help_text="Empty until it is made.")
    asked_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="Of the file; empty until it is made.")
    made_with = serializers.CharField(help_text="What set it: the same data and state of it give the same bytes.")


class MemosFullSerializer(serializers.Serializer[Any]):
    """The person has as many memos as anybody may, or as many that wait."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["memos_full"])
    limit = serializers.IntegerField()


class FileNotReadySerializer(serializers.Serializer[Any]):
    """The file is not made yet, or could not be."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["memo_not_ready"])
    state = serializers.ChoiceField(choices=Memo.State.choices)


class _Memos(GenericAPIView[Memo]):
    serializer_class: type[serializers.Serializer[Any]] = MemoSerializer
    ordering = ("-asked_at", "-id")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.COMPLIANCE_MEMOS, timezone.now())

    def get_queryset(self) -> "QuerySet[Memo]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return Memo.objects.none()
        return own_memos(self.request.user.pk)


class MemoList(_Memos):
    @extend_schema(
        operation_id="memos_list", summary="The memos that the person asked for", responses=MemoSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(MemoSerializer(page, many=True).data)

    @extend_schema(
        operation_id="memos_create",
        summary="Ask for a memo",
        description="A worker makes it; ask for its state until it is `ready`. While one waits, the same again is it.",
        request=AskedMemoSerializer,
        responses={
            201: MemoSerializer,
            200: OpenApiResponse(MemoSerializer, description="The same is being made already."),
            409: MemosFullSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        body = AskedMemoSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wish = _wish(request, dict(body.validated_data))
        try:
            memo, is_new = ask_for_memo(user=user_of(request), wish=wish, now=timezone.now())
        except NotForAMemo as refused:
            raise ValidationError({refused.field: [str(refused)]}) from refused
        return answer_to_change(
            request, lambda: MemoSerializer(self.get_queryset().get(pk=memo.pk)).data, is_new=is_new
        )


class MemoDetail(_Memos):
    @extend_schema(operation_id="memos_read", summary="A memo, and how far it is made")
    def get(self, request: Request, memo_id: UUID) -> Response:
        return Response(MemoSerializer(get_object_or_404(self.get_queryset(), pk=memo_id)).data)

    @extend_schema(operation_id="memos_delete", summary="Remove a memo and its file", responses={204: None})
    def delete(self, request: Request, memo_id: UUID) -> Response:
        get_object_or_404(self.get_queryset(), pk=memo_id).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class MemoFile(_Memos):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, this is the file; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="memos_file",
        summary="The file of a memo",
        description="The bytes are those that were made once; their SHA-256 is in `/memos/{id}/`.",
        responses={
            **{(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind, _ in TYPES.values()},
            409: FileNotReadySerializer,
        },
    )
    def get(self, request: Request, memo_id: UUID) -> HttpResponse:
        memo = get_object_or_404(Memo.objects.filter(user=user_of(request)), pk=memo_id)
        if memo.state != Memo.State.READY:
            raise MemoNotReady(memo)
        kind, ending = TYPES[Memo.Format(memo.format)]
        response = HttpResponse(memo.data, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{memo.number}.{ending}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class MemoSchema(GenericAPIView[Any]):
    """The JSON Schema (2020-12) of the data of memos, for everybody."""

    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(operation_id="memos_schema", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response(orjson.loads(SCHEMA_FILE.read_bytes()))


def _wish(request: Request, sent: dict[str, Any]) -> MemoWish:
    """Return the wish of a body. Raises ValidationError."""
    given = [name for name in _SUBJECTS if name in sent]
    if len(given) != 1:
        said = ["Give one of document, change, comparison and watchlist."]
        raise ValidationError(dict.fromkeys(given or _SUBJECTS, said))
    if "document" in sent:
        sent["document"] = _found(Document.objects.all(), "document", Document.key_of(sent["document"]) or 0)
    if "change" in sent:
        sent["change"] = _found(Change.objects.all(), "change", Change.key_of(sent["change"]) or 0)
    if "comparison" in sent:
        sent["comparison"] = _comparison(sent["comparison"])
    if "watchlist" in sent:
        sent["watchlist"] = _found(Watchlist.objects.filter(user=user_of(request)), "watchlist", sent["watchlist"])
    return MemoWish(**sent)


def _found(rows: "QuerySet[Any]", name: str, key: Any) -> Any:
    row = rows.filter(pk=key).first()
    if row is None:
        raise ValidationError({name: [f"There is no {name} of this id."]})
    return row


def _comparison(sent: dict[str, Any]) -> ComparisonWish:
    try:
        platforms = platforms_to_compare(sent["platforms"])
    except NotToBeCompared as refused:
        raise ValidationError({"comparison": {"platforms": [str(refused)]}}) from refused
    return ComparisonWish(sent["category"], tuple(platforms), sent.get("document_type", ""))
