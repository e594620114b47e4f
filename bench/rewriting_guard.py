"""Say how often the guard of rewritten sentences keeps a true sentence, and how often it drops a lie.

    python bench/rewriting_guard.py [FOLDER] [--half tuning] [--seed N] [--show N]

FOLDER holds the labelled version pairs. Their companies are divided into two halves: the guard's rules were tuned on
sentences of one, and what is printed unless asked otherwise is of the other. Sentences are made by
`rewriting_sentences.py`, as many lies as true ones, the kinds of lies in turn. `--show` prints so many of the true
sentences that were dropped and of the lies that were kept, of the tuning half only. Prints Markdown, which
`docs/rewriting.md` explains.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.rewriting_sentences import LIES, TRUTHS, MadeSentence, half_of, sentences_of  # noqa: E402
from governance.rewriting.guard.rules import GUARD_VERSION, why_dropped  # noqa: E402
from governance.training.labelled_pairs import read_labelled_pairs  # noqa: E402
from governance.training.scores import wilson  # noqa: E402

SEED, MOST = 20_261_130, 300
HALVES = ("held out", "tuning")


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    options.add_argument("--half", default=HALVES[0], choices=HALVES)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--show", type=int, default=0)
    chosen = options.parse_args(arguments)
    if chosen.show and chosen.half != "tuning":
        print(
            "Only sentences of the tuning half are shown: whoever has read the others may not tune the guard on them."
        )
        return 2
    try:
        pairs = read_labelled_pairs(chosen.folder)
    except FileNotFoundError as missing:
        print(f"There are no labelled pairs at {missing.filename}; give the folder they are in.")
        return 2
    made = drawn(sentences_of([one for one in pairs if half_of(one.company) == chosen.half], seed=chosen.seed))
    _print(made, {one: why_dropped(one.sentence, [one.cited]) for one in made}, chosen.half, chosen.show)
    return 0


def drawn(sentences: Iterable[MadeSentence], *, seed: int = SEED) -> list[MadeSentence]:
    """Return at most MOST true sentences and as many lies, the kinds of lies as even as there are sentences of them."""
    every = list(dict.fromkeys(sentences))
    random.Random(seed).shuffle(every)
    truths = [one for one in every if one.is_true][:MOST]
    of_kind: dict[str, list[MadeSentence]] = defaultdict(list)
    for one in every:
        if not one.is_true:
            of_kind[one.rule].append(one)
    lies: list[MadeSentence] = []
    while len(lies) < len(truths) and any(of_kind.values()):
        lies += [of_kind[kind].pop() for kind in LIES if of_kind[kind]]
    return [*truths, *lies[: len(truths)]]


def _print(made: Sequence[MadeSentence], why: dict[MadeSentence, str], half: str, show: int) -> None:
    truths, lies = ([one for one in made if one.is_true is is_true] for is_true in (True, False))
    companies = len({one.company for one in made})
    print(
        f"{len(made)} sentences about changes of {companies} companies of the half “{half}”, guard {GUARD_VERSION}.\n"
    )
    print("| | right | of | rate | 95 % |\n|---|---|---|---|---|")
    _row("true sentences kept", truths, why, keeps=True)
    _row("lies dropped", lies, why, keeps=False)
    for rule in TRUTHS:
        _row(f"true, {rule}: kept", [one for one in truths if one.rule == rule], why, keeps=True)
    for rule in LIES:
        _row(f"lie, {rule}: dropped", [one for one in lies if one.rule == rule], why, keeps=False)
    print(
        "\nTrue sentences that were dropped, by the rule that did it:",
        dict(Counter(why[one] for one in truths if why[one])),
    )
    for one in [one for one in made if one.is_true == bool(why[one])][:show]:
        print(f"\n{'TRUE' if one.is_true else 'LIE'}, {one.rule}, {why[one] or 'kept'}: {one.sentence}")
        print(f"  derived: {one.cited.sentence}\n  before: {one.cited.before}\n  after: {one.cited.after}")


def _row(name: str, some: Sequence[MadeSentence], why: dict[MadeSentence, str], *, keeps: bool) -> None:
    right = sum((why[one] == "") is keeps for one in some)
    if some:
        low, high = wilson(right, len(some))
        print(f"| {name} | {right} | {len(some)} | {right / len(some):.3f} | {low:.3f}–{high:.3f} |")


if __name__ == "__main__":
    sys.exit(main())
