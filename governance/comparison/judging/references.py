"""Whether only the numbers of clauses that a clause refers to differ: those of clauses that were numbered anew."""

import re
from collections.abc import Sequence
from functools import cached_property

from governance.comparison.judging.alike import read_alike
from governance.comparison.text.segment import ParsedText
from governance.comparison.text.word_lists import LAWS

_TITLE_IN_BRACKETS = re.compile(r"\s?\(([A-Z][\w’',& -]{3,60})\)")
_REFERENCE = re.compile(
    r"\b(sections?|clauses?|paragraphs?|articles?|ziffern?|abschnitte?s?|artikels?|artículos?|secci[oó]n(?:es)?"
    r"|cláusulas?|articol[oi]|sezion[ei]|artig?os?|punto|§)\s{0,3}"
    r"(\d{1,3}(?:\.\d{1,3}){0,4})(?:\s?\([a-z\d]{1,4}\)){0,3}"
    # A number in a law is not a number of a clause of the document.
    r"(?!\s{0,3}(?:\([\w ]{1,12}\)\s{0,3}){0,3}"
    r"(?:of (?:the )?(?:regulation|directive|act|gdpr|eu\b|uk\b|civil|german|french|treaty|law)"
    rf"|[a-z]{{0,3}}-?(?:{LAWS})|(?:abs|satz|lit|sez)\b"
    r"|(?:du|de la|del|della|der|des) (?:code|loi|r[eè]gl|c[oó]digo|ley|rgpd|codice|legge|verordnung|richtlinie)))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}")


class ClauseNumbers:
    """The numbers of the clauses of both texts, read when the first clause that refers to some is met."""

    def __init__(self, base: ParsedText, after: ParsedText) -> None:
        self._texts = base, after

    @cached_property
    def of_both(self) -> tuple[frozenset[str], ...]:
        return tuple(map(_clause_numbers, self._texts))


def _clause_numbers(text: ParsedText) -> frozenset[str]:
    """Return the numbers of its clauses and headings, first level only: "3" for "3.2"."""
    found = {block.label.partition(".")[0] for block in text.blocks if block.label}
    for block in text.blocks:
        if block.kind == "heading" or block.word_count <= 12:
            number = _NUMBER.match(block.visible.lstrip(" #*_\\"))
            if number:
                found.add(number.group().partition(".")[0])
    return frozenset(found)


def refers_to_moved_clauses(first: str, second: str, numbers: ClauseNumbers) -> bool:
    """Whether only references to clauses of the document itself bear other numbers."""
    old = list(_REFERENCE.finditer(first))
    new = list(_REFERENCE.finditer(second)) if old else []
    if not old or len(old) != len(new):
        return False
    if not read_alike(_REFERENCE.sub(r"\1 ", first), _REFERENCE.sub(r"\1 ", second)):
        return False
    if _bear_the_same_titles(old, new):
        return True
    return all(
        {found[2].partition(".")[0] for found in references} <= known
        for references, known in zip((old, new), numbers.of_both, strict=True)
    )


def _bear_the_same_titles(old: Sequence[re.Match[str]], new: Sequence[re.Match[str]]) -> bool:
    """Whether each reference names the title of its clause, and the same one as before: "Section 9.4 (Orders)"."""
    titles = [[_TITLE_IN_BRACKETS.match(one.string, one.end()) for one in references] for references in (old, new)]
    named = [[one[1] for one in found if one] for found in titles]
    return len(named[0]) == len(old) and named[0] == named[1]
