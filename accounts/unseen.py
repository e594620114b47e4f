"""Characters that show nothing: they turn the direction of what follows, or make two names look like one.

Names that people give must have none of them. Names that are read from elsewhere lose them (`governance.names`, which
also drops what is not assigned and what is for private use).
"""

import re
import unicodedata
from collections.abc import Iterator

# They shape Persian and Indic words and emoji, and are left where they stand between two visible characters.
_JOINERS = "\u200c\u200d"
_FIRST_JOINED = "\u0590"  # Latin, Greek and Cyrillic letters come before
# Letters and symbols that show nothing: Hangul fillers, the Braille blank and others.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_CONTROLS = ("Cc", "Zl", "Zp")
# Format characters, such as marks and overrides of direction, and halves of pairs. What is not assigned yet may be the
# next emoji.
_INVISIBLE = ("Cf", "Cs")
# Nothing of these is seen by itself: blanks, and marks on a letter that isn't there.
_NOT_ALONE = ("Mn", "Me", "Zs", *_CONTROLS, *_INVISIBLE)

# Controls, marks and overrides of direction, what is invisible, and tags: all but the two joiners, which words need.
_NOT_IN_LINES = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)


def as_line(text: str) -> str:
    """Return the text on one line: each run of control or invisible characters becomes a blank."""
    return text if text.isprintable() else _NOT_IN_LINES.sub(" ", text)


def controls_in(text: str) -> bool:
    """Tell whether the text holds line breaks or other characters that control rather than show."""
    return any(unicodedata.category(character) in _CONTROLS for character in text)


def invisible_in(text: str) -> Iterator[str]:
    """Yield the characters of the text that show nothing, joiners only where they join nothing."""
    before = ""
    for place, character in enumerate(text):
        if character in _JOINERS:
            if before < _FIRST_JOINED or not shows(text[place + 1 :]):
                yield character
        elif _is_invisible(character):
            yield character
        elif shows(character):
            before = character


def _is_invisible(character: str) -> bool:
    return character in _BLANK or unicodedata.category(character) in _INVISIBLE


def shows(text: str) -> bool:
    """Tell whether anything of the text is seen."""
    return any(character not in _BLANK and unicodedata.category(character) not in _NOT_ALONE for character in text)
