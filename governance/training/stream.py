"""Estimates the false alerts a document and year on the stream from labelled pairs, which were drawn by stratum.

The pairs hold many rare changes and few common ones. Each stratum is therefore weighed by how many changes, or alerts,
histories of documents had of it, and over how many document-years.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from governance.comparison import ParsedText
from governance.training.labelled_pairs import changed_word_count
from governance.training.scores import DRAWS, SEED, Interval, JudgedPair, middle_95

# A change is of the first of these that it fits; the sets were drawn by the same ones.
TECHNICAL, SAME_WORDS, RETURNED, RESIZED = "technical", "words the same", "returned text", "halved or doubled"
FIRST_RECORD = "first record"
# By the most changed words that each has.
SIZES = {"up to 10": 10, "11 to 60": 60, "61 to 300": 300, "301 to 1,500": 1_500, "more": math.inf}
STRATA = (TECHNICAL, SAME_WORDS, RETURNED, RESIZED, *SIZES)


class DocumentHistory(NamedTuple):
    """What a document's replayed history had: changes and alerts by stratum, over so many years."""

    company: str
    years: float
    changes: Counter[str]
    alerts: Counter[str]


class LivePair(NamedTuple):
    """A labelled pair as it was judged in its document's history, and its stratum there."""

    judged: JudgedPair
    stratum: str

    @property
    def company(self) -> str:
        return self.judged.labelled.company


def stratum_of(before: ParsedText, after: ParsedText, *, earlier: Collection[str], is_technical: bool) -> str:
    """Return the stratum of a change; `earlier` are the digests of all earlier versions."""
    if is_technical:
        return TECHNICAL
    if before.digest == after.digest or _clauses_of(before) == _clauses_of(after):
        return SAME_WORDS
    if after.digest in earlier:
        return RETURNED
    fewer, more = sorted((before.word_count, after.word_count))
    if 2 * fewer <= more:
        return RESIZED
    changed = changed_word_count(before, after)
    return next(name for name, most in SIZES.items() if changed <= most)


def alerts_a_year(histories: Collection[DocumentHistory]) -> float:
    """Return how many alerts of any kind a document had a year."""
    return sum(one.alerts.total() for one in histories) / sum(one.years for one in histories)


def false_alerts_a_year(
    histories: Iterable[DocumentHistory], pairs: Iterable[LivePair], *, by_alerts: bool = False
) -> float:
    """Return how many false alerts a document had a year.

    Each labelled pair stands for (changes of its stratum) / (labelled pairs of it). With `by_alerts`, each labelled
    pair that was told stands for (alerts of its stratum) / (labelled pairs of it that were told). Where a stratum has
    no such pair, all its changes, or alerts, are taken for false.
    """
    histories, judged, false = list(histories), Counter[str](), Counter[str]()
    counted = sum((one.alerts if by_alerts else one.changes for one in histories), Counter[str]())
    for pair in pairs:
        is_told = pair.judged.is_told
        judged[pair.stratum] += is_told or not by_alerts
        false[pair.stratum] += is_told and not pair.judged.is_worth_an_alert
    wrong = sum(count * (false[name] / judged[name] if judged[name] else 1.0) for name, count in counted.items())
    return wrong / sum(one.years for one in histories)


def interval_of_false_alerts(
    histories: Iterable[DocumentHistory], pairs: Iterable[LivePair], *, by_alerts: bool = False
) -> Interval | None:
    """Return the middle 95 % when as many companies are drawn with replacement, with all their histories and pairs."""
    histories_of: dict[str, list[DocumentHistory]] = defaultdict(list)
    pairs_of: dict[str, list[LivePair]] = defaultdict(list)
    for one in histories:
        histories_of[one.company].append(one)
    for pair in pairs:
        pairs_of[pair.company].append(pair)
    companies = sorted(histories_of.keys() | pairs_of.keys())
    generator = random.Random(SEED)  # noqa: S311 - a repeatable draw, no secret
    found = []
    for _ in range(DRAWS):
        drawn = generator.choices(companies, k=len(companies))
        some = [one for company in drawn for one in histories_of.get(company, ())]
        if some:
            those = (pair for company in drawn for pair in pairs_of.get(company, ()))
            found.append(false_alerts_a_year(some, those, by_alerts=by_alerts))
    return middle_95(found)


def _clauses_of(text: ParsedText) -> Counter[str]:
    return Counter(block.norm for block in text.blocks if block.norm)
