"""Lists of vendors that a person brings along. Part of Professional."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import validate_one_line
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.api.watchlists import NoFieldsSerializer
from alerts.models import Vendor, VendorList
from alerts.models.vendors import LONGEST_LIST_NAME
from alerts.vendors.lists import (
    MATCHES,
    MOST_ASKED_FOR,
    MOST_LISTS,
    ask_for_vendors,
    import_vendors,
    own_vendor_lists,
    vendors_of,
    watch_vendors,
)
from alerts.vendors.reading import LARGEST_LIST, MOST_ROWS, NotAVendorList
from billing.entitlements import Feature, require
from governance.api import parameters
from governance.api.shapes import PlatformNameSerializer
from governance.models import Platform

UNNAMED = "Vendors"
NAME = OpenApiParameter(
    "name", OpenApiTypes.STR, description=f"What the list is called, beside a body of CSV; “{UNNAMED}” without it."
)
MATCH = OpenApiParameter("match", OpenApiTypes.STR, enum=list(MATCHES))
_HOW = (
    f"CSV with commas, semicolons or tabs, of {MOST_ROWS:,} rows and {LARGEST_LIST:,} bytes at most: as `text/csv`, or "
    "in the field `csv` of JSON (whose body is smaller). The columns are found by their headers: names (`name`, "
    "`vendor`, `company` …), addresses (`website`, `url`, `domain`, else the privacy policy's or the terms'), and "
    "whether it is a sub-processor, as Vanta and Drata call them in their exports. Without headers the first column is "
    "read. Each vendor is matched by its site and its names; what is only similar is suggested, never matched. The "
    "same file sent again is the same list, matched anew."
)


class CsvParser(BaseParser):
    """Takes a body of CSV as it is."""

    media_type = "text/csv"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return stream.read(LARGEST_LIST + 1)


class SentListSerializer(StrictSerializer):
    """A list of vendors as text."""

    name = SentText(max_length=LONGEST_LIST_NAME, validators=[validate_one_line], default=UNNAMED)
    csv = SentText(max_length=LARGEST_LIST, trim_whitespace=False, help_text="The text of the CSV file.")


class VendorListSerializer(serializers.Serializer[VendorList]):
    """A list of vendors."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    matched_at = serializers.DateTimeField(help_text="With the platforms of this moment.")
    encoding = serializers.CharField(help_text="In what the file was read: utf-8, utf-16 or windows-1252.")
    columns = serializers.DictField(
        child=serializers.CharField(),
        help_text="Which header was read as `name`, `address` and `is_sub_processor`; empty without headers.",
    )
    rows = serializers.IntegerField(source="row_count", help_text="Vendors.")
    empty_rows = serializers.IntegerField(help_text="Rows with neither a name nor an address.")
    matched = serializers.IntegerField(source="matched_count", help_text="Vendors that are a platform.")
    suggested = serializers.IntegerField(source="suggested_count", help_text="Vendors that may be one.")
    unmatched = serializers.IntegerField(source="unmatched_count", help_text="Vendors that are none.")
    watchlist = serializers.UUIDField(source="watchlist_id", allow_null=True, help_text="The one made from it.")


class VendorSerializer(serializers.Serializer[Vendor]):
    """A vendor of a list, and which platform it is."""

    position = serializers.IntegerField(help_text="Its place in the list, from 1.")
    name = serializers.CharField()
    address = serializers.CharField()
    is_sub_processor = serializers.BooleanField(allow_null=True, help_text="Null where the list does not say.")
    platform = PlatformNameSerializer(allow_null=True)
    confidence = serializers.ChoiceField(choices=["exact", "likely"], allow_null=True)
    matched_by = serializers.SerializerMethodField(
        help_text="By what it is a platform, or why it may only be one; null where nothing more is to be said."
    )
    suggestions = serializers.SerializerMethodField(help_text="Platforms that it may be.")

    def get_matched_by(self, vendor: Vendor) -> str | None:
        is_said = vendor.matched_by and (vendor.platform_id or self.get_suggestions(vendor))
        return vendor.get_matched_by_display() if is_said else None

    def get_suggestions(self, vendor: Vendor) -> list[dict[str, str]]:
        known: Mapping[str, dict[str, str]] = self.context["platforms"]
        return [] if vendor.platform_id else [known[slug] for slug in vendor.suggestions if slug in known]


class AskedForSerializer(serializers.Serializer[Any]):
    """What became of asking for the vendors that are no known platform."""

    asked = serializers.IntegerField(help_text="Asked for now.")
    asked_before = serializers.IntegerField()
    here = serializers.IntegerField(help_text="Added since the list was matched: send it again.")
    not_askable = serializers.IntegerField(help_text="Without an address of a public site.")
    left = serializers.IntegerField(help_text="Too many at once: ask again when some have been added.")


class MadeWatchlistSerializer(serializers.Serializer[Any]):
    """The watchlist that was made from a list of vendors."""

    watchlist = serializers.UUIDField()


class TooManyVendorListsSerializer(serializers.Serializer[Any]):
    """The person has as many lists of vendors as anybody may."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["vendor_lists_full"])
    limit = serializers.IntegerField()


class _OfVendorLists(GenericAPIView[Any]):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.VENDOR_LISTS, timezone.now())

    def handle_exception(self, exc: Exception) -> Response:
        # What was there when the request began and is gone now was deleted by another request: it is unknown.
        return super().handle_exception(Http404() if isinstance(exc, ObjectDoesNotExist) else exc)

    def get_queryset(self) -> "QuerySet[Any]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return VendorList.objects.none()
        return own_vendor_lists(self.request.user.pk)

    def get_list(self, list_id: UUID) -> VendorList:
        found: VendorList = get_object_or_404(VendorList.objects.filter(user=user_of(self.request)), pk=list_id)
        return found

    def describe(self, list_id: UUID) -> Any:
        return VendorListSerializer(get_object_or_404(self.get_queryset(), pk=list_id)).data


class VendorListList(_OfVendorLists):
    serializer_class = VendorListSerializer
    ordering = ("-created_at", "-id")

    def get_parsers(self) -> list[BaseParser]:
        return [*super().get_parsers(), CsvParser()]

    @extend_schema(
        operation_id="vendor_lists_list",
        summary="The person's lists of vendors",
        responses=VendorListSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(VendorListSerializer(page, many=True).data)  # type: ignore[arg-type]

    @extend_schema(
        operation_id="vendor_lists_create",
        summary="Bring a list of vendors along",
        description=f"{_HOW} A person may have {MOST_LISTS} lists.",
        parameters=[NAME],
        request={"application/json": SentListSerializer, "text/csv": OpenApiTypes.STR},
        responses={
            201: VendorListSerializer,
            200: OpenApiResponse(VendorListSerializer, description="The same file was sent before."),
            409: TooManyVendorListsSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        name, data = _sent(request)
        try:
            stored, is_new = import_vendors(user=user_of(request), name=name, data=data, now=timezone.now())
        except NotAVendorList as refused:
            raise ValidationError({"csv": [str(refused)]}) from refused
        return answer_to_change(request, lambda: self.describe(stored.pk), is_new=is_new)


class VendorListDetail(_OfVendorLists):
    serializer_class = VendorListSerializer

    @extend_schema(operation_id="vendor_lists_read", summary="One list of vendors")
    def get(self, request: Request, list_id: UUID) -> Response:
        return Response(self.describe(list_id))

    @extend_schema(operation_id="vendor_lists_delete", summary="Delete a list of vendors", responses={204: None})
    def delete(self, request: Request, list_id: UUID) -> Response:
        self.get_list(list_id).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class VendorsOfList(_OfVendorLists):
    serializer_class = VendorSerializer
    ordering = ("position",)

    @extend_schema(
        operation_id="vendor_lists_vendors",
        summary="The vendors of a list, and which platforms they are",
        parameters=[MATCH],
        responses=VendorSerializer(many=True),
    )
    def get(self, request: Request, list_id: UUID) -> Response:
        match = parameters.one_of(request, "match", MATCHES)
        page = self.paginate_queryset(vendors_of(self.get_list(list_id), match)) or []
        slugs = {slug for vendor in page for slug in vendor.suggestions}
        named = {row.slug: PlatformNameSerializer(row).data for row in Platform.objects.filter(slug__in=slugs)}
        shown = VendorSerializer(page, many=True, context={"platforms": named})  # type: ignore[arg-type]
        return self.get_paginated_response(shown.data)


class WatchlistOfVendors(_OfVendorLists):
    serializer_class = MadeWatchlistSerializer

    @extend_schema(
        operation_id="vendor_lists_watch",
        summary="Make a watchlist of the platforms that the vendors are",
        description="A second time it is the same watchlist, with what is not on it yet.",
        request=NoFieldsSerializer,
        responses={
            201: MadeWatchlistSerializer,
            200: OpenApiResponse(MadeWatchlistSerializer, description="It was made before."),
        },
    )
    def post(self, request: Request, list_id: UUID) -> Response:
        stored = self.get_list(list_id)
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        watchlist, is_new = watch_vendors(vendor_list=stored, now=timezone.now())
        return answer_to_change(request, lambda: {"watchlist": str(watchlist.pk)}, is_new=is_new)


class RequestsForVendors(_OfVendorLists):
    serializer_class = AskedForSerializer

    @extend_schema(
        operation_id="vendor_lists_ask",
        summary="Ask for the vendors that are no known platform",
        description="Each becomes a request for a platform, as by `/platform-requests/`, where the person then finds "
        f"them; they may wait for {MOST_ASKED_FOR} at once. Vendors that are only suggested are asked for too.",
        request=NoFieldsSerializer,
        responses=AskedForSerializer,
    )
    def post(self, request: Request, list_id: UUID) -> Response:
        stored = self.get_list(list_id)
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        asked = ask_for_vendors(vendor_list=stored, now=timezone.now())
        return answer_to_change(request, lambda: AskedForSerializer(asdict(asked)).data)


def _sent(request: Request) -> tuple[str, bytes]:
    """Return the name of the list and the bytes of the file. Raises ValidationError."""
    if isinstance(request.data, bytes):
        named = SentListSerializer(data={"name": request.query_params.get("name", UNNAMED), "csv": "x"})
        named.is_valid(raise_exception=True)
        return named.validated_data["name"], request.data
    body = SentListSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return body.validated_data["name"], body.validated_data["csv"].encode()
