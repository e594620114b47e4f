"""Compare the labelled pairs of policy versions, and print it as a ratio to a plain line diff of the same texts.

    python3 bench/compare.py [PAIRS]

The baseline is `difflib.unified_diff` on the lines of the pair. Both are measured in processor time of one process, in
turns, the best of some rounds each. "Cold" begins with empty caches: both texts are parsed and compared. "Warm" is how
a history is replayed: the text before is parsed and its lines are known, the text after is parsed and compared. Memory
is the traced peak of a cold comparison. Ends with 1 where a limit is passed.
"""

import argparse
import difflib
import gc
import gzip
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from governance.comparison import compare, parse  # noqa: E402
from governance.comparison.predictions import context_of_pair  # noqa: E402

ROUNDS = 3
MOST_SECONDS = 2.0
# A line diff reads no clause: it does not normalise, cut, match, weigh or describe. The ratio is there to be kept.
MOST_MEDIAN_RATIO = 50.0
MOST_GROWTH = 1.3
SIZES = (1, 2, 4)


class Measured(NamedTuple):
    """Seconds of processor time for one pair."""

    id: str
    characters: int
    baseline: float
    cold: float
    warm: float


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("pairs", nargs="?", type=Path, default=ROOT.parent / "shared" / "data" / "pairs_dev.jsonl.gz")
    path = options.parse_args().pairs
    if not path.exists():
        print(f"There are no pairs at {path}; give their path.")
        return 2
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pairs = [pair for pair in map(json.loads, lines) if pair["before"] is not None]
    measured = [_measure(pair) for pair in pairs]
    slow = [one for one in measured if one.cold > MOST_SECONDS]
    print(f"{len(measured)} pairs with a version before; ratio of processor time to difflib.unified_diff")
    _print_ratios("cold: parse both, compare", [one.cold / one.baseline for one in measured])
    _print_ratios("warm: parse the new one, compare", [one.warm / one.baseline for one in measured])
    total = sum(one.baseline for one in measured)
    print(f"  all pairs together: cold {sum(one.cold for one in measured) / total:.2f}, ", end="")
    print(f"warm {sum(one.warm for one in measured) / total:.2f}")
    slowest = max(measured, key=lambda one: one.cold)
    print(f"  slowest pair: {slowest.id}, {slowest.characters:,} characters, {slowest.cold:.3f} s, ", end="")
    print(f"ratio {slowest.cold / slowest.baseline:.2f}")
    print(f"  above {MOST_SECONDS:.0f} s: {len(slow)} of {len(measured)} (limit 0)")
    growth = _print_memory(pairs)
    median = statistics.median(one.cold / one.baseline for one in measured)
    print(f"  limits: median ratio {MOST_MEDIAN_RATIO:.0f}, memory growth {MOST_GROWTH}")
    return 1 if slow or median > MOST_MEDIAN_RATIO or growth > MOST_GROWTH else 0


def _measure(pair: dict) -> Measured:
    """The best of some rounds, baseline and comparison in turns so that both meet the same noise."""
    before, after = pair["before"], pair["after"]
    old, new = before.splitlines(), after.splitlines()
    baselines, colds, warms = [], [], []
    context = context_of_pair(pair)
    for _ in range(ROUNDS):
        baselines.append(_seconds(lambda: list(difflib.unified_diff(old, new))))
        _clear_caches()
        colds.append(_seconds(lambda: compare(parse(before), parse(after), context)))
        _clear_caches()
        base = parse(before)
        warms.append(_seconds(lambda base=base: compare(base, parse(after), context)))
    return Measured(pair["id"], len(before) + len(after), min(baselines), min(colds), min(warms))


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started


def _clear_caches() -> None:
    """Forget what was worked out of texts; tables that are read once per process (caches of one) stay."""
    for name, module in list(sys.modules.items()):
        if name.startswith("governance.comparison"):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.cache_parameters()["maxsize"] != 1:
                    value.cache_clear()


def _print_ratios(name: str, ratios: list[float]) -> None:
    cuts = statistics.quantiles(ratios, n=20)
    print(f"  {name:34} median {statistics.median(ratios):6.2f}   p95 {cuts[18]:6.2f}   most {max(ratios):6.2f}")


def _print_memory(pairs: list[dict]) -> float:
    """Bytes a character at the peak, over the pairs and for one pair repeated; how much the latter grows."""
    peaks = [_bytes_per_character(pair["before"], pair["after"]) for pair in pairs]
    print(f"  memory: median {statistics.median(peaks):.0f} bytes a character, most {max(peaks):.0f}")
    middle = sorted(pairs, key=lambda pair: len(pair["before"]) + len(pair["after"]))[len(pairs) // 2]
    grown = [_bytes_per_character(*(_repeated(middle[side], size) for side in ("before", "after"))) for size in SIZES]
    steps = ", ".join(f"{size} × {bytes_:.0f}" for size, bytes_ in zip(SIZES, grown, strict=True))
    print(f"  memory of the middle pair repeated: {steps}; growth {grown[-1] / grown[0]:.2f}")
    return grown[-1] / grown[0]


def _repeated(text: str, times: int) -> str:
    """The text some times over, no line like another, so that the caches cannot share them."""
    parts = (f"{line} {part}" if line.strip() else line for part in range(times) for line in text.splitlines())
    return "\n".join(parts)


def _bytes_per_character(before: str, after: str) -> float:
    _clear_caches()
    tracemalloc.start()
    compare(parse(before), parse(after))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / (len(before) + len(after))


if __name__ == "__main__":
    sys.exit(main())
