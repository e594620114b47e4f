"""Watchlists and their items over the API."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import validate_one_line
from accounts.permissions import user_of
from accounts.strict import SentBoolean, SentText, StrictSerializer
from alerts.models import WatchItem, Watchlist
from alerts.watching import own_order, watchlists
from alerts.watching.own_order import inactive_reason
from alerts.watching.watchlists import Wishes, effective_cadence
from billing import entitlements
from governance.api.monitoring import MonitoringSerializer
from governance.api.shapes import DocumentTypeField
from governance.comparison import categories
from governance.models import Document, Platform
from governance.models.changes import Severity
from governance.monitoring import monitoring_of
from governance.sectors_and_types import shipped_document_types

LARGEST_FILTER = 200


class SeverityField(serializers.ChoiceField):
    """`low`, `medium` or `high`, stored as its rank."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=Severity.labels, **options)

    # The stubs take it that every choice is kept as text.
    def to_internal_value(self, data: Any) -> int:  # type: ignore[override]
        return int(Severity[super().to_internal_value(data).upper()])

    def to_representation(self, value: int) -> str:  # type: ignore[override]
        return str(Severity(value).label)


class WatchlistSerializer(serializers.Serializer[Watchlist]):
    """A list as the person set it, and the cadence that the tier allows. An empty filter lets everything through."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()
    cadence = serializers.ChoiceField(choices=Watchlist.Cadence.choices)
    effective_cadence = serializers.SerializerMethodField()
    min_severity = SeverityField()
    categories = serializers.SerializerMethodField()
    document_types = serializers.SerializerMethodField()
    paused = serializers.BooleanField()
    created_at = serializers.DateTimeField()

    def get_effective_cadence(self, watchlist: Watchlist) -> str:
        return effective_cadence(watchlist.cadence, self.context["entitlement"])

    def get_categories(self, watchlist: Watchlist) -> list[str]:
        return sorted(row.category for row in watchlist.category_filters.all())

    @extend_schema_field(serializers.ListField(child=DocumentTypeField()))
    def get_document_types(self, watchlist: Watchlist) -> list[str]:
        return sorted(row.document_type for row in watchlist.document_type_filters.all())


class DefaultWatchlistStaysSerializer(serializers.Serializer[Any]):
    """The default watchlist can't be deleted."""

    detail = serializers.CharField()
    code = serializers.CharField()


class WatchlistRequestSerializer(StrictSerializer):
    name = SentText(max_length=100, validators=[validate_one_line])
    cadence = serializers.ChoiceField(choices=Watchlist.Cadence.choices, required=False)
    min_severity = SeverityField(required=False)
    categories = serializers.ListField(child=SentText(max_length=60), max_length=LARGEST_FILTER, required=False)
    document_types = serializers.ListField(
        child=DocumentTypeField(max_length=80), max_length=LARGEST_FILTER, required=False
    )
    paused = SentBoolean(required=False)

    def validate_categories(self, value: list[str]) -> list[str]:
        refuse_unknown(value, {category.id for category in categories()}, "category")
        return value

    def validate_document_types(self, value: list[str]) -> list[str]:
        found = Document.objects.filter(document_type__in=value).values_list("document_type", flat=True)
        refuse_unknown(value, {*found, *shipped_document_types()}, "document type")
        return value

    @property
    def wishes(self) -> Wishes:
        return Wishes(**self.validated_data)


class ItemSerializer(serializers.Serializer[WatchItem]):
    """A platform on the list. An inactive one is kept but brings no mail; `inactive_reason` says why.

    `monitoring` says whether its changes can be noticed at all.
    """

    id = serializers.UUIDField()
    platform = serializers.CharField(source="platform.slug")
    added_at = serializers.DateTimeField()
    active = serializers.SerializerMethodField()
    inactive_reason = serializers.SerializerMethodField()
    monitoring = serializers.SerializerMethodField()

    @extend_schema(responses=MonitoringSerializer)
    def get_monitoring(self, item: WatchItem) -> Any:
        return MonitoringSerializer(self.context["monitoring"][item.platform_id]).data

    def get_active(self, item: WatchItem) -> bool:
        return self._reason(item) is None

    @extend_schema_field(serializers.ChoiceField(choices=["over_limit", "paused", "muted"], allow_null=True))
    def get_inactive_reason(self, item: WatchItem) -> str | None:
        return self._reason(item)

    def _reason(self, item: WatchItem) -> str | None:
        place = self.context["places"][item.platform_id]
        return inactive_reason(
            position=place.position,
            paused=item.watchlist.paused,
            muted=place.muted_at is not None,
            cap=self.context["cap"],
        )


class ItemRequestSerializer(StrictSerializer):
    platform = SentText(max_length=100, help_text="A platform's slug.")

    def validate_platform(self, value: str) -> Platform:
        platform = Platform.objects.filter(slug=value).first()
        if platform is None:
            raise serializers.ValidationError("There is no platform of this name.", code="unknown_platform")
        return platform


class NoFieldsSerializer(StrictSerializer):
    """A request that needs no field: `{}`."""


# Without a docstring: the reference would show it as the description of each address.
class _Own(GenericAPIView[Any]):
    @cached_property
    def entitlement(self) -> entitlements.Entitlement:
        return entitlements.for_request(self.request, timezone.now())

    def own_watchlists(self) -> "QuerySet[Watchlist]":
        user = self.request.user
        if not user.is_authenticated:  # only when the reference is generated
            return Watchlist.objects.none()
        return Watchlist.objects.filter(user=user)

    def with_filters(self) -> "QuerySet[Watchlist]":
        return self.own_watchlists().prefetch_related("category_filters", "document_type_filters")

    def get_watchlist(self, watchlist_id: UUID) -> Watchlist:
        return get_object_or_404(self.own_watchlists().select_related("user"), pk=watchlist_id)

    def handle_exception(self, exc: Exception) -> Response:
        # What was there when the request began and is gone now was deleted by another request: it is unknown.
        return super().handle_exception(Http404() if isinstance(exc, ObjectDoesNotExist) else exc)


class WatchlistList(_Own):
    serializer_class = WatchlistSerializer
    ordering = ("created_at", "id")

    def get_queryset(self) -> "QuerySet[Watchlist]":
        return self.with_filters()

    @extend_schema(
        operation_id="watchlists_list", summary="The person's watchlists", responses=WatchlistSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        watchlists.default_watchlist(user_of(request), timezone.now())
        page = self.paginate_queryset(self.get_queryset())
        context = {"entitlement": self.entitlement}
        shown = WatchlistSerializer(page, many=True, context=context)  # type: ignore[arg-type]  # `many` takes a list
        return self.get_paginated_response(shown.data)

    @extend_schema(
        operation_id="watchlists_create",
        summary="Make a watchlist",
        request=WatchlistRequestSerializer,
        responses={201: WatchlistSerializer},
    )
    def post(self, request: Request) -> Response:
        body = WatchlistRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        made = watchlists.create_watchlist(user=user_of(request), wishes=body.wishes, now=timezone.now())
        data = WatchlistSerializer(made, context={"entitlement": self.entitlement}).data
        return Response(data, status=status.HTTP_201_CREATED)


class WatchlistDetail(_Own):
    serializer_class = WatchlistSerializer

    @extend_schema(operation_id="watchlists_read", summary="One watchlist")
    def get(self, request: Request, watchlist_id: UUID) -> Response:
        return Response(self._describe(watchlist_id))

    @extend_schema(
        operation_id="watchlists_change",
        summary="Change a watchlist",
        request=WatchlistRequestSerializer,
        responses=WatchlistSerializer,
    )
    def patch(self, request: Request, watchlist_id: UUID) -> Response:
        watchlist = self.get_watchlist(watchlist_id)
        body = WatchlistRequestSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        watchlists.change_watchlist(watchlist=watchlist, wishes=body.wishes, now=timezone.now())
        return answer_to_change(request, lambda: self._describe(watchlist_id))

    @extend_schema(
        operation_id="watchlists_delete",
        summary="Delete a watchlist with its items",
        description="The default watchlist stays: 409 `default_watchlist`.",
        responses={204: None, 409: DefaultWatchlistStaysSerializer},
    )
    def delete(self, request: Request, watchlist_id: UUID) -> Response:
        watchlists.delete_watchlist(watchlist=self.get_watchlist(watchlist_id), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _describe(self, watchlist_id: UUID) -> Any:
        watchlist = get_object_or_404(self.with_filters(), pk=watchlist_id)
        return WatchlistSerializer(watchlist, context={"entitlement": self.entitlement}).data


class _Items(_Own):
    serializer_class = ItemSerializer

    def get_item(self, watchlist_id: UUID, item_id: UUID) -> WatchItem:
        own = WatchItem.objects.filter(watchlist__user=user_of(self.request), watchlist=watchlist_id)
        return get_object_or_404(own.select_related("watchlist", "platform"), pk=item_id)

    def describe(self, items: Sequence[WatchItem]) -> Any:
        context = self._context({item.platform_id for item in items})
        return ItemSerializer(items, many=True, context=context).data  # type: ignore[arg-type]  # `many` takes a list

    def _context(self, platform_ids: Collection[int]) -> dict[str, Any]:
        places = own_order.places(user_of(self.request), platform_ids)
        monitoring = monitoring_of(platform_ids, timezone.now())
        return {"places": places, "cap": self.entitlement.plan.platforms, "monitoring": monitoring}


class ItemList(_Items):
    ordering = ("added_at", "id")

    @extend_schema(
        operation_id="watchlist_items_list",
        summary="The platforms on a watchlist",
        responses=ItemSerializer(many=True),
    )
    def get(self, request: Request, watchlist_id: UUID) -> Response:
        watchlist = self.get_watchlist(watchlist_id)
        items = self.paginate_queryset(watchlist.items.select_related("watchlist", "platform"))
        return self.get_paginated_response(self.describe(items or []))

    @extend_schema(
        operation_id="watchlist_items_add",
        summary="Watch a platform; 200 where the list holds it already",
        request=ItemRequestSerializer,
        responses={200: ItemSerializer, 201: ItemSerializer},
    )
    def post(self, request: Request, watchlist_id: UUID) -> Response:
        watchlist = self.get_watchlist(watchlist_id)
        body = ItemRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        item, is_new = watchlists.watch_platform(
            watchlist=watchlist, platform=body.validated_data["platform"], now=timezone.now()
        )
        return answer_to_change(request, lambda: self.describe([item])[0], is_new=is_new)


class ItemDetail(_Items):
    @extend_schema(
        operation_id="watchlist_items_move",
        summary="Move the watch on a platform to its successor, on every list that holds it",
        request=ItemRequestSerializer,
        responses=ItemSerializer,
    )
    def patch(self, request: Request, watchlist_id: UUID, item_id: UUID) -> Response:
        item = self.get_item(watchlist_id, item_id)
        body = ItemRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: Platform = body.validated_data["platform"]
        if item.platform_id != wanted.pk:
            if item.platform.successor_id != wanted.pk:
                raise serializers.ValidationError(
                    {"platform": ["A watch can only be moved to the platform's successor."]}, code="not_the_successor"
                )
            watchlists.follow_successor(user=user_of(request), platform=item.platform, now=timezone.now())
        return answer_to_change(request, lambda: self.describe([self.get_item(watchlist_id, item_id)])[0])

    @extend_schema(operation_id="watchlist_items_remove", summary="Take a platform off", responses={204: None})
    def delete(self, request: Request, watchlist_id: UUID, item_id: UUID) -> Response:
        watchlists.unwatch(item=self.get_item(watchlist_id, item_id), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ItemActivate(_Items):
    @extend_schema(
        operation_id="watchlist_items_activate",
        summary="Put a platform first, so that it stays active under the limit",
        request=NoFieldsSerializer,
        responses=ItemSerializer,
    )
    def post(self, request: Request, watchlist_id: UUID, item_id: UUID) -> Response:
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        item = self.get_item(watchlist_id, item_id)
        own_order.activate(item=item, now=timezone.now())
        return answer_to_change(request, lambda: self.describe([item])[0])


def refuse_unknown(given: Collection[str], known: Collection[str], what: str) -> None:
    """Raise an error for each value that is not known; `what` says of what kind they are."""
    unknown = [value for value in given if value not in known]
    if unknown:
        raise serializers.ValidationError([f"There is no {what} “{value[:80]}”." for value in unknown])
