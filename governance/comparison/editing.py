"""Tell edits without a change of meaning: other spellings of the same words, and one name put for another."""

import re
from collections.abc import Sequence

from governance.comparison.deltas import Delta
from governance.comparison.normalise import squeezed
from governance.comparison.result import MODIFIED
from governance.comparison.segment import Block, ParsedText
from governance.comparison.wording import changed_pieces

MAX_RESPELLED_WORDS = 5
MAX_NAME_WORDS = 4
VARIANT_LETTERS = 5
_SPELLINGS = (
    ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("our", "or"),
    ("ll", "l"), ("tre", "ter"), ("ence", "ense"), ("gement", "gment"),
)  # fmt: skip
_NAME = re.compile(r"[A-Z][\w.&’'-]*(?: (?:[A-Z0-9][\w.&’'-]*|of|and))*$")
_LEGAL_FORM = re.compile(
    r"\b(?:inc|llc|l\.l\.c|ltd|limited|gmbh|corp|corporation|s\.?a\.?s?|b\.?v|ag|plc|opco)\b", re.IGNORECASE
)
# In such a clause a capitalised word may be a place or a party, and putting another for it is no renaming.
_NAMES_A_PLACE = re.compile(
    r"\b(?:laws?|courts?|jurisdiction|venue|arbitrat\w+|transfer\w*"
    r"|stored (?:in|at|within|outside)|located|territor\w+|countr(?:y|ies)|residen\w+|regions?)\b",
    re.IGNORECASE,
)


def is_respelling(delta: Delta) -> bool:
    """Whether both wordings have the same letters and numbers, or differ in the spelling of a few long words only."""
    if delta.before is None or delta.after is None:
        return False
    first, second = delta.before.words, delta.after.words
    if squeezed(first) == squeezed(second):
        return True
    if delta.before.norm == delta.after.norm and _digits(first) == _digits(second):
        return True
    old, new = first.split(), second.split()
    if len(old) != len(new):
        return False
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return len(changed) <= MAX_RESPELLED_WORDS and all(_is_variant(one, other) for one, other in changed)


def renaming_of(deltas: Sequence[Delta], before: ParsedText, after: ParsedText) -> tuple[str, str] | None:
    """(old, new) name when every difference replaces the same name in at least two places and the old one is gone."""
    if any(delta.kind != MODIFIED for delta in deltas):
        return None
    # Of a page captured twice a change is told once; the name stood in the other half as well.
    told = {delta.before.index for delta in deltas if delta.before}
    if len(deltas) + sum(block.is_copy and block.twin in told for block in before.blocks) < 2:
        return None
    pairs = set()
    for delta in deltas:
        assert delta.before is not None, "A modified clause has both sides."
        assert delta.after is not None, "A modified clause has both sides."
        if names_a_place(delta.before):
            return None
        pairs.update(changed_pieces(delta.before.visible, delta.after.visible))
        if len(pairs) > 1:
            return None
    old, new = pairs.pop() if pairs else ("", "")
    if not (is_name(old) and is_name(new)) or any(old in block.visible for block in after.blocks):
        return None
    return old, new


def names_a_place(block: Block) -> bool:
    """Whether the clause is about courts, laws or places, where one name for another is a change of substance."""
    return _NAMES_A_PLACE.search(block.visible) is not None


def is_name(piece: str) -> bool:
    """Whether it is the name of something that is no legal party."""
    return len(piece.split()) <= MAX_NAME_WORDS and _NAME.match(piece) is not None and not _LEGAL_FORM.search(piece)


def _digits(words: str) -> list[str]:
    return sorted(character for character in words if character.isdigit())


def _is_variant(one: str, other: str) -> bool:
    """British and American spellings of one word, or its plural; not any similar word ("consent" is not "content")."""
    return min(len(one), len(other)) >= VARIANT_LETTERS and _folded(one) == _folded(other)


def _folded(word: str) -> str:
    for british, american in _SPELLINGS:
        word = word.replace(british, american)
    return word.removesuffix("s")
