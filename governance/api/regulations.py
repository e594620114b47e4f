"""Regulations: what they are, whether they apply on a day, and which categories of provisions engage them."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from governance.analysis.law import (
    EXPOSURES,
    Engagement,
    LegalStanding,
    Regulation,
    engagements,
    regulations,
    tables_version,
)
from governance.api import parameters
from governance.comparison.weighing.taxonomy import category_names

AT = OpenApiParameter("at", OpenApiTypes.STR, description="How it stands on this ISO 8601 date, today by default.")


class DateOfApplicationSerializer(serializers.Serializer[Any]):
    """A day from which some of a regulation applies, and what."""

    day = serializers.DateField()
    what = serializers.CharField()


class RegulationSerializer(serializers.Serializer[Any]):
    """A regulation, as our table states it. It is no legal advice, and what no source was seen for is marked."""

    id = serializers.CharField()
    short_name = serializers.CharField()
    full_name = serializers.CharField()
    citation = serializers.CharField()
    jurisdiction = serializers.CharField()
    regions = serializers.ListField(child=serializers.CharField(), help_text="Where the people live whom it protects.")
    standing = serializers.SerializerMethodField(help_text="`in_force_in_stages` where more of it is to come.")
    standing_sentence = serializers.SerializerMethodField()
    in_force_since = serializers.DateField(
        allow_null=True,
        help_text="The main date of our table, of entry into force or of application; `standing_sentence` says which "
        "where the table does.",
    )
    in_force_until = serializers.DateField(allow_null=True)
    dates = DateOfApplicationSerializer(many=True)
    status_note = serializers.CharField(help_text="What else is known of its state, as of `as_of`; may be empty.")
    applies_when = serializers.CharField()
    official_url = serializers.CharField(help_text="Its canonical address; may be empty. It was not opened.")
    is_verified = serializers.BooleanField(help_text="Whether a source was seen for its identity and main date.")
    as_of = serializers.DateField(help_text="The day of which our knowledge is.")

    @extend_schema_field(serializers.ChoiceField(choices=[standing.value for standing in LegalStanding]))
    def get_standing(self, regulation: Regulation) -> str:
        return regulation.standing_on(self.context["day"]).value

    def get_standing_sentence(self, regulation: Regulation) -> str:
        return regulation.standing_sentence(self.context["day"])


class ArticleSerializer(serializers.Serializer[Any]):
    """An article, and what it requires in our words."""

    reference = serializers.CharField()
    title = serializers.CharField()
    requires = serializers.CharField()
    is_source_checked = serializers.BooleanField(help_text="Whether a source was seen for the reference.")


class EngagementSerializer(serializers.Serializer[Any]):
    """A category of provisions that engages the regulation, by which articles, and why."""

    category = serializers.CharField()
    category_name = serializers.SerializerMethodField()
    articles = serializers.SerializerMethodField()
    exposure = serializers.ChoiceField(
        choices=EXPOSURES,
        help_text="`high`: it is about this kind of clause and carries fines, criminal liability or loss of "
        "enforceability. `medium`: indirectly or on conditions. `low`: context. It rates the pair, never a company.",
    )
    rationale = serializers.CharField()

    def get_category_name(self, engagement: Engagement) -> str:
        return category_names()[engagement.category]

    def get_articles(self, engagement: Engagement) -> list[str]:
        return [article.reference for article in engagement.articles]


class RegulationDetailSerializer(RegulationSerializer):
    """A regulation with its articles, and the categories that engage it, the highest exposure first."""

    regulators = serializers.ListField(child=serializers.CharField())
    scope = serializers.CharField()
    articles = serializers.SerializerMethodField()
    engaged_by = serializers.SerializerMethodField()
    source_url = serializers.CharField(help_text="Where its identity and main date were seen; may be empty.")
    source_tier = serializers.IntegerField(
        allow_null=True, help_text="1: official. 2: a law firm, legal publisher or specialist. 3: press or aggregator."
    )
    verified_scope = serializers.CharField(help_text="What the source confirmed; may be empty.")
    tables_version = serializers.SerializerMethodField()

    @extend_schema_field(ArticleSerializer(many=True))
    def get_articles(self, regulation: Regulation) -> list[dict[str, Any]]:
        return list(ArticleSerializer(regulation.articles.values(), many=True).data)

    @extend_schema_field(EngagementSerializer(many=True))
    def get_engaged_by(self, regulation: Regulation) -> list[dict[str, Any]]:
        found = [one for rows in engagements().values() for one in rows if one.regulation is regulation]
        found.sort(key=lambda one: -EXPOSURES.index(one.exposure))
        return list(EngagementSerializer(found, many=True).data)

    def get_tables_version(self, regulation: Regulation) -> str:
        return tables_version()


class RegulationListSerializer(serializers.Serializer[Any]):
    """Regulations in the shape of every list; there is one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RegulationSerializer(many=True)


# Without a docstring: the reference would show it as the description of each address.
class _Regulations(GenericAPIView[Any]):
    permission_classes = [AllowAny]
    serializer_class = RegulationSerializer
    pagination_class = None

    def day(self, request: Request) -> date:
        """Return the day that is asked for, today in UTC by default. Raises ValidationError."""
        at: datetime = parameters.instant(request, "at") or timezone.now()
        return at.astimezone(UTC).date()


class RegulationList(_Regulations):
    """The regulations that provisions may engage, all on one page."""

    @extend_schema(
        operation_id="regulations_list",
        responses=RegulationListSerializer,
        parameters=[
            OpenApiParameter("jurisdiction", OpenApiTypes.STR, description="Such as EU, GB, US or US-CA."),
            OpenApiParameter(
                "category", OpenApiTypes.STR, enum=parameters.CATEGORY_IDS, description="What this category engages."
            ),
            OpenApiParameter("standing", OpenApiTypes.STR, enum=[standing.value for standing in LegalStanding]),
            AT,
        ],
    )
    def get(self, request: Request) -> Response:
        day = self.day(request)
        known = list(regulations().values())
        jurisdiction = parameters.one_of(request, "jurisdiction", sorted({one.jurisdiction for one in known}))
        standing = parameters.one_of(request, "standing", [standing.value for standing in LegalStanding])
        category = parameters.category(request)
        engaged = {one.regulation.id for one in engagements().get(category, ())} if category else None
        found = [
            one
            for one in known
            if jurisdiction in (None, one.jurisdiction)
            and standing in (None, one.standing_on(day).value)
            and (engaged is None or one.id in engaged)
        ]
        results = RegulationSerializer(found, many=True, context={"day": day}).data
        return Response({"next": None, "previous": None, "results": results})


class RegulationDetail(_Regulations):
    """One regulation, with its articles and the categories of provisions that engage it."""

    serializer_class = RegulationDetailSerializer

    @extend_schema(operation_id="regulations_read", parameters=[AT])
    def get(self, request: Request, regulation_id: str) -> Response:
        day = self.day(request)
        regulation = regulations().get(regulation_id)
        if regulation is None:
            raise NotFound("There is no regulation of this id.")
        return Response(RegulationDetailSerializer(regulation, context={"day": day}).data)
