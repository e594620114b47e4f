"""Which numbers of a clause went which way: periods, amounts, shares, ages, and numbers of anything else.

Each is yielded as (kind, old words, new words), None where one wording states none.
"""

import re
from collections.abc import Iterator, Sequence

from governance.comparison.judging.turns import limit_before
from governance.comparison.matching.changed_words import touched
from governance.comparison.text.intervals import find_intervals
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.phrases import Span
from governance.comparison.text.quantities import (
    AGE,
    AMOUNT,
    NUMBER,
    PERIOD,
    REFERENCE,
    SHARE,
    Quantity,
    find_quantities,
)
from governance.comparison.text.quick_look import folded
from governance.comparison.text.word_lists import ALL_TIME_UNITS, CURRENCIES, KINDS_OF_DAYS

MOST_OF_A_KIND = 5
# Nothing is said of these where they only came or went.
_TOLD_ONLY_AS_CHANGED = (NUMBER, REFERENCE)

# What tells how many there are of a thing: "7 owls", "up to 7".
_COUNTED_THING = re.compile(
    r"\s(?!of\b|and\b|or\b|to\b|in\b|the\b|is\b|are\b|for\b|on\b|by\b|at\b|from\b)[a-z]{3,20}\b"
)
_LIMIT_BEFORE = re.compile(
    r"\b(?:up to|at (?:least|most)|(?:maximum|minimum|limit|total) of|(?:more|fewer|less) than|over|exceeds?)\s$",
    re.IGNORECASE,
)
# Per what a quantity is counted, or of what it is a share: "per GB", "for 10 drawings", "/month", "of the price".
_PER = {
    dimension: re.compile(
        rf"(?:\s[\w,()]{{1,20}}){{0,2}}?\s?(?:/\s?|\b(?:per|an?|each|every{more})\s(?:(?:an?|each|every|the|your|our)\s)?)(?:(?:{KINDS_OF_DAYS})\s)?"
        r"(?P<thing>(?:\d+\s)?\w+)",
        re.IGNORECASE,
    )
    for dimension, more in ((AMOUNT, "|for"), (SHARE, "|of|on"), (NUMBER, ""), (PERIOD, ""), (AGE, ""))
}
# What joins a number to another that stands beside it, to one of anything or to one of another kind.
_LISTED_WITH = re.compile(r"\b(?:or|and|to|for|per|each|every|costs?|at)\b|[-‐‒–—/,]", re.IGNORECASE)
_COUNTED_WITH = re.compile(r"\b(?:for|per|each|every)\b|/", re.IGNORECASE)
_BESIDE = 30
_ENDS = re.compile(r"[.!?;]\s")
_IN_ADVANCE = re.compile(r"[’']?\s(?:notice\s)?(?:in advance|before|prior|beforehand)\b", re.IGNORECASE)
_KIND_OF_DAYS = re.compile(rf"\b(?:{KINDS_OF_DAYS}|consecutive)\b", re.IGNORECASE)
# A month is so many days only about.
_SURELY_LONGER = 1.1
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
    is_one_sided = not (before and after)
    if is_one_sided and all(one.dimension in _TOLD_ONLY_AS_CHANGED for one in before or after):
        return
    gone = [one for one in before if not any(map(one.states_the_same, after))]
    come = [one for one in after if not any(map(one.states_the_same, before))]
    alike: dict[tuple[str, str], tuple[list[Quantity], list[Quantity]]] = {}
    for place, side in enumerate((gone, come)):
        for one in side:
            alike.setdefault((one.dimension, one.unit), ([], []))[place].append(one)
    left: dict[str, tuple[list[Quantity], list[Quantity]]] = {}
    for (dimension, _), (was, now) in alike.items():
        if dimension == NUMBER:
            yield from _numbers((old, new), (was, now), (gone, come))
        elif dimension != REFERENCE and len(was) == len(now) == 1:
            way = was[0].way_to(now[0])
            kind = NUMBER if way == "changed" else dimension
            if not _are_comparable((old, new), (was[0], now[0]), (gone, come)):
                kind, way = dimension, "changed"
            yield f"{kind}_{way}", _span(was[0]), _span(now[0])
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
    """Return the pieces of the text before, between and after the quantities."""
    ends = [0, *(one.end for one in quantities)]
    starts = [*(one.start for one in quantities), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _are_comparable(
    texts: tuple[str, str], pair: tuple[Quantity, Quantity], moved: tuple[Sequence[Quantity], Sequence[Quantity]]
) -> bool:
    """Whether the greater one shows which way the clause went: both are counted alike, limit alike and stand alone.

    "120 EUR a year" is more than "12 EUR a month" in no such sense, nor is "60 days in advance" than "within 30 days".
    """
    one, other = pair
    if any(_is_joined(text, each, others) for text, each, others in zip(texts, pair, moved, strict=True)):
        return False
    measures = [(_measure(text, each), _kind_of_days(text, each)) for text, each in zip(texts, pair, strict=True)]
    if measures[0] != measures[1]:
        return False
    roles = [_role(text, each) for text, each in zip(texts, pair, strict=True)]
    if all(roles) and roles[0] != roles[1]:
        return False
    if one.counted_in != other.counted_in:
        return max(one.value, other.value) > _SURELY_LONGER * min(one.value, other.value)
    if one.dimension in (AMOUNT, SHARE, NUMBER):
        often = [sorted(each.days for each in find_intervals(text)) for text in texts]
        return often[0] == often[1]
    return True


def _is_joined(text: str, one: Quantity, moved: Sequence[Quantity]) -> bool:
    """Whether another number that changed is listed with it ("24 to 48 hours") or is what it is counted by."""
    for other in moved:
        first, second = sorted((one, other), key=lambda each: each.start)
        between = text[first.end : second.start]
        if other is one or other.dimension == REFERENCE or len(between) > _BESIDE or _ENDS.search(between):
            continue
        is_bare = NUMBER in (one.dimension, other.dimension)
        if (_LISTED_WITH if is_bare else _COUNTED_WITH).search(between):
            return True
    return False


def _measure(text: str, one: Quantity) -> str:
    """Return what the quantity is counted by ("month") or is a share of ("sale"), "" if neither is named."""
    found = _PER[one.dimension].match(text, one.end)
    return folded(found["thing"]).removesuffix("s") if found else ""


def _kind_of_days(text: str, one: Quantity) -> list[str]:
    return _KIND_OF_DAYS.findall(text[one.start : one.end].lower()) if one.dimension == PERIOD else []


def _role(text: str, one: Quantity) -> str:
    """Return the kind of limit that a quantity is, "advance" for a notice so long before something, or ""."""
    return limit_before(text, one) or ("advance" if _IN_ADVANCE.match(text, one.end) else "")


def _numbers(
    texts: tuple[str, str],
    quantities: tuple[Sequence[Quantity], Sequence[Quantity]],
    moved: tuple[Sequence[Quantity], Sequence[Quantity]],
) -> Iterator[Move]:
    """Yield which way the first number went, if it counts something.

    Of a year, an address, a telephone number or an id only that it changed.
    """
    gone, come = quantities
    if not (gone and come):
        return
    one, other = gone[0], come[0]
    counted = _counts(texts[0], one)
    is_count = len(gone) == len(come) == 1 and counted and counted == _counts(texts[1], other)
    way = one.way_to(other) if is_count and _are_comparable(texts, (one, other), moved) else "changed"
    yield f"{NUMBER}_{way}", _span(one), _span(other)


def _counts(text: str, number: Quantity) -> str:
    """Return what the number counts ("guards"), or the words that make it a limit ("at most"); "" if neither."""
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
