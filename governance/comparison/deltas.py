"""The changed clauses of a matching, with what each of them shows on its own."""

import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass

from governance.comparison.dates import StatedDate, states_validity
from governance.comparison.match import Matching
from governance.comparison.result import ADDED, MODIFIED, REMOVED
from governance.comparison.segment import Block, ParsedText

NAVIGATION_WORDS = 7
_RULE_WORDS = re.compile(
    r"\b(?:may|must|shall|will|can|cannot|not|no|never|only|unless|except|prohibit\w*|require\w*|agree\w*|is|are|was|were|has|have|do|does)\b"
)
_MOSTLY_LINK = re.compile(r"^[\s*>+#•_-]*(?:\d+[.)]\s*)?!?\[[^\]]{0,300}\]\([^)]*\)[\s.*_|:]*$")


@dataclass(frozen=True, slots=True)
class Delta:
    """One changed clause. `is_date_only`: the words are equal and only stated dates differ."""

    kind: str
    before: Block | None
    after: Block | None
    is_date_only: bool = False
    is_seen_before: bool = False
    is_duplicate: bool = False
    is_navigation: bool = False

    @property
    def shown(self) -> Block:
        """The new wording, or the old one of a removed clause."""
        return self.after or self.before  # type: ignore[return-value]

    @property
    def word_count(self) -> int:
        """The words of the longer side."""
        return max(block.word_count for block in (self.before, self.after) if block)


def find_deltas(base: ParsedText, after: ParsedText, matching: Matching, earlier_lines: Container[str]) -> list[Delta]:
    """Every changed clause in the order of the new text, removed ones after their old predecessor."""
    old_words = Counter(block.words for block in base.blocks)
    new_words = Counter(block.words for block in after.blocks)
    found: list[tuple[tuple[int, int], Delta]] = []
    changed = set(matching.modified)
    new_place = dict(matching.pairs)
    for one, other in matching.pairs:
        first, second = base.blocks[one], after.blocks[other]
        if (one, other) in changed:
            navigation = is_navigation(first, base) and is_navigation(second, after)
            seen = second.line_digest in earlier_lines
            found.append(((other, 1), Delta(MODIFIED, first, second, is_seen_before=seen, is_navigation=navigation)))
        elif _dates_differ(first.dates, second.dates):
            found.append(((other, 1), Delta(MODIFIED, first, second, is_date_only=True)))
    for index in matching.added:
        block = after.blocks[index]
        found.append(
            (
                (index, 1),
                Delta(
                    ADDED, None, block,
                    is_date_only=not block.words,
                    is_seen_before=block.line_digest in earlier_lines,
                    is_duplicate=old_words[block.words] > 0,
                    is_navigation=is_navigation(block, after),
                ),
            )  # fmt: skip
        )
    last = -1
    removed = set(matching.removed)
    for block in base.blocks:
        last = new_place.get(block.index, last)
        if block.index in removed:
            delta = Delta(
                REMOVED, block, None,
                is_date_only=not block.words,
                is_duplicate=new_words[block.words] > 0,
                is_navigation=is_navigation(block, base),
            )  # fmt: skip
            found.append(((last, 2), delta))
    found.sort(key=lambda item: item[0])
    return [delta for _, delta in found]


def is_navigation(block: Block, text: ParsedText) -> bool:
    """A short line without a rule in it, a bare link or a question: what menus and contents lists are made of."""
    if not block.words:
        return not block.dates
    raw = text.text[block.start : min(block.end, block.start + 600)]
    if block.end - block.start <= 600 and _MOSTLY_LINK.match(raw):
        return True
    if block.visible.rstrip(" *_").endswith("?"):
        return True
    return block.word_count <= NAVIGATION_WORDS and not _RULE_WORDS.search(block.words)


def validity_dates(text: ParsedText) -> list[tuple[int, StatedDate]]:
    """(block index, date) wherever the text states since when it holds or when it was last changed."""
    found = []
    for block in text.blocks:
        if block.dates and (block.word_count <= 6 or states_validity(block.visible)):
            found += [(block.index, stated) for stated in block.dates]
    return found


def _dates_differ(first: tuple[StatedDate, ...], second: tuple[StatedDate, ...]) -> bool:
    return [stated.value for stated in first] != [stated.value for stated in second]
