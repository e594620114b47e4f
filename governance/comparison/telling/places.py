"""Lines that say little by themselves: what only took another's place, a list of contents, words that stand elsewhere.

They are told after all that says more, and as what they are: a line that took the place of another one is a change of
that, and no number of a page is a provision.
"""

from collections.abc import Iterable

from governance.comparison.judging.deltas import Delta, is_timestamp
from governance.comparison.result import ADDED, REMOVED, RESTATED_HERE, RESTATED_THERE, Kept
from governance.comparison.telling.sentences import tells_only_of_places
from governance.comparison.text.normalise import plain_words
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block
from governance.comparison.text.shortening import bare
from governance.comparison.weighing.consequences import NUMBERED_TITLE

RESTATED = (RESTATED_HERE, RESTATED_THERE)
STATED_DATE = "stated_date"
LABEL_WORDS = 4
# A line of no more words beside its day is no sentence: "Last adjustment: 4 May 2026".
WORDS_BESIDE_DATE = 3
# An item of so few words names something.
MOST_OF_A_NAME = 6
# Of two lines of so few words that differ in names and numbers one is the other: "Version of 1 May" and "of 2 June".
SHORT_LINE = 12
# Longer ones share more than this of the words of the shorter one.
SHARE_EQUAL, LEAST_OF_LINE = 0.6, 2
LEADERS = "...."
DIGITS_OF_PAGE = 4
Place = tuple[bool, int]


def replaced_lines(
    deltas: Iterable[Delta], pairs: Iterable[tuple[int, int]], sizes: tuple[int, int]
) -> dict[Place, Block]:
    """Return {(is new, index) of a line that came or went: the line whose place it took, or that took its place}.

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


def is_contents_line(block: Block, kept: Kept, *, is_new: bool) -> bool:
    """Whether it is a title with a number that came or went while the other text has it too: a line of its contents."""
    title = block.visible.strip()
    return NUMBERED_TITLE.match(title) is not None and kept.stood(readable(title), are_new=is_new)


def says_little(delta: Delta, rule: str, sentence: str) -> bool:
    """Whether a changed clause is told after all others: only places or times of day changed."""
    return rule in RESTATED or tells_only_of_places(sentence) or _is_timestamp(delta)


def is_link_that_stands(delta: Delta, rule: str, kept: Kept) -> bool:
    """Whether an item of a list that went only named something, and the new text still has those words."""
    block = delta.before
    if delta.after or block is None or block.kind != "list_item" or rule != "wording_removed":
        return False
    name = block.visible.strip(" *•-")
    return name[:1].isupper() and 1 < block.word_count <= MOST_OF_A_NAME and kept.stood(name, are_new=False)


def is_of_date(delta: Delta, rule: str) -> bool:
    """Whether a line only says when the document was written or holds, which is no provision."""
    is_bare = delta.is_date_only and delta.shown.word_count <= WORDS_BESIDE_DATE
    return rule == STATED_DATE or is_bare or _is_timestamp(delta)


def _is_timestamp(delta: Delta) -> bool:
    return is_timestamp(delta.shown) and (delta.before is None or is_timestamp(delta.before))
