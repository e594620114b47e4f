"""Replay a real collection and print how often a clause keeps its identity when its text is edited.

    python bench/provision_tracking.py [BUNDLE] [--sample DOCUMENT N [--lost] [--seed S]]

Each version is compared with the last good one before it. An *edit* is decided without the matcher: the clauses whose
words stand unchanged in both versions, each as often as in the other, are set aside; of the rest, a new clause is an
edit of an old one where the two are each other's best counterpart and share at least half of their words (Dice over
word counts, everything compared with everything). What has no such counterpart was added or removed. The identity is
*kept* where the matcher carries it over from that clause, or from one that shares as many words but 5 %; it is *false*
where it is carried to changed words of which less than 30 % are shared. The same edit seen again and again, in a
document that alternates, counts once. `docs/provisions.md` has the figures and a reading of samples.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from governance.comparison import Block, Comparison, Context, ParsedText, compare, looks_failed, parse  # noqa: E402
from governance.importers.git_source import open_source  # noqa: E402
from governance.importers.recorded_commits import read_blob, read_history  # noqa: E402

EDITED_SHARE = 0.5
FALSE_SHARE = 0.3
AS_GOOD = 0.05
MOST_COMPARISONS = 400_000
WORST_SHOWN = 5

Edit = tuple[str, str]


@dataclass
class Tracking:
    """Every distinct edit and whether the identity was kept; every distinct pair with the share of words it has."""

    edits: dict[Edit, bool] = field(default_factory=dict)
    changed_pairs: dict[Edit, float] = field(default_factory=dict)
    seen: int = 0
    seen_kept: int = 0
    skipped: int = 0


def main() -> int:
    arguments = _arguments()
    if not arguments.bundle.exists():
        print(f"There is no bundle at {arguments.bundle}; give its path.")
        return 2
    by_document: dict[str, Tracking] = defaultdict(Tracking)
    for path, before, after, comparison in replay(arguments.bundle):
        _follow(by_document[path], before, after, comparison)
    _print_totals(by_document)
    if arguments.sample:
        _print_sample(
            by_document[arguments.sample[0]], int(arguments.sample[1]), arguments.seed, only_lost=arguments.lost
        )
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = ROOT.parent / "shared" / "data" / "genai-eu-versions.bundle"
    parser.add_argument("bundle", nargs="?", type=Path, default=default)
    parser.add_argument("--sample", nargs=2, metavar=("DOCUMENT", "N"), help="print N edits to be read")
    parser.add_argument("--lost", action="store_true", help="sample only edits whose identity was lost")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def replay(bundle: Path) -> Iterator[tuple[str, ParsedText, ParsedText, Comparison]]:
    """(path, last good version, next good version, comparison), in the order of the history."""
    last: dict[str, ParsedText] = {}
    with tempfile.TemporaryDirectory() as folder, open_source(str(bundle), mirrors=Path(folder)) as source:
        for record in read_history(source, known_commit="", now=datetime.now(UTC)).records:
            if not record.blob or not record.is_version:
                continue
            after = parse(read_blob(source, record.blob).decode("utf-8", "replace").replace("\0", "\ufffd"))
            before = last.get(record.path)
            if looks_failed(after):
                continue
            if before:
                comparison = compare(before, after, Context(kind=record.kind, sources=record.source_count))
                if comparison.rule in ("shrunk", "other_page", "source_page"):
                    continue
                yield record.path, before, after, comparison
            last[record.path] = after


def _follow(tracking: Tracking, before: ParsedText, after: ParsedText, comparison: Comparison) -> None:
    old, new = _changed(before.blocks, after.blocks), _changed(after.blocks, before.blocks)
    came_from = {two: one for one, two in comparison.pairs}
    for one, two in comparison.pairs:
        first, second = before.blocks[one], after.blocks[two]
        if first.is_provision and second.is_provision and first.words != second.words:
            tracking.changed_pairs[first.words, second.words] = _shared(_count(first), _count(second))
    if len(old) * len(new) > MOST_COMPARISONS:
        tracking.skipped += 1
        return
    counts = {id(block): _count(block) for block in (*old, *new)}
    for first, second, share in _edits(old, new, counts):
        origin = came_from.get(second.index)
        origin_block = before.blocks[origin] if origin is not None else None
        carried = _shared(_count(origin_block), counts[id(second)]) if origin_block else 0.0
        is_kept = carried >= share - AS_GOOD
        tracking.seen += 1
        tracking.seen_kept += is_kept
        edit = (first.words, second.words)
        tracking.edits[edit] = tracking.edits.get(edit, True) and is_kept


def _changed(here: Sequence[Block], there: Sequence[Block]) -> list[Block]:
    """The clauses whose words do not stand in the other version, each as often as there."""
    stock = Counter(block.words for block in there if block.is_provision)
    found = []
    for block in here:
        if block.is_provision:
            if stock[block.words]:
                stock[block.words] -= 1
            else:
                found.append(block)
    return found


def _edits(
    old: Sequence[Block], new: Sequence[Block], counts: dict[int, Counter[str]]
) -> Iterator[tuple[Block, Block, float]]:
    scored = sorted(
        (
            (share, -abs(first.index - second.index), first.index, second.index, first, second)
            for first in old
            for second in new
            if (share := _shared(counts[id(first)], counts[id(second)])) >= EDITED_SHARE
        ),
        key=lambda row: row[:4],
        reverse=True,
    )
    used: set[int] = set()
    for share, _, _, _, first, second in scored:
        if not used & {id(first), id(second)}:
            used |= {id(first), id(second)}
            yield first, second, share


def _count(block: Block) -> Counter[str]:
    return Counter(block.words.split())


def _shared(first: Counter[str], second: Counter[str]) -> float:
    total = first.total() + second.total()
    return 2 * sum(min(count, second[word]) for word, count in first.items()) / total if total else 0.0


def _print_totals(by_document: dict[str, Tracking]) -> None:
    edits = Counter(kept for tracking in by_document.values() for kept in tracking.edits.values())
    shares = [share for tracking in by_document.values() for share in tracking.changed_pairs.values()]
    seen, seen_kept = (sum(getattr(t, name) for t in by_document.values()) for name in ("seen", "seen_kept"))
    false = sum(share < FALSE_SHARE for share in shares)
    print(f"{edits.total()} distinct edits of clauses in {sum(bool(t.edits) for t in by_document.values())} documents")
    print(f"identity kept: {edits[True]} ({edits[True] / max(1, edits.total()):.1%})")
    print(f"every edit as often as it was seen: {seen_kept} of {seen} ({seen_kept / max(1, seen):.1%})")
    print(
        f"{len(shares)} distinct pairs with changed words; false identity: {false} ({false / max(1, len(shares)):.1%})"
    )
    print(f"pairs of versions left out for their size: {sum(t.skipped for t in by_document.values())}")
    print("\n| documents with the most edits lost | edits | kept |\n|---|---|---|")
    lost = {path: sum(not kept for kept in tracking.edits.values()) for path, tracking in by_document.items()}
    for path in sorted(lost, key=lambda path: (-lost[path], path))[:WORST_SHOWN]:
        print(f"| {path} | {len(by_document[path].edits)} | {len(by_document[path].edits) - lost[path]} |")


def _print_sample(tracking: Tracking, count: int, seed: int, *, only_lost: bool) -> None:
    edits = sorted(edit for edit, is_kept in tracking.edits.items() if not (only_lost and is_kept))
    for first, second in random.Random(seed).sample(edits, min(count, len(edits))):
        print(f"\n{'kept' if tracking.edits[first, second] else 'LOST'}\n- {first}\n+ {second}")


if __name__ == "__main__":
    sys.exit(main())
