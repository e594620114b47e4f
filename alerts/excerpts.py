"""Short excerpts of long clauses: always an exact part of the quotation, from about where it changed."""

from dataclasses import dataclass
from itertools import takewhile

LIMIT = 600
_LEAD = 120  # characters shown before the first difference


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An exact part of a quotation. The flags say whether something is left out before and after it."""

    text: str
    cut_before: bool = False
    cut_after: bool = False


def excerpts(before: str | None, after: str | None, *, limit: int = LIMIT) -> tuple[Excerpt | None, Excerpt | None]:
    """Both quotations, each at most about `limit` characters long."""
    start = 0
    if before is not None and after is not None:
        start = _start_of_difference(before, after, limit)
    return (
        None if before is None else _cut(before, start, limit),
        None if after is None else _cut(after, start, limit),
    )


def _start_of_difference(before: str, after: str, limit: int) -> int:
    """Where to begin: 0, or at a word shortly before the first difference where that stands far into a long text."""
    if max(len(before), len(after)) <= limit:
        return 0
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    if shared <= limit // 2:
        return 0
    space = before.rfind(" ", 0, shared - _LEAD)
    return space + 1


def _cut(text: str, start: int, limit: int) -> Excerpt:
    if len(text) - start <= limit:
        return Excerpt(text[start:], cut_before=start > 0)
    space = text.rfind(" ", start + limit // 2, start + limit)
    end = space if space > 0 else start + limit
    return Excerpt(text[start:end], cut_before=start > 0, cut_after=True)
