"""A sentence in the parts that are about the old text and those that are about the new one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.rewriting.guard.saying import modal_facts
from governance.rewriting.guard.stems import ReadWord, words_of
from governance.rewriting.guard.words import CHANGE_VERBS, CLAIMS_GONE, CLAIMS_NEW, PAST_WORDS

_JOINTS = frozenset(("and", "but", "while", "whereas"))
_BE = frozenset(("is", "are", "be", "been", "being", "was", "were"))


@dataclass(frozen=True, slots=True)
class Part:
    """Words that are about one of the two texts; `claims` says that something of it is new, or gone, there."""

    words: tuple[ReadWord, ...]
    text: str
    is_past: bool
    claims: bool


def parts_of(sentence: str) -> list[Part]:
    """Return the parts of a sentence. What gives no sign of the past is about the new text."""
    words = words_of(sentence)
    split = _at_a_turn(words)
    if split is None:
        return list(_by_clause(sentence, words))
    return [_part(sentence, some, is_past=is_past, claims=claims) for some, is_past, claims in split if some]


def _at_a_turn(words: tuple[ReadWord, ...]) -> list[tuple[tuple[ReadWord, ...], bool, bool]] | None:
    """The sides of "from A to B", "A became B", "A was replaced with B" and "B instead of A"."""
    smalls = [word.small for word in words]
    for place, small in enumerate(smalls):
        after = smalls[place + 1] if place + 1 < len(smalls) else ""
        if small == "from" and "to" in smalls[place:] and any(word.stem in CHANGE_VERBS for word in words[:place]):
            to = smalls.index("to", place)
            return [(words[:place], False, False), (words[place:to], True, True), (words[to:], False, True)]
        if small == "became":
            return [(words[:place], True, True), (words[place + 1 :], False, True)]
        if small == "replaced" and after in ("by", "with"):
            return [(words[:place], True, True), (words[place + 1 :], False, True)]
        if small == "replaces":
            return [(words[:place], False, True), (words[place + 1 :], True, True)]
        if (small, after) in (("instead", "of"), ("rather", "than")):
            return [(words[:place], False, True), (words[place + 2 :], True, True)]
    return None


def _by_clause(sentence: str, words: tuple[ReadWord, ...]) -> Iterator[Part]:
    is_past = claims = False
    begun: list[ReadWord] = []
    for clause in _clauses(words):
        was_past = is_past
        smalls = {word.small for word in clause}
        if _tells_of_the_past(clause):
            is_past = True
        elif "now" in smalls:
            is_past = False
        if begun and is_past != was_past:
            yield _part(sentence, begun, is_past=was_past, claims=claims)
            begun, claims = [], False
        begun += clause
        claims = claims or bool(smalls & (CLAIMS_GONE if is_past else CLAIMS_NEW))
    if begun:
        yield _part(sentence, begun, is_past=is_past, claims=claims)


def _clauses(words: Sequence[ReadWord]) -> Iterator[tuple[ReadWord, ...]]:
    """The words between two pauses, parted at an "and" where both the past and a "now" are told of."""
    begun: list[ReadWord] = []
    for place, word in enumerate(words):
        is_turn = word.small in _JOINTS and "now" in [one.small for one in words[place:] if one.clause == word.clause]
        if begun and (word.clause != begun[-1].clause or (is_turn and _tells_of_the_past(begun))):
            yield tuple(begun)
            begun = []
        begun.append(word)
    if begun:
        yield tuple(begun)


def _tells_of_the_past(clause: Sequence[ReadWord]) -> bool:
    smalls = [word.small for word in clause]
    for place, small in enumerate(smalls):
        before, after = smalls[place - 1] if place else "", smalls[place + 1] if place + 1 < len(smalls) else ""
        if small == "no" and after == "longer":
            return True
        # "The rule was removed", and not "content may be removed".
        is_told = before in ("was", "were") or not modal_facts(clause[:place])
        if small not in PAST_WORDS or not is_told:
            continue
        if small in ("before", "earlier"):
            if len(smalls) == 1 or place + 1 == len(smalls):
                return True
        elif small == "used":
            if after == "to" and before not in _BE:
                return True
        else:
            return True
    return False


def _part(sentence: str, words: Sequence[ReadWord], *, is_past: bool, claims: bool) -> Part:
    begins, ends = words[0].start, words[-1].start + len(words[-1].text)
    # An amount begins, or ends, with its sign.
    begins -= begins > 0 and sentence[begins - 1] in CURRENCY_SIGNS
    ends += ends < len(sentence) and sentence[ends] in f"%{CURRENCY_SIGNS}"
    return Part(tuple(words), sentence[begins:ends], is_past, claims)
