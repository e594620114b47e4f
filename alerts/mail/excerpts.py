"""Short excerpts of long clauses: always an exact part of the wording, from about where it changed, word by word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from governance.comparison.matching.folding import Change, folded_changes
from governance.comparison.text.shortening import bare_end, place_to_cut
from governance.comparison.text.spans import CharacterRange

LIMIT = 600
_LEAD = 120  # at most so many characters are shown before the first difference
_SHARE_OF_LEAD = 4
_MOST_STRETCHED = 2  # times the limit, for the sake of changed words that would be cut


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `is_changed` if the other wording has other words, or none, in its place."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An exact part of a quotation. The flags say whether something is left out before and after it."""

    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def excerpts(before: str | None, after: str | None, *, limit: int = LIMIT) -> tuple[Excerpt | None, Excerpt | None]:
    """Return an excerpt of each wording, about `limit` characters at most, never cut within changed words that fit."""
    if before is None or after is None:
        return _whole_side(before, limit), _whole_side(after, limit)
    changes = _changes(before, after)
    return (
        _excerpt(before, [_bare(before, one) for one, _ in changes], limit),
        _excerpt(after, [_bare(after, other) for _, other in changes], limit),
    )


def _whole_side(text: str | None, limit: int) -> Excerpt | None:
    """Return the first words of a clause that was added or removed whole."""
    return None if text is None else _excerpt(text, [], limit)


def words_changed(before: str | None, after: str | None) -> list[tuple[str, str]]:
    """Return the old and the new words of each change of a clause, in order; none if it was added or removed whole."""
    if before is None or after is None:
        return []
    return [(before[slice(*one)], after[slice(*other)]) for one, other in _changes(before, after)]


def _changes(before: str, after: str) -> list[Change]:
    """Return the changes that a reader sees: what rewrites a sentence is one."""
    found = folded_changes(before, after)
    return [(one, other) for one, other in found if before[slice(*one)].strip() != after[slice(*other)].strip()]


def _bare(text: str, span: CharacterRange) -> CharacterRange:
    """Return the range of the words without surrounding blanks; an empty range if only the other wording has words."""
    words = text[slice(*span)]
    begin = span[0] + len(words) - len(words.lstrip())
    return begin, max(begin, span[0] + len(words.rstrip()))


def _excerpt(text: str, changed: Sequence[CharacterRange], limit: int) -> Excerpt:
    start = _start(text, changed, limit)
    end = _end(text, start, changed, limit)
    if end < len(text) and not any(begin < end <= stop for begin, stop in changed):
        end = max(start + len(bare_end(text[start:end])), *(stop for _, stop in changed if stop <= end), start + 1)
    return Excerpt(tuple(_pieces(text, start, end, changed)), cut_before=start > 0, cut_after=end < len(text))


def _start(text: str, changed: Sequence[CharacterRange], limit: int) -> int:
    """Return where to begin: 0, or a word shortly before the first difference if that is far into a long text."""
    if len(text) <= limit or not changed or changed[0][0] <= limit // 2:
        return 0
    return text.rfind(" ", 0, changed[0][0] - min(_LEAD, limit // _SHARE_OF_LEAD)) + 1


def _end(text: str, start: int, changed: Sequence[CharacterRange], limit: int) -> int:
    """Return where to end: at a word, after the changed words there or before them, whichever shows the first."""
    if len(text) - start <= limit:
        return len(text)
    end = _word_end(text, start, limit)
    begin, stop = next((span for span in changed if span[0] < end < span[1]), (end, end))
    if (begin, stop) == (end, end):
        return end
    if begin != changed[0][0]:
        return start + len(text[start:begin].rstrip())
    return stop if stop - start <= _MOST_STRETCHED * limit else end


def _word_end(text: str, start: int, limit: int) -> int:
    return min(place_to_cut(text, limit, start), start + _MOST_STRETCHED * limit)


def _pieces(text: str, start: int, end: int, changed: Iterable[CharacterRange]) -> Iterator[Piece]:
    at = start
    for begin, stop in changed:
        begin, stop = max(begin, at), min(stop, end)
        if begin >= stop:
            continue
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:stop], is_changed=True)
        at = stop
    if at < end:
        yield Piece(text[at:end])
