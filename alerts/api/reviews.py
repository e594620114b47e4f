"""The log of what a person decided on changes. Part of Professional."""

import csv
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.answers import answer_to_change
from accounts.models import validate_one_line
from accounts.near_days import validate_near_day
from accounts.permissions import user_of
from accounts.strict import SentText, StrictSerializer
from alerts.models import Review
from alerts.models.reviews import LONGEST_PERSON, LONGEST_REASON
from alerts.reviewing.reviews import (
    STATES,
    ReviewFilters,
    ReviewIncomplete,
    begin_review,
    change_review,
    own_reviews,
    sign_off,
)
from alerts.reviewing.unreviewed import unreviewed_changes
from billing.entitlements import Feature, require
from governance.api import parameters
from governance.api.changes import ChangedDocumentSerializer
from governance.api.shapes import PlatformNameSerializer
from governance.models import Change, Platform
from governance.models.changes import Severity
from governance.outside_texts import LineHandedBack, table_cell

COLUMNS = (
    *("review", "platform", "document", "change", "headline", "severity", "detected_at", "state", "assignee"),
    *("due_date", "decision", "reason", "decided_by", "decided_at", "signed_off_by", "signed_off_at"),
)


def _name(help_text: str, **options: Any) -> SentText:
    return SentText(max_length=LONGEST_PERSON, validators=[validate_one_line], help_text=help_text, **options)


class AssignedSerializer(StrictSerializer):
    """Who is to look at a change, and until when."""

    assignee = _name("Who is to look at it.", required=False, allow_blank=True)
    due_date = serializers.DateField(required=False, allow_null=True, validators=[validate_near_day])


class BegunSerializer(AssignedSerializer):
    """The change to review."""

    change = SentText(max_length=30, help_text="A change's id.")


class DecidedSerializer(AssignedSerializer):
    """What is changed of a review; what is left out stays."""

    decision = serializers.ChoiceField(choices=Review.Decision.choices, required=False, allow_blank=True)
    reason = SentText(max_length=LONGEST_REASON, required=False, allow_blank=True)
    decided_by = _name("Who decides.", required=False, allow_blank=True)


class SignedOffSerializer(StrictSerializer):
    """In whose name the review is signed off."""

    name = _name("Who signs off.")


class ReviewedChangeSerializer(serializers.Serializer[Any]):
    """The change, as it was when the review was signed off; before that, as it is."""

    id = serializers.CharField(source="change.public_id")
    platform = PlatformNameSerializer(source="change.document.platform")
    document = ChangedDocumentSerializer(source="change.document")
    headline = serializers.CharField()
    severity = serializers.SerializerMethodField()
    detected_at = serializers.DateTimeField(source="change.detected_at")
    is_judged_anew = serializers.BooleanField(
        help_text="Whether it has another headline or severity now than when the review was signed off."
    )

    @extend_schema_field(serializers.ChoiceField(choices=Severity.labels))
    def get_severity(self, review: Review) -> str:
        return str(Severity(review.severity).label)


class ReviewSerializer(serializers.Serializer[Any]):
    """What the person made of a change."""

    id = serializers.UUIDField()
    change = ReviewedChangeSerializer(source="*")
    state = serializers.ChoiceField(choices=list(STATES))
    assignee = serializers.CharField()
    due_date = serializers.DateField(allow_null=True)
    decision = serializers.ChoiceField(choices=Review.Decision.choices, allow_blank=True)
    reason = serializers.CharField()
    decided_by = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    signed_off_by = serializers.CharField()
    signed_off_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ReviewLockedSerializer(serializers.Serializer[Any]):
    """The review was signed off."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=["review_locked"])


FILTERS = [
    OpenApiParameter("state", OpenApiTypes.STR, enum=list(STATES)),
    OpenApiParameter("platform", OpenApiTypes.STR, description="A platform's slug."),
    OpenApiParameter("assignee", OpenApiTypes.STR, description="Who is to look at it, exactly as it was given."),
    OpenApiParameter(
        "due_until", OpenApiTypes.STR, description="Not signed off, and due on this ISO 8601 date or before."
    ),
]


class _OfTheLog(GenericAPIView[Any]):
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(request.user, Feature.REVIEW_LOG, timezone.now())


class _Reviews(_OfTheLog):
    serializer_class: type[serializers.Serializer[Any]] = ReviewSerializer
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> "QuerySet[Review]":
        if not self.request.user.is_authenticated:  # only when the reference is generated
            return Review.objects.none()
        return own_reviews(self.request.user.pk)

    def answer(self, request: Request, review: Review, *, is_new: bool = False) -> Response:
        """Return what a review is after a change of it; a key without the scope `read` gets what it made alone."""
        return answer_to_change(
            request, lambda: ReviewSerializer(self.get_queryset().get(pk=review.pk)).data, is_new=is_new
        )

    def filtered(self, request: Request) -> "QuerySet[Review]":
        """Return the person's reviews that pass the request's filters. Raises ValidationError."""
        slug = parameters.platform(request)
        due_until = parameters.instant(request, "due_until")
        filters = ReviewFilters(
            state=parameters.one_of(request, "state", STATES),
            platform_id=Platform.objects.get(slug=slug).pk if slug else None,
            due_until=due_until.date() if due_until else None,
            assignee=parameters.text(request, "assignee"),
        )
        return own_reviews(user_of(request).pk, filters)


class ReviewList(_Reviews):
    @extend_schema(
        operation_id="reviews_list",
        summary="What the person made of changes",
        responses=ReviewSerializer(many=True),
        parameters=FILTERS,
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filtered(request))
        return self.get_paginated_response(ReviewSerializer(page, many=True).data)

    @extend_schema(
        operation_id="reviews_create",
        summary="Begin the review of a change",
        description="A change is reviewed once: of a review that was begun before what is given is changed.",
        request=BegunSerializer,
        responses={
            201: ReviewSerializer,
            200: OpenApiResponse(ReviewSerializer, description="It was begun before."),
            409: ReviewLockedSerializer,
        },
    )
    def post(self, request: Request) -> Response:
        body = BegunSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        change = Change.objects.filter(pk=Change.key_of(given.pop("change")) or 0).first()
        if change is None:
            raise ValidationError({"change": ["There is no change of this id."]})
        review, is_new = begin_review(user=user_of(request), change=change, given=given, now=timezone.now())
        return self.answer(request, review, is_new=is_new)


class UnreviewedChangeSerializer(serializers.Serializer[Change]):
    """A change that was told and not decided on."""

    id = serializers.CharField(source="public_id")
    platform = PlatformNameSerializer(source="document.platform")
    document = ChangedDocumentSerializer()
    headline = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.labels, source="get_severity_display")
    detected_at = serializers.DateTimeField()


class UnreviewedList(_OfTheLog):
    serializer_class = UnreviewedChangeSerializer
    ordering = ("-detected_at", "-id")

    @extend_schema(
        operation_id="reviews_unreviewed",
        summary="Changes that the person has not decided on",
        description="What alerts or digests tell of the platforms that are active on the person's watchlists, through "
        "the lists' filters: since each was put there, and of the last 90 days. `unreviewed_changes` in `/me/` and "
        "mails count them.",
        responses=UnreviewedChangeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(unreviewed_changes(user_of(request).pk, timezone.now()))
        shown = UnreviewedChangeSerializer(page, many=True)  # type: ignore[arg-type]  # `many` takes a list
        return self.get_paginated_response(shown.data)


class ReviewDetail(_Reviews):
    @extend_schema(operation_id="reviews_read", summary="One review")
    def get(self, request: Request, review_id: UUID) -> Response:
        return Response(ReviewSerializer(get_object_or_404(self.get_queryset(), pk=review_id)).data)

    @extend_schema(
        operation_id="reviews_change",
        summary="Assign or decide",
        request=DecidedSerializer,
        responses={200: ReviewSerializer, 409: ReviewLockedSerializer},
    )
    def patch(self, request: Request, review_id: UUID) -> Response:
        review = get_object_or_404(self.get_queryset(), pk=review_id)
        body = DecidedSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(request, change_review(review=review, given=body.validated_data, now=timezone.now()))


class ReviewSignOff(_Reviews):
    @extend_schema(
        operation_id="reviews_sign_off",
        summary="Sign a review off",
        description="It needs a decision, a reason and who decided. Afterwards nothing of it can be changed.",
        request=SignedOffSerializer,
        responses={200: ReviewSerializer, 409: ReviewLockedSerializer},
    )
    def post(self, request: Request, review_id: UUID) -> Response:
        review = get_object_or_404(self.get_queryset(), pk=review_id)
        body = SignedOffSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            signed = sign_off(review=review, name=body.validated_data["name"], now=timezone.now())
        except ReviewIncomplete as refused:
            raise ValidationError({field: [str(refused)] for field in refused.fields}) from refused
        return self.answer(request, signed)


class ReviewExport(_Reviews):
    pagination_class = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, this is a table; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="reviews_export",
        summary="The log as a table",
        description="CSV (RFC 4180), the oldest first. A cell that a table program would take for a formula begins "
        "with an apostrophe.",
        parameters=FILTERS,
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        rows = self.filtered(request).order_by("created_at", "pk")
        answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="reviews.csv"'
        return answer


def _lines(rows: "QuerySet[Review]") -> Iterator[str]:
    writer = csv.writer(LineHandedBack())
    yield writer.writerow(COLUMNS)
    for review in rows.iterator(chunk_size=500):
        shown = ReviewSerializer(review).data
        change = shown["change"]
        told = {
            **{name: shown[name] for name in COLUMNS if name in shown and name != "change"},
            "review": shown["id"],
            "platform": change["platform"]["name"],
            "document": change["document"]["title"],
            "change": change["id"],
            **{name: change[name] for name in ("headline", "severity", "detected_at")},
        }
        yield writer.writerow([table_cell(told[name]) for name in COLUMNS])
