"""What changed clauses and whole changes are about."""

import re
from collections import Counter
from collections.abc import Sequence

from governance.comparison.categorise import Categoriser
from governance.comparison.category_features import Passage
from governance.comparison.deltas import MODAL_WORDS, Delta, is_day_of_provision
from governance.comparison.materiality import IMMATERIAL
from governance.comparison.result import HIGH, LOW, MEDIUM, MOVED, Difference
from governance.comparison.segment import Block, ParsedText
from governance.comparison.signals import announces_change
from governance.comparison.taxonomy import EFFECTIVE_DATE, NOTICE_OF_CHANGE, OTHER
from governance.comparison.wording import changed_pieces

DATE_LINE_WORDS = 8
# A line on terms that end speaks of others that follow them.
_UNTIL = re.compile(r"\b(?:until|bis|jusqu\w*|hasta|fino|até)\b")
_TIME_OF_DAY = re.compile(r"\d[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})\b")
# One clause makes its category one of the main ones among so many changed clauses, two among four times and three among
# nine times as many: a model errs on a few single clauses, and in a rewrite these few would be most of the list.
CLAUSES_FOR_ONE = 36


class Subjects:
    """Finds the category of clauses of two texts, read in their surroundings."""

    def __init__(self, categoriser: Categoriser, title: str, base: ParsedText, after: ParsedText) -> None:
        self._categoriser = categoriser
        self._title = title
        self._base = base
        self._after = after

    def of_delta(self, delta: Delta) -> str:
        """The category of a changed clause."""
        block = delta.shown
        if announces_change(block.visible) and not delta.is_date_only:
            return NOTICE_OF_CHANGE
        if (block.dates or delta.is_date_only) and _is_date_line(delta):
            return EFFECTIVE_DATE
        text = self._after if delta.after else self._base
        return self._categorise(block, text, changed_words(delta.before, delta.after))

    def of_moved(self, block: Block) -> str:
        """The category of a clause of the new text that changed its place only."""
        return self._categorise(block, self._after, "")

    def _categorise(self, block: Block, text: ParsedText, changed: str) -> str:
        neighbours = neighbours_of(block, text)
        return self._categoriser.categorise(
            Passage(block.visible, changed, block.heading_path, self._title, neighbours)
        )


def _is_date_line(delta: Delta) -> bool:
    """Whether what changed is a date of the document: a date alone, or a short line with one that rules nothing."""
    if delta.is_date_only:
        return not is_day_of_provision(delta)
    block = delta.shown
    is_short = bool(block.dates) and block.word_count <= DATE_LINE_WORDS and not _is_timestamp(block)
    sides = [side for side in (delta.before, delta.after) if side]
    return is_short and not any(MODAL_WORDS.search(side.words) or _UNTIL.search(side.words) for side in sides)


def _is_timestamp(block: Block) -> bool:
    """Whether the line states a time of day: software writes that, not the author of a policy."""
    return _TIME_OF_DAY.search(block.visible) is not None


def changed_words(before: Block | None, after: Block | None) -> str:
    """What a reworded clause lost and gained; empty for a clause that came or went whole."""
    if before is None or after is None:
        return ""
    return " ".join(f"{old} {new}" for old, new in changed_pieces(before.visible, after.visible))


def neighbours_of(block: Block, text: ParsedText) -> list[str]:
    """The clauses before and after one, where they stand under the same heading."""
    around = text.blocks[max(0, block.index - 1) : block.index] + text.blocks[block.index + 1 : block.index + 2]
    return [one.visible for one in around if one.kind != "heading" and one.heading_path == block.heading_path]


def ordered_categories(differences: Sequence[Difference]) -> tuple[str, ...]:
    """Categories by weight: severity first, then the number of clauses; dates and `other` last."""
    points: Counter[str] = Counter()
    for difference in differences:
        if difference.kind != MOVED:
            points[difference.category] += {HIGH: 100, MEDIUM: 10, LOW: 1}[difference.severity]
    ranked = sorted(points, key=lambda name: (name in (OTHER, EFFECTIVE_DATE), -points[name], name))
    return tuple(ranked)


def main_categories(differences: Sequence[Difference]) -> tuple[str, ...]:
    """The categories that a change is mainly about, in the order of `ordered_categories`.

    Clauses that only look changed do not count, and of a change of many clauses several must be of the category. Dates
    and announcements always count. `other` is named only where there is nothing else to name.
    """
    clauses = [one for one in differences if one.severity_rule not in IMMATERIAL]
    counts = Counter(difference.category for difference in clauses)
    total = sum(counts.values())
    ranked = ordered_categories(differences)
    stated = [name for name in ranked if name in (NOTICE_OF_CHANGE, EFFECTIVE_DATE)]
    named = [name for name in ranked if name not in (OTHER, *stated) and total <= CLAUSES_FOR_ONE * counts[name] ** 2]
    if not named and counts.keys() - {*stated}:
        named = [name for name in ranked if name not in stated]
    return tuple(name for name in ranked if name in named or name in stated)
