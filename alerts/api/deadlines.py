"""A person's deadlines: as a list, and as a calendar at a private address. Part of Professional."""

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import require_read, user_of
from alerts.api.watchlists import NoFieldsSerializer
from alerts.deadlines.calendar_feed import NoFeed, calendar_at, end_feed, feed_made_at, make_feed
from alerts.deadlines.listing import MOST_DEADLINES, DeadlineKind, DeadlineSpan, deadlines_of, today_of
from billing.entitlements import Feature, require
from governance.api import parameters
from governance.api.feeds import IF_NONE_MATCH
from governance.api.shapes import PlatformNameSerializer

KIND = OpenApiParameter("kind", OpenApiTypes.STR, enum=list(DeadlineKind))
SINCE = OpenApiParameter(
    "since", OpenApiTypes.DATE, description="The first day; today in the person's time zone by default."
)
UNTIL = OpenApiParameter("until", OpenApiTypes.DATE, description="The last day.")


class DeadlineQuotationSerializer(serializers.Serializer[Any]):
    """The words that state the day: `text` of that version from `start` to `end`."""

    version = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    stated = serializers.CharField(help_text="The part that is the day, or the length of the period.")


class DeadlineSerializer(serializers.Serializer[Any]):
    """A day, what it is of, the words it comes from, and how it was counted."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(DeadlineKind))
    date = serializers.DateField(source="day")
    what = serializers.CharField()
    how = serializers.CharField(help_text="How the day was counted, from which day.")
    platform = PlatformNameSerializer()
    document = serializers.CharField()
    document_title = serializers.CharField()
    change = serializers.CharField()
    review = serializers.CharField(allow_null=True, help_text="The review that is due.")
    quotation = DeadlineQuotationSerializer(allow_null=True, help_text="Null where the person set the day.")
    rule = serializers.CharField()


class DeadlinesSerializer(serializers.Serializer[Any]):
    """The deadlines of a span, by day."""

    today = serializers.DateField(help_text="In the person's time zone.")
    timezone = serializers.CharField()
    deadlines = DeadlineSerializer(many=True, help_text=f"The first {MOST_DEADLINES}.")
    has_more = serializers.BooleanField(help_text="Whether there are more: ask again with `since`.")


class FeedSerializer(serializers.Serializer[Any]):
    """Whether the person has a calendar feed."""

    made_at = serializers.DateTimeField(allow_null=True, help_text="Null where there is none.")


class MadeFeedSerializer(FeedSerializer):
    """The calendar feed that was made, with its address, which no later answer shows."""

    url = serializers.CharField(help_text="Shown this once. Whoever has it reads the person's deadlines.")


class _OfDeadlines(GenericAPIView[Any]):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "DELETE":  # what is one's own can be removed on any plan
            require(request.user, Feature.DEADLINES, timezone.now())


class DeadlineList(_OfDeadlines):
    serializer_class = DeadlinesSerializer
    pagination_class = None

    @extend_schema(
        operation_id="deadlines_list",
        summary="Days that changes bring, and days of reviews",
        description="Of the platforms that are active on the person's watchlists: days on which a changed text takes "
        "effect, and last days of periods for objecting to a change and for opting out, each with the words that state "
        "it and how it was counted; and the days on which the person's reviews are due. A period that no words state, "
        "and one that runs from an act of the person's own, is not listed.",
        parameters=[KIND, SINCE, UNTIL],
        responses=DeadlinesSerializer,
    )
    def get(self, request: Request) -> Response:
        user, now = user_of(request), timezone.now()
        kind = parameters.one_of(request, "kind", DeadlineKind)
        span = DeadlineSpan(
            since=_day(request, "since") or today_of(user, now),
            until=_day(request, "until"),
            kinds=[DeadlineKind(kind)] if kind else None,
        )
        deadlines, has_more = deadlines_of(user, span, now)
        shown = {
            "today": today_of(user, now),
            "timezone": user.timezone,
            "deadlines": deadlines,
            "has_more": has_more,
        }
        return Response(DeadlinesSerializer(shown).data)


class DeadlineFeed(_OfDeadlines):
    serializer_class = FeedSerializer
    pagination_class = None

    @extend_schema(operation_id="deadlines_feed_read", summary="Whether there is a calendar feed")
    def get(self, request: Request) -> Response:
        return Response(FeedSerializer({"made_at": feed_made_at(user_of(request))}).data)

    @extend_schema(
        operation_id="deadlines_feed_make",
        summary="Make the calendar feed; its address is shown this once",
        description="A feed that was made before ends.",
        request=NoFieldsSerializer,
        responses={201: MadeFeedSerializer},
    )
    def post(self, request: Request) -> Response:
        require_read(request)
        NoFieldsSerializer(data=request.data).is_valid(raise_exception=True)
        now = timezone.now()
        token = make_feed(user=user_of(request), now=now)
        url = f"{settings.BASE_URL}/api/v1/deadlines/{token}.ics"
        return Response(MadeFeedSerializer({"made_at": now, "url": url}).data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="deadlines_feed_end", summary="End the calendar feed", responses={204: None})
    def delete(self, request: Request) -> Response:
        end_feed(user=user_of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DeadlineCalendar(GenericAPIView[Any]):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    pagination_class = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, this is a calendar; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="deadlines_calendar",
        summary="The deadlines as a calendar",
        description="iCalendar (RFC 5545), for whoever has the address: deadlines from 90 days ago on, as events of a "
        "whole day. 404 where there is no such address, and while its person's plan has no deadlines.",
        parameters=[IF_NONE_MATCH],
        responses={
            (200, "text/calendar"): OpenApiTypes.STR,
            304: OpenApiResponse(description="The copy with this `ETag` is the same."),
        },
    )
    def get(self, request: Request, token: str) -> HttpResponseBase:
        try:
            data = calendar_at(token, timezone.now())
        except NoFeed as error:
            raise NotFound("There is no calendar at this address.") from error
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        answer: HttpResponseBase | None = get_conditional_response(request._request, etag=etag)
        if answer is None:
            answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
        answer["ETag"] = etag
        answer["Cache-Control"] = "private, no-store"
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def _day(request: Request, name: str) -> date | None:
    value = parameters.text(request, name)
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise ValidationError({name: ["This is no date, such as 2026-03-11."]}) from error
    if not 1970 <= day.year <= 9000:
        raise ValidationError({name: ["This date is too far away."]})
    return day
