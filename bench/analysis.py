"""Analyse a text of 300 KB, and print it as a ratio to unpacking the stored text and cutting it into clauses.

    python3 bench/analysis.py [PAIRS]

The text is put together of labelled texts. Both are measured in processor time of one process, in turns, with empty
caches, the best of some rounds. The analysis is everything that `/documents/{id}/analysis/` does after the text was
cut: clauses, exposure, ratings, actions, precedents, and the answer as JSON. The category of each clause is stored with
the record, so finding it is not part of it. Ends with 1 where the limit is passed.
"""

import argparse
import gc
import gzip
import json
import os
import sys
import time
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

import django  # noqa: E402

django.setup()

from governance.analysis.effects import stated_effect  # noqa: E402
from governance.analysis.institutional import analyse  # noqa: E402
from governance.analysis.sourced import AnalysedClause, ExactWords, PlaceOfClause, TextInView  # noqa: E402
from governance.analysis.standpoint import Standpoint  # noqa: E402
from governance.comparison import ParsedText, parse  # noqa: E402
from governance.comparison.weighing.categorise import shipped_categoriser  # noqa: E402
from governance.comparison.weighing.subjects import passage_of  # noqa: E402
from governance.stored_clauses import StoredClause  # noqa: E402
from web.api.analysis_told import describe_analysis, describe_frame  # noqa: E402

ROUNDS = 5
CHARACTERS = 300_000
LONGEST_OF_A_PAIR = 60_000
MOST_RATIO = 5.0
DAY = date(2026, 11, 30)
VERSION = "CW-V-000001"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("pairs", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "pairs_dev.jsonl.gz")
    path = options.parse_args().pairs
    if not path.exists():
        print(f"There are no pairs at {path}; give their path.")
        return 2
    text = _long_text(path)
    stored = zlib.compress(text.encode(), 6)
    categories = _categories(parse(text))
    baselines, analyses, size = [], [], 0
    for _ in range(ROUNDS):
        _clear_caches()
        baselines.append(_seconds(lambda: parse(zlib.decompress(stored).decode())))
        parsed = parse(text)
        _clear_caches()
        analyses.append(_seconds(lambda parsed=parsed: _analysed(parsed, categories)))
    size = len(_analysed(parse(text), categories))
    ratio = min(analyses) / min(baselines)
    print(f"{len(text):,} characters, {len(categories):,} clauses of a category; the answer has {size:,} bytes")
    print(f"  analysis / unpacking and cutting: {ratio:.2f} (limit {MOST_RATIO:.0f})")
    return 1 if ratio > MOST_RATIO else 0


def _long_text(path: Path) -> str:
    """The newer texts of English pairs one behind the other, up to the length."""
    found, length = [], 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for pair in map(json.loads, lines):
            if length < CHARACTERS and len(pair["after"]) < LONGEST_OF_A_PAIR and " the " in pair["after"]:
                found.append(pair["after"])
                length += len(pair["after"])
    return "\n\n".join(found)[:CHARACTERS]


def _categories(parsed: ParsedText) -> dict[int, str]:
    model = shipped_categoriser()
    return {
        block.index: model.categorise(passage_of(block, parsed, "", "Terms", "English"))
        for block in parsed.blocks
        if block.is_provision
    }


def _analysed(parsed: ParsedText, categories: dict[int, str]) -> str:
    blocks = [block for block in parsed.blocks if block.index in categories]
    stored = [
        StoredClause(
            block.index,
            categories[block.index],
            block.start,
            block.end,
            parsed.quote(block),
            block.heading_path,
            block.label,
        )
        for block in blocks
    ]
    clauses = tuple(
        AnalysedClause(
            f"CW-P-{one.provision_id:06d}",
            one.category,
            ExactWords(VERSION, one.start, one.end, one.words),
            PlaceOfClause(one.heading_path, "Terms", ""),
        )
        for one in stored
    )
    effect = stated_effect(stored, VERSION, DAY, ())
    text = TextInView(VERSION, clauses, ("Owl Post",), "ai_services", effect=effect)
    found = analyse(text, Standpoint(), DAY)
    return json.dumps({**describe_frame(DAY, Standpoint()), **describe_analysis(found)})


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def _clear_caches() -> None:
    """Forget what was worked out of texts; tables that are read once per process (caches of one) stay."""
    for name, module in list(sys.modules.items()):
        if name.startswith("governance."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"] != 1:
                    value.cache_clear()


if __name__ == "__main__":
    sys.exit(main())
