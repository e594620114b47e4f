"""Names from outside: how they are shown, and when two of them are the same name.

A name may be spelled in several ways that look alike: composed or decomposed accents, full-width letters, capitals,
invisible characters. One spelling is shown, and names that look alike are one.
"""

import unicodedata

from governance.composing import composed

# Format characters (zero-width, bidi, tags), controls, surrogates, private use and what is not assigned. The joiners
# shape Persian and Indic words and emoji, and are left where they stand between two visible characters.
_UNSEEN = ("Cf", "Cc", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"
_FIRST_JOINED = "\u0590"  # Latin, Greek and Cyrillic letters come before
# Letters and symbols that show nothing: Hangul fillers, the Braille blank and others; also variation selectors.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def shown_name(text: str) -> str:
    """Return the name in composed form, with single blanks and without invisible characters."""
    kept = ""
    for char in composed(text, "NFC"):
        if char in _JOINERS:
            kept += char if kept and kept[-1] >= _FIRST_JOINED else ""
        elif char.isspace() or not _is_unseen(char):
            kept += " " if char.isspace() else char
    return composed(" ".join(kept.split()).rstrip(_JOINERS), "NFC")


def same_name(text: str) -> str:
    """Return a key that is the same for equal names, whatever their case, width, joiners and spelling of accents."""
    folded = composed(shown_name(text), "NFKC").casefold()
    plain = "".join(char for char in composed(folded, "NFKC") if char not in _JOINERS)
    return " ".join(plain.split())


def first_unseen(text: str) -> str:
    """Return the first character that `shown_name` would take out, blanks aside; "" if it leaves all of them."""
    kept = shown_name(text)
    return next((char for char in composed(text, "NFC") if _is_unseen(char) and char not in kept), "")


def _is_unseen(char: str) -> bool:
    return char in _BLANK or "\ufe00" <= char <= "\ufe0f" or unicodedata.category(char) in _UNSEEN
