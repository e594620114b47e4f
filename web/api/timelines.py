"""Governance timelines in the API. Part of Professional."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import SignedInWithScope
from billing.entitlements import Feature, require
from governance.api import timelines
from governance.models import Event
from web.api.record import ForThisReader, reader_of


# Without a docstring: the reference would show it as the description of each address.
class _Timeline(ForThisReader, GenericAPIView[Event]):
    permission_classes = [SignedInWithScope]
    serializer_class = timelines.EventSerializer
    ordering: ClassVar[tuple[str, ...]] = ("-occurred_at", "-id")

    def answer(self, request: Request, events: "QuerySet[Event]") -> Response:
        """Return a page of those events that pass the request's filters."""
        found = timelines.TimelineFilters.of(request).applied(events, timezone.now())
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response(timelines.EventSerializer(page, many=True).data)

    def check_tier(self, request: Request) -> None:
        """Raise TierRequired, or what the scope of a key lacks, for a reader without timelines."""
        require(reader_of(request), Feature.TIMELINES, timezone.now())


def _described(operation: str) -> Callable[[Any], Any]:
    return extend_schema(
        operation_id=operation, parameters=timelines.PARAMETERS, responses=timelines.EventSerializer(many=True)
    )


class PlatformTimeline(_Timeline):
    """What happened to a platform's documents, newest first. Part of Professional.

    Of one change the policy change comes first, then the updates of its provisions.
    """

    @_described("platforms_timeline")
    def get(self, request: Request, slug: str) -> Response:
        self.check_tier(request)
        return self.answer(request, timelines.events_of_platform(slug))


class DocumentTimeline(_Timeline):
    """What happened to a document, newest first. Part of Professional.

    Of one change the policy change comes first, then the updates of its provisions.
    """

    @_described("documents_timeline")
    def get(self, request: Request, public_id: str) -> Response:
        self.check_tier(request)
        return self.answer(request, timelines.events_of_document(public_id))


class ProvisionTimeline(_Timeline):
    """The updates of a provision, newest first. Part of Professional."""

    @_described("provisions_timeline")
    def get(self, request: Request, public_id: str) -> Response:
        self.check_tier(request)
        return self.answer(request, timelines.events_of_provision(public_id))


class CategoryTimeline(_Timeline):
    """The updates of provisions of a category on all platforms, newest first. Part of Professional."""

    @_described("categories_timeline")
    def get(self, request: Request, category: str) -> Response:
        self.check_tier(request)
        return self.answer(request, timelines.events_of_category(category))
