"""Try the documents that nobody has read yet, and say how many could be."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.capture.duties import open_our_fetcher
from governance.capture.surveying import Surveyed, SurveyKind, documents_to_survey, survey
from governance.management.arguments import number
from governance.models import Platform


class Command(BaseCommand):
    help = (
        "Fetch documents without a declaration that were never read, once each and as their hosts allow, and say for "
        "how many the first capture is good, and why not. Nothing of them becomes a version."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--platform", default="", help="only documents of the platform with this slug")
        parser.add_argument(
            "--limit", type=number(int, 1, 1_000_000), help="so many documents at most, in the order of the catalogue"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object when all were tried")

    def handle(self, *args: Any, **options: Any) -> None:
        slug, as_json = options["platform"], options["json"]
        if slug and not Platform.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no platform {slug!r}.")
        documents = list(documents_to_survey(platform=slug)[: options["limit"]])
        tried: list[Surveyed] = []
        try:
            for found in survey(documents, open_fetcher=open_our_fetcher, clock=timezone.now, sleep=time.sleep):
                tried.append(found)
                if not as_json:
                    self.stdout.write(_line(found))
        except KeyboardInterrupt:
            self.stderr.write(f"Interrupted: {len(documents) - len(tried):,} documents were not tried.")
        for line in [json.dumps(_facts(tried))] if as_json else _summary(tried):
            self.stdout.write(line)


def _line(found: Surveyed) -> str:
    document = found.document
    said = f"{found.word_count:,} words" if found.kind == SurveyKind.GOOD else f"({found.code}) {found.reason}"
    return f"{found.kind}: {document.public_id} {document.platform.name} · {document.title}: {said}"


def _summary(tried: list[Surveyed]) -> list[str]:
    kinds = Counter(found.kind for found in tried)
    lines = [f"{len(tried):,} document{'' if len(tried) == 1 else 's'} tried."]
    for kind in SurveyKind:
        codes = Counter(found.code for found in tried if found.kind == kind and found.code)
        why = ", ".join(f"{count:,} {code}" for code, count in codes.most_common())
        if kinds[kind]:
            lines.append(f"{kinds[kind]:,} {kind.value.replace('_', ' ')}" + (f": {why}" if why else ""))
    return lines


def _facts(tried: list[Surveyed]) -> dict[str, Any]:
    kinds = Counter(found.kind for found in tried)
    return {
        "counts": {kind.value: kinds[kind] for kind in SurveyKind},
        "documents": [
            {
                "document": found.document.public_id,
                "platform": found.document.platform.slug,
                "type": found.document.document_type,
                "urls": found.document.source_urls,
                "verdict": found.kind.value,
                "code": found.code,
                "reason": found.reason,
                "words": found.word_count,
            }
            for found in tried
        ],
    }
