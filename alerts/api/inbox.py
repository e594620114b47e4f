"""Alerts and digests over the API: what was owed to the person, and what became of the mail."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.permissions import user_of
from alerts.api.watchlists import NoFieldsSerializer
from alerts.inbox import DELIVERY_STATES, delivery_of, mark_read, with_delivery
from alerts.models import Alert, Digest, DigestEntry, DigestSchedule
from billing import entitlements
from billing.entitlements import Entitlement, Feature
from governance.api.changes import ChangeSerializer, load_changes
from governance.api.summary import SummarySerializer, describe_summary
from governance.document_standings import document_standings
from governance.models import Document
from governance.reading import views_of


class OwedChangeSerializer(ChangeSerializer):
    """A change, as deep as the person's tier allows now: `summary` is null below Watcher."""

    summary = SummarySerializer(allow_null=True)


class DeliverySerializer(serializers.Serializer[Any]):
    """What became of the mail. `sent` means that the provider took it, `delivered` that the address's mail server did;
    `deferred` that it asked to be tried again later; `bounced` and the like came back.

    `waiting`: not composed yet. `pending`: composed, and not yet taken. `uncertain` and `held`: in doubt.
    """

    state = serializers.ChoiceField(choices=DELIVERY_STATES)
    sent_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    attempts = serializers.IntegerField(help_text="How often sending it was begun.")
    last_attempt_at = serializers.DateTimeField(allow_null=True)


class AlertSerializer(serializers.Serializer[Alert]):
    id = serializers.UUIDField()
    change = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    category_watches = serializers.SerializerMethodField(
        help_text="The categories of the category watches that told it. Empty if only watchlists did."
    )
    delivery = serializers.SerializerMethodField()

    def get_category_watches(self, alert: Alert) -> list[str]:
        return alert.by_categories.split()

    @extend_schema_field(OwedChangeSerializer)
    def get_change(self, alert: Alert) -> Any:
        return self.context["changes"][alert.change_id]

    @extend_schema_field(DeliverySerializer)
    def get_delivery(self, alert: Alert) -> Any:
        return DeliverySerializer(delivery_of(alert)).data


class DigestSerializer(serializers.Serializer[Digest]):
    """A digest of the period from `period_start` to just before `period_end`."""

    id = serializers.UUIDField()
    cadence = serializers.ChoiceField(choices=DigestSchedule.Cadence.choices)
    period_start = serializers.DateTimeField()
    period_end = serializers.DateTimeField()
    change_count = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    delivery = serializers.SerializerMethodField()

    @extend_schema_field(DeliverySerializer)
    def get_delivery(self, digest: Digest) -> Any:
        return DeliverySerializer(delivery_of(digest, is_wanted=digest.message_id is not None)).data


class UnverifiedDocumentSerializer(serializers.Serializer[Any]):
    """A document that could not be verified lately, or is retired, as it was when the digest was composed."""

    document = serializers.CharField()
    platform = serializers.SlugField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=Document.State.choices)
    last_verified_at = serializers.DateTimeField(allow_null=True, help_text="Null where it has never been verified.")


class DigestDetailSerializer(DigestSerializer):
    entries = serializers.SerializerMethodField()
    unverified_documents = serializers.SerializerMethodField()
    unverified_count = serializers.IntegerField(
        help_text="How many there were; `unverified_documents` names the first."
    )

    @extend_schema_field(UnverifiedDocumentSerializer(many=True))
    def get_unverified_documents(self, digest: Digest) -> Any:
        standings = (
            document_standings((row["document"] for row in digest.unverified), timezone.now())
            if digest.unverified
            else {}
        )
        shown = [
            {
                "document": standing.public_id,
                "platform": standing.platform_slug,
                "title": standing.title,
                "state": row["state"],
                "last_verified_at": row["last_verified_at"] and datetime.fromisoformat(row["last_verified_at"]),
            }
            for row in digest.unverified
            if (standing := standings.get(row["document"]))
        ]
        return UnverifiedDocumentSerializer(shown, many=True).data

    @extend_schema_field(OwedChangeSerializer(many=True))
    def get_entries(self, digest: Digest) -> Any:
        return list(self.context["changes"].values())


def describe_changes(change_ids: Collection[int], entitlement: Entitlement) -> dict[int, Any]:
    """Return these changes as deep as this entitlement allows, in a fixed number of queries."""
    rows = load_changes(list(change_ids))
    views = views_of(rows, with_summary=True) if entitlement.has(Feature.CHANGE_SUMMARIES) else []
    summaries = {view.id: view for view in views}
    described = {}
    for row in rows:
        view = summaries.get(row.pk)
        summary = describe_summary(row, view) if view else None
        described[row.pk] = {**ChangeSerializer(row).data, "summary": summary}
    return described


class _OwnAlerts(GenericAPIView[Alert]):
    serializer_class = AlertSerializer

    def get_queryset(self) -> "QuerySet[Alert]":
        user = self.request.user
        if not user.is_authenticated:  # only when the reference is generated
            return Alert.objects.none()
        return with_delivery(Alert.objects.filter(user=user))

    def describe(self, alerts: Collection[Alert]) -> Any:
        held = entitlements.for_request(self.request, timezone.now())
        context = {"changes": describe_changes([alert.change_id for alert in alerts], held)}
        return AlertSerializer(alerts, many=True, context=context).data  # type: ignore[arg-type]  # `many` takes a list

    def describe_one(self, alert_id: UUID) -> Any:
        return self.describe([get_object_or_404(self.get_queryset(), pk=alert_id)])[0]


class AlertList(_OwnAlerts):
    ordering = ("-created_at", "-id")

    @extend_schema(
        operation_id="alerts_list",
        summary="What was owed to the person the same day, newest first",
        responses=AlertSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.describe(page or []))


class AlertDetail(_OwnAlerts):
    @extend_schema(operation_id="alerts_read", summary="One alert")
    def get(self, request: Request, alert_id: UUID) -> Response:
        return Response(self.describe_one(alert_id))


class AlertRead(_OwnAlerts):
    @extend_schema(
        operation_id="alerts_mark_read",
        summary="Mark an alert as read; twice is once",
        request=NoFieldsSerializer,
        responses=AlertSerializer,
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        own = Alert.objects.filter(user=user_of(request))
        mark_read(alert=get_object_or_404(own, pk=alert_id), now=timezone.now())
        return answer_to_change(request, lambda: self.describe_one(alert_id))


class _OwnDigests(GenericAPIView[Digest]):
    serializer_class = DigestSerializer

    def get_queryset(self) -> "QuerySet[Digest]":
        user = self.request.user
        if not user.is_authenticated:  # only when the reference is generated
            return Digest.objects.none()
        entries = DigestEntry.objects.filter(digest=OuterRef("pk")).order_by().values("digest")
        change_count = Coalesce(Subquery(entries.annotate(number=Count("pk")).values("number")), 0)
        return with_delivery(Digest.objects.filter(user=user)).annotate(change_count=change_count)


class DigestList(_OwnDigests):
    ordering = ("-period_end", "-id")

    @extend_schema(
        operation_id="digests_list", summary="Past digests, newest first", responses=DigestSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        shown = DigestSerializer(page, many=True)  # type: ignore[arg-type]  # `many` takes a list
        return self.get_paginated_response(shown.data)


class DigestDetail(_OwnDigests):
    serializer_class = DigestDetailSerializer

    @extend_schema(operation_id="digests_read", summary="One digest with its changes")
    def get(self, request: Request, digest_id: UUID) -> Response:
        digest = get_object_or_404(self.get_queryset(), pk=digest_id)
        told = digest.entries.order_by("-change__severity", "change_id").values_list("change_id", flat=True)
        changes = describe_changes(list(told), entitlements.for_request(request, timezone.now()))
        return Response(DigestDetailSerializer(digest, context={"changes": changes}).data)
