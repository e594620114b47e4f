"""Which numbers of a clause went which way: periods, amounts, shares, ages, and numbers of anything else.

Each is yielded as (kind, old words, new words), None where one wording states none.
"""

import re
from collections.abc import Iterator, Sequence

from governance.comparison.matching.changed_words import touched
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.phrases import Span
from governance.comparison.text.quantities import AMOUNT, NUMBER, REFERENCE, Quantity, find_quantities
from governance.comparison.text.word_lists import ALL_TIME_UNITS, CURRENCIES

MOST_OF_A_KIND = 5

# What tells how many there are of a thing: "7 owls", "up to 7".
_COUNTED_THING = re.compile(
    r"\s(?!of\b|and\b|or\b|to\b|in\b|the\b|is\b|are\b|for\b|on\b|by\b|at\b|from\b)[a-z]{3,20}\b"
)
_LIMIT_BEFORE = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:maximum|minimum|limit|total) of|(?:more|fewer|less) than|over|exceeds?)\s$",
    re.IGNORECASE,
)
_RANGE_BEFORE = re.compile(r"[-‐‒–—−]\s$|\d\s?[-‐‒–—−]$")
_RANGE_AFTER = re.compile(r"\s?[-‐‒–—−]\s?\d")
_YEAR = re.compile(r"(?:19|20)\d\d$")
# What may state a quantity that isn't read: "a fortnight", "several days", "a few euros".
_MAY_STATE = {
    "period": re.compile(
        rf"\d|\b(?:{ALL_TIME_UNITS}|decade|period)s?\b",
        re.IGNORECASE,
    ),
    "amount": re.compile(rf"\d|[{CURRENCY_SIGNS}]|\b(?:{CURRENCIES}|cents?)\b", re.IGNORECASE),
    "share": re.compile(r"\d|%|\bper\s?cent|\b(?:half|third|quarter)\b", re.IGNORECASE),
    "age": re.compile(r"\d|\b(?:age[ds]?|old|older|years?)\b", re.IGNORECASE),
}

Move = tuple[str, Span | None, Span | None]


def moved_quantities(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Move]:
    """What became of each kind of quantity: which way the only one of a kind went, else which came and which went."""
    before, after = touched(find_quantities(old), olds), touched(find_quantities(new), news)
    gone = [one for one in before if not any(map(one.states_the_same, after))]
    come = [one for one in after if not any(map(one.states_the_same, before))]
    left: dict[str, tuple[list[Quantity], list[Quantity]]] = {}
    for dimension, unit in dict.fromkeys((one.dimension, one.unit) for one in (*gone, *come)):
        was, now = ([one for one in side if (one.dimension, one.unit) == (dimension, unit)] for side in (gone, come))
        if dimension == NUMBER:
            yield from _numbers(old, new, was, now)
        elif dimension != REFERENCE and len(was) == len(now) == 1:
            way = was[0].way_to(now[0])
            yield f"{NUMBER if way == 'changed' else dimension}_{way}", _span(was[0]), _span(now[0])
        elif dimension != REFERENCE:
            sides = left.setdefault(dimension, ([], []))
            sides[0].extend(was)
            sides[1].extend(now)
    for dimension, (was, now) in left.items():
        yield from _come_or_gone(dimension, (old, new), (was, now), (olds, news))


def _come_or_gone(
    dimension: str,
    texts: tuple[str, str],
    quantities: tuple[list[Quantity], list[Quantity]],
    changed_spans: tuple[Sequence[Span], Sequence[Span]],
) -> Iterator[Move]:
    """Quantities that one wording states and the other doesn't; where both lost and gained some, that they changed."""
    gone, come = quantities
    if gone and come:
        is_in_other_currency = dimension == AMOUNT and len(gone) == len(come) == 1 and gone[0].unit != come[0].unit
        if not is_in_other_currency:
            yield f"{dimension}_{_way_of_all(texts, gone, come)}", _span(gone[0]), _span(come[0])
        elif gone[0].is_in_another_currency(come[0]):
            yield "currency_changed", _span(gone[0]), _span(come[0])
        return
    here, there = (0, 1) if gone else (1, 0)
    stated = find_quantities(texts[there])
    for one in (gone or come)[:MOST_OF_A_KIND]:
        beside = [
            texts[there][max(0, other.start - max(0, span.start - one.start)) : other.end + max(0, one.end - span.end)]
            for span, other in zip(changed_spans[here], changed_spans[there], strict=False)
            if touched([one], [span])
        ]
        if not (any(map(one.states_the_same, stated)) or any(map(_MAY_STATE[dimension].search, beside))):
            span = _span(one)
            yield (f"{dimension}_removed", span, None) if gone else (f"{dimension}_added", None, span)


def _way_of_all(texts: tuple[str, str], gone: Sequence[Quantity], come: Sequence[Quantity]) -> str:
    """The way that each of several quantities went where nothing else changed, `changed` where one went another way."""
    are_in_place = len(gone) == len(come) and _without_quantities(texts[0], gone) == _without_quantities(texts[1], come)
    if not are_in_place or any(one.unit != other.unit for one, other in zip(gone, come, strict=True)):
        return "changed"
    ways = {one.way_to(other) for one, other in zip(gone, come, strict=True)}
    return ways.pop() if len(ways) == 1 else "changed"


def _without_quantities(text: str, quantities: Sequence[Quantity]) -> list[str]:
    """What stands before, between and after them."""
    ends = [0, *(one.end for one in quantities)]
    starts = [*(one.start for one in quantities), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _numbers(old: str, new: str, gone: Sequence[Quantity], come: Sequence[Quantity]) -> Iterator[Move]:
    """Which way a number of something went; of a year, an address, a telephone, an id only that it is another one."""
    if not (gone and come):
        return
    one, other = gone[0], come[0]
    is_count = len(gone) == len(come) == 1 and _counts(old, one) and _counts(old, one) == _counts(new, other)
    way = one.way_to(other) if is_count else "changed"
    yield f"{NUMBER}_{way}", _span(one), _span(other)


def _counts(text: str, number: Quantity) -> str:
    """The word of what there are so many, or the words of the limit that the number is; "" where it is none."""
    digits = text[number.start : number.end]
    is_of_range = _RANGE_BEFORE.search(text, max(0, number.start - 6), number.start) or _RANGE_AFTER.match(
        text, number.end
    )
    if is_of_range or _YEAR.match(digits) or (len(digits) > 4 and digits.replace(" ", "").isdigit()):
        return ""
    limit = _LIMIT_BEFORE.search(text, max(0, number.start - 20), number.start)
    thing = _COUNTED_THING.match(text, number.end)
    return (limit or thing).group().strip().lower() if limit or thing else ""  # type: ignore[union-attr]


def _span(one: Quantity) -> Span:
    return Span(one.start, one.end)
