"""Short excerpts of long clauses: always an exact part of the quotation, from about where it changed, word by word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from governance.comparison.wording import Stretch, changed_stretches

LIMIT = 600
_LEAD = 120  # at most so many characters are shown before the first difference
_SHARE_OF_LEAD = 4

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; `is_changed` where the other wording has other words, or none, in its place."""

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

    @property
    def is_cut(self) -> bool:
        return self.cut_before or self.cut_after


def excerpts(before: str | None, after: str | None, *, limit: int = LIMIT) -> tuple[Excerpt | None, Excerpt | None]:
    """Both quotations, each at most about `limit` characters long."""
    if before is None or after is None:
        return _cut(before, 0, limit, ()), _cut(after, 0, limit, ())
    start = _start_of_difference(before, after, limit)
    stretches = changed_stretches(before, after)
    return (
        _cut(before, start, limit, _spans((one.old_start, one.old) for one in stretches)),
        _cut(after, start, limit, _spans((one.new_start, one.new) for one in stretches)),
    )


def words_changed(before: str | None, after: str | None) -> tuple[Stretch, ...]:
    """The changed words of a clause that has two wordings, in order; none of one that came or went whole."""
    if before is None or after is None:
        return ()
    return tuple(one for one in changed_stretches(before, after) if one.old.strip() or one.new.strip())


def _start_of_difference(before: str, after: str, limit: int) -> int:
    """Where to begin: 0, or at a word shortly before the first difference where that stands far into a long text."""
    if max(len(before), len(after)) <= limit:
        return 0
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if shared <= limit // 2:
        return 0
    space = before.rfind(" ", 0, max(0, shared - min(_LEAD, limit // _SHARE_OF_LEAD)))
    return space + 1


def _spans(changed: Iterable[tuple[int, str]]) -> tuple[Span, ...]:
    """Where the changed words stand, without the blanks around them."""
    found = []
    for start, words in changed:
        bare = words.strip()
        if bare:
            begin = start + words.index(bare[0])
            found.append((begin, begin + len(bare)))
    return tuple(found)


def _cut(text: str | None, start: int, limit: int, changed: Iterable[Span]) -> Excerpt | None:
    if text is None:
        return None
    end = len(text)
    if end - start > limit:
        space = text.rfind(" ", start + limit // 2, start + limit)
        end = space if space > 0 else start + limit
    pieces = tuple(_pieces(text, start, end, changed))
    return Excerpt(pieces, cut_before=start > 0, cut_after=end < len(text))


def _pieces(text: str, start: int, end: int, changed: Iterable[Span]) -> Iterator[Piece]:
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
