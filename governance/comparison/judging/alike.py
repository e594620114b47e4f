"""Whether two wordings differ in marks, blanks and letters that nobody sees, and in nothing else."""

import html
import re

from governance.comparison.text.joined_words import same_words_joined
from governance.comparison.text.normalise import wording_key
from governance.composing import composed

_UNSEEN = re.compile(
    "['’‘ʼʹ′‵`´‛\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def read_alike(first: str, second: str) -> bool:
    """Whether two wordings have the same words, however these are joined, marked or capitalised."""
    return same_words_joined(words_of(first), words_of(second))


def words_of(text: str) -> str:
    """Return the words of a text without its marks; what cannot be seen is left out."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = _UNSEEN.sub("", composed(text, "NFKC"))
    return wording_key(text, date_spans=[])
