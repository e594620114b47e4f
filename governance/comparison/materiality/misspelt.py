"""Whether a word is only misspelt, or put right: it is nearly a known word, and none itself."""

import re
import unicodedata

from governance.comparison.materiality.edits import Edits
from governance.comparison.materiality.known_words import known_words
from governance.comparison.materiality.signs import is_nearly
from governance.comparison.text.word_lists import ALL_MODALS, ALL_TIME_UNITS, NEGATIONS
from governance.composing import composed

SHORTEST_WORD = 4
SHORTEST_NAME = 5
# So large a share of the letters of a misread word is right.
LEAST_READ = 0.6
FEWEST_USES_OF_A_NAME = 3
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# A word before which these stand is another one: "biannual", "unpaid".
_PREFIXES = frozenset(
    [
        "a",
        "an",
        "un",
        "in",
        "im",
        "ir",
        "il",
        "non",
        "dis",
        "mis",
        "re",
        "de",
        "bi",
        "co",
        "ex",
        "pre",
        "sub",
        "en",
        "no",
    ]
)
# Of a word that binds nobody knows what a misspelt one meant.
_BINDS = re.compile(rf"{NEGATIONS}|{ALL_MODALS}|(?:{ALL_TIME_UNITS})s?|with|without|free|only|except|until")
# Marks that German and the languages of the North take for other letters, and where one makes another word.
_OTHER_LETTERS = re.compile(r"[äöüåøæ]")
_NOT_OF_WORDS = re.compile(r"[^a-z]")


def is_misspelt(old: str, new: str, edits: Edits) -> bool:
    """Whether one of two words is known and the other is nearly it and no word, or a misread form of it."""
    one, other = old.strip(' .,;:()"“”'), new.strip(' .,;:()"“”')
    if any(map(str.isdigit, one + other)) or min(len(one), len(other)) < SHORTEST_WORD:
        return False
    if _is_misread(one, other):
        return True
    if not (_LETTERS.fullmatch(one) and _LETTERS.fullmatch(other)):
        return False
    return _is_no_word(one, other, edits) or _is_misspelt_name(one, other, edits)


def _is_no_word(one: str, other: str, edits: Edits) -> bool:
    """Whether only one side is a word, and the other side stands nowhere else."""
    if one.isupper() != other.isupper() or (one[0].isupper() != other[0].isupper()):
        return False
    one, other = one.lower(), other.lower()
    if not (is_nearly(one, other) or _are_swapped(one, other)):
        return False
    words = known_words(edits.language)
    if (one in words) == (other in words):
        return False
    known, unknown = (one, other) if one in words else (other, one)
    if _BINDS.fullmatch(known) or _differ_in_prefix(known, unknown):
        return False
    return edits.holders(unknown) <= 1


def _differ_in_prefix(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and longer.removesuffix(shorter) in _PREFIXES


def _are_swapped(one: str, other: str) -> bool:
    """Whether two letters next to each other changed places."""
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    return (
        len(one) == len(other)
        and len(places) == 2
        and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]]
        and one[places[1]] == other[places[0]]
    )


def _is_misspelt_name(one: str, other: str, edits: Edits) -> bool:
    """Whether a name that several clauses bear stood here with another letter."""
    if not (one[0].isupper() and other[0].isupper()) or min(len(one), len(other)) < SHORTEST_NAME:
        return False
    one, other = one.lower(), other.lower()
    if one == other or not is_nearly(one, other) or abs(len(one) - len(other)) > 1:
        return False
    few, many = sorted((edits.holders(one), edits.holders(other)))
    return few <= 1 and many >= FEWEST_USES_OF_A_NAME


def _is_misread(one: str, other: str) -> bool:
    """Whether both are one word but for letters that were read in a wrong encoding, or marks on them."""
    one, other = one.casefold(), other.casefold()
    if one == other or (one + other).isascii():
        return False
    bare = [_NOT_OF_WORDS.sub("", word) for word in (one, other)]
    if bare[0] == bare[1] and len(bare[0]) >= max(SHORTEST_WORD - 1, LEAST_READ * max(len(one), len(other))):
        return True
    if any(map(_OTHER_LETTERS.search, (one, other))):
        return False
    plain = [_without_marks(word) for word in (one, other)]
    return plain[0] == plain[1] and len(plain[0]) > SHORTEST_WORD


def _without_marks(word: str) -> str:
    return "".join(sign for sign in composed(word, "NFKD") if not unicodedata.combining(sign))
