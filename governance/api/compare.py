"""How platforms state a category, side by side, and where one stands among the others of its sector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from governance.analysis.comparing import cells_of
from governance.analysis.dimensions import dimensions_of
from governance.analysis.peers import Position, position_of
from governance.analysis.stating import compared_categories
from governance.api import parameters
from governance.api.comparison_shapes import (
    ComparisonSerializer,
    PositionsSerializer,
    describe_comparison,
    describe_positions,
)
from governance.api.comparison_table import comparison_table
from governance.api.shapes import DOCUMENT_TYPE
from governance.models import Platform
from governance.stated_provisions import (
    FEWEST_COMPARED,
    MOST_COMPARED,
    ComparisonShown,
    NotToBeCompared,
    captured_peers,
    compare_platforms,
    platforms_read,
    platforms_to_compare,
)

CATEGORY = OpenApiParameter("category", OpenApiTypes.STR, enum=compared_categories(), required=True)
PARAMETERS = [
    CATEGORY,
    OpenApiParameter(
        "platforms",
        OpenApiTypes.STR,
        required=True,
        description=f"{FEWEST_COMPARED} to {MOST_COMPARED} different slugs with commas between them, in the order of "
        "the columns.",
    ),
    OpenApiParameter("document_type", DOCUMENT_TYPE, description="Only documents of this type."),
]


# Without a docstring: the reference would show it as the description of each address.
class _OfTheRecord(GenericAPIView[Any]):
    permission_classes = [AllowAny]
    pagination_class = None

    def category(self, request: Request) -> str:
        """Return the category that is asked for. Raises ValidationError."""
        category = parameters.one_of(request, "category", compared_categories())
        if category is None:
            raise ValidationError({"category": ["Give the category that is to be compared."]})
        return category


@dataclass(frozen=True, slots=True)
class _Asked:
    category: str
    platforms: list[Platform]
    document_type: str | None


class _Comparison(_OfTheRecord):
    def compared(self, request: Request) -> ComparisonShown:
        """Return the comparison that the query asks for, in two statements beside those that check it."""
        asked = _Asked(self.category(request), _platforms(request), parameters.document_type(request))
        return compare_platforms(asked.platforms, asked.category, asked.document_type)


class PlatformComparison(_Comparison):
    """How two to ten platforms state a category: exact quotations, and a table of what they state.

    A provision is shown where a rule finds that one of its sentences states the category: a model's guess of the
    category alone does not count. What no rule reads is not found, so "no provision found" is no proof that there is
    none. The same query has the same answer while the record is the same.
    """

    serializer_class = ComparisonSerializer

    @extend_schema(operation_id="compare", parameters=PARAMETERS, responses=ComparisonSerializer)
    def get(self, request: Request) -> Response:
        return Response(ComparisonSerializer(describe_comparison(self.compared(request))).data)


class PlatformComparisonTable(_Comparison):
    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        # Whatever a client says it accepts, this is a table; only errors are rendered, as JSON.
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="compare_csv",
        summary="The comparison as a table",
        description="CSV (RFC 4180) with a row for each quotation, and one for each platform that states nothing. A "
        "cell that a table program would take for a formula begins with an apostrophe.",
        parameters=PARAMETERS,
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        lines = comparison_table(self.compared(request))
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="comparison.csv"'
        return answer


class PlatformPosition(_OfTheRecord):
    """Where a platform stands among the others of its sector, in each dimension whose values can be ranked.

    Only by quotations: a platform that states none is counted apart, and one that states several values is not ranked.
    """

    serializer_class = PositionsSerializer

    @extend_schema(operation_id="platforms_position", parameters=[CATEGORY], responses=PositionsSerializer)
    def get(self, request: Request, slug: str) -> Response:
        platform = Platform.objects.filter(slug=slug).first()
        if platform is None:
            raise NotFound("There is no platform of this name.")
        category = self.category(request)
        peers = captured_peers(platform)
        documents, stated = platforms_read([platform.pk, *(peer.pk for peer in peers)], category)
        positions: Sequence[Position] = [
            position_of(
                dimension,
                cells_of(stated[platform.pk], category, dimension),
                {peer.pk: cells_of(stated[peer.pk], category, dimension) for peer in peers},
            )
            for dimension in dimensions_of(category)
            if dimension.is_ranked
        ]
        shown = describe_positions(platform, peers, category, documents, positions)
        return Response(PositionsSerializer(shown).data)


def _platforms(request: Request) -> list[Platform]:
    """Return the platforms in the order of the query, in one statement. Raises ValidationError."""
    slugs = (parameters.text(request, "platforms", longest=100 * (MOST_COMPARED + 1)) or "").split(",")
    try:
        return platforms_to_compare([slug.strip() for slug in slugs])
    except NotToBeCompared as refused:
        raise ValidationError({"platforms": [str(refused)]}) from refused
