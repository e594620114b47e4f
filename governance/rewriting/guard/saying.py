"""What words say of who does what: modal verbs with their heads, negations with theirs, doers and owners."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from governance.rewriting.guard.stems import ReadWord
from governance.rewriting.guard.words import (
    LITTLE,
    MODALS,
    MODALS_BEFORE_TO,
    NEGATIONS,
    POSSESSIVES,
    SYNONYMS,
    US,
    YOU,
    set_of,
)

_HEADS_WITHIN, _DONE_WITHIN, _OWNED_WITHIN = 10, 14, 5
_JOINTS = frozenset(("or", "and", "nor"))
_VERBS = set_of("is are be been was were am has have had having do does did also")
_PREPOSITIONS = set_of("with to for of in on at from by as through under")
DOERS = {"we": "we", "you": "you"}


class ModalFact(NamedTuple):
    """A modal verb: what it says, whether it is denied, and the verbs that it is said of, the nearest first."""

    says: str
    is_denied: bool
    heads: tuple[str, ...]


def is_same(stem: str, other: str) -> bool:
    """Whether two stems are of one word, or one may stand for the other."""
    return stem == other or other in SYNONYMS.get(stem, ())


def is_among(stem: str, stems: frozenset[str] | set[str]) -> bool:
    """Whether a stem, or one that it may stand for, is among others."""
    return stem in stems or not SYNONYMS.get(stem, frozenset()).isdisjoint(stems)


def has_content(word: ReadWord) -> bool:
    """Whether a word says something by itself: no article, pronoun, modal verb or denial."""
    small = word.small
    return not (
        small in LITTLE or small in US or small in YOU or small in POSSESSIVES or small in MODALS or is_denial(word)
    )


def is_denial(word: ReadWord) -> bool:
    return word.small in NEGATIONS or word.small.endswith("n't")


def modal_facts(words: Sequence[ReadWord]) -> list[ModalFact]:
    """Return every modal verb among the words of a text."""
    found = []
    for place, word in enumerate(words):
        says, begins = MODALS.get(word.small.replace("n't", "")) or MODALS.get(word.small), place + 1
        is_denied = word.small.endswith("n't") or word.small == "cannot"
        if says is None:
            says = MODALS_BEFORE_TO.get(word.small)
            if says is None or place + 1 >= len(words) or words[place + 1].small != "to":
                continue
            begins = place + 2
            is_denied = any(is_denial(one) for one in words[max(0, place - 2) : place])
        else:
            is_denied = is_denied or any(is_denial(one) for one in words[begins : begins + 2])
        if heads := _heads(words, begins):
            found.append(ModalFact(says, is_denied, heads))
    return found


def denied_heads(words: Sequence[ReadWord]) -> list[tuple[str, ...]]:
    """Return what each denial among the words is said of, the nearest first; "no longer" is none."""
    return [
        heads
        for place, word in enumerate(words)
        if is_denial(word) and not _is_no_longer(words, place) and (heads := _heads(words, place + 1))
    ]


def doings(words: Sequence[ReadWord]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield who does what: `we` or `you`, and the words with content that follow, or go before "by us"."""
    for place, word in enumerate(words):
        if word.small in ("us", "you") and place and words[place - 1].small == "by":
            done = [one.stem for one in words[max(0, place - 5) : place - 1] if has_content(one)]
            if done:
                yield "we" if word.small == "us" else "you", (done[-1],)
        elif word.small in DOERS and not is_object(words, place):
            yield DOERS[word.small], tuple(_done_after(words, place))


def owned(words: Sequence[ReadWord]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is said to be ours, yours or theirs, the nearest word first."""
    for place, word in enumerate(words):
        if word.small in POSSESSIVES:
            yield word.small, tuple(_owned_after(words, place))


def is_object(words: Sequence[ReadWord], place: int) -> bool:
    """Whether a "you" is no doer: no verb follows it."""
    if words[place].small != "you":
        return False
    after = words[place + 1] if place + 1 < len(words) else None
    if after is None or after.clause != words[place].clause:
        return True
    return after.small in POSSESSIVES or (after.small in LITTLE and after.small not in _VERBS)


def _owned_after(words: Sequence[ReadWord], place: int) -> Iterator[str]:
    for one in words[place + 1 : place + 1 + _OWNED_WITHIN]:
        if one.sentence != words[place].sentence or one.small in POSSESSIVES or one.small in _PREPOSITIONS:
            return
        if has_content(one):
            yield one.stem


def _done_after(words: Sequence[ReadWord], place: int) -> Iterator[str]:
    for one in words[place + 1 : place + 1 + _DONE_WITHIN]:
        if one.sentence != words[place].sentence or one.small in DOERS:
            return
        if has_content(one) and not _is_adverb(one):
            yield one.stem


def _heads(words: Sequence[ReadWord], begins: int) -> tuple[str, ...]:
    """The first word with content, and those that a comma or a joint puts beside it."""
    heads: list[str] = []
    is_beside, clause = True, -1
    for one in words[begins : begins + _HEADS_WITHIN]:
        if one.sentence != words[begins - 1].sentence:
            break
        if one.small in _JOINTS:
            is_beside = bool(heads)
        elif has_content(one) and not _is_adverb(one):
            if is_beside or not heads or one.clause != clause:
                heads.append(one.stem)
                clause = one.clause
            is_beside = False
    return tuple(heads)


def _is_adverb(word: ReadWord) -> bool:
    return word.small.endswith("ly") and len(word.small) > 4 and not word.small.endswith(("apply", "supply", "comply"))


def _is_no_longer(words: Sequence[ReadWord], place: int) -> bool:
    return place + 1 < len(words) and words[place].small == "no" and words[place + 1].small == "longer"
