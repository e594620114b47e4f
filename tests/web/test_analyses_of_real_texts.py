"""The analysis of real texts: each sentence is followed to its words, its table row, its change or its question."""

import gzip
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from governance.analysed_texts import text_of_change, text_of_document
from governance.analysis.institutional import analyse
from governance.analysis.standpoint import Standpoint
from governance.models import Change, Version
from governance.record.recorded import Recorded
from governance.record.versions import record_version
from tests.governance.analysis.judgement_words import JUDGEMENTS_BESIDE_TABLES
from tests.governance.analysis.traces import stated_in, untraced
from web.api.analysis_told import describe_analysis

PAIRS = Path(__file__).resolve().parents[3] / "shared" / "data" / "pairs_dev.jsonl.gz"
DAY = date(2026, 11, 30)
DOCUMENTS, LONGEST = 6, 40_000

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not PAIRS.exists(), reason=f"the labelled texts are not at ../shared/data ({PAIRS})"),
]


@pytest.fixture
def recorded(make_document, now):
    """A few real documents with two versions each."""
    with gzip.open(PAIRS, "rt", encoding="utf-8") as lines:
        pairs = [pair for pair in map(json.loads, lines) if pair["kind"] == "change" and pair["before"]]
    short = [pair for pair in pairs if 5_000 < len(pair["after"]) < LONGEST][:DOCUMENTS]
    for number, pair in enumerate(short):
        document = make_document(document_type=f"terms-{number}")
        for age, text in ((2, pair["before"]), (1, pair["after"])):
            when = now - timedelta(days=age)
            record_version(
                Recorded(document=document, data=text.encode(), captured_at=when, published_at=when), now=when
            )
    return list(Change.objects.select_related("document__platform").order_by("pk"))


def text_of(public_id):
    return Version.objects.select_related("stored_text").get(pk=Version.key_of(public_id)).text


def test_each_sentence_is_followed_to_its_source(recorded):
    assert recorded
    sentences = 0
    for change in recorded:
        for text in (text_of_document(change.document, {}), text_of_change(change, {"retention.1": "yes"})):
            told = describe_analysis(analyse(text, Standpoint(), DAY))
            assert untraced(told, text_of) == []
            stated = list(stated_in(told))
            sentences += len(stated)
            for one in stated:
                ours = re.sub(r"“[^”]*”|“.*", "", one["sentence"])
                if one["rule"] not in ("same_category", "engagement"):
                    assert not re.search(JUDGEMENTS_BESIDE_TABLES, ours, re.IGNORECASE), one["sentence"]
    assert sentences > 1_000
