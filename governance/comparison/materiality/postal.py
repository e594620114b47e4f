"""Where postal addresses stand in a text, of any country: by what their words are and in which order they come.

An address is a row of capitalised words and numbers with a street and its number, or a number and the code of a town.
A legal form, a unit, a law or a sum in it or right after it makes it none, and who is there is no part of it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from governance.comparison.text.phrases import Span
from governance.comparison.text.quick_look import holds_digit
from governance.comparison.text.word_lists import MONTH_NAMES

LONGEST_ADDRESS_WORDS = 24
FEWEST_PARTS = 2
# Nothing but a number can begin an address, or a word that starts with a capital or is one of a street.
_TOKEN = re.compile(r"[^\s|·•†]+|[|·•†]")
_EDGES = "\"“”„‘’'()[]*_,;:."
_NUMBER = re.compile(
    r"(?:[Nn][or]?[.°º]?|n°|#|bld?g\.?)?\d{1,5}(?:st|nd|rd|th|er|ª|º|°)?[A-Za-z]?(?:[-–/]\d{1,5}[A-Za-z]?)?"
)
_POSTCODE = re.compile(
    r"(?!(?:19|20)\d\d$)(?:[A-Z]{1,2}-?)?\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d{1,2}[A-Z]?|\d[A-Z]{2}|[A-Z]\d[A-Z]"
    r"|\d[A-Z]\d"
    r"|[A-Z]{3}\d{4}|[A-Z]\d{2}[A-Z\d]{0,4}"
)
_FULL_CODE = re.compile(r"(?!(?:19|20)\d\d$)(?:[A-Z]{1,2}-?)?\d{4,6}(?:-\d{3,4})?|[A-Z]\d{2}[A-Z\d]{4}|[A-Z]{3}\d{4}")
_STREET = re.compile(
    r"street|st|str|stra(?:ß|ss)e|avenue|ave|av|avda|road|rd|boulevard|blvd|bd|drive|dr|lane|ln|square|sq|way|plaza"
    r"|court|ct|parkway|pkwy|place|pl|highway|hwy|quay|wharf|crescent|terrace|alley|row|walk|close|gardens"
    r"|circus|hill"
    r"|broadway|rue|quai|allée|impasse|chemin|route|cours|passage|via|viale|piazza|corso|largo|vicolo|calle|avenida"
    r"|paseo|ronda|carrer|camino|carretera|rambla|praça|rua|travessa|estrada|ulica|ulice|ul|cesta|utca|tér|út|náměstí"
    r"|třída|nám|triq|kungsgatan|aleja|al|calea|strada|bulevardul|prospekt|jalan|marg|box|chome|tower|house|building"
    r"|[^\W\d_]{2,30}(?:stra(?:ß|ss)e|str|weg|platz|gasse|allee|ufer|damm|markt|chaussee|promenade|ring|graben|laan"
    r"|straat|gracht|plein|kade|dijk|steeg|singel|burgwal|gade|vej|stræde|gatan|vägen|gränd|torg|katu|tie|utca|pad"
    r"|veien|gata|avenue|ku|shi|gu|ro|gil)",
    re.IGNORECASE,
)
# A part of a house: says nothing without a street.
_SMALL = re.compile(
    r"of|the|de|du|des|la|le|les|der|den|dem|am|an|im|auf|zum|zur|da|do|dos|di|del|della|delle|el|los|las|and"
    r"|et|und|y"
    r"|e|no|nr|n|n°|nº|th|bis|ter|à|aux?|van|ten|op|na|pod|u|st|int|c/o|étage|floor|suite|ste|unit|room|level"
    r"|apt|piso"
    r"|planta|baja|oficina|cedex|bp|cs|tsa|zac|attn|p\.o|[ld][’'][\w-]{1,30}",
    re.IGNORECASE,
)
_NOT_OF_ADDRESS = re.compile(
    rf"(?:{MONTH_NAMES}|inc|llc|llp|l\.l\.c|ltd|ltda|limited|gmbh|mbh|corp|corporation|ag|plc|s\.?a|s\.?a\.?s"
    rf"|s\.?a\.?r\.?l|se|b\.?v|n\.?v"
    r"|company|oy|oyj|ab|a/s|as|aps|kg|ohg|ug|pty|pte|s\.?r\.?l|s\.?p\.?a|s\.?l|s\.?l\.?u|d\.?o\.?o|s\.?r\.?o"
    r"|kft|zrt|uab|sia|oü"
    r"|decision|regulation|directive|version|plans?|premium|basic|pro|prices?|fees?|rates?|limits?|max\w*"
    r"|min\w*|[gmtk]b"
    r"|(?:minute|hour|day|week|month|quarter|year|second)s?|dollars?|euros?|eur|usd|gbp|chf|percent|users?"
    r"|laws?|courts?"
    r"|tribunal|article|art|section|sec|clause|chapter|annex|class|act|code|edition|gericht|amtsgericht|rcs"
    r"|siren|hrb|vat"
    r"|tva|reg|registration|id|ein|tel|fax|phone|you|we|your|our|may|must|will|shall|if|when)",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"(?:[^\W\d_]{4}|\d{4})[\"”)]?[.!?]$")
_SAYS_WHERE = re.compile(
    r"\b(?:address(?:es)?|locat\w+|hq|headquarter\w*|registered (?:office|seat)|offices?|mail(?:ed|ing)?"
    r"|writ(?:e|ing|ten)"
    r"|post|contact|notices?|attention|attn|agent|seat\w*|siège|adresse|sitz|anschrift|sede|domicilio|indirizzo"
    r"|e-?mail"
    r"|inc|llc|ltd|limited|gmbh|corp|corporation|ag|plc|sas|sarl|b\.?v|ab|oy|s\.?l|s\.?r\.?l|d\.?o\.?o)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"de|du|des|la|le|les|aux?|del|los|las|[dl]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\w[^()]{0,40}\)[,.;:]?")
SEEN = 80


class _Word(NamedTuple):
    text: str
    span: Span
    # Whether a comma or another mark ends a part of the address after it.
    ends_part: bool


def postal_addresses(text: str) -> list[Span]:
    """Return the places of the postal addresses of a text, in order."""
    if not holds_digit(text):
        return []
    return [span for row in _rows(text) if (span := _address_in(row, text))]


def without_postal_addresses(text: str, sign: str) -> str:
    """Return a text with a sign in the place of each postal address."""
    pieces, at = [], 0
    for start, end in postal_addresses(text):
        pieces += [text[at:start], sign]
        at = end
    return "".join([*pieces, text[at:]])


def _rows(text: str) -> Iterator[list[_Word]]:
    """The rows of words that may be of an address."""
    row: list[_Word] = []
    for found in _TOKEN.finditer(text):
        written = found.group()
        bare = written.strip(_EDGES)
        start = found.start() + written.find(bare) if bare else found.start()
        opens = "(" in written and not _IN_BRACKETS.fullmatch(written)
        if not bare or opens or not (_may_be_of_address(bare) or _is_named_small(row, bare)):
            yield from _whole(row)
            row = []
            continue
        row.append(_Word(bare, Span(start, start + len(bare)), written[-1] in ",;|:-–"))
        if _ENDS_SENTENCE.search(written) or written[-1] == ":" or (written[-1] == "." and _is_code(bare)):
            yield from _whole(row)
            row = []
    yield from _whole(row)


def _is_named_small(row: Sequence[_Word], word: str) -> bool:
    """Whether a word is of the name of a street that is written small: "rue des hiboux"."""
    return (
        word.isalpha()
        and bool(row)
        and _ARTICLE.fullmatch(row[-1].text) is not None
        and any(_STREET.fullmatch(one.text) for one in row[-6:-1])
    )


def _is_code(word: str) -> bool:
    return _POSTCODE.fullmatch(word) is not None


def _whole(row: list[_Word]) -> Iterator[list[_Word]]:
    if len(row) > 1:
        yield row


@lru_cache(maxsize=2_000)
def _may_be_of_address(word: str) -> bool:
    if _NOT_OF_ADDRESS.fullmatch(word):
        return False
    if word in ("-", "–", "&", "/"):
        return True
    return (
        word[0].isupper()
        or _NUMBER.fullmatch(word) is not None
        or _POSTCODE.fullmatch(word) is not None
        or _SMALL.fullmatch(word) is not None
        or _STREET.fullmatch(word) is not None
    )


def _address_in(row: Sequence[_Word], text: str) -> Span | None:
    """Return the address in a row of words: from the first part with a number or a street to the last capital."""
    first = _first_of_street(row)
    row = row[first:]
    while row and _SMALL.fullmatch(row[-1].text) and not row[-1].text[0].isupper():
        row = row[:-1]
    if not 2 < len(row) <= LONGEST_ADDRESS_WORDS:
        return None
    streets = [word for word in row if _STREET.fullmatch(word.text)]
    numbers = [word for word in row if _NUMBER.fullmatch(word.text)]
    codes = [word for word in row if _POSTCODE.fullmatch(word.text)]
    full_codes = [word for word in codes if _FULL_CODE.fullmatch(word.text)]
    parts = 1 + sum(word.ends_part for word in row[:-1])
    span = Span(row[0].span.start, row[-1].span.end)
    if streets and numbers:
        is_address = bool(codes and len({*numbers, *codes}) > 1) or parts >= FEWEST_PARTS or _is_said(text, span)
    else:
        is_address = bool(full_codes) and len({*numbers, *full_codes}) > 1 and _is_said(text, span)
    return span if is_address and any(word.text[0].isupper() for word in row) else None


def _is_said(text: str, span: Span) -> bool:
    """Whether the words before it say that somebody is there or is written to."""
    return _SAYS_WHERE.search(text[max(0, span.start - SEEN) : span.start]) is not None


def _first_of_street(row: Sequence[_Word]) -> int:
    """Return where the part with the first number or street begins, or that number if it is the street's own."""
    begin = 0
    for at, word in enumerate(row):
        if _NUMBER.fullmatch(word.text) or _POSTCODE.fullmatch(word.text) or _STREET.fullmatch(word.text):
            part = [one.text for one in row[at : at + 5]]
            is_number_first = _NUMBER.fullmatch(word.text) and any(map(_STREET.fullmatch, part[1:]))
            return at if is_number_first else begin
        if word.ends_part:
            begin = at + 1
    return len(row)
