"""Analyse documents and changes of this service's record, and follow each sentence to its source.

    DATA_DIR=… python3 bench/trace_analysis.py [--documents 10] [--changes 20] [--read]

Documents are drawn over the platforms by public id, changes by severity, one of a document first. Every quotation
must be where it is said to be, every table row, change and question must be there. `--read` prints what was found by
rules of ours, for somebody who reads it. Ends with 1 where a sentence can't be followed.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

import django  # noqa: E402

django.setup()

from governance.analysed_texts import text_of_change, text_of_document  # noqa: E402
from governance.analysis.institutional import analyse  # noqa: E402
from governance.analysis.standpoint import Standpoint  # noqa: E402
from governance.models import Change, Document, Version  # noqa: E402
from tests.governance.analysis.traces import quotations_in, stated_in, untraced  # noqa: E402
from web.api.analysis_told import describe_analysis  # noqa: E402


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--documents", type=int, default=10)
    options.add_argument("--changes", type=int, default=20)
    options.add_argument("--read", action="store_true")
    given = options.parse_args()
    day = datetime.now(UTC).date()
    sentences, quotations, lost = 0, 0, 0
    for name, text in (*_documents(given.documents), *_changes(given.changes)):
        told = describe_analysis(analyse(text, Standpoint(), day))
        wrong = untraced(told, _text_of)
        sentences += len(list(stated_in(told)))
        quotations += len(list(quotations_in(told)))
        lost += len(wrong)
        print(f"{name}: {len(told['clauses'])} clauses, {len(wrong)} that can't be followed")
        for one in wrong:
            print(f"    {one}")
        if given.read:
            _print_findings(told)
    print(f"{sentences:,} sentences and {quotations:,} quotations, {lost} that can't be followed")
    return 1 if lost else 0


def _documents(count: int) -> Iterator[tuple[str, Any]]:
    found = Document.objects.exclude(current_version=None).select_related("platform")
    seen: Counter[int] = Counter()
    ordered = []
    for document in found.order_by("pk"):
        ordered.append((seen[document.platform_id], document.pk, document))
        seen[document.platform_id] += 1
    for _, _, document in islice(sorted(ordered, key=lambda row: row[:2]), count):
        text = text_of_document(document, {})
        if text is not None:
            yield f"{document.public_id} {document.platform.name}, {document.title}", text


def _changes(count: int) -> Iterator[tuple[str, Any]]:
    found = Change.objects.filter(label__in=Change.REPORTED_LABELS, withdrawn_at=None)
    seen: Counter[int] = Counter()
    ordered = []
    for change in found.select_related("document__platform").order_by("-severity", "-detected_at"):
        ordered.append((seen[change.document_id], len(ordered), change))
        seen[change.document_id] += 1
    for _, _, change in islice(sorted(ordered, key=lambda row: row[:2]), count):
        yield f"{change.public_id} {change.headline[:80]}", text_of_change(change, {})


def _print_findings(told: dict[str, Any]) -> None:
    for rating in told["material_risk"]:
        print(f"    {rating['category']}: {rating['band']}; {rating['clause']['quotation']['text'][:200]!r}")
        for factor in rating["factors"]:
            stated = factor["stated"]
            if factor["question"] is None:
                print(
                    f"        {factor['code']} {factor['low']}…{factor['high']} {stated['rule']}: {stated['sentence']}"
                )
    for action in told["due_diligence"]:
        if action["is_answered_by_text"]:
            print(f"    {action['action']} {action['answer']['sentence'][:300]!r}")


@lru_cache(maxsize=100)
def _text_of(public_id: str) -> str:
    return Version.objects.select_related("stored_text").get(pk=Version.key_of(public_id)).text


if __name__ == "__main__":
    sys.exit(main())
