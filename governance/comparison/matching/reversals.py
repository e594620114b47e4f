"""A promise or a permission that was taken back: the clause says now what it denied, or the other way round.

It may say it of the same or of something else of the kind: "We do not use your drawings" and "We may use public
drawings".
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.matching.folding import telling_words
from governance.comparison.text.quick_look import folded, holds_any
from governance.comparison.text.spans import sentence_spans
from governance.comparison.text.word_lists import BE, DO, HAVE, MODALS

# Of a clause with more sentences nothing is compared, and of a sentence no more denials.
SENTENCES_READ = 30
DENIALS_READ = 4
# So much of what the longer sentence says stands in the other one, besides who does what; of what is done with data,
# money or an account one word is enough.
LEAST_ALIKE = 0.3
_HELPER = rf"(?:{MODALS}|{DO}|{BE}|{HAVE}|could|would|should)"
_ADVERBS = r"(?:(?:also|always|then|still|\w{2,12}ly) ){0,2}"
_DENIED = re.compile(
    rf"(?:(?P<subject>[\w’'-]{{1,30}}) )?(?:{_HELPER} (?:not|never)|cannot|never|no longer|\w{{2,6}}n['’]t) {_ADVERBS}"
    rf"(?:be )?(?P<verb>[a-z]{{3,20}})\b",
    re.IGNORECASE,
)
_DENYING = ("not", "never", "no longer", "n't", "n’t")
_JOINS = frozenset(("and", "or", "but", "nor", ""))
_WHO = frozenset(("we", "you", "they", "users", "members", "customers", "sellers", "subscribers"))
_TELLING_VERBS = frozenset(
    (
        "use", "sell", "share", "disclose", "transfer", "store", "keep", "retain", "collect", "track", "train",
        "charge", "refund", "delete", "record", "monitor", "read", "rent", "terminate", "suspend", "resell", "scrape",
    )
)  # fmt: skip
_DENIAL = re.compile(r"\b(?:do not|does not|not|never) ", re.IGNORECASE)
# Words that carry a denial or stand in its place, and that say nothing of who does what to what.
_CARRIES = re.compile(rf"\b(?:{_HELPER}|not|never|cannot|no longer|\w{{2,6}}n['’]t|a|an|any|the)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
# What says before a denial when, where or for whom it holds: "If you are a student, we do not charge you".
_HOLDS_ONLY = re.compile(
    r"\b(?:if|unless|except|where|when(?:ever)?|while|until|in case|provided|save|only|as long as|to the extent"
    r"|subject to)\b|^\W{0,4}(?:in|for|within|outside|under|during|with|without|on|at) ",
    re.IGNORECASE,
)


class Reversal(NamedTuple):
    """The parts of an old and a new wording of which one denies what the other says, from who does it on.

    Where one of them holds on a condition that stands before that, and the other on another one or on none, both are
    whole sentences.
    """

    was: str
    now: str

    @property
    def is_all(self) -> bool:
        """Whether nothing but the denial came or went, so that both wordings speak of the same."""
        was, now = (_WORD.findall(_CARRIES.sub(" ", part).casefold()) for part in self)
        return was == now

    @property
    def denial(self) -> str:
        """The denial that came or went if that is all that differs, such as "do not"; "" otherwise."""
        for one, other in ((self.was, self.now), (self.now, self.was)):
            found = _DENIAL.search(one) if self.is_all else None
            if found and telling_words(one.replace(found.group(), "", 1)) == telling_words(other):
                return found.group().strip()
        return ""


_Denial = tuple[int, str, str]
# A sentence and what it denies.
_Read = tuple[str, list[_Denial]]


@lru_cache(maxsize=1_000)
def reversal_between(old: str, new: str) -> Reversal | None:
    """The first sentence that denies what the other wording says or will do; None where that is not sure."""
    olds, news = (
        [(sentence, [*_denials(sentence)]) for sentence in sentences]
        for sentences in (_only_in(old, new), _only_in(new, old))
    )
    for was in olds:
        for now in news:
            for denied, said, is_lifted in ((was, now, True), (now, was, False)):
                found = _contrary(denied, said)
                if found:
                    return Reversal(*(found if is_lifted else found[::-1]))
    return None


def _only_in(text: str, other: str) -> list[str]:
    """The sentences of one wording that the other one does not hold."""
    spans = sentence_spans(text)
    return (
        [text[start:end] for start, end in spans if text[start:end] not in other] if len(spans) < SENTENCES_READ else []
    )


def _contrary(denied: _Read, said: _Read) -> tuple[str, str] | None:
    """(what is denied, what is said) from the one who does it on, if these are about the same; None otherwise."""
    for start, subject, verb in denied[1]:
        if any(one == subject and other == verb for _, one, other in said[1]):
            continue
        affirmed = _affirmation(said[0], subject, verb)
        if affirmed is None:
            continue
        parts = denied[0][start:], said[0][affirmed.start() :]
        words = [telling_words(part) - {subject, verb} for part in parts]
        least = 1 if verb in _TELLING_VERBS else max(2, LEAST_ALIKE * max(map(len, words)))
        if len(words[0] & words[1]) >= least:
            leads = denied[0][:start], said[0][: affirmed.start()]
            return (denied[0], said[0]) if _hold_otherwise(*leads) else parts
    return None


def _hold_otherwise(lead: str, other: str) -> bool:
    """Whether what stands before one of two statements limits it, and the other one has not the same limit."""
    limits = [_HOLDS_ONLY.search(words) is not None for words in (lead, other)]
    return any(limits) and (not all(limits) or telling_words(lead) != telling_words(other))


def _affirmation(said: str, subject: str, verb: str) -> re.Match[str] | None:
    """Where a sentence says what the other one denies; with "may" or "will" if it says it so anywhere."""
    if not holds_any(folded(said), (f"{subject} ",)):
        return None
    begin = rf"(?<![\w’'-]){re.escape(subject)} "
    forms = (rf"{begin}{_HELPER} {_ADVERBS}(?:be )?{verb}\b", rf"{begin}{_ADVERBS}{verb}\b")
    return next((found for form in forms if (found := re.search(form, said, re.IGNORECASE))), None)


def _denials(sentence: str) -> Iterator[_Denial]:
    """(where it begins, who, what) of each denial; of a further one after "and" who was named before."""
    start, subject = 0, ""
    if not holds_any(folded(sentence), _DENYING):
        return
    for number, found in enumerate(_DENIED.finditer(sentence)):
        named = (found["subject"] or "").lower()
        if named not in _JOINS:
            start, subject = found.start(), named
        verb = found["verb"].lower()
        if number < DENIALS_READ and subject in _WHO:
            yield start, subject, verb
