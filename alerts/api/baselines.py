"""The versions that a person agreed to, and what has changed since. Part of Professional."""

from dataclasses import astuple
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import validate_one_line
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.agreements.baselines import NotAnAgreement, own_baselines, pin
from alerts.agreements.drift import BaselineDrift, DriftedClause, TextsTooLarge, drift_of
from alerts.models import Baseline
from alerts.models.baselines import LONGEST_NOTE, LONGEST_REFERENCE
from billing.entitlements import Feature, require
from governance.api.changes import ChangedDocumentSerializer
from governance.api.diff import TextTooLarge
from governance.api.shapes import AttributionSerializer, PlatformNameSerializer, version_id
from governance.api.summary import QuotationSerializer, describe_quotation
from governance.models import Change, Document, Provision, ProvisionChange, Version
from governance.models.changes import Severity


class AgreedSerializer(StrictSerializer):
    """What was agreed to, and when."""

    document = SentText(max_length=30, help_text="A document's id.")
    version = SentText(
        max_length=30,
        required=False,
        allow_null=True,
        default=None,
        help_text="A version's id. Without one it is the version that was in force at the end of that day, in UTC.",
    )
    agreed_at = serializers.DateField(help_text="The day of the agreement.")
    reference = SentText(
        max_length=LONGEST_REFERENCE,
        allow_blank=True,
        default="",
        validators=[validate_one_line],
        help_text="Such as the number of a contract.",
    )
    note = SentText(max_length=LONGEST_NOTE, allow_blank=True, default="")


class BaselineSerializer(serializers.Serializer[Any]):
    """A version that the person agreed to."""

    id = serializers.UUIDField()
    platform = PlatformNameSerializer(source="document.platform")
    document = ChangedDocumentSerializer()
    version = version_id(source="version_id")
    agreed_at = serializers.DateField()
    reference = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class NotPinnedSerializer(serializers.Serializer[Any]):
    """The person has pinned as many versions as anybody may."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["baselines_full"])
    limit = serializers.IntegerField()


class NotComparedSerializer(serializers.Serializer[Any]):
    """One of the two texts is too large to be compared."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["text_too_large"])


class DriftChangeSerializer(serializers.Serializer[Any]):
    """A change of meaning or wording since the agreement."""

    id = serializers.CharField(source="public_id")
    headline = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.labels, source="get_severity_display")
    detected_at = serializers.DateTimeField()
    effective_date = serializers.DateField(allow_null=True)


class DriftedClauseSerializer(serializers.Serializer[Any]):
    """A clause that differs from what was agreed."""

    provision = serializers.CharField()
    kind = serializers.ChoiceField(choices=ProvisionChange.Kind.choices)
    words_differ = serializers.BooleanField(help_text="False where only links, marks or its place differ.")
    category = serializers.CharField()
    severity = serializers.ChoiceField(
        choices=Severity.labels,
        allow_null=True,
        help_text="The highest of the changes that touched it; null where none changed its meaning or wording.",
    )
    before = QuotationSerializer(allow_null=True)
    after = QuotationSerializer(allow_null=True)
    changes = serializers.ListField(
        child=serializers.CharField(), help_text="The changes that touched it, oldest first."
    )


class DriftSerializer(serializers.Serializer[Any]):
    """What has changed since the agreement."""

    baseline = BaselineSerializer()
    agreed = version_id()
    current = version_id(help_text="The document's last good version.")
    last_known_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When its source was last known to show the current text; null if its last capture was none of it.",
    )
    verified_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When a reading of ours last saw the current text; null where only its collection did.",
    )
    attribution = AttributionSerializer(
        allow_null=True, help_text="The collection that recorded the current text; null where we did."
    )
    is_retired = serializers.BooleanField(help_text="Whether the document is no longer published or followed.")
    is_unchanged = serializers.BooleanField(help_text="Whether no clause differs from what was agreed.")
    change_count = serializers.IntegerField(help_text="Changes of meaning or wording since.")
    changes = DriftChangeSerializer(many=True, help_text="The newest 500 of these, newest first.")
    clauses = DriftedClauseSerializer(many=True, help_text="In the order of the current text, then what was removed.")


class _Baselines(GenericAPIView[Baseline]):
    serializer_class: type[serializers.Serializer[Any]] = BaselineSerializer
    ordering = ("-created_at", "-id")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.BASELINES, timezone.now())

    def get_queryset(self) -> "QuerySet[Baseline]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return Baseline.objects.none()
        return own_baselines(self.request.user.pk)


class BaselineList(_Baselines):
    @extend_schema(
        operation_id="baselines_list",
        summary="The versions that the person agreed to",
        responses=BaselineSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(BaselineSerializer(page, many=True).data)

    @extend_schema(
        operation_id="baselines_create",
        summary="Pin the version that was agreed to",
        description="The same agreement is pinned once; its note is then replaced.",
        request=AgreedSerializer,
        responses={
            201: BaselineSerializer,
            200: OpenApiResponse(BaselineSerializer, description="It was pinned before."),
            409: NotPinnedSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        body = AgreedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        sent = dict(body.validated_data)
        document = _document(sent.pop("document"))
        version = _version(document, sent.pop("version"))
        try:
            baseline, is_new = pin(
                user=user_of(request), document=document, version=version, now=timezone.now(), **sent
            )
        except NotAnAgreement as refused:
            raise ValidationError({refused.field: [str(refused)]}) from refused
        return answer_to_change(
            request, lambda: BaselineSerializer(self.get_queryset().get(pk=baseline.pk)).data, is_new=is_new
        )


class BaselineDetail(_Baselines):
    @extend_schema(operation_id="baselines_read", summary="One version that the person agreed to")
    def get(self, request: Request, baseline_id: UUID) -> Response:
        return Response(BaselineSerializer(get_object_or_404(self.get_queryset(), pk=baseline_id)).data)

    @extend_schema(operation_id="baselines_delete", summary="Remove a baseline", responses={204: None})
    def delete(self, request: Request, baseline_id: UUID) -> Response:
        get_object_or_404(self.get_queryset(), pk=baseline_id).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class DriftOfBaseline(_Baselines):
    serializer_class = DriftSerializer

    @extend_schema(
        operation_id="baselines_drift",
        summary="What has changed since the agreement",
        description="Clause by clause, with exact quotations from the agreed version and the last good one.",
        responses={200: DriftSerializer, 409: NotComparedSerializer},
    )
    def get(self, request: Request, baseline_id: UUID) -> Response:
        baseline = get_object_or_404(self.get_queryset(), pk=baseline_id)
        try:
            return Response(_described(baseline, drift_of(baseline)))
        except TextsTooLarge as error:
            raise TextTooLarge from error


def _document(public_id: str) -> Document:
    found = Document.objects.filter(pk=Document.key_of(public_id) or 0).first()
    if found is None:
        raise ValidationError({"document": ["There is no document of this id."]})
    return found


def _version(document: Document, public_id: str | None) -> Version | None:
    if public_id is None:
        return None
    found = document.versions.filter(pk=Version.key_of(public_id) or 0).first()
    if found is None:
        raise ValidationError({"version": ["This document has no version of this id."]})
    return found


def _described(baseline: Baseline, drift: BaselineDrift) -> dict[str, Any]:
    """Return what DriftSerializer would, faster: two long texts may differ in thousands of clauses."""
    return {
        "baseline": BaselineSerializer(baseline).data,
        "agreed": drift.agreed.public_id,
        "current": drift.current.public_id,
        "last_known_at": _instant(drift.last_known_at),
        "verified_at": _instant(drift.verified_at),
        "attribution": AttributionSerializer(collection).data if (collection := drift.current.collection) else None,
        "is_retired": drift.is_retired,
        "is_unchanged": not drift.clauses,
        "change_count": drift.change_count,
        "changes": DriftChangeSerializer(drift.changes, many=True).data,
        "clauses": [_described_clause(clause) for clause in drift.clauses],
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else str(serializers.DateTimeField().to_representation(at))


def _described_clause(clause: DriftedClause) -> dict[str, Any]:
    difference = clause.difference
    return {
        "provision": Provision.public_id_of(difference.provision_id),
        "kind": difference.kind,
        "words_differ": clause.words_differ,
        "category": clause.category,
        "severity": clause.severity,
        "before": difference.before and describe_quotation(*astuple(difference.before)),
        "after": difference.after and describe_quotation(*astuple(difference.after)),
        "changes": [Change.public_id_of(change_id) for change_id in clause.change_ids],
    }
