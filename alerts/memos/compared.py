"""What a memo of a comparison tells: the same as the public comparison, as plain data."""

from collections.abc import Iterable, Iterator
from typing import Any

from alerts.made_files import NeverToBeMade
from alerts.models import Memo
from governance.analysis.comparing import RULES_VERSION, SHOWN_CELLS, SIMILARITY_MEASURE, Clause, ShownClause
from governance.analysis.dimensions import dimensions_of
from governance.comparison.weighing.taxonomy import category_names
from governance.models import Document, Platform, Provision, Version
from governance.stated_provisions import FEWEST_COMPARED, ComparisonShown, compare_platforms, sentence_of


def comparison_for(memo: Memo) -> ComparisonShown | None:
    """Return the comparison that the memo is about, None if it is about something else. Raises NeverToBeMade."""
    if memo.kind != Memo.Kind.COMPARISON:
        return None
    found = Platform.objects.in_bulk(memo.platforms)
    platforms = [found[key] for key in memo.platforms if key in found]
    if len(platforms) < FEWEST_COMPARED:
        raise NeverToBeMade("These platforms are no longer in the record.")
    return compare_platforms(platforms, memo.category, memo.document_type or None)


def versions_quoted(shown: ComparisonShown | None) -> set[int]:
    """Return the keys of the versions that a comparison quotes."""
    columns = shown.columns.values() if shown else ()
    cells = {
        cell.clause.version_id for column in columns for own in column.cells.values() for cell in own[:SHOWN_CELLS]
    }
    return cells | {one.clause.version_id for column in columns for one in column.shown}


def told_comparison(shown: ComparisonShown) -> dict[str, Any]:
    """Return the comparison as the data of a memo."""
    return {
        "category": shown.category,
        "category_name": category_names()[shown.category],
        "document_type": shown.document_type,
        "rules_version": RULES_VERSION,
        "similarity_measure": SIMILARITY_MEASURE,
        "platforms": [_platform(shown, platform) for platform in shown.platforms],
        "dimensions": list(_dimensions(shown)),
    }


def left_out_of_comparison(shown: ComparisonShown, documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Yield a sentence and a reference for each thing that a comparison does not show."""
    unread = {key: why for own in shown.documents.values() for key, why in own.unread.items()}
    for document in documents:
        if document.current_version is not None and document.pk in unread:
            yield (
                f"{document.platform.name}, {document.title} is not compared: {unread[document.pk]}.",
                document.public_id,
            )
    for platform in shown.platforms:
        if more := shown.columns[platform.pk].left_out:
            those = "1 further provision states" if more == 1 else f"{more} further provisions state"
            yield f"{platform.name}: {those} the category; the strongest are here.", RULES_VERSION
    yield "What no rule reads is not found, so that nothing is found is no proof that there is nothing.", RULES_VERSION


def _platform(shown: ComparisonShown, platform: Platform) -> dict[str, Any]:
    column, documents = shown.columns[platform.pk], shown.documents[platform.pk]
    return {
        "slug": platform.slug,
        "name": platform.name,
        "captured": documents.captured,
        "not_captured": documents.not_captured,
        "in_other_languages": documents.in_other_languages,
        "too_large": documents.too_large,
        "sentence": sentence_of(column, documents),
        "provisions": [_provision(shown, one) for one in column.shown],
        "left_out": column.left_out,
    }


def _provision(shown: ComparisonShown, one: ShownClause) -> dict[str, Any]:
    clause, statement = one.clause, one.statement
    return {
        "id": Provision.public_id_of(clause.provision_id),
        **_in_document(shown, clause),
        "headings": list(clause.heading_path),
        "label": clause.label,
        "rule": statement.rule,
        "quotation": _words(clause, clause.start, clause.end),
        "sentence": _words(clause, clause.start + statement.start, clause.start + statement.end),
        "nearest": [
            {
                "platform": shown.slugs[near.platform_id],
                "provision": Provision.public_id_of(near.provision_id),
                "similarity": near.similarity,
            }
            for near in one.nearest
        ],
    }


def _dimensions(shown: ComparisonShown) -> Iterator[dict[str, Any]]:
    for dimension in dimensions_of(shown.category):
        yield {
            "id": dimension.id,
            "name": dimension.name,
            "asks": dimension.asks,
            "measure": dimension.measure.value,
            "cells": [_cell(shown, platform, dimension.id) for platform in shown.platforms],
        }


def _cell(shown: ComparisonShown, platform: Platform, dimension: str) -> dict[str, Any]:
    cells = shown.columns[platform.pk].cells[dimension]
    return {
        "platform": platform.slug,
        "stated": [
            {
                "value": cell.value or None,
                "rule": cell.rule,
                "provision": Provision.public_id_of(cell.clause.provision_id),
                **_in_document(shown, cell.clause),
                "quotation": _words(cell.clause, cell.start, cell.end),
                "sentence": _words(cell.clause, *cell.within),
            }
            for cell in cells[:SHOWN_CELLS]
        ],
        "left_out": max(0, len(cells) - SHOWN_CELLS),
    }


def _in_document(shown: ComparisonShown, clause: Clause) -> dict[str, str]:
    document = shown.documents_by_key[clause.document_id]
    return {"document": document.public_id, "document_title": document.title}


def _words(clause: Clause, start: int, end: int) -> dict[str, Any]:
    text = clause.text[start - clause.start : end - clause.start]
    return {"version": Version.public_id_of(clause.version_id), "start": start, "end": end, "text": text}
