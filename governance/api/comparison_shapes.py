"""What a comparison of platforms and a position among peers look like in the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.http import urlencode
from rest_framework import serializers

from governance.analysis.comparing import (
    RULES_VERSION,
    SHOWN_CELLS,
    SIMILARITY_MEASURE,
    Clause,
    ShownClause,
    StatedCell,
)
from governance.analysis.dimension_table import ValueMeasure
from governance.analysis.dimensions import dimensions_of
from governance.analysis.peers import PeerRelation, Position
from governance.api.changes import ChangedDocumentSerializer
from governance.api.shapes import PlatformNameSerializer, provision_id
from governance.api.summary import QuotationSerializer
from governance.comparison.weighing.taxonomy import category_names
from governance.models import Document, Platform
from governance.stated_provisions import ComparisonShown, DocumentsRead, sentence_of

DISCLAIMER = (
    "This quotes what the documents say and makes no legal determination. What no rule reads is not found; how clauses "
    "are found is described in the methodology."
)


class DocumentsCountedSerializer(serializers.Serializer[Any]):
    """How many of the platform's documents were looked through."""

    captured = serializers.IntegerField()
    not_captured = serializers.IntegerField(
        help_text="Known, and never captured, or only by captures that failed: what they say is unknown."
    )
    in_other_languages = serializers.IntegerField(
        help_text="Of the captured ones, by their clauses: the rules read English."
    )
    too_large = serializers.IntegerField(help_text="Of the captured ones: too large to be cut into clauses.")


class NearestSerializer(serializers.Serializer[Any]):
    """The clause of another platform that shares most words with this one."""

    platform = serializers.CharField(help_text="Its slug.")
    provision = provision_id(source="provision_id")
    similarity = serializers.FloatField(help_text="From 0 to 1; `similarity_measure` says of what.")


class StatedQuotationSerializer(QuotationSerializer):
    """An exact quotation, and which clause of which document it is of."""

    provision = provision_id(source="provision_id")
    document = ChangedDocumentSerializer()
    rule = serializers.CharField(help_text="Which rule found it.")


class StatedProvisionSerializer(serializers.Serializer[Any]):
    """A clause that states the category: the whole, and the sentence in it."""

    provision = provision_id(source="provision_id")
    document = ChangedDocumentSerializer()
    heading_path = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField()  # type: ignore[assignment]
    rule = serializers.CharField(help_text="Which rule found the sentence.")
    quotation = QuotationSerializer(help_text="The clause, in the version in which this wording first stood.")
    sentence = QuotationSerializer()
    nearest = NearestSerializer(many=True, help_text="One of each other platform that states the category.")


class ComparedPlatformSerializer(serializers.Serializer[Any]):
    """What one platform states. Each kind of statement comes before the second of any, the strongest first."""

    platform = PlatformNameSerializer()
    documents = DocumentsCountedSerializer()
    sentence = serializers.CharField()
    provisions = StatedProvisionSerializer(many=True)
    left_out = serializers.IntegerField(help_text="How many more state the category.")
    more = serializers.CharField(help_text="The platform's provisions of the category, as the model sees them.")


class CellQuotationSerializer(StatedQuotationSerializer):
    """The words that state something in a dimension, with their value and their sentence."""

    value = serializers.CharField(
        allow_null=True, help_text="Such as P30D (ISO 8601), USD 100, 13, opt_in or opt_out; null for words alone."
    )
    sentence = QuotationSerializer()


class TableCellSerializer(serializers.Serializer[Any]):
    """What one platform states in a dimension."""

    platform = serializers.CharField(help_text="Its slug.")
    is_stated = serializers.BooleanField()
    quotations = CellQuotationSerializer(many=True)
    left_out = serializers.IntegerField()


class ComparedDimensionSerializer(serializers.Serializer[Any]):
    """One thing that a reader compares, with a cell for each platform."""

    id = serializers.CharField()
    name = serializers.CharField()
    asks = serializers.CharField()
    measure = serializers.ChoiceField(choices=[measure.value for measure in ValueMeasure])
    cells = TableCellSerializer(many=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """How platforms state a category, side by side."""

    category = serializers.CharField()
    category_name = serializers.CharField()
    document_type = serializers.CharField(allow_null=True)
    rules_version = serializers.CharField()
    similarity_measure = serializers.CharField()
    disclaimer = serializers.CharField()
    platforms = ComparedPlatformSerializer(many=True)
    dimensions = ComparedDimensionSerializer(many=True)


class PeerSerializer(serializers.Serializer[Any]):
    """Another platform of the sector, and what it states."""

    platform = serializers.CharField(help_text="Its slug.")
    relation = serializers.ChoiceField(
        choices=[relation.value for relation in PeerRelation],
        help_text="How its value stands to the platform's. `several_values`, `no_single_value` and "
        "`other_unit` are not ranked; `not_compared`: the platform itself states none, or several.",
    )
    quotations = CellQuotationSerializer(many=True)


class PositionSerializer(serializers.Serializer[Any]):
    """A dimension with values that can be ranked."""

    dimension = serializers.CharField()
    name = serializers.CharField()
    asks = serializers.CharField()
    measure = serializers.ChoiceField(choices=[measure.value for measure in ValueMeasure])
    sentence = serializers.CharField()
    quotations = CellQuotationSerializer(many=True, help_text="What the platform itself states.")
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="Other platforms by their relation.")
    peers = PeerSerializer(many=True)


class PositionsSerializer(serializers.Serializer[Any]):
    """Where a platform stands in a category."""

    platform = PlatformNameSerializer()
    category = serializers.CharField()
    category_name = serializers.CharField()
    sector = serializers.CharField()
    documents = DocumentsCountedSerializer()
    rules_version = serializers.CharField()
    disclaimer = serializers.CharField()
    positions = PositionSerializer(many=True)


def describe_comparison(shown: ComparisonShown) -> dict[str, Any]:
    """Return what ComparisonSerializer shows."""
    return {
        "category": shown.category,
        "category_name": category_names()[shown.category],
        "document_type": shown.document_type,
        "rules_version": RULES_VERSION,
        "similarity_measure": SIMILARITY_MEASURE,
        "disclaimer": DISCLAIMER,
        "platforms": [_platform(shown, platform) for platform in shown.platforms],
        "dimensions": [
            {
                "id": dimension.id,
                "name": dimension.name,
                "asks": dimension.asks,
                "measure": dimension.measure.value,
                "cells": [_table_cell(shown, platform, dimension.id) for platform in shown.platforms],
            }
            for dimension in dimensions_of(shown.category)
        ],
    }


def describe_positions(
    platform: Platform,
    peers: Sequence[Platform],
    category: str,
    documents: Mapping[int, DocumentsRead],
    positions: Sequence[Position],
) -> dict[str, Any]:
    """Return what PositionsSerializer shows."""
    by_key = {document.pk: document for own in documents.values() for document in own.read}
    slugs = {peer.pk: peer.slug for peer in peers}
    return {
        "platform": platform,
        "category": category,
        "category_name": category_names()[category],
        "sector": platform.sector,
        "documents": documents[platform.pk],
        "rules_version": RULES_VERSION,
        "disclaimer": DISCLAIMER,
        "positions": [
            {
                "dimension": position.dimension.id,
                "name": position.dimension.name,
                "asks": position.dimension.asks,
                "measure": position.dimension.measure.value,
                "sentence": position.sentence,
                "quotations": [describe_cell(cell, by_key) for cell in position.own],
                "counts": {relation.value: position.count(relation) for relation in PeerRelation},
                "peers": [
                    {
                        "platform": slugs[peer.platform_id],
                        "relation": peer.relation.value,
                        "quotations": [describe_cell(cell, by_key) for cell in peer.cells[:SHOWN_CELLS]],
                    }
                    for peer in position.peers
                ],
            }
            for position in positions
        ],
    }


def _platform(shown: ComparisonShown, platform: Platform) -> dict[str, Any]:
    column, documents = shown.columns[platform.pk], shown.documents[platform.pk]
    return {
        "platform": platform,
        "documents": documents,
        "sentence": sentence_of(column, documents),
        "provisions": [_provision(shown, one) for one in column.shown],
        "left_out": column.left_out,
        "more": f"/api/v1/provisions/?{urlencode({'platform': platform.slug, 'category': shown.category})}",
    }


def _provision(shown: ComparisonShown, one: ShownClause) -> dict[str, Any]:
    clause, statement = one.clause, one.statement
    first, last = clause.start + statement.start, clause.start + statement.end
    return {
        "provision_id": clause.provision_id,
        "document": shown.documents_by_key[clause.document_id],
        "heading_path": clause.heading_path,
        "label": clause.label,
        "rule": statement.rule,
        "quotation": _quotation(clause, clause.start, clause.end),
        "sentence": _quotation(clause, first, last),
        "nearest": [
            {
                "platform": shown.slugs[near.platform_id],
                "provision_id": near.provision_id,
                "similarity": near.similarity,
            }
            for near in one.nearest
        ],
    }


def _table_cell(shown: ComparisonShown, platform: Platform, dimension: str) -> dict[str, Any]:
    cells = shown.columns[platform.pk].cells[dimension]
    return {
        "platform": platform.slug,
        "is_stated": bool(cells),
        "quotations": [describe_cell(cell, shown.documents_by_key) for cell in cells[:SHOWN_CELLS]],
        "left_out": max(0, len(cells) - SHOWN_CELLS),
    }


def describe_cell(cell: StatedCell, documents: Mapping[int, Document]) -> dict[str, Any]:
    """Return what CellQuotationSerializer shows."""
    return {
        **_quotation(cell.clause, cell.start, cell.end),
        "provision_id": cell.clause.provision_id,
        "document": documents[cell.clause.document_id],
        "rule": cell.rule,
        "value": cell.value or None,
        "sentence": _quotation(cell.clause, *cell.within),
    }


def _quotation(clause: Clause, start: int, end: int) -> dict[str, Any]:
    text = clause.text[start - clause.start : end - clause.start]
    return {"version_id": clause.version_id, "start": start, "end": end, "text": text}
