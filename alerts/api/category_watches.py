"""Category watches over the API: a category is watched over all platforms."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.permissions import user_of
from accounts.strict import SentBoolean, SentText, StrictSerializer
from alerts.api.watchlists import LARGEST_FILTER, SeverityField, refuse_unknown
from alerts.models import CategoryWatch, Watchlist
from alerts.watching.category_watches import (
    CategoryWishes,
    change_category_watch,
    delete_category_watch,
    watch_category,
)
from billing.entitlements import Feature, require
from governance.api.shapes import DocumentTypeField
from governance.comparison import categories
from governance.models import Document
from governance.sectors_and_types import shipped_document_types

_SEVERITY_HELP = "The least severity of the category’s own clauses in a change, whatever the change as a whole has."
_TYPES_HELP = "Only documents of these types. Empty lets all through."


class CategoryWatchSerializer(serializers.Serializer[CategoryWatch]):
    """A category that is watched over all platforms, from `created_at` on."""

    id = serializers.UUIDField()
    category = serializers.CharField()
    cadence = serializers.ChoiceField(choices=Watchlist.Cadence.choices)
    min_severity = SeverityField(help_text=_SEVERITY_HELP)
    document_types = serializers.SerializerMethodField(help_text=_TYPES_HELP)
    paused = serializers.BooleanField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(serializers.ListField(child=DocumentTypeField()))
    def get_document_types(self, watch: CategoryWatch) -> list[str]:
        return sorted(row.document_type for row in watch.document_type_filters.all())


class CategoryWatchRequestSerializer(StrictSerializer):
    cadence = serializers.ChoiceField(choices=Watchlist.Cadence.choices, required=False)
    min_severity = SeverityField(required=False, help_text=_SEVERITY_HELP)
    document_types = serializers.ListField(
        child=DocumentTypeField(max_length=80), max_length=LARGEST_FILTER, required=False, help_text=_TYPES_HELP
    )
    paused = SentBoolean(required=False)

    def validate_document_types(self, value: list[str]) -> list[str]:
        found = Document.objects.filter(document_type__in=value).values_list("document_type", flat=True)
        refuse_unknown(value, {*found, *shipped_document_types()}, "document type")
        return value


class NewCategoryWatchSerializer(CategoryWatchRequestSerializer):
    category = SentText(max_length=60, help_text="The id of a category, as in `/categories/`.")

    def validate_category(self, value: str) -> str:
        refuse_unknown([value], {category.id for category in categories()}, "category")
        return value


class CategoryWatchRefusedSerializer(serializers.Serializer[Any]):
    """The category is watched already with other settings (`category_watch` is the id), or there are as many as anybody
    may have (`limit`).
    """

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["category_watch_differs", "category_watches_full"])
    category_watch = serializers.UUIDField(required=False)
    limit = serializers.IntegerField(required=False)


# Without a docstring: the reference would show it as the description of each address.
class _OwnCategoryWatches(GenericAPIView[CategoryWatch]):
    serializer_class = CategoryWatchSerializer
    ordering = ("created_at", "id")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.CATEGORY_WATCHES, timezone.now())

    def get_queryset(self) -> "QuerySet[CategoryWatch]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return CategoryWatch.objects.none()
        return CategoryWatch.objects.filter(user=self.request.user).prefetch_related("document_type_filters")

    def get_watch(self, watch_id: Any) -> CategoryWatch:
        return get_object_or_404(self.get_queryset().select_related("user"), pk=watch_id)

    def describe(self, watch_id: Any) -> Any:
        return CategoryWatchSerializer(self.get_watch(watch_id)).data

    def handle_exception(self, exc: Exception) -> Response:
        # What was there when the request began and is gone now was deleted by another request: it is unknown.
        return super().handle_exception(Http404() if isinstance(exc, ObjectDoesNotExist) else exc)


class CategoryWatchList(_OwnCategoryWatches):
    @extend_schema(
        operation_id="category_watches_list",
        summary="The categories that the person watches over all platforms",
        responses=CategoryWatchSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        shown = CategoryWatchSerializer(page, many=True)  # type: ignore[arg-type]  # `many` takes a list
        return self.get_paginated_response(shown.data)

    @extend_schema(
        operation_id="category_watches_create",
        summary="Watch a category over all platforms",
        description="A change is told if a clause of the category was added or removed, or provides something else. "
        "What comes by a watchlist too is told once. Twice is once: 200 when it is there already.",
        request=NewCategoryWatchSerializer,
        responses={
            200: CategoryWatchSerializer,
            201: CategoryWatchSerializer,
            409: OpenApiResponse(CategoryWatchRefusedSerializer, description="Watched with other settings, or full."),
        },
    )
    def post(self, request: Request) -> Response:
        body = NewCategoryWatchSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        wishes = dict(body.validated_data)
        watch, is_new = watch_category(
            user=user_of(request),
            category=wishes.pop("category"),
            wishes=CategoryWishes(**wishes),
            now=timezone.now(),
        )
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(CategoryWatchSerializer(watch).data, status=code)


class CategoryWatchDetail(_OwnCategoryWatches):
    @extend_schema(operation_id="category_watches_read", summary="One category watch")
    def get(self, request: Request, watch_id: Any) -> Response:
        return Response(self.describe(watch_id))

    @extend_schema(
        operation_id="category_watches_change",
        summary="Change, pause or resume a category watch",
        request=CategoryWatchRequestSerializer,
        responses=CategoryWatchSerializer,
    )
    def patch(self, request: Request, watch_id: Any) -> Response:
        watch = self.get_watch(watch_id)
        body = CategoryWatchRequestSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change_category_watch(watch=watch, wishes=CategoryWishes(**body.validated_data), now=timezone.now())
        return answer_to_change(request, lambda: self.describe(watch_id))

    @extend_schema(
        operation_id="category_watches_delete",
        summary="Watch the category no more",
        responses={204: None},
    )
    def delete(self, request: Request, watch_id: Any) -> Response:
        delete_category_watch(watch=self.get_watch(watch_id), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
