"""Whether two wordings may deny the same thing in other words, so that no negation surely came or went."""

import re
from collections.abc import Sequence

from governance.comparison.matching.changed_words import new_span, old_span, whole_words
from governance.comparison.matching.wording import Stretch
from governance.comparison.text.phrases import PHRASES
from governance.comparison.text.quick_look import folded
from governance.comparison.text.word_lists import EXCEPTIONS, ONLY

# What denies without a "not". They make a negation unsure and are none themselves, so that `NEGATIONS` lacks them: of
# "we fail to reply" nothing is said to have been denied.
_HIDDEN = re.compile(
    r"\b(?:unable|inability|incapable|impossible|fail\w*|refus\w+|refrain\w*|neglect\w*|omit\w*|hesitat\w+"
    r"|declin\w+|den(?:y|ies|ied|ying)|lack\w*|absen(?:t|ce)|hardly|scarcely|avoid\w*|abstain\w*|free from|rather than"
    r"|instead of|prevent\w*)\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"\b(?:n?or|and|neither)\b", re.IGNORECASE)
# "Not until", "not without" and "not before" may be "only" as well, though none of them excepts anything.
_SAVE = re.compile(rf"\b(?:{EXCEPTIONS}|until|without|before)\b", re.IGNORECASE)
_ONLY = re.compile(rf"\b(?:{ONLY})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?;|]\s")
# `contraries` has fewer, for what it finds is told; with these a negation is only unsure.
_DENYING_PREFIXES = ("un", "im", "in", "il", "ir", "dis", "non")
_LEAST_LETTERS = 4
_WORD = re.compile(r"\w+")
_NEGATION = PHRASES["negation"]
_OF_DENIAL = ("negation", "reversed", "prohibition", "exclusion")
_ON, _OFF = (re.compile(rf"\b{word}\b", re.IGNORECASE) for word in ("on", "off"))
_WITHOUT = re.compile(r"\bwithout\b", re.IGNORECASE)
_WITH = re.compile(r"\bwith\b", re.IGNORECASE)
_OF_LIMIT = (*_OF_DENIAL, "condition")


def unsure_kinds(old: str, new: str, stretches: Sequence[Stretch]) -> tuple[str, ...]:
    """How the names of unsure observations begin: the wordings may deny or limit the same thing."""
    pieces = [[whole_words(text, span(one)) for one in stretches] for text, span in ((old, old_span), (new, new_span))]
    was, now = (" ".join(side) for side in pieces)
    counts = len(_NEGATION.findall(was)), len(_NEGATION.findall(now))
    if not any(counts):
        return ()
    # "Not turned on" is "turned off".
    sides = (was, now), (now, was)
    if counts[0] != counts[1] and any(_ON.search(one) and _OFF.search(other) for one, other in sides):
        return _OF_DENIAL
    # "Sings without hens" is "does not sing with hens".
    if counts[0] != counts[1] and (_WITHOUT.search(was) is None) != (_WITHOUT.search(now) is None):
        fewer = was if counts[0] < counts[1] else now
        if _WITHOUT.search(fewer):
            return _OF_DENIAL
    for one, other in ((was, now), (now, was)):
        # "Not unless you agree" is "only if you agree", and "not without your consent" is "with your consent".
        if _NEGATION.search(one) and _SAVE.search(one) and _ONLY.search(other):
            return _OF_LIMIT
        if _NEGATION.search(one) and _WITHOUT.search(one) and _WITH.search(other) and not _NEGATION.search(other):
            return _OF_DENIAL
    if _HIDDEN.search(was) or _HIDDEN.search(now) or _have_prefix(was, now) or _have_prefix(now, was):
        return _OF_DENIAL
    # "Neither sells nor rents" has two of them, "doesn't sell or rent" one.
    denies_still = _NEGATION.search(old) and _NEGATION.search(new)
    if denies_still and counts[0] != counts[1] and _JOINTS.search(now if counts[0] > counts[1] else was):
        return _OF_DENIAL
    return _OF_DENIAL if _moves(old, pieces, stretches) else ()


def _have_prefix(words: str, others: str) -> bool:
    """Whether a word of one side denies by its beginning what a word of the other side says: "impossible"."""
    plain = {*_WORD.findall(folded(others))}
    return any(
        word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_LETTERS and word[len(prefix) :] in plain
        for word in _WORD.findall(folded(words))
        for prefix in _DENYING_PREFIXES
    )


def _moves(old: str, pieces: Sequence[Sequence[str]], stretches: Sequence[Stretch]) -> bool:
    """Whether a negation went from one place of a sentence to another: "no liability for loss" and "for no loss"."""
    ways = [bool(_NEGATION.search(now)) - bool(_NEGATION.search(was)) for was, now in zip(*pieces, strict=True)]
    gone = [one for one, way in zip(stretches, ways, strict=True) if way < 0]
    come = [one for one, way in zip(stretches, ways, strict=True) if way > 0]
    return any(
        not _SENTENCE_END.search(old, min(one.old_start, other.old_start), max(one.old_start, other.old_start))
        for one in gone
        for other in come
    )
