"""What happened to a clause: typed observations that quote their words, the base of its severity and sentence."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.comparison.judging.contraries import turned_words
from governance.comparison.judging.parties import party_turns
from governance.comparison.judging.turns import intervals, limits, modals, reversals
from governance.comparison.matching.changed_words import (
    changed,
    changes_between,
    new_span,
    old_span,
    touched,
    with_number,
)
from governance.comparison.matching.wording import Stretch, changed_stretches
from governance.comparison.text.jurisdiction import may_name_a_law_or_court, other_court, other_law
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, meaningful_marks
from governance.comparison.text.phrases import BY_NUMBER, PATTERNS, Phrase, Span, found_in, only_here, phrases_of, stems
from governance.comparison.text.quantities import AMOUNT, NUMBER, REFERENCE, Quantity, find_quantities
from governance.comparison.text.quick_look import folded
from governance.comparison.text.word_lists import ALL_MODALS, ALL_TIME_UNITS, BE, CURRENCIES, HAVE, MODALS

MOST_OF_A_KIND = 5
# So few words for so few others may be another name of the same.
SHORT_SWAP = 2
# In a shorter word one letter makes another word too often.
LONG_WORD = 6

_IF = re.compile(r"\b(?:if|when|where|in case)\b", re.IGNORECASE)
_RULE = re.compile(
    rf"\b(?:(?<!in )(?<!since )(?<!of )(?<!until )(?<!by )(?:{ALL_MODALS})(?! \d)"
    r"|(?:we|you) (?!and\b|or\b|are\b\s*$)\w+)\b",
    re.IGNORECASE,
)
_TERM = re.compile(r"(?<!\d)[“\"][A-Z][\w’' -]{1,40}[”\"]")
_JOINED = re.compile(r"[\s,;]*(?:and|or|including|such as|as well as)\b|[^.]*\b(?:and|or)\s*$", re.IGNORECASE)
# A comma begins or ends one more member only where the list goes on: ", foxes" before ", banks and owls".
_AFTER_COMMA = re.compile(r",(?!\d)")
_LIST_GOES_ON = re.compile(r"\s?(?:,[^.;:]{1,80})?,?\s(?:and|or)\s", re.IGNORECASE)
_NEXT_MEMBER = re.compile(r"\s(?:[\w-]{1,30}\s){0,2}[\w-]{1,30}(?:,|,?\s(?:and|or)\s)", re.IGNORECASE)
# How, when and where something is done is no member of a list, and "or older" is none.
_NO_MEMBER = re.compile(
    r"[\s,;]*(?:(?:and|or|including|such as|as well as)\s)?"
    r"(?:older|younger|over|under|above|below|more|less|fewer|higher|lower|longer|shorter|later|earlier|thereafter"
    r"|otherwise|similar|so|at|in|on|by|for|from|with|without|within|after|before|under|during|through|upon|per|to|as|once|twice|each|every|however|therefore|also|too|then|so|thus|not|never|no|always|only"
    r"|often|again|\w{2,12}ly"
    # "Acting for us": what somebody does.
    r"|\w{2,12}ing (?:for|as|on|with|under|by|in|to|from|through|upon|at|of))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_CLAUSE_OF_ITS_OWN = re.compile(
    rf"[.!?;:]\s|\b(?:which|who|that|where|when|if|unless|{BE}|{HAVE}|{MODALS}|we|you|they|it)\b",
    re.IGNORECASE,
)
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
_NUMBERS = re.compile(rf"[-−+<>≤≥{CURRENCY_SIGNS}]{{0,3}}\s?\d[\d.,]*\s?[%‰{CURRENCY_SIGNS}]?")
_ANOTHER_WORD_WITH_S = frozenset(
    ["new", "mean", "good", "custom", "arm", "damage", "saving", "your", "our", "her", "their", "content"]
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing that happened to a clause. `before` and `after` are its words in the old and in the new wording."""

    kind: str
    before: Span | None
    after: Span | None


def shifts_between(old: str, new: str) -> list[Shift]:
    """What happened from one readable wording to the other; nothing where only words without force changed."""
    stretches = changed(old, new)
    olds = [with_number(old, old_span(one), new, new_span(one)) for one in stretches]
    news = [with_number(new, new_span(one), old, old_span(one)) for one in stretches]
    words = list(turned_words(old, new, stretches))
    negated, limited = list(reversals(old, new, stretches)), list(limits(old, new, stretches))
    if negated and (words or limited):
        # "Not before noon" and "after noon" say the same.
        negated, words = [], []
    turned = [*negated, *words, *limited, *intervals(old, new, stretches)]
    found = [Shift(*turn) for turn in turned]
    if may_name_a_law_or_court(old):
        for kind, places in (("law_changed", other_law(old, new)), ("court_changed", other_court(old, new))):
            found += [Shift(kind, Span(*places[0]), Span(*places[1]))] if places else []
    found += _bindings(old, new, olds, news, [(one, other) for _, one, other in words])
    found += [Shift(*turn) for turn in (*modals(old, new, stretches), *party_turns(old, new, stretches))]
    found += [*_listed(old, new, stretches), *_terms(old, new, olds, news)]
    return found


def shifts_of_addition(new: str) -> list[Shift]:
    """What a new clause brings with it."""
    return [*_bindings("", new, [], [Span(0, len(new))]), *(Shift("rule_added", None, span) for span in _rules(new))]


def shifts_of_removal(old: str) -> list[Shift]:
    """What a removed clause takes with it."""
    return [*_bindings(old, "", [Span(0, len(old))], []), *(Shift("rule_removed", span, None) for span in _rules(old))]


def _rules(text: str) -> Iterator[Span]:
    """The first words that say what may, will or must be, or what the service or the user does."""
    match = _RULE.search(text)
    if match:
        yield Span(match.start(), match.end())


def is_inflection(old: str, new: str) -> bool:
    """Whether the changed words are the same but for singular and plural, and no number, sign or unit changed."""
    if _NUMBERS.findall(old) != _NUMBERS.findall(new) or meaningful_marks(old) != meaningful_marks(new):
        return False
    return all(_are_forms(one.old, one.new) for one in changed_stretches(old, new))


def _are_forms(old: str, new: str) -> bool:
    olds, news = (_WORD.findall(words.casefold()) for words in (old, new))
    pairs = [(one, other) for one, other in zip(olds, news, strict=False) if one != other]
    return len(olds) == len(news) and all(is_plural(*sorted(pair, key=len)) for pair in pairs)


def is_plural(one: str, more: str) -> bool:
    """Whether the longer word is the plural of the shorter one, and means no other thing ("damage" and "damages")."""
    if len(one) < 3 or one in _ANOTHER_WORD_WITH_S:
        return False
    if one.endswith(("s", "x", "z", "ch", "sh", "o")):
        return more == one + "es"
    if one.endswith("y") and one[-2] not in "aeiou":
        return more == one[:-1] + "ies"
    return more == one + "s"


def _bindings(
    old: str, new: str, olds: Sequence[Span], news: Sequence[Span], turned: Sequence[tuple[Span, Span]] = ()
) -> Iterator[Shift]:
    yield from _quantities(old, new, olds, news)
    phrases = phrases_of(old) if olds else {}, phrases_of(new) if news else {}
    if not any(phrases):
        return
    other_words = (
        [pair for pair in zip(olds, news, strict=False) if _are_alike(old, new, pair)] if olds and news else []
    )
    other_words += turned
    for kind in PATTERNS:
        before, after = phrases[0].get(kind, ()), phrases[1].get(kind, ())
        if not (before or after):
            continue
        removed, added = _surplus(_touched(before, olds), _touched(after, news), kind in BY_NUMBER)
        removed, added = only_here(kind, removed, old, new), only_here(kind, added, new, old)
        if kind == "condition" and old and new and len(_IF.findall(old)) != len(_IF.findall(new)):
            # "If" for "unless" is another condition, and none that came or went.
            removed, added = (removed, []) if len(_IF.findall(old)) > len(_IF.findall(new)) else ([], added)
        if kind == "party":
            removed, added = _unexchanged(removed, added, old, new)
        removed = _without(removed, [one for one, _ in other_words])
        added = _without(added, [other for _, other in other_words])
        yield from (Shift(f"{kind}_removed", span, None) for span in removed[:MOST_OF_A_KIND])
        yield from (Shift(f"{kind}_added", None, span) for span in added[:MOST_OF_A_KIND])


def _are_alike(old: str, new: str, pair: tuple[Span, Span]) -> bool:
    """Whether both sides of a change are the same long words but for one letter: one of them may be mistyped."""
    olds, news = (
        _WORD.findall(text[span.start : span.end].lower()) for text, span in zip((old, new), pair, strict=True)
    )
    return len(olds) == len(news) > 0 and all(map(_is_one_letter_away, olds, news))


def _is_one_letter_away(one: str, other: str) -> bool:
    """Whether one letter more, less or another, or two swapped, make one word of the other; both begin alike."""
    if one == other:
        return True
    if max(len(one), len(other)) < LONG_WORD or one[0] != other[0] or not (one + other).isalpha():
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[same:], other[same:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[2:] == others[2:] and rest[:2] == others[1::-1])
    )


def _without(spans: Sequence[Span], changed_spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if not touched([span], changed_spans)]


def _unexchanged(removed: Sequence[Span], added: Sequence[Span], old: str, new: str) -> tuple[list[Span], list[Span]]:
    """Without those for which another word was put: "vendors" may be the same people as "suppliers"."""
    swaps = (
        [
            (one, other)
            for one, other in changes_between(old, new)
            if all(
                1 <= len(side.split()) <= SHORT_SWAP
                for side in (old[one.start : one.end], new[other.start : other.end])
            )
        ]
        if old and new and not (removed and added)
        else []
    )
    return _without(removed, [one for one, _ in swaps]), _without(added, [other for _, other in swaps])


def _quantities(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Shift]:
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
            yield Shift(f"{NUMBER if way == 'changed' else dimension}_{way}", _span(was[0]), _span(now[0]))
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
) -> Iterator[Shift]:
    """Quantities that one wording states and the other doesn't; where both lost and gained some, that they changed."""
    gone, come = quantities
    if gone and come:
        is_in_other_currency = dimension == AMOUNT and len(gone) == len(come) == 1 and gone[0].unit != come[0].unit
        if not is_in_other_currency:
            yield Shift(f"{dimension}_{_way_of_all(texts, gone, come)}", _span(gone[0]), _span(come[0]))
        elif gone[0].is_in_another_currency(come[0]):
            yield Shift("currency_changed", _span(gone[0]), _span(come[0]))
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
            yield Shift(f"{dimension}_removed", span, None) if gone else Shift(f"{dimension}_added", None, span)


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


def _numbers(old: str, new: str, gone: Sequence[Quantity], come: Sequence[Quantity]) -> Iterator[Shift]:
    """Which way a number of something went; of a year, an address, a telephone, an id only that it is another one."""
    if not (gone and come):
        return
    one, other = gone[0], come[0]
    is_count = len(gone) == len(come) == 1 and _counts(old, one) and _counts(old, one) == _counts(new, other)
    way = one.way_to(other) if is_count else "changed"
    yield Shift(f"{NUMBER}_{way}", _span(one), _span(other))


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


def _listed(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[Shift]:
    """One more, or one less, of what a clause lists."""
    for one in stretches:
        leading = old[: one.old_start].rstrip()[-1:]
        if not one.old.strip() and _is_item(one.new, leading, one.following, old):
            yield Shift("item_added", None, new_span(one))
        elif not one.new.strip() and _is_item(one.old, leading, one.following, new):
            yield Shift("item_removed", old_span(one), None)


def _is_item(words: str, leading: str, following: str, other: str) -> bool:
    """Whether some words are one more of what is listed: no clause of their own, and nothing the other list holds."""
    if not (_JOINED.match(words) or _is_between_commas(words, leading, following)):
        return False
    if _NO_MEMBER.match(words) or _CLAUSE_OF_ITS_OWN.search(words):
        return False
    return not {*stems(words)} <= {*stems(other), "and", "or"}


def _is_between_commas(words: str, leading: str, following: str) -> bool:
    if _AFTER_COMMA.match(words):
        return _LIST_GOES_ON.match(following) is not None
    return leading == "," and words.rstrip().endswith(",") and _NEXT_MEMBER.match(following) is not None


def _terms(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Shift]:
    """Words in quotation marks that the other wording does not hold, quoted or not."""
    removed, added = _surplus(_matches(_TERM, old, olds), _matches(_TERM, new, news), by_number=False)
    gone, come = (
        [span for span in spans if folded(here[span.start + 1 : span.end - 1]) not in folded(there)]
        for spans, here, there in ((removed, old, new), (added, new, old))
    )
    yield from (Shift("term_removed", span, None) for span in gone[:MOST_OF_A_KIND])
    yield from (Shift("term_added", None, span) for span in come[:MOST_OF_A_KIND])


def _matches(pattern: re.Pattern[str], text: str, changed: Sequence[Span]) -> list[tuple[str, Span]]:
    """(words in small letters, place) of each match in the changed stretches."""
    return _touched(found_in(pattern, text), changed) if changed else []


def _touched(found: Sequence[Phrase], changed: Sequence[Span]) -> list[Phrase]:
    """The phrases in the changed stretches."""
    if not (found and changed):
        return []
    within = set(touched([span for _, span in found], changed))
    return [phrase for phrase in found if phrase[1] in within]


def _surplus(olds: Sequence[Phrase], news: Sequence[Phrase], by_number: bool) -> tuple[list[Span], list[Span]]:
    """What only the old words hold, and what only the new ones hold: word for word, or only by how many there are."""
    if by_number or not (olds and news):
        shared = min(len(olds), len(news))
        return [span for _, span in olds[shared:]], [span for _, span in news[shared:]]
    sides = []
    for these, those in ((olds, news), (news, olds)):
        left = Counter(words for words, _ in those)
        only = []
        for words, span in these:
            if left[words]:
                left[words] -= 1
            else:
                only.append(span)
        sides.append(only)
    return sides[0], sides[1]
