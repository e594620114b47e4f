"""What happened to a clause: typed observations that quote their words, the base of its severity and sentence."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from governance.comparison.judging.contraries import turned_words
from governance.comparison.judging.denials import unsure_kinds
from governance.comparison.judging.moved_quantities import MOST_OF_A_KIND, moved_quantities
from governance.comparison.judging.parties import party_turns
from governance.comparison.judging.turns import intervals, is_mistyped_denial, is_of_the_same, limits, modals, reversals
from governance.comparison.matching.changed_words import (
    changed,
    changes_between,
    new_span,
    old_span,
    touched,
    whole_words,
    with_number,
)
from governance.comparison.matching.wording import Stretch, changed_stretches
from governance.comparison.text.jurisdiction import may_name_a_law_or_court, other_court, other_law
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS, meaningful_marks
from governance.comparison.text.phrases import BY_NUMBER, PATTERNS, Phrase, Span, found_in, only_here, phrases_of, stems
from governance.comparison.text.quick_look import folded
from governance.comparison.text.word_lists import ALL_MODALS, BE, HAVE, MODALS

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
_NUMBERS = re.compile(rf"[-−+<>≤≥{CURRENCY_SIGNS}]{{0,3}}\s?\d[\d.,]*\s?[%‰{CURRENCY_SIGNS}]?")
_ANOTHER_WORD_WITH_S = frozenset(
    ["new", "mean", "good", "custom", "arm", "damage", "saving", "your", "our", "her", "their", "content"]
)


class Shift(NamedTuple):
    """One thing that happened to a clause. `before` and `after` are its words in the old and in the new wording."""

    kind: str
    before: Span | None
    after: Span | None


def shifts_between(old: str, new: str) -> list[Shift]:
    """Return what happened from one readable wording to the other; nothing if what changed shows no shift."""
    stretches = changed(old, new)
    olds = [with_number(old, old_span(one), new, new_span(one)) for one in stretches]
    news = [with_number(new, new_span(one), old, old_span(one)) for one in stretches]
    words = list(turned_words(old, new, stretches))
    negated, limited = list(reversals(old, new, stretches)), list(limits(old, new, stretches))
    if negated and (words or limited):
        # "Not before noon" and "after noon" say the same.
        negated, words = [], []
    negated = [turn for turn in negated if is_of_the_same(old, new, turn)]
    turned = [*negated, *words, *limited, *intervals(old, new, stretches)]
    found = [Shift(*turn) for turn in turned]
    if may_name_a_law_or_court(old):
        for kind, places in (("law_changed", other_law(old, new)), ("court_changed", other_court(old, new))):
            found += [Shift(kind, Span(*places[0]), Span(*places[1]))] if places else []
    found += _bindings(old, new, olds, news, [(one, other) for _, one, other in words])
    found += [Shift(*turn) for turn in (*modals(old, new, stretches), *party_turns(old, new, stretches))]
    found += [*_listed(old, new, stretches), *_terms(old, new, olds, news)]
    unsure = unsure_kinds(old, new, stretches)
    return [one for one in found if not one.kind.startswith(unsure)] if unsure else found


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
    yield from (Shift(*move) for move in moved_quantities(old, new, olds, news))
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
    if is_mistyped_denial(*(whole_words(text, span) for text, span in zip((old, new), pair, strict=True))):
        return True
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
    """The ones that no other word replaced: "vendors" may be the same people as "suppliers"."""
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
