"""Predictions for labelled pairs in the published format, so that the scorer can judge the comparison."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from governance.comparison.materiality.model import MaterialityModel
from governance.comparison.pipeline import compare
from governance.comparison.result import MOVED, SUBSTANTIVE, Comparison, Context, Difference
from governance.comparison.text.segment import Block, parse
from governance.comparison.weighing.categorise import Categoriser
from governance.comparison.weighing.taxonomy import EFFECTIVE_DATE, label_category


def predict(
    pair: Mapping[str, Any], categoriser: Categoriser | None = None, materiality: MaterialityModel | None = None
) -> dict[str, Any]:
    """The prediction for one pair row. Raises KeyError, TypeError or AttributeError for a row of another shape."""
    before = parse(pair["before"]) if pair["before"] is not None else None
    comparison = compare(before, parse(pair["after"]), context_of_pair(pair), categoriser, materiality)
    return {
        "id": pair["id"],
        "alert": comparison.is_alertable,
        "label": comparison.label,
        "rule": comparison.rule,
        "severity": comparison.severity,
        "provisions": _provisions(comparison) if comparison.label == SUBSTANTIVE else [],
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
        document_title=title_of(pair.get("path") or ""),
        captured_on=date.fromisoformat(pair["date"][:10]) if pair.get("date") else None,
    )


def title_of(path: str) -> str:
    """The document's name in a collection: "Service/Privacy Policy.md" is "Privacy Policy"."""
    return path.rpartition("/")[2].removesuffix(".md")


def _provisions(comparison: Comparison) -> list[dict[str, str]]:
    """Every changed clause, under one of the categories the change is mainly about.

    The labels name what a change is about and know no "uncertain": a clause that is of none of these categories is
    listed as a part of the nearest provision that is.
    """
    shown = [difference for difference in comparison.differences if difference.severity_rule != MOVED]
    main = {name: label_category(name) for name in comparison.main_categories}
    named = sorted((_block(one).index, main[one.category]) for one in shown if one.category in main)
    subjects = [(index, category) for index, category in named if category != EFFECTIVE_DATE]
    # Of a change that is surely about nothing the first main category is only the likeliest.
    likeliest = next(iter(main.values()), "")
    return [
        _provision(one, main.get(one.category) or _nearest(subjects, _block(one).index) or likeliest or _own(one))
        for one in shown
    ]


def _own(difference: Difference) -> str:
    return label_category(difference.category)


def _nearest(subjects: Sequence[tuple[int, str]], index: int) -> str:
    """The category of the subject nearest to a place in the text, "" where the change has no subject."""
    if not subjects:
        return ""
    place = bisect_left(subjects, (index, ""))
    around = subjects[max(0, place - 1) : place + 1]
    return min(around, key=lambda one: abs(one[0] - index))[1]


def _provision(difference: Difference, category: str) -> dict[str, str]:
    return {"change": difference.kind, "category": category, "quote": _block(difference).visible}


def _block(difference: Difference) -> Block:
    block = difference.after or difference.before
    assert block, "A difference has at least one side."
    return block
