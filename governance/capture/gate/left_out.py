"""Whether what was left out of a text reads like terms, and how an operator is told."""

import re
from collections.abc import Iterable

from governance.capture.gate.legal_words import LEGAL_WORDS
from governance.comparison.text.word_lists import MODALS

FEWEST_WORDS = 15
# A sentence of terms has two of these.
FEWEST_SIGNS = 2
_SHOWN_WORDS, _SHOWN_LETTERS = 9, 90
_BINDS = re.compile(rf"\b(?:{MODALS}|shall|waive\w*|disput\w+|arbitra\w+|liable)\b", re.IGNORECASE)
# Banners that ask for consent are left out of every text.
_OF_A_BANNER = re.compile(r"cookie", re.IGNORECASE)


def said_of_left_out(sentences: Iterable[str]) -> str:
    """Return what an operator is told of sentences that were left out; "" where few of them read like terms."""
    terms = [sentence for sentence in sentences if _reads_like_terms(sentence)]
    count = sum(len(sentence.split()) for sentence in terms)
    if count < FEWEST_WORDS:
        return ""
    begins = " ".join(terms[0].split()[:_SHOWN_WORDS])[:_SHOWN_LETTERS]
    shown = "".join(letter for letter in begins if letter.isprintable())
    return f"Left out {count:,} words that read like terms: “{shown}…”"


def _reads_like_terms(sentence: str) -> bool:
    if _OF_A_BANNER.search(sentence):
        return False
    legal = len(LEGAL_WORDS.findall(sentence))
    return legal > 0 and legal + len(_BINDS.findall(sentence)) >= FEWEST_SIGNS
