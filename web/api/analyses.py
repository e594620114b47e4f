"""The institutional analysis of a document, of a change, and of a watchlist over a period. Part of Professional."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import user_of
from alerts.answering.answers import answers_of
from alerts.answering.watched_changes import MOST_RATED, RatedChange, rated_changes
from alerts.models import Watchlist
from billing.api import RefusalSerializer
from billing.entitlements import Feature, require
from governance.analysed_texts import AnalysedTextTooLarge, text_of_change, text_of_document
from governance.analysis.institutional import analyse
from governance.analysis.risk_method import BANDS
from governance.analysis.sourced import TextInView
from governance.analysis.standpoint import Standpoint
from governance.api import parameters
from governance.api.changes import ChangedDocumentSerializer
from governance.api.diff import TextTooLarge
from governance.api.documents import find_document
from governance.api.shapes import PlatformNameSerializer
from governance.models import Change, Document
from governance.models.changes import Severity
from web.api.analysis_shapes import AnalysisSerializer, WatchlistAnalysisSerializer
from web.api.analysis_told import describe_analysis, describe_clause, describe_frame

PERIOD = timedelta(days=30)
AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, description="As the law stands on this day, today by default.")


class _Analysis(GenericAPIView[Any]):
    pagination_class = None
    serializer_class: type[serializers.Serializer[Any]] = AnalysisSerializer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(request.user, Feature.INSTITUTIONAL_ANALYSIS, timezone.now())

    def describe(self, request: Request, document: Document, change: Change | None = None) -> Response:
        """Return the analysis of the document's text, or of a change of it."""
        day, standpoint = _day(request), _standpoint(request)
        text = self._text(request, document, change)
        found = describe_analysis(analyse(text, standpoint, day))
        return Response(
            {
                **describe_frame(day, standpoint),
                "platform": PlatformNameSerializer(document.platform).data,
                "document": ChangedDocumentSerializer(document).data,
                "version": text.version,
                "change": change.public_id if change else None,
                **found,
            }
        )

    def _text(self, request: Request, document: Document, change: Change | None) -> TextInView:
        answers = answers_of(user_of(request).pk, document.platform_id)
        try:
            text = text_of_change(change, answers) if change else text_of_document(document, answers)
        except AnalysedTextTooLarge as error:
            raise TextTooLarge from error
        if text is None:
            raise NotFound("No good version of this document is recorded.")
        return text


class DocumentAnalysis(_Analysis):
    @extend_schema(
        operation_id="documents_analysis",
        summary="What a document engages, how its clauses are rated, what to check, and precedents",
        description="Of its last good version, for the person's jurisdictions, roles and answers. The same text, "
        "tables, day and answers give the same bytes.",
        parameters=[AS_OF],
        responses={200: AnalysisSerializer, 409: RefusalSerializer},
    )
    def get(self, request: Request, public_id: str) -> Response:
        return self.describe(request, find_document(public_id, Document.objects.select_related("platform")))


class ChangeAnalysis(_Analysis):
    @extend_schema(
        operation_id="changes_analysis",
        summary="What the changed clauses engage, how they are rated, what to check, and precedents",
        description="Actions are answered from the whole text that the change led to.",
        parameters=[AS_OF],
        responses={200: AnalysisSerializer, 409: RefusalSerializer},
    )
    def get(self, request: Request, public_id: str) -> Response:
        key = Change.key_of(public_id) or 0
        change = Change.objects.select_related("document__platform").filter(pk=key).first()
        if change is None:
            raise NotFound("There is no change of this id.")
        return self.describe(request, change.document, change)


class WatchlistAnalysis(_Analysis):
    serializer_class = WatchlistAnalysisSerializer

    @extend_schema(
        operation_id="watchlists_analysis",
        summary="The changes of a watchlist's platforms in a period, by band of risk",
        description=f"Of more than {MOST_RATED} changes those of the highest severity are rated, and of these the "
        "newest; `not_rated` counts the others. There is no mean and no sum.",
        parameters=[
            OpenApiParameter("since", OpenApiTypes.STR, description="30 days before `until` by default."),
            OpenApiParameter(
                "until", OpenApiTypes.STR, description="A date or instant; the last whole minute by default."
            ),
            AS_OF,
        ],
    )
    def get(self, request: Request, watchlist_id: UUID) -> Response:
        watchlist = get_object_or_404(Watchlist.objects.filter(user=user_of(request)), pk=watchlist_id)
        since, until = _period(request)
        day, standpoint = _day(request), _standpoint(request)
        period = rated_changes(watchlist=watchlist, standpoint=standpoint, since=since, until=until, day=day)
        rated = [one for one in period.rated if one.rating]
        return Response(
            {
                **describe_frame(day, standpoint),
                "watchlist": str(watchlist.pk),
                "since": serializers.DateTimeField().to_representation(since),
                "until": serializers.DateTimeField().to_representation(until),
                "change_count": period.change_count,
                "rated_count": len(rated),
                "not_rated": _not_rated(period.change_count, len(period.rated), len(rated)),
                "bands": _counts(rated),
                "highest": [_rated_change(one) for one in period.rated],
            }
        )


def _day(request: Request) -> date:
    at: datetime = parameters.instant(request, "as_of") or timezone.now()
    return at.astimezone(UTC).date()


def _standpoint(request: Request) -> Standpoint:
    person = user_of(request)
    return Standpoint(tuple(person.jurisdictions), tuple(person.roles))


def _period(request: Request) -> tuple[datetime, datetime]:
    until = parameters.instant(request, "until", end_of_day=True)
    # Within one minute the same request gets the same bytes.
    until = until or timezone.now().replace(second=0, microsecond=0)
    since = parameters.instant(request, "since")
    if since is None:
        since = until - min(PERIOD, until - datetime.min.replace(tzinfo=UTC))
    if since > until:
        raise ValidationError({"since": ["This is after the end of the period."]})
    return since, until


def _not_rated(changes: int, looked_at: int, rated: int) -> str:
    parts = []
    if changes > looked_at:
        parts.append(f"Not looked at, of this period: {changes - looked_at:,} more.")
    if looked_at > rated:
        parts.append(f"Without a clause of a category that is rated: {looked_at - rated:,}.")
    return " ".join(parts)


def _counts(rated: list[RatedChange]) -> list[dict[str, Any]]:
    """Return how many changes are in each band, the highest first, those that can't be assessed last."""
    found = Counter(one.rating.label for one in rated if one.rating)
    ends = [(low, high) for high in reversed(range(len(BANDS))) for low in reversed(range(high + 1))]
    order = [BANDS[high] if low == high else f"{BANDS[low]} to {BANDS[high]}" for low, high in ends]
    order += [label for label in sorted(found) if label not in order]
    return [{"band": label, "changes": found[label]} for label in order if found[label]]


def _rated_change(one: RatedChange) -> dict[str, Any]:
    change, rating = one.change, one.rating
    return {
        "id": change.public_id,
        "platform": PlatformNameSerializer(change.platform).data,
        "document": ChangedDocumentSerializer(change.document).data,
        "headline": change.headline,
        "severity": str(Severity(change.severity).label),
        "detected_at": serializers.DateTimeField().to_representation(change.detected_at),
        "category": rating.category if rating else None,
        "band": rating.label if rating else None,
        "sentence": rating.sentence if rating else None,
        "clause": describe_clause(rating.clause) if rating else None,
    }
