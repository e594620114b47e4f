"""Lines that say little by themselves: what only took another's place, a list of contents, words that stand elsewhere.

They are told after all that says more, and as what they are: a line that took the place of another one is a change of
that, and no number of a page is a provision.
"""

import re
from collections.abc import Iterable, Sequence

from governance.comparison.judging.deltas import Delta, is_timestamp
from governance.comparison.result import ADDED, REMOVED, RESTATED_HERE, RESTATED_THERE, Kept
from governance.comparison.telling.sentences import STANDS_ELSEWHERE
from governance.comparison.text.cutting import bare
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.weighing.consequences import NUMBERED_TITLE

RESTATED = (RESTATED_HERE, RESTATED_THERE)
LABEL_WORDS = 4
# Of two lines of so few words that differ in names and numbers one is the other: "Version of 1 May" and "of 2 June".
SHORT_LINE = 12
# Longer ones share more than this of the words of the shorter one.
SHARE_EQUAL, LEAST_OF_LINE = 0.6, 2
# The words over a clause stand so many lines before it at most.
LINES_ABOVE = 12
LEADERS = "...."
DIGITS_OF_PAGE = 4
_QUOTATION = re.compile(r"“(?:[^“”]|“[^“”]*”)*”")
Place = tuple[bool, int]


def replaced_lines(
    deltas: Iterable[Delta], pairs: Iterable[tuple[int, int]], sizes: tuple[int, int]
) -> dict[Place, Block]:
    """Return for (is new, index) of a line that came or went the one whose place it took, or that took its place.

    That is certain only where each stands alone between the same two lines, and where both are labels or begin alike.
    `sizes` are how many lines the two texts have.
    """
    came = {delta.after.index: delta.after for delta in deltas if delta.kind == ADDED and delta.after}
    gone = [delta.before for delta in deltas if delta.kind == REMOVED and delta.before]
    if not came or not gone:
        return {}
    new_place = {-1: -1, sizes[0]: sizes[1], **dict(pairs)}
    found: dict[Place, Block] = {}
    for old in gone:
        place = new_place.get(old.index - 1, -2) + 1
        new = came.get(place)
        if new and new_place.get(old.index + 1) == place + 1 and _are_alike(old, new):
            found[False, old.index], found[True, place] = new, old
    return found


def _are_alike(one: Block, other: Block) -> bool:
    if are_labels(one, other):
        return True
    first, second = ({bare(word) for word in readable(block.visible).split()} for block in (one, other))
    apart = first ^ second
    if first & second and 2 * sum(map(_is_named_or_counted, apart)) >= len(apart):
        return max(len(first), len(second)) <= SHORT_LINE
    words, others = ({*plain_words(readable(block.visible)).split()} for block in (one, other))
    fewest = min(len(words), len(others))
    return fewest > LEAST_OF_LINE and len(words & others) > SHARE_EQUAL * fewest


def _is_named_or_counted(word: str) -> bool:
    return word[:1].isupper() or any(map(str.isdigit, word))


def are_labels(*blocks: Block) -> bool:
    """Whether lines of few words, without a number or a mark at their end, name what follows them."""
    return all(map(_is_label, blocks))


def _is_label(block: Block) -> bool:
    visible = readable(block.visible).strip()
    if block.kind not in ("paragraph", "heading") or not 0 < len(visible.split()) <= LABEL_WORDS:
        return False
    return visible[-1].isalpha() and not any(map(str.isdigit, visible))


def is_of_pages(delta: Delta) -> bool:
    """Whether it is the number of a page, or nothing else changed in a line of a list of contents but its dots."""
    if delta.before is None or delta.after is None:
        number = delta.shown.visible.strip()
        return delta.shown.kind == "paragraph" and number.isdigit() and len(number) <= DIGITS_OF_PAGE
    is_listed = LEADERS in delta.before.visible and LEADERS in delta.after.visible
    return is_listed and _letters(delta.before.visible) == _letters(delta.after.visible)


def _letters(visible: str) -> list[str]:
    return [letter for letter in visible if letter.isalpha()]


def stays_below(old: Sequence[Block], new: Sequence[Block], before: Block, after: Block, was: str, now: str) -> bool:
    """Whether a clause stood below the words that are said to be new above it, or stands below the former ones still.

    A heading may have been a line without a sign of one, so that nothing but its form changed.
    """
    return _is_nearer(now, was, old, before.index) or _is_nearer(was, now, new, after.index)


def _is_nearer(words: str, others: str, blocks: Sequence[Block], index: int) -> bool:
    """Whether the nearest line before this index that consists of one of the two wordings is the first one."""
    asked, other = (plain_words(bare(readable(one))) for one in (words, others))
    near = reversed(blocks[max(0, index - LINES_ABOVE) : index])
    lines = (plain_words(bare(readable(block.visible))) for block in near)
    return bool(asked) and next((line for line in lines if line in (asked, other)), "") == asked


def is_contents_line(block: Block, kept: Kept, *, is_new: bool) -> bool:
    """Whether it is a title with a number that came or went while the other text has it too: a line of its contents."""
    title = block.visible.strip()
    return NUMBERED_TITLE.match(title) is not None and kept.stood(readable(title), are_new=is_new)


def says_little(delta: Delta, rule: str, sentence: str) -> bool:
    """Whether a changed clause is told after all others: only places or times of day changed."""
    return rule in RESTATED or tells_only_of_places(sentence) or (is_timestamp(delta.shown) and _is_timestamp(delta))


def _is_timestamp(delta: Delta) -> bool:
    return delta.before is None or is_timestamp(delta.before)


def tells_only_of_places(sentence: str) -> bool:
    """Whether the sentence of a changed clause says only where its words stand in the other text."""
    if STANDS_ELSEWHERE not in sentence:
        return False
    told = _QUOTATION.sub("“”", sentence).removesuffix(".").rpartition(": ")[2]
    ends = f"stood {STANDS_ELSEWHERE} before", f"stands {STANDS_ELSEWHERE} now"
    return all(piece.endswith(ends) for piece in told.split("; "))
