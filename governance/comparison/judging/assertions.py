"""Whether a line says something: a whole sentence, a value given to a name, a quantity, a part of the agreement.

Menus and the frame of a page have titles and names. A line that says who does what, to whom, until when or for how
much may bind somebody whatever its words are, in languages too that nothing here reads.
"""

import re
from functools import lru_cache

from governance.comparison.text.quantities import AGE, AMOUNT, PERIOD, SHARE, find_quantities

SHORTEST_SENTENCE = 6
SHORTEST_OF_A_PERSON = 5
LONGEST_NAME_WORDS = 6
LONGEST_READ = 600
_SENTENCE_ENDS = re.compile(r"(?<=[.!;。])[\s*_]+(?=\S)")
_STOPS = (".", "!", ";", "…", "。")
_AROUND = " \t*_>)”\"'»"
# "Our" and "your" begin titles too.
_OF_A_PERSON = re.compile(r"\W*(?:we|you|they|users|customers|members|it|wir|nous|vous)\s", re.IGNORECASE)
# A sentence that bids its reader look at something, or says that something follows.
_INVITES = re.compile(
    r"\W*(?:(?:please|veuillez|bitte) )?(?:click|tap|view|download|see|read|learn|find|visit|check out|discover|explore"
    r"|track|try|join|watch|listen|follow|sign (?:in|up)|subscribe|télécharge\w*|clique\w*|consulte\w*|klicken sie"
    r"|(?:here|below|above|the following) (?:is|are))\b",
    re.IGNORECASE,
)
LONGEST_INVITATION = 25
# A row of a list that the page set as prose: "- Norway," or "Norway;".
_ROW = re.compile(r"\\?[-–•·]\s?[^\W\d_]|[^\W\d_].*[,;]$")
_VALUE = re.compile(
    r"[\W_]{0,6}(?P<name>[^\W\d_][^:：.;|]{1,60}?)\s?[:：]\s?(?![/\s\d]|[*_]{1,3}$)(?P<value>[^\n]{2,})"
)
# Names of what stands around a document, of its dates, and of ways to get in touch, which have rules of their own.
_OF_THE_PAGE = re.compile(
    r"\b(?:updated?|effective|date|version|posted|published|modified|revised|written|author|mis\w? à jour|stand"
    r"|related|share|tags?|topics?|category|categories|languages?|next|previous|see also|menu|page|source|follow"
    r"|tel|phone|telephone|fax|e-?mail|mail|address|contact|website|web|site|dirección|adresse|anschrift|telefon"
    r"|téléphone|click|read|learn|link|note|summary|section|part|chapter|article|search|copyright)\b",
    re.IGNORECASE,
)
# A part of the agreement that may stand on a page of its own.
_ATTACHED = re.compile(
    r"\W*(?:schedule|annex|appendix|exhibit|addendum|anlage|anhang|annexe)\s[\dA-Z]{1,3}\b", re.IGNORECASE
)
_OF_READING = re.compile(r"\b(?:ago|read(?:ing)?|min|minutes? to)\b", re.IGNORECASE)
_MEASURES = (PERIOD, AMOUNT, SHARE, AGE)


@lru_cache(maxsize=4_000)
def says_something(visible: str) -> bool:
    """Return whether the line could bind somebody by what it says, and not by single words of force."""
    line = visible[:LONGEST_READ].strip(_AROUND)
    return _has_sentence(line) or _gives_value(line) or _measures(line) or _ATTACHED.match(line) is not None


def is_row_in_prose(visible: str) -> bool:
    """Return whether a paragraph is one row of a list: it begins with a dash, or ends with a comma or semicolon."""
    return len(visible) <= LONGEST_READ and _ROW.match(visible.strip(_AROUND)) is not None


def _has_sentence(line: str) -> bool:
    *whole, last = _SENTENCE_ENDS.split(line)
    if last.endswith(_STOPS):
        whole.append(last)
    if any(len(sentence.split()) >= SHORTEST_SENTENCE and not _invites(sentence) for sentence in whole):
        return True
    return _OF_A_PERSON.match(line) is not None and len(line.split()) >= SHORTEST_OF_A_PERSON


def _invites(sentence: str) -> bool:
    return _INVITES.match(sentence) is not None and len(sentence.split()) <= LONGEST_INVITATION


def _gives_value(line: str) -> bool:
    found = _VALUE.match(line)
    if found is None or len(found["name"].split()) > LONGEST_NAME_WORDS:
        return False
    return _OF_THE_PAGE.search(found["name"]) is None


def _measures(line: str) -> bool:
    return any(one.dimension in _MEASURES for one in find_quantities(line)) and not _OF_READING.search(line)
