"""A comparison of platforms as a CSV table (RFC 4180)."""

import csv
from collections.abc import Iterator
from typing import Any

from governance.api.comparison_shapes import ComparisonSerializer, describe_comparison
from governance.outside_texts import LineHandedBack, table_cell
from governance.stated_provisions import ComparisonShown

COLUMNS = (
    *("category", "platform", "dimension", "value", "rule", "quotation", "provision", "document", "document_title"),
    *("version", "start", "end", "note"),
)


def comparison_table(shown: ComparisonShown) -> Iterator[str]:
    """Yield the head, a row for each quotation, and one for each platform or cell that states nothing."""
    data: dict[str, Any] = ComparisonSerializer(describe_comparison(shown)).data
    writer = csv.writer(LineHandedBack())
    yield writer.writerow(COLUMNS)
    for row in _rows(data):
        told = {"category": data["category"], **row}
        yield writer.writerow([table_cell(told.get(name)) for name in COLUMNS])


def _rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for platform in data["platforms"]:
        slug = platform["platform"]["slug"]
        yield {"platform": slug, "note": platform["sentence"]}
        for one in platform["provisions"]:
            yield {"platform": slug, **_of(one), **_quoted(one["quotation"])}
    for dimension in data["dimensions"]:
        for cell in dimension["cells"]:
            where = {"platform": cell["platform"], "dimension": dimension["id"]}
            if not cell["is_stated"]:
                yield {**where, "note": "not found"}
            for one in cell["quotations"]:
                yield {**where, "value": one["value"], **_of(one), **_quoted(one)}


def _of(one: dict[str, Any]) -> dict[str, Any]:
    document = one["document"]
    return {
        "rule": one["rule"],
        "provision": one["provision"],
        "document": document["id"],
        "document_title": document["title"],
    }


def _quoted(quotation: dict[str, Any]) -> dict[str, Any]:
    return {
        "quotation": quotation["text"],
        "version": quotation["version"],
        "start": quotation["start"],
        "end": quotation["end"],
    }
