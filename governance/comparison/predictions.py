"""Predictions for labelled pairs in the published format, so that the scorer can judge the comparison."""

from collections.abc import Mapping
from typing import Any

from governance.comparison.categorise import categories
from governance.comparison.pipeline import compare
from governance.comparison.result import MOVED, SUBSTANTIVE, Context, Difference
from governance.comparison.segment import parse


def predict(pair: Mapping[str, Any]) -> dict[str, Any]:
    """The prediction for one pair row. Raises KeyError, TypeError or AttributeError for a row of another shape."""
    before = parse(pair["before"]) if pair["before"] is not None else None
    comparison = compare(before, parse(pair["after"]), context_of_pair(pair))
    shown = [difference for difference in comparison.differences if difference.kind != MOVED]
    return {
        "id": pair["id"],
        "alert": comparison.is_alertable,
        "label": comparison.label,
        "rule": comparison.rule,
        "severity": comparison.severity,
        "provisions": [_provision(difference) for difference in shown] if comparison.label == SUBSTANTIVE else [],
    }


def context_of_pair(pair: Mapping[str, Any]) -> Context:
    """What a pair row tells of the document's past."""
    good = pair.get("last_good")
    return Context(
        kind=pair["kind"],
        earlier_digests=tuple(pair.get("earlier_norm_hashes") or ()),
        earlier_block_digests=frozenset(pair.get("earlier_block_hashes") or ()),
        last_good=parse(good) if good else None,
        sources=pair.get("sources") or 1,
    )


def _provision(difference: Difference) -> dict[str, str]:
    block = difference.after or difference.before
    assert block, "A difference has at least one side."
    return {"change": difference.kind, "category": _scored_category(difference.category), "quote": block.visible}


def _scored_category(category_id: str) -> str:
    """The category the labels use for it: three regulatory ones are folded into broader ones."""
    for category in categories():
        if category.id == category_id and not category.used_in_change_labels:
            return category.labelled_as[0]
    return category_id
