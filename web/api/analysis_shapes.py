"""The shapes of the institutional analysis in the reference of the API. `analysis_told.py` fills them."""

from typing import Any

from rest_framework import serializers

from governance.analysis.category_confidence import CONFIDENCES
from governance.analysis.law import EXPOSURES, LegalStanding
from governance.analysis.precedents import STATUSES
from governance.analysis.risk_method import BANDS, NAMES
from governance.analysis.sourced import SourceKind
from governance.analysis.standpoint import LeftOutBy
from governance.api.changes import ChangedDocumentSerializer
from governance.api.regulations import ArticleSerializer, DateOfApplicationSerializer
from governance.api.shapes import PlatformNameSerializer
from governance.api.summary import QuotationSerializer
from governance.models.changes import Severity


class SourcedSentenceSerializer(serializers.Serializer[Any]):
    """A sentence, the rule that made it, and what it rests on."""

    sentence = serializers.CharField()
    rule = serializers.CharField()
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=[kind.value for kind in SourceKind],
        help_text="`text`: words of a version. `record`: a change. `table`: a row of our tables. `you`: your answer.",
    )
    reference = serializers.CharField(help_text="A version, a change, `table:row`, or the id of a question.")
    quotation = QuotationSerializer(allow_null=True, help_text="The exact words, where the sentence rests on some.")


class AnalysedClauseSerializer(serializers.Serializer[Any]):
    """A provision that is analysed: its exact words and its category."""

    provision = serializers.CharField()
    category = serializers.CharField()
    quotation = QuotationSerializer()


class EngagedByCategorySerializer(serializers.Serializer[Any]):
    """A category that engages the regulation, by which articles, why, and the provisions of it."""

    category = serializers.CharField()
    category_name = serializers.CharField()
    exposure = serializers.ChoiceField(choices=EXPOSURES, help_text="It rates the pair, never a company.")
    rationale = SourcedSentenceSerializer()
    articles = ArticleSerializer(many=True)
    provisions = serializers.ListField(child=serializers.CharField(), help_text="Ids of `clauses`.")


class RegulationInViewSerializer(serializers.Serializer[Any]):
    """A regulation that clauses engage, as it stands on the day."""

    regulation = serializers.CharField()
    short_name = serializers.CharField()
    jurisdiction = serializers.CharField()
    standing = serializers.ChoiceField(choices=[standing.value for standing in LegalStanding])
    standing_sentence = SourcedSentenceSerializer()
    dates = DateOfApplicationSerializer(many=True)
    next_date = DateOfApplicationSerializer(allow_null=True)
    not_source_checked = SourcedSentenceSerializer(allow_null=True)
    roles = SourcedSentenceSerializer(help_text="Whom the table says that it binds, or that it does not say.")
    engaged_by = EngagedByCategorySerializer(many=True)


class RegulationLeftOutSerializer(serializers.Serializer[Any]):
    """A regulation that clauses engage and that is of none of the person's jurisdictions or roles."""

    regulation = serializers.CharField()
    short_name = serializers.CharField()
    by = serializers.ChoiceField(choices=[by.value for by in LeftOutBy])
    stated = SourcedSentenceSerializer()


class ExposureSerializer(serializers.Serializer[Any]):
    """The regulations that clauses engage, the highest exposure first."""

    in_view = RegulationInViewSerializer(many=True)
    left_out_count = serializers.IntegerField()
    left_out = RegulationLeftOutSerializer(many=True)


class IntervalSerializer(serializers.Serializer[Any]):
    """Both ends, each from 1 to 5 for a level."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()


class RiskFactorSerializer(serializers.Serializer[Any]):
    """One factor and where it comes from. `question` is set for what the person can answer."""

    code = serializers.ChoiceField(choices=list(NAMES))
    name = serializers.CharField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    question = serializers.CharField(allow_null=True)
    stated = SourcedSentenceSerializer()


class NarrowingAnswerSerializer(serializers.Serializer[Any]):
    """The one answer that narrows the rating most, and what each answer would give."""

    question = serializers.CharField()
    text = serializers.CharField()
    if_yes = serializers.CharField()
    if_no = serializers.CharField()


class GridCellSerializer(serializers.Serializer[Any]):
    """A possible cell of the 5 by 5 grid."""

    likelihood = serializers.IntegerField()
    impact = serializers.IntegerField()
    risk = serializers.IntegerField(help_text=f"1 to 5: {', '.join(BANDS)}.")


class RiskRatingSerializer(serializers.Serializer[Any]):
    """The rating of a category by that of its clauses which is rated highest, for these answers."""

    category = serializers.CharField()
    category_name = serializers.CharField()
    band = serializers.CharField(help_text="A band, a range of two, or `Not assessable yet`.")
    sentence = serializers.CharField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    basis = serializers.ChoiceField(choices=["text", "text and your answers"])
    category_confidence = serializers.ChoiceField(
        choices=CONFIDENCES, allow_null=True, help_text="How far the category leads; null where that is not known."
    )
    clause = AnalysedClauseSerializer()
    change_kind = serializers.CharField(allow_null=True, help_text="What the change did to the clause.")
    likelihood = IntervalSerializer()
    impact = IntervalSerializer()
    factors = RiskFactorSerializer(many=True)
    narrows_most = NarrowingAnswerSerializer(allow_null=True)
    possible_cells = GridCellSerializer(many=True)


class MethodSerializer(serializers.Serializer[Any]):
    """By what was rated. It is a convention of this service, and says so."""

    version = serializers.CharField()
    event = serializers.CharField()
    bands = serializers.ListField(child=serializers.CharField())
    grid = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="`grid[likelihood - 1][impact - 1]` is the risk, from 1 to 5.",
    )


class ActionInViewSerializer(serializers.Serializer[Any]):
    """A due-diligence action, and what the text says of it."""

    id = serializers.CharField()
    category = serializers.CharField()
    action = serializers.CharField()
    evidence = serializers.CharField(help_text="What to keep as evidence that it was done.")
    priority = serializers.ChoiceField(choices=EXPOSURES)
    priority_stated = SourcedSentenceSerializer()
    is_answered_by_text = serializers.BooleanField()
    answer = SourcedSentenceSerializer()


class PrecedentSerializer(serializers.Serializer[Any]):
    """A decision, settlement or judgment. Shown, never scored; its status stands before any amount."""

    id = serializers.CharField()
    title = serializers.CharField()
    authority = serializers.CharField()
    jurisdiction = serializers.CharField()
    dated = serializers.CharField()
    date_kind = serializers.CharField()
    status = serializers.ChoiceField(choices=list(STATUSES))
    status_note = serializers.CharField()
    no_longer_stands = serializers.BooleanField(help_text="Annulled or superseded; these come last.")
    amount = serializers.CharField(help_text="As reported; may be empty.")
    same_categories = serializers.ListField(child=serializers.CharField())
    same_regulations = serializers.ListField(child=serializers.CharField())
    same_sector = serializers.BooleanField()
    in_your_jurisdictions = serializers.BooleanField()
    stated = SourcedSentenceSerializer()
    source_url = serializers.CharField()
    source_tier = serializers.IntegerField(allow_null=True)
    is_verified = serializers.BooleanField()


class StandpointSerializer(serializers.Serializer[Any]):
    """Whose jurisdictions and roles it was made for; empty where none were chosen."""

    jurisdictions = serializers.ListField(child=serializers.CharField())
    roles = serializers.ListField(child=serializers.CharField())


class _AnalysisSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField()
    disclaimer = serializers.CharField()
    method = MethodSerializer()
    tables_version = serializers.CharField()
    standpoint = StandpointSerializer()


class AnalysisSerializer(_AnalysisSerializer):
    """What a text or a change engages and how its clauses are rated, for one person on one day."""

    platform = PlatformNameSerializer()
    document = ChangedDocumentSerializer()
    version = serializers.CharField(help_text="The version that is analysed, or that the change led to.")
    change = serializers.CharField(allow_null=True)
    clauses = AnalysedClauseSerializer(many=True)
    exposure = ExposureSerializer()
    material_risk = RiskRatingSerializer(many=True)
    due_diligence = ActionInViewSerializer(many=True)
    precedents = PrecedentSerializer(many=True)
    notes = SourcedSentenceSerializer(
        many=True, help_text="On clauses whose category is not sure: nothing else is said of them."
    )


class BandCountSerializer(serializers.Serializer[Any]):
    """How many changes are in a band."""

    band = serializers.CharField()
    changes = serializers.IntegerField()


class RatedChangeSerializer(serializers.Serializer[Any]):
    """A change of the period with its highest rating; without one where no changed clause can be rated."""

    id = serializers.CharField()
    platform = PlatformNameSerializer()
    document = ChangedDocumentSerializer()
    headline = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.labels)
    detected_at = serializers.DateTimeField()
    category = serializers.CharField(allow_null=True)
    band = serializers.CharField(allow_null=True)
    sentence = serializers.CharField(allow_null=True)
    clause = AnalysedClauseSerializer(allow_null=True)


class WatchlistAnalysisSerializer(_AnalysisSerializer):
    """The changes of a watchlist's platforms in a period, counted by band, and the highest. No mean, no sum."""

    watchlist = serializers.UUIDField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    change_count = serializers.IntegerField(help_text="Changes of meaning or wording in the period.")
    rated_count = serializers.IntegerField()
    not_rated = serializers.CharField(help_text="What was not rated and why; may be empty.")
    bands = BandCountSerializer(many=True)
    highest = RatedChangeSerializer(many=True, help_text="The highest first; all that were looked at.")
