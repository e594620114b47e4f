"""Certificates of watching. Part of Professional."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import User
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.certifying.asking import (
    MOST_DOCUMENTS,
    CertificateNotReady,
    NotToBeCertified,
    ask_for_certificate,
    documents_named,
    documents_of_watchlist,
    own_certificates,
)
from alerts.models import WatchCertificate
from billing.entitlements import Feature, require
from governance.api.documents import INERT_POLICY
from governance.api.parameters import instant_in
from governance.models import Document


def _moment(help_text: str) -> SentText:
    return SentText(max_length=40, help_text=help_text)


class CertificateAskedSerializer(StrictSerializer):
    """Which documents, and which period: either `documents` or `watchlist`."""

    documents = serializers.ListField(
        child=SentText(max_length=30), required=False, help_text=f"Ids of documents, at most {MOST_DOCUMENTS}."
    )
    watchlist = serializers.UUIDField(
        required=False, help_text="Instead: the documents of the platforms that are on a watchlist now."
    )
    since = _moment("An ISO 8601 instant (UTC where it names no offset), or a date: its beginning in UTC.")
    until = _moment("The same; a date: its end in UTC, or now if that is still to come today.")


class CertificateSerializer(serializers.Serializer[Any]):
    """A certificate of watching that the person asked for."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=WatchCertificate.State.choices)
    failure = serializers.CharField(help_text="Why it could not be made; empty unless `state` is `failed`.")
    documents = serializers.ListField(child=serializers.CharField())
    of_watchlist = serializers.BooleanField(help_text="Whether these were chosen as those of a watchlist's platforms.")
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    asked_at = serializers.DateTimeField()
    issued_at = serializers.DateTimeField(allow_null=True, help_text="It states what was recorded then.")
    sha256 = serializers.CharField(help_text="Of the file; empty until it is ready.")
    size_bytes = serializers.IntegerField()
    verified_count = serializers.IntegerField(help_text="Verified captures in the period.")
    gap_count = serializers.IntegerField()
    change_count = serializers.IntegerField()


class CertificateNotMadeSerializer(serializers.Serializer[Any]):
    """Why a certificate can't be asked for, or its file not be had."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["certificates_full", "certificate_not_ready"])
    limit = serializers.IntegerField(required=False)
    state = serializers.CharField(required=False)


class _Certificates(GenericAPIView[WatchCertificate]):
    serializer_class: type[serializers.Serializer[Any]] = CertificateSerializer
    ordering = ("-asked_at", "-id")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.CERTIFICATES, timezone.now())

    def get_queryset(self) -> "QuerySet[WatchCertificate]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return WatchCertificate.objects.none()
        return own_certificates(self.request.user.pk)


class CertificateList(_Certificates):
    @extend_schema(
        operation_id="certificates_list",
        summary="The certificates of watching that the person asked for",
        responses=CertificateSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(CertificateSerializer(page, many=True).data)

    @extend_schema(
        operation_id="certificates_create",
        summary="Ask for a certificate of watching",
        description="It is made within a minute. The same documents and period are one certificate, which states what "
        "was recorded when it was issued: to have it issued anew, delete it first.",
        request=CertificateAskedSerializer,
        responses={
            201: CertificateSerializer,
            200: OpenApiResponse(CertificateSerializer, description="It was asked for before."),
            409: CertificateNotMadeSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        body = CertificateAskedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent, user, now = body.validated_data, user_of(request), timezone.now()
        try:
            certificate, is_new = ask_for_certificate(
                user=user,
                documents=_documents(sent, user),
                of_watchlist="watchlist" in sent,
                since=instant_in(sent["since"], "since"),
                until=_end(sent["until"], now),
                now=now,
            )
        except NotToBeCertified as refused:
            raise ValidationError({refused.field: [str(refused)]}) from refused
        return answer_to_change(
            request, lambda: CertificateSerializer(self.get_queryset().get(pk=certificate.pk)).data, is_new=is_new
        )


class CertificateDetail(_Certificates):
    @extend_schema(operation_id="certificates_read", summary="One certificate of watching")
    def get(self, request: Request, certificate_id: UUID) -> Response:
        return Response(CertificateSerializer(get_object_or_404(self.get_queryset(), pk=certificate_id)).data)

    @extend_schema(operation_id="certificates_delete", summary="Remove a certificate", responses={204: None})
    def delete(self, request: Request, certificate_id: UUID) -> Response:
        get_object_or_404(self.get_queryset(), pk=certificate_id).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class CertificateFile(_Certificates):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, these are the bytes; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="certificates_file",
        summary="The signed certificate as a zip",
        description="`CERTIFICATE.txt` is for reading, `certificate.json` holds the same facts, and `verify.py` "
        "verifies both and the signature with nothing but Python. The bytes are the same each time.",
        responses={
            (200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, description="The file."),
            409: CertificateNotMadeSerializer,
        },
    )
    def get(self, request: Request, certificate_id: UUID) -> HttpResponse:
        certificate = get_object_or_404(self.get_queryset().defer(None), pk=certificate_id)
        if certificate.state != WatchCertificate.State.READY:
            raise CertificateNotReady(certificate)
        response = HttpResponse(certificate.data, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="certificate-{certificate.pk}.zip"'
        response["Cache-Control"] = "private, no-store"
        response["Content-Security-Policy"] = INERT_POLICY
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _documents(sent: dict[str, Any], user: User) -> list[Document]:
    if ("documents" in sent) == ("watchlist" in sent):
        raise NotToBeCertified("documents", "Give either documents or a watchlist.")
    if "watchlist" in sent:
        return documents_of_watchlist(user, sent["watchlist"])
    return documents_named(sent["documents"])


def _end(given: str, now: datetime) -> datetime:
    until = instant_in(given, "until", end_of_day=True)
    # Within one minute the same period is one certificate.
    so_far = now.replace(second=0, microsecond=0)
    return min(until, so_far) if len(given) == 10 and until.date() == now.date() else until
