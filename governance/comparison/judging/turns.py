"""What turned round in a clause: a negation, a verb of force, a limit around the same number.

Each is found where old and new words stand in the same place, and yielded as (kind, old words, new words).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from governance.comparison.matching.changed_words import new_span, old_span, touched, whole_words
from governance.comparison.matching.wording import Stretch
from governance.comparison.text.intervals import find_intervals
from governance.comparison.text.phrases import PHRASES, Span, stems
from governance.comparison.text.quantities import PERIOD, Quantity, find_quantities
from governance.comparison.text.quick_look import folded
from governance.comparison.text.spans import sentence_spans
from governance.comparison.text.word_lists import (
    ALL_MODALS,
    CALENDAR_UNITS,
    CONTRACTED_NOT,
    DO,
    EXCEPTIONS,
    MODALS,
    NEGATIONS,
    NEVER_AFTER_VERB,
    NOT_AT_END,
)

Turn = tuple[str, Span, Span]

_NEGATION = PHRASES["negation"]
# Words that carry a negation, or say "all" where another says "none".
_NEGATED_VERB = re.compile(
    rf"\b(?:(?:{MODALS}|{DO}|is|are|should)? ?not|no longer|no one|{NEGATIONS}|{CONTRACTED_NOT}|{MODALS}|{DO}"
    r"|an?|any|all|each|every|some|the|both|either|one|(?:every|any|some)(?:body|one|thing))\b",
    re.IGNORECASE,
)
# Put in alone these turn what stands there round; "nobody" does so only in the place of somebody.
_PUT_IN = re.compile(rf"\W*(?:not|never|no longer|no|do not|does not|did not|{CONTRACTED_NOT})\b", re.IGNORECASE)
_VERB_AT_END = re.compile(rf"\b(?:{MODALS}|do|does|is|are|should)\s*$", re.IGNORECASE)
_NOT_AT_START = re.compile(r"\s*(?:not|never|no longer)\b", re.IGNORECASE)
_SAVE_FOR = re.compile(rf"\b(?:{EXCEPTIONS})\b", re.IGNORECASE)
# "May 2026" is a month.
_MODAL = re.compile(rf"\b(?:{ALL_MODALS})(?: ?not\b|{NOT_AT_END}\b|\b(?! \d))", re.IGNORECASE)
# Close before a verb that binds; `exactness` asks it of a whole clause, where the distance says nothing.
_OF_NOBODY = re.compile(r"\b(?:nobody|none|neither|no one|no \w+|never)(?: \w+){0,3}\s$", re.IGNORECASE)
_NEVER_AFTER = re.compile(rf"\s(?:\w+ )?(?:{NEVER_AFTER_VERB})\b", re.IGNORECASE)
# How much a verb binds, from least to most: "shall" may be as much as "must" or as little as "will".
_FORCE = {
    **dict.fromkeys(("may", "might", "can", "could"), (1, 1)),
    "should": (2, 2),
    "will": (3, 3),
    "shall": (3, 4),
    "must": (4, 4),
}
# With "not": who may not, shall not or cannot is forbidden alike, and "might not" forbids nothing.
_NEGATED_FORCE = {"should": (1, 1), **dict.fromkeys(("may", "can", "shall", "must"), (2, 2))}
_LIMIT_LEAD = r"(?:\s(?:a |the )?(?:period|total|age) of)?\s(?:the (?:first |age of )?)?$"
_DEADLINE = rf"\b(?P<deadline>within|(?:not|no) later than){_LIMIT_LEAD}"
_WAIT = rf"\b(?P<wait>(?<!days )(?<!months )after|(?:not|no) (?:earlier|sooner) than){_LIMIT_LEAD}"
_INTERVAL = r"\b(?P<interval>(?:once )?(?:every|each))\s$"
_MOST = (
    r"\b(?P<most>up to|at (?:the )?most|(?:not|no) (?:more|longer|greater) than|(?:a )?maximum of|less than|fewer than"
    rf"|under|below|not exceed(?:ing)?){_LIMIT_LEAD}"
)
_LEAST = (
    r"\b(?P<least>at (?:the )?least|(?:not|no) (?:less|fewer) than|(?:a )?minimum of|(?<!not )(?<!no )more than|over"
    rf"|above|(?<!not )exceed(?:s|ing)?){_LIMIT_LEAD}"
)
_LIMIT = re.compile("|".join((_DEADLINE, _WAIT, _INTERVAL, _MOST, _LEAST)), re.IGNORECASE)
_LIMIT_WORDS = re.compile(
    r"\b(?:within|after|every|each|than|up to|most|least|m(?:ax|in)imum|over|above|under|below|exceed(?:s|ing)?)\b",
    re.IGNORECASE,
)
# What may say how often in words that aren't read: "each third Monday", "often", "EUR/month".
_MAY_SAY_HOW_OFTEN = re.compile(r"\b(?:every|each|per|often|once|twice|times|regularly)\b|/", re.IGNORECASE)
_MAY_SAY_IT_HERE = re.compile(rf"\b(?:\w+ly|(?:{CALENDAR_UNITS})s?)\b", re.IGNORECASE)
_LEAD_LENGTH = 50
_RESERVED = re.compile(r"\b(?:without|unless|except|save|other than)\b[^,;.]{0,200}", re.IGNORECASE)
_TURNED = {
    ("deadline", "wait"): "deadline_to_wait",
    ("wait", "deadline"): "wait_to_deadline",
    ("interval", "wait"): "interval_to_wait",
    ("wait", "interval"): "wait_to_interval",
    ("interval", "deadline"): "interval_to_deadline",
    ("deadline", "interval"): "deadline_to_interval",
    ("least", "most"): "minimum_to_maximum",
    ("most", "least"): "maximum_to_minimum",
}


def reversals(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[Turn]:
    """A negation put in or taken out, so that the clause says the opposite ("may not share" and "may share")."""
    sides = [(whole_words(old, old_span(one)), whole_words(new, new_span(one))) for one in stretches]
    # "May not, unless you agree" is not the contrary of "may".
    for words in zip(*sides, strict=True):
        if any(map(_NEGATION.search, words)) and any(map(_SAVE_FOR.search, words)):
            return
    for one, (was, now) in zip(stretches, sides, strict=True):
        is_negated = _NEGATION.search(was) is not None, _NEGATION.search(now) is not None
        if is_negated[0] == is_negated[1] or is_mistyped_denial(was, now):
            continue
        negated, plain = (was, now) if is_negated[0] else (now, was)
        follows_verb = _VERB_AT_END.search(old[max(0, one.old_start - 20) : one.old_start])
        is_short = max(len(was.split()), len(now.split())) <= 3
        is_same_else = _unhelped(negated) == _unhelped(plain) and (plain.strip() or _PUT_IN.match(negated))
        if (is_short and follows_verb and _NOT_AT_START.match(negated)) or is_same_else:
            yield "reversed_from_negation" if is_negated[0] else "reversed_by_negation", old_span(one), new_span(one)


def is_mistyped_denial(old: str, new: str) -> bool:
    """Whether a "not" got or lost a letter that makes no other word of it: "sNOT"."""
    shorter, longer = sorted((old.strip().lower(), new.strip().lower()), key=len)
    if shorter != "not" or len(longer) != len(shorter) + 1 or longer in ("note", "knot"):
        return False
    return shorter in {longer[:at] + longer[at + 1 :] for at in range(len(longer))}


def is_of_the_same(old: str, new: str, turn: Turn) -> bool:
    """Whether one of the two sentences that a turn stands in says nothing that the other doesn't.

    The denial is left out of account, and so is what is reserved, as in "without your consent".
    """
    was, now = (
        Counter(_unhelped(_RESERVED.sub(" ", _sentence_at(text, span.start))))
        for text, span in zip((old, new), turn[1:], strict=True)
    )
    return was <= now or now <= was


def _sentence_at(text: str, place: int) -> str:
    return next((text[start:end] for start, end in sentence_spans(text) if start <= place < end), text)


def is_denied_only(old: str, new: str) -> bool:
    """Whether one of two titles or leads denies what the other says: "We do not sell:" and "We sell:"."""
    denied = [_NEGATION.search(words) is not None for words in (old, new)]
    return denied[0] != denied[1] and bool(_unhelped(old)) and _unhelped(old) == _unhelped(new)


def _unhelped(words: str) -> list[str]:
    """The words without negations and the small words that carry them, without endings."""
    return stems(_NEGATED_VERB.sub(" ", words))


def modals(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[Turn]:
    """A “may” that became “must”, a “will” that became “may”, in the same place and both with or both without “not”."""
    if sorted(map(folded, _MODAL.findall(old))) == sorted(map(folded, _MODAL.findall(new))):
        return
    for one in stretches:
        before, after = _only_modal(old, old_span(one)), _only_modal(new, new_span(one))
        if before and after and before[2] == after[2]:
            forces = _NEGATED_FORCE if before[2] else _FORCE
            was, now = forces.get(before[1]), forces.get(after[1])
            if was and now and now[0] > was[1]:
                yield "modal_strengthened", before[0], after[0]
            elif was and now and now[1] < was[0]:
                yield "modal_weakened", before[0], after[0]


def _only_modal(text: str, span: Span) -> tuple[Span, str, bool] | None:
    """The place, the verb and whether it is negated of the only modal verb that the span touches."""
    start = max(0, span.start - 1)
    found = [match for match in _MODAL.finditer(text, start, min(len(text), span.end + 4)) if match.start() < span.end]
    if len(found) != 1:
        return None
    match = found[0]
    verb = folded(match.group())
    is_negated = verb.endswith(("not", "n't", "n’t")) or _NEVER_AFTER.match(text, match.end()) is not None
    verb = verb.removesuffix("not").removesuffix("n't").removesuffix("n’t").strip()
    is_negated = is_negated or _OF_NOBODY.search(text, max(0, match.start() - 60), match.start()) is not None
    return Span(match.start(), match.start() + len(verb)), verb, is_negated


def intervals(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[tuple[str, Span | None, Span | None]]:
    """The one interval that became longer or shorter, came or went: "5 EUR a month" and "5 EUR a week"."""
    found = find_intervals(old), find_intervals(new)
    was = touched(found[0], [old_span(one) for one in stretches])
    now = touched(found[1], [new_span(one) for one in stretches])
    gone = [one for one in was if not any(map(one.is_same_as, now))]
    come = [one for one in now if not any(map(one.is_same_as, was))]
    if len(gone) == len(come) == 1:
        yield "interval_changed", Span(*gone[0][:2]), Span(*come[0][:2])
        return
    there, words = (new, [one.new for one in stretches]) if gone else (old, [one.old for one in stretches])
    # "An annual report" names a report, and beside another interval one is not all that is said of how often.
    if len(gone) + len(come) != 1 or found[1 if gone else 0] or (gone or come)[0].is_attribute:
        return
    if not (_MAY_SAY_HOW_OFTEN.search(there) or any(map(_MAY_SAY_IT_HERE.search, words))):
        place = Span(*(gone or come)[0][:2])
        yield ("interval_removed", place, None) if gone else ("interval_added", None, place)


def limits(old: str, new: str, stretches: Sequence[Stretch]) -> Iterator[Turn]:
    """A limit that became its contrary around the same number: "within 30 days" and "after 30 days"."""
    if not all(_LIMIT_WORDS.search(text) for text in (old, new)):
        return
    olds, news = (
        _limits_in(old, [old_span(one) for one in stretches]),
        _limits_in(new, [new_span(one) for one in stretches]),
    )
    if len(olds) != 1 or len(news) != 1:
        return
    (was, before, one), (now, after, other) = olds[0], news[0]
    is_same = (one.dimension, one.unit) == (other.dimension, other.unit) and one.is_same_as(other)
    turned = _TURNED.get((was, now))
    if turned and is_same:
        yield turned, before, after


def _limits_in(text: str, changed: Sequence[Span]) -> list[tuple[str, Span, Quantity]]:
    """Return (kind, words, number) of each limit whose words changed."""
    if not changed:
        return []
    found = []
    for quantity in find_quantities(text):
        limit = _limit_of(text, quantity)
        if limit and limit.lastgroup:
            words = Span(limit.start(), limit.end(limit.lastgroup))
            if any(one.start < words.end and words.start < max(one.end, one.start + 1) for one in changed):
                found.append((limit.lastgroup, words, quantity))
    return [one for one in found if one[2].dimension == PERIOD or one[0] not in ("deadline", "wait", "interval")]


def limit_before(text: str, quantity: Quantity) -> str:
    """What kind of limit the words before a number make of it: deadline, wait, interval, most, least or ""."""
    limit = _limit_of(text, quantity)
    return (limit.lastgroup or "") if limit else ""


def _limit_of(text: str, quantity: Quantity) -> re.Match[str] | None:
    start = quantity.start + (len("under ") if text[quantity.start :].lower().startswith("under ") else 0)
    return _LIMIT.search(text, max(0, start - _LEAD_LENGTH), start)
