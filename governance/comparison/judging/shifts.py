"""What happened to a clause: typed observations that quote their words, the base of its severity and sentence."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from governance.comparison.matching.wording import Stretch, changed_stretches
from governance.comparison.text.phrases import BY_NUMBER, PATTERNS, Phrase, Span, found_in, only_here, phrases_of, stems
from governance.comparison.text.quantities import NUMBER, REFERENCE, Quantity, find_quantities
from governance.comparison.text.quick_look import folded

MOST_OF_A_KIND = 5
# So few words for so few others may be another name of the same.
SHORT_SWAP = 2

_NEGATION = re.compile(r"\b(?:not(?! only\b)|never|cannot|\w{2,6}n['’]t)\b", re.IGNORECASE)
_NEGATED_VERB = re.compile(
    r"\b(?:(?:may|can|must|shall|will|do|does|did|is|are|should)? ?not|never|cannot|\w{2,6}n['’]t"
    r"|may|can|must|shall|will|do|does|did)\b",
    re.IGNORECASE,
)
_VERB_AT_END = re.compile(r"\b(?:may|can|must|shall|will|do|does|is|are|should)\s*$", re.IGNORECASE)
_NOT_AT_START = re.compile(r"\s*(?:not|never)\b", re.IGNORECASE)
# "May 2026" is a month.
_MODAL = re.compile(r"\b(?:may|might|can|could|should|will|shall|must)\b(?! \d)", re.IGNORECASE)
_RULE = re.compile(
    r"\b(?:(?<!in )(?<!since )(?<!of )(?<!until )(?<!by )(?:may|might|can|could|should|will|shall|must)(?! \d)"
    r"|(?:we|you) (?!and\b|or\b|are\b\s*$)\w+)\b",
    re.IGNORECASE,
)
_FORCE = {"may": 1, "might": 1, "can": 1, "could": 1, "should": 2, "will": 3, "shall": 3, "must": 4}
_SERVICE = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
_USER = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
_TERM = re.compile(r"(?<!\d)[“\"][A-Z][\w’' -]{1,40}[”\"]")
_JOINED = re.compile(r"[\s,;]*(?:and|or|including|such as|as well as)\b|[^.]*\b(?:and|or)\s*$|,(?!\d)", re.IGNORECASE)
# What no reader would call a change of words; the point in "1.5" is one.
_SILENT = re.compile(
    r"\((?-i:[a-z]{1,2}|[A-Z]|[ivx]{1,5}|[IVX]{1,5})\)|(?<!\d)[^\w%$€£+]|[^\w%$€£+](?!\d)|_", re.IGNORECASE
)
_NUMBER_MARK = re.compile(r"(?<=\d)[-‐‒–—−.,](?=\d)|(?<![^\s($€£¥])[-−–](?=[\d$€£¥])")
_WORD = re.compile(r"\w+")
_CLAUSE_OF_ITS_OWN = re.compile(
    r"[.!?;:]\s|\b(?:which|who|that|where|when|if|unless|is|are|was|were|has|have|will|may|must|shall|can|we|you|they|it)\b",
    re.IGNORECASE,
)
_SAVE_FOR = re.compile(r"\b(?:unless|except|other than)\b", re.IGNORECASE)
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
_MORE_DIGITS = re.compile(r"[ .,'’]?\d{1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NUMBERS = re.compile(r"[-−+<>≤≥$€£¥]{0,3}\s?\d[\d.,]*\s?[%‰$€£¥]?")
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
    stretches = _changed(old, new)
    olds = [_with_number(old, _old_span(one), new, _new_span(one)) for one in stretches]
    news = [_with_number(new, _new_span(one), old, _old_span(one)) for one in stretches]
    found = [*_reversals(old, stretches), *_bindings(old, new, olds, news), *_modals(old, new, olds, news)]
    found += [*_actors(stretches), *_listed(stretches), *_terms(old, new, olds, news)]
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


def changes_between(old: str, new: str) -> list[tuple[Span, Span]]:
    """Each changed stretch in both wordings, those left out that only divide the same letters otherwise."""
    return [(_old_span(one), _new_span(one)) for one in _changed(old, new)]


def _changed(old: str, new: str) -> list[Stretch]:
    return [
        one
        for one in changed_stretches(old, new)
        if _letters(one.old) != _letters(one.new)
        or number_marks(old, _old_span(one)) != number_marks(new, _new_span(one))
    ]


def _with_number(text: str, span: Span, other: str, there: Span) -> Span:
    """The span with the beginning of the number whose sign or point came or went."""
    return Span(span.start, span.end + (number_marks(text, span) != number_marks(other, there)))


def number_marks(text: str, span: Span) -> list[str]:
    """The points, dashes and signs in some words, or at their ends, that make a number another one."""
    start = max(0, span.start - 1)
    found = _NUMBER_MARK.finditer(text, start, span.end + 1)
    return ["-" if match.group() in "-‐‒–—−" else match.group() for match in found]


def _old_span(one: Stretch) -> Span:
    return Span(one.old_start, one.old_start + (len(one.old) or _rest_of_number(one.new, one.following)))


def _new_span(one: Stretch) -> Span:
    return Span(one.new_start, one.new_start + (len(one.new) or _rest_of_number(one.old, one.following)))


def _rest_of_number(put_in: str, following: str) -> int:
    """How far the number reaches that "1" was put before: "200" became "1 200"."""
    rest = _MORE_DIGITS.match(following) if put_in[-1:].isdigit() else None
    return rest.end() if rest else 0


def _letters(words: str) -> str:
    """The words without blanks, case, item labels and signs that say nothing: "subjectto" is "(b) Subject to"."""
    return _SILENT.sub("", words).casefold()


def is_inflection(old: str, new: str) -> bool:
    """Whether the changed words are the same but for singular and plural, and no number, sign or unit changed."""
    if _NUMBERS.findall(old) != _NUMBERS.findall(new):
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


def _reversals(old: str, stretches: Sequence[Stretch]) -> Iterator[Shift]:
    """A "not" put in or taken out, so that the clause says the opposite ("may not share" and "may share")."""
    # "May not, unless you agree" is not the contrary of "may".
    for sides in ([one.old for one in stretches], [one.new for one in stretches]):
        if any(map(_NEGATION.search, sides)) and any(map(_SAVE_FOR.search, sides)):
            return
    for one in stretches:
        negated, plain = (one.old, one.new) if _NEGATION.search(one.old) else (one.new, one.old)
        if not _NEGATION.search(negated) or _NEGATION.search(plain):
            continue
        follows_verb = _VERB_AT_END.search(old[max(0, one.old_start - 20) : one.old_start])
        is_short = max(len(one.old.split()), len(one.new.split())) <= 3
        if (is_short and follows_verb and _NOT_AT_START.match(negated)) or _unhelped(negated) == _unhelped(plain):
            yield Shift("reversed", _old_span(one), _new_span(one))


def _unhelped(words: str) -> list[str]:
    """The words without negations and the verbs that carry them, without endings."""
    return stems(_NEGATED_VERB.sub(" ", words))


def _bindings(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Shift]:
    yield from _quantities(old, new, touched(find_quantities(old), olds), touched(find_quantities(new), news))
    phrases = phrases_of(old) if olds else {}, phrases_of(new) if news else {}
    if not any(phrases):
        return
    for kind in PATTERNS:
        before, after = phrases[0].get(kind, ()), phrases[1].get(kind, ())
        if not (before or after):
            continue
        removed, added = _surplus(_touched(before, olds), _touched(after, news), kind in BY_NUMBER)
        removed, added = only_here(kind, removed, old, new), only_here(kind, added, new, old)
        if kind == "party":
            removed, added = _unexchanged(removed, added, old, new)
        yield from (Shift(f"{kind}_removed", span, None) for span in removed[:MOST_OF_A_KIND])
        yield from (Shift(f"{kind}_added", None, span) for span in added[:MOST_OF_A_KIND])


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
    return (
        [span for span in removed if not touched([span], [one for one, _ in swaps])],
        [span for span in added if not touched([span], [other for _, other in swaps])],
    )


def _quantities(old: str, new: str, olds: Sequence[Quantity], news: Sequence[Quantity]) -> Iterator[Shift]:
    """What became of each kind of quantity: which way the only one of a kind went, else which came and which went."""
    if not (olds or news):
        return
    for dimension, unit in dict.fromkeys((one.dimension, one.unit) for one in (*olds, *news)):
        if dimension == REFERENCE:
            continue
        before, after = (
            [one for one in side if (one.dimension, one.unit) == (dimension, unit)] for side in (olds, news)
        )
        gone = [one for one in before if not any(one.is_same_as(other) for other in after)]
        come = [one for one in after if not any(one.is_same_as(other) for other in before)]
        if dimension == NUMBER:
            yield from _numbers(old, new, gone, come)
        elif len(gone) == len(come) == 1:
            way = gone[0].way_to(come[0])
            name = NUMBER if way == "changed" else dimension
            yield Shift(f"{name}_{way}", _span(gone[0]), _span(come[0]))
        else:
            yield from (Shift(f"{dimension}_removed", _span(one), None) for one in gone[:MOST_OF_A_KIND])
            yield from (Shift(f"{dimension}_added", None, _span(one)) for one in come[:MOST_OF_A_KIND])


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


def _modals(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Shift]:
    """A “may” that became “must”, a “will” that became “may”."""
    removed, added = _surplus(_matches(_MODAL, old, olds), _matches(_MODAL, new, news), by_number=False)
    if len(removed) == len(added) == 1:
        (before,), (after,) = removed, added
        step = _force(new, after) - _force(old, before)
        if step:
            yield Shift("modal_strengthened" if step > 0 else "modal_weakened", before, after)


def _force(text: str, span: Span) -> int:
    return _FORCE[folded(text[span.start : span.end])]


def _actors(stretches: Sequence[Stretch]) -> Iterator[Shift]:
    """A right or a duty that passed from the user to the service or the other way round."""
    for one in stretches:
        if max(len(one.old.split()), len(one.new.split())) > 3:
            continue
        for first, second in ((_SERVICE, _USER), (_USER, _SERVICE)):
            before, after = first.search(one.old), second.search(one.new)
            if before and after and not second.search(one.old) and not first.search(one.new):
                yield Shift("actor_changed", _placed(before, one.old_start), _placed(after, one.new_start))


def _placed(match: re.Match[str], offset: int) -> Span:
    return Span(offset + match.start(), offset + match.end())


def _listed(stretches: Sequence[Stretch]) -> Iterator[Shift]:
    """One more, or one less, of what a clause lists."""
    for one in stretches:
        if not one.old.strip() and _is_item(one.new):
            yield Shift("item_added", None, _new_span(one))
        elif not one.new.strip() and _is_item(one.old):
            yield Shift("item_removed", _old_span(one), None)


def _is_item(words: str) -> bool:
    """Whether some words are one more of what is listed, and no clause of their own."""
    return _JOINED.match(words) is not None and not _CLAUSE_OF_ITS_OWN.search(words)


def _terms(old: str, new: str, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Shift]:
    """Words in quotation marks that the other wording does not hold, quoted or not."""
    removed, added = _surplus(_matches(_TERM, old, olds), _matches(_TERM, new, news), by_number=False)
    gone, come = (
        [span for span in spans if folded(here[span.start + 1 : span.end - 1]) not in folded(there)]
        for spans, here, there in ((removed, old, new), (added, new, old))
    )
    yield from (Shift("term_removed", span, None) for span in gone[:MOST_OF_A_KIND])
    yield from (Shift("term_added", None, span) for span in come[:MOST_OF_A_KIND])


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Piece = TypeVar("Piece", bound=_Placed)


def touched(pieces: Sequence[Piece], changed: Sequence[Span]) -> list[Piece]:
    """The pieces that a changed stretch overlaps, or that words were put into. Both come in order."""
    if not (pieces and changed):
        return []
    if changed[0].start <= pieces[0].start and pieces[-1].end <= changed[0].end:
        return list(pieces)
    found, at = [], 0
    for piece in pieces:
        while at < len(changed) and changed[at].end <= piece.start:
            at += 1
        if at < len(changed) and changed[at].start < piece.end:
            found.append(piece)
    return found


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
