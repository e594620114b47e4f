"""Words at an end of a clause that only went to the next line, or came from it: nothing became of them.

A text of narrow columns, as a PDF is taken for one, has its lines divided anew with each edit. A word that ended a line
then begins the next one, which is a clause of its own, and what took its place did not replace it. So it is with words
that became a line of their own because others were put in behind them.
"""

import re
from collections.abc import Sequence
from typing import Literal

from governance.comparison.result import Kept
from governance.comparison.telling.edit_context import Edit
from governance.comparison.text.phrases import Span
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block

_WORD = re.compile(r"[^\W_]+")
# A line that ends so was not broken there.
_ENDS = re.compile(r"[.;:!?][\"”’»)]{0,2}\s*$")
_BROKEN = "paragraph"
# So many words go from one line to another; more are a sentence that moved.
MOST_OF_LINE = 8
_LONGEST_OF_LINE = 200
# So many lines up or down words may stand that are a line of their own now.
_FARTHEST = 4

Step = Literal[-1, 1]
Lines = list[list[str]]


def without_line_ends(edits: Sequence[Edit], before: Block, after: Block, kept: Kept) -> list[Edit]:
    """The edits of a clause without the words that only went over the end of a line; no edit of nothing else."""
    found = list(edits)
    if before.kind != _BROKEN or after.kind != _BROKEN:
        return found
    old, new = texts = readable(before.visible), readable(after.visible)
    if found and _is_at_end(found[-1], old, new):
        found[-1] = _without_ends(found[-1], texts, _beside(before, after, 1, kept), 1)
    if found and _is_at_beginning(found[0], old, new):
        found[0] = _without_ends(found[0], texts, _beside(before, after, -1, kept), -1)
    return [
        edit
        for edit, former in zip(found, edits, strict=True)
        if edit == former or _differ(old[slice(*edit[0])], new[slice(*edit[1])])
    ]


def _is_at_end(edit: Edit, old: str, new: str) -> bool:
    """Whether nothing stands behind the edit, and something before it: a whole line that changed is another line."""
    one, other = edit
    return not (_WORD.search(old, one.end) or _WORD.search(new, other.end)) and _says_more(old[: one.start])


def _is_at_beginning(edit: Edit, old: str, new: str) -> bool:
    one, other = edit
    return not (_WORD.search(old[: one.start]) or _WORD.search(new[: other.start])) and _says_more(old[one.end :])


def _says_more(text: str) -> bool:
    """Whether a text has more than a label."""
    return any(len(word) > 1 for word in _words_in(text[:_LONGEST_OF_LINE]))


def _without_ends(edit: Edit, texts: tuple[str, str], beside: tuple[Lines, Lines], step: Step) -> Edit:
    """The edit without the words that begin the other text's line below, or end that above, and none of its own."""
    one, other = (
        _shortened(span, text, _gone_over(_words_in(text[slice(*span)]), lines, own, step), step)
        for span, text, lines, own in zip(edit, texts, reversed(beside), beside, strict=True)
    )
    return one, other


def _beside(before: Block, after: Block, step: Step, kept: Kept) -> tuple[Lines, Lines]:
    """The words of the lines below both clauses, or above them, the nearest first."""
    old, new = (
        [_words_of_line(block, step * number, kept, are_new=are_new) for number in range(1, _FARTHEST)]
        for block, are_new in ((before, False), (after, True))
    )
    return old, new


def _words_of_line(block: Block, steps: int, kept: Kept, *, are_new: bool) -> list[str]:
    """The first words of a line below a clause, or the last of one above; none where the upper one of both ends."""
    line = kept.beside(block, steps, are_new=are_new)
    if line is None or line.kind != _BROKEN or _ENDS.search((block if steps > 0 else line).visible):
        return []
    text = readable(line.visible)
    return _words_in(text[:_LONGEST_OF_LINE] if steps > 0 else text[-_LONGEST_OF_LINE:])


def _gone_over(words: Sequence[str], lines: Lines, own: Lines, step: Step) -> int:
    """How many of the words at an end stand on the other text's line, and did not stand so on their own text's."""
    nearest, own_nearest = lines[0], own[0]
    for number in range(min(len(words), len(nearest), MOST_OF_LINE), 0, -1):
        if step == 1 and words[-number:] == nearest[:number] != own_nearest[:number]:
            return number
        if step == -1 and words[:number] == nearest[-number:] != own_nearest[-number:]:
            return number
    alone = [line for line in lines[1:] if line and line not in own]
    return next(
        (len(line) for line in alone if line == list(words[-len(line) :] if step == 1 else words[: len(line)])), 0
    )


def _shortened(span: Span, text: str, number: int, step: Step) -> Span:
    """The span without so many of its last words, or of its first ones."""
    if not number:
        return span
    places = [found.span() for found in _WORD.finditer(text, *span)]
    if step == 1:
        return Span(span.start, span.start + len(text[span.start : places[-number][0]].rstrip()))
    return Span(span.end - len(text[places[number - 1][1] : span.end].lstrip()), span.end)


def _differ(was: str, now: str) -> bool:
    """Whether the words differ in more than the label of an item."""
    lost, gained = ([word for word in _words_in(text) if len(word) > 1 or word.isdigit()] for text in (was, now))
    return lost != gained


def _words_in(text: str) -> list[str]:
    return [found.group().casefold() for found in _WORD.finditer(text)]
