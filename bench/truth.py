"""Say how right the alerts are on labelled version pairs, cross-validated by company, beside three simple rules.

    python bench/truth.py [FOLDER] [--without SET] [--shipped]

FOLDER holds `pairs_*.jsonl.gz` and `change_labels_*.jsonl` of the four sets. The pairs are divided into folds, the
services of one company together (`governance/data/companies.json`), and each fold is judged by what learned from the
others: the category model and the model of materiality are trained again for each fold. All other rules are written by
hand and learn nothing. `--shipped` takes the shipped models for all, which is quicker and flatters. `--without` keeps
a set closed while rules are written. Prints Markdown; `docs/truth.md` says how to read it.
"""

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from governance.comparison import parse  # noqa: E402
from governance.comparison.predictions import context_of_pair, predict  # noqa: E402
from governance.comparison.text.quality_signs import language_of  # noqa: E402
from governance.training.cross_validation import FOLDS, Judge, cross_validated  # noqa: E402
from governance.training.evaluation import by_category, count_categories, retrained  # noqa: E402
from governance.training.examples import load_examples  # noqa: E402
from governance.training.labelled_pairs import SETS, LabelledPair, changed_word_count, read_labelled_pairs  # noqa: E402
from governance.training.materiality_training import read_examples  # noqa: E402
from governance.training.scores import (  # noqa: E402
    Interval,
    JudgedPair,
    bootstrapped_by_company,
    count_alerts,
    wilson,
)

# The category model learned from the labels of all four; each fold is judged by one that hasn't seen its companies.
# Kept true by whoever writes a rule: a figure on pairs that a rule was written from says nothing of other pairs.
WRITTEN_FROM = {
    "dev": "the rules were written from these pairs and tuned on them; the models learned from their labels",
    "more_dev": "rules were written from their errors; the models learned from their labels",
    "small_dev_a": "rules were written from their errors; the models learned from their labels",
    "small_dev_b": "rules were written from their errors later; the models learned from their labels",
}
SEVERITIES = ("high", "medium", "low")
FEWEST_OF_A_KIND = 5
ALERT_HEADS = "pairs | true / false / missed | precision | recall | F1"
ALERT_RULE = "|---" * 5
FIRST_RECORD = "first record"
# By the most changed words that each size has, in the order in which they are printed.
SIZES = {"none": 0, "up to 10": 10, "11 to 60": 60, "61 to 300": 300, "more": math.inf}
SIZE_ORDER = [*SIZES, FIRST_RECORD]
STREAM = """
False alerts a document and year on the stream do not follow from these pairs alone, which were drawn by stratum.
`bench/live_replay.py` prints them: it replays the documents' histories and weighs each pair by its stratum there."""


class Facts(NamedTuple):
    """What a pair is, apart from any judgement."""

    size: str
    language: str


def shipped(_: Sequence[LabelledPair], unseen: Sequence[LabelledPair]) -> list[dict[str, Any]]:
    """Judge a fold by the comparison with the shipped category model, which has seen its labels."""
    return [predict(one.pair) for one in unseen]


def any_difference(one: LabelledPair) -> bool:
    return one.pair["before"] is not None and one.pair["before"] != one.pair["after"]


def words_differ(one: LabelledPair) -> bool:
    return any_difference(one) and parse(one.pair["before"]).digest != parse(one.pair["after"]).digest


def not_seen_lately(one: LabelledPair) -> bool:
    return words_differ(one) and parse(one.pair["after"]).digest not in context_of_pair(one.pair).earlier_digests


FLOORS: dict[str, Callable[[LabelledPair], bool]] = {
    "any difference": any_difference,
    "words differ": words_differ,
    "not seen among the last 20": not_seen_lately,
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "data")
    options.add_argument("--without", default="", choices=SETS, metavar="SET", help="the set that stays closed")
    options.add_argument("--shipped", action="store_true", help="judge by the shipped category model")
    chosen = options.parse_args(arguments)
    try:
        pairs = read_labelled_pairs(chosen.folder, without=chosen.without)
        judge = shipped if chosen.shipped else _retrained(chosen.folder, chosen.without)
    except FileNotFoundError as missing:
        print(f"There are no labelled pairs at {missing.filename}; give the folder they are in.")
        return 2
    judged = cross_validated(pairs, judge)
    _print_head(judged, chosen.without)
    _print_sets_and_folds(judged)
    _print_floors(judged)
    facts = {one.labelled.id: _facts_of(one.labelled) for one in judged}
    _print_slices("size of edit (changed words)", judged, lambda one: facts[one.labelled.id].size, SIZE_ORDER)
    sure = [one for one in judged if not is_ambiguous(one)]
    _print_slices("size of edit, unambiguous", sure, lambda one: facts[one.labelled.id].size, SIZE_ORDER)
    _print_slices("language", judged, lambda one: facts[one.labelled.id].language)
    _print_categories(judged, {name: one.language for name, one in facts.items()})
    _print_slices("collection", judged, lambda one: one.labelled.pair["repo"].removesuffix("-versions"))
    _print_severities(judged)
    _print_kinds(judged)
    print(STREAM)
    return 0


def _retrained(folder: Path, without: str) -> Judge:
    """The judge that learns again for each fold, from nothing of a set that stays closed."""
    closed = {one.id for one in read_labelled_pairs(folder)} - {
        one.id for one in read_labelled_pairs(folder, without=without)
    }
    edits = [one for one in read_examples() if one.id not in closed]
    return retrained(load_examples(folder, without=without).examples, edits)


def _print_head(judged: Sequence[JudgedPair], without: str) -> None:
    companies = {one.labelled.company for one in judged}
    print(f"{len(judged)} labelled pairs of {len(companies)} companies, in {FOLDS} folds by company.")
    print("They are judged by rules written by hand, which learn nothing, and by two models that learned from the")
    print("other folds. By set:\n")
    for name in SETS:
        print(f"* {name}: {'left out of this run' if name == without else WRITTEN_FROM[name]}")


def _print_sets_and_folds(judged: Sequence[JudgedPair]) -> None:
    groups = {"together": judged}
    groups |= {name: [one for one in judged if one.labelled.set_name == name] for name in SETS}
    groups |= {f"{name}, unambiguous": [one for one in some if not is_ambiguous(one)] for name, some in groups.items()}
    groups |= {f"fold {number + 1}": [one for one in judged if one.fold == number] for number in range(FOLDS)}
    print("\nPrecision and recall with Wilson's 95 % interval; F1 with one from a bootstrap over companies.\n")
    print(f"| | {ALERT_HEADS} | label right | severity right |\n|---{ALERT_RULE}|---|---|")
    for name, some in groups.items():
        if some:
            f1 = _between(bootstrapped_by_company(some, lambda counts: counts.f1))
            right = sum(one.prediction["label"] == one.labelled.label["label"] for one in some)
            print(f"| {name} | {alert_cells(some)}{f1} | {right / len(some):.3f} | {_severities_right(some)} |")
    precision = bootstrapped_by_company(judged, lambda counts: counts.precision)
    recall = bootstrapped_by_company(judged, lambda counts: counts.recall)
    print("\nPairs of one company tend to be wrong together, which Wilson's interval doesn't know. All sets together,")
    print(f"by the bootstrap over companies: precision{_between(precision)}, recall{_between(recall)}.")


def _print_floors(judged: Sequence[JudgedPair]) -> None:
    """The sets of small edits were drawn without what the floors set aside, so the others are shown apart as well."""
    changes = [one for one in judged if one.labelled.pair["before"] is not None]
    longer = sum(len(context_of_pair(one.labelled.pair).earlier_digests) > 1 for one in changes)
    print(
        f"\nThree simple rules on the same pairs; {longer} of {len(changes)} changes know of versions before the last."
    )
    print("The sets of small edits were drawn without what the second and the third rule set aside.\n")
    print(f"| rule | {ALERT_HEADS} |\n|---{ALERT_RULE}|")
    for kind, some in (("", judged), (", changes of every kind", [one for one in judged if _is_of_every_kind(one)])):
        print(f"| the comparison{kind} | {alert_cells(some)} |")
        for name, floor in FLOORS.items():
            told = [replace(one, prediction={"alert": floor(one.labelled)}) for one in some]
            print(f"| {name}{kind} | {alert_cells(told)} |")


def _print_slices(
    name: str, judged: Iterable[JudgedPair], slice_of: Callable[[JudgedPair], str], order: Sequence[str] = ()
) -> None:
    """Print a row a slice, in the order given, else the largest first."""
    slices: dict[str, list[JudgedPair]] = defaultdict(list)
    for one in judged:
        slices[slice_of(one)].append(one)
    print(f"\n| {name} | {ALERT_HEADS} |\n|---{ALERT_RULE}|")
    for key in order or sorted(slices, key=lambda key: (-len(slices[key]), key)):
        if key in slices:
            print(f"| {key} | {alert_cells(slices[key])} |")


def _print_categories(judged: Sequence[JudgedPair], languages: Mapping[str, str]) -> None:
    """By language and set, in three countings: `docs/truth.md` says what each shows."""
    print("\n| categories, micro-F1 | pairs | right / too many / missing | F1 | changes of meaning | and named ones |")
    print("|---|---|---|---|---|---|")
    groups = {name: [one for one in judged if languages[one.labelled.id] == name] for name in languages.values()}
    groups = dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))
    english = groups.get("English", [])
    groups |= {f"English, {name}": [one for one in english if one.labelled.set_name == name] for name in SETS}
    for name, some in groups.items():
        counts, meant = count_categories(some), [one for one in some if one.labelled.label["label"] == "substantive"]
        if some:
            cells = f"{counts.true} / {counts.false} / {counts.missed} | {_figure(counts.f1)}"
            named = count_categories(meant, with_other=False)
            print(f"| {name} | {len(some)} | {cells} | {_figure(count_categories(meant).f1)} | {_figure(named.f1)} |")
    print("\n| category (English) | right / too many / missing |\n|---|---|")
    for name, counts in by_category(english):
        print(f"| {name} | {counts.true} / {counts.false} / {counts.missed} |")


def _print_severities(judged: Sequence[JudgedPair]) -> None:
    """A false alert has no labelled severity, so precision is by the severity told and recall by the labelled one."""
    print("\n| severity | labelled so: told | recall | told so: worth an alert | precision |\n|---|---|---|---|---|")
    for severity in SEVERITIES:
        worth = [one for one in judged if one.is_worth_an_alert and one.labelled.label["severity"] == severity]
        told = [one for one in judged if one.is_told and one.prediction["severity"] == severity]
        found, right = sum(one.is_told for one in worth), sum(one.is_worth_an_alert for one in told)
        recall = f"{found} of {len(worth)} | {_share(found, len(worth))}"
        print(f"| {severity} | {recall} | {right} of {len(told)} | {_share(right, len(told))} |")
    both = [one for one in judged if one.is_told and one.is_worth_an_alert]
    print(f"\n{severity_steps(both)}")


def _print_kinds(judged: Sequence[JudgedPair]) -> None:
    """By what the reader called the change; the two sets of small edits alone have that."""
    named = [one for one in judged if one.labelled.label.get("kind")]
    times = Counter(one.labelled.label["kind"] for one in named)
    rare = f"{sum(count < FEWEST_OF_A_KIND for count in times.values())} kinds of under {FEWEST_OF_A_KIND} pairs"
    _print_slices(
        "kind (sets of small edits)",
        named,
        lambda one: kind if times[kind := one.labelled.label["kind"]] >= FEWEST_OF_A_KIND else rare,
    )


def alert_cells(judged: Sequence[JudgedPair]) -> str:
    """The cells under ALERT_HEADS."""
    counts = count_alerts(judged)
    precision = _share(counts.true, counts.true + counts.false)
    recall = _share(counts.true, counts.true + counts.missed)
    f1 = _figure(counts.f1)
    return f"{len(judged)} | {counts.true} / {counts.false} / {counts.missed} | {precision} | {recall} | {f1}"


def _share(right: int, of: int) -> str:
    return f"{right / of:.3f}{_between(wilson(right, of))}" if of else "–"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _between(interval: Interval | None) -> str:
    return " ({:.2f} to {:.2f})".format(*interval) if interval else ""


def severity_steps(judged: Sequence[JudgedPair]) -> str:
    """How many right alerts were told with the labelled severity, and how many one or two steps off."""
    places = [
        (SEVERITIES.index(one.labelled.label["severity"]), SEVERITIES.index(one.prediction["severity"]))
        for one in judged
    ]
    steps = Counter(abs(labelled - told) for labelled, told in places)
    exact = f"{steps[0]} of {len(judged)}, {_share(steps[0], len(judged))}"
    higher = sum(told == labelled - 1 for labelled, told in places)
    return (
        f"Severity of the right alerts: {exact} as labelled; one step off {steps[1]} ({higher} told higher); "
        f"two steps off {steps[2]}."
    )


def _severities_right(judged: Iterable[JudgedPair]) -> str:
    """The share of right alerts told with the labelled severity."""
    right = [one for one in judged if one.is_told and one.is_worth_an_alert]
    exact = sum(one.prediction["severity"] == one.labelled.label["severity"] for one in right)
    return f"{exact} of {len(right)}"


def _is_of_every_kind(one: JudgedPair) -> bool:
    return "small" not in one.labelled.set_name


def is_ambiguous(one: JudgedPair) -> bool:
    return bool(one.labelled.label["ambiguous"])


def _facts_of(one: LabelledPair) -> Facts:
    after = parse(one.pair["after"])
    language = language_of(block.norm for block in after.blocks) or "another, or too short to say"
    if one.pair["before"] is None:
        return Facts(FIRST_RECORD, language)
    changed = changed_word_count(parse(one.pair["before"]), after)
    return Facts(next(name for name, most in SIZES.items() if changed <= most), language)


if __name__ == "__main__":
    sys.exit(main())
