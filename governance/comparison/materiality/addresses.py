"""Whether only addresses differ in a clause: of mail, of the web, of a street, or a telephone number.

The company stays the same: a changed legal form or name is a changed party. A country or a state alone is no address,
since it may say whose law or which court.
"""

import re
from functools import lru_cache

from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.materiality.postal import postal_addresses, without_postal_addresses
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.quick_look import holds_digit
from governance.comparison.text.segment import ParsedText
from governance.comparison.text.word_lists import ALL_TIME_UNITS, CURRENCIES, CURRENCY_CODES, LEGAL_FORMS

LONGEST_LINE_WORDS = 16
LONGEST_PIECE_WORDS = 16
LONGEST_READ = 4_000
LONGEST_LINE = 400
LONGEST_NAME_WORDS = 9
_COUNTRY = re.compile(
    r"\b(?:argentina|australia|austria|belgium|brazil|bulgaria|canada|chile|china|colombia|croatia|cyprus|czechia|denmark"
    r"|estonia|finland|france|germany|greece|hong kong|hungary|iceland|india|indonesia|ireland|israel|italy|japan|korea"
    r"|latvia|lithuania|luxembourg|malaysia|malta|mexico|méxico|netherlands|new zealand|norway|poland|portugal|romania"
    r"|singapore|slovakia|slovenia|south africa|spain|sweden|switzerland|taiwan|turkey|ukraine|united arab emirates"
    r"|united states|usa?|u\.s|united kingdom|uk|england|scotland|wales)\b",
    re.IGNORECASE,
)
_ALSO_CALLED = {
    "united states": "usa",
    "us": "usa",
    "u.s": "usa",
    "united kingdom": "uk",
    "england": "uk",
    "scotland": "uk",
    "wales": "uk",
    "méxico": "mexico",
}
# Among so many words on each side of a number its street is looked for.
BESIDE = 8

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}+(?:@|\s?[\[(]at[\])]\s?)[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}", re.IGNORECASE
)
_TOP_LEVELS = "com|org|net|io|ai|eu|co|de|fr|uk|app|dev|info|gov|edu|tv|me|ch|nl|es|it"
WEB = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"“”]{1,300}"
    rf"|(?<![\w@.-])(?:[\w-]{{1,60}}\.){{1,4}}(?:{_TOP_LEVELS})\b"
    r"(?:/[^\s<>()\"“”,;]{0,300})?",
    re.IGNORECASE,
)
# What each mail address and each web address holds: looking for these is quick.
_MAY_BE_MAIL = re.compile(r"@|[\[(]at[\])]", re.IGNORECASE)
_AT_IN_BRACKETS = re.compile(r"[\[(]at[\])]", re.IGNORECASE)
_MAY_BE_WEB = re.compile(rf"://|www\.|\.(?:{_TOP_LEVELS})\b", re.IGNORECASE)
_TELEPHONE = re.compile(
    r"(?<![\w.,/$€£-])(?:\+\s?\d{1,3}[\s./-]?)?(?:\(\d{1,5}\)[\s./-]?)?\d{1,5}(?:[\s.-]\d{2,5}){1,5}(?![\w/$€£%]|[.,]\d)"
)
_TELEPHONE_DIGITS = 8
_YEARS = re.compile(r"(?:19|20)\d\d\W{1,3}(?:19|20)\d\d")
_STREETS = (
    "street|st|str|stra(?:ß|ss)e|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|square|sq|way|plaza|court|ct|parkway|pkwy|place|pl"
    "|highway|suite|ste|floor|flr|fl|building|bldg|tower|house|room|unit|apt|wing|quay|wharf|crescent|terrace|alley"
    "|pmb|p\\.?\\s?o\\.?\\s?box|po box|box|c/o|attn|postal|postfach|cedex|bp|rue|quai|allée|impasse|étage|bâtiment"
    "|via|viale|piazza|corso|calle|avenida|avda|av|plaza|paseo|ronda|carrer|camino|carretera|col|colonia|int|piso|planta"
    "|edificio|ed|c\\.p|cesta|ulica|ul|ulice|tér|út|utca|náměstí|třída|rua|praça|largo|chemin|immeuble|chome|shi|ku"
)
_OF_ROMANCE = "rue|av|avenue|allée|chemin|impasse|viale|piazza|calle|avenida|paseo|ronda|carrer|rua|praça"
# What is written small in the name of a street: "rue des hiboux", "Ronda larga".
_NAMED_SMALL = re.compile(
    rf"\b((?:{_OF_ROMANCE})\.?\s(?:(?:de|du|des|del|la|le|les|los|las)\s|[ld][’']){{0,3}})([a-zà-ÿ])", re.IGNORECASE
)
_STREET = re.compile(
    rf"\b(?:{_STREETS})\b|[\w-](?:avenue|stra(?:ß|ss)e|str\b|weg|platz|gasse|allee|ufer|laan|straat|gracht|plein|gade|vej|gatan"
    r"|burgwal|singel|kade|dijk|steeg|damm|markt|chaussee|promenade"
    r"|vägen|gränd|katu|ulica|utca|-ku\b|-shi\b|-gu\b|-ro\b|-gil\b)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{2}[\s.,-]{1,3}\d{4,6}(?:-\d{4})?|\d{5,6}(?=\s[^\W\d_a-z])|(?<=[^\W\d_]\s)\d{5,6}|(?<=,\s)\d{5}(?=,)|[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}"
    r"|\d{4}\s?[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]\d{2}\s?[A-Z]{1,2}\d{1,2}[A-Z]?)\b"
)
# A house by its name.
_BUILDING = re.compile(rf"\b(?:{_STREETS}|cent(?:re|er)|hall|park|campus|estate)\b", re.IGNORECASE)
# A number after these says who a company is, not where.
_NUMBERED = re.compile(
    r"\b(?:no|nr|num|number|n°|reg|id|vat|tva|ust|hrb|siren|siret|rcs|uid|crn|ein|abn|acn|licen[cs]e)\b\W{0,4}$",
    re.IGNORECASE,
)
_MASK = "\u2020"
_MASKS = re.compile(rf"{_MASK}(?:\W*{_MASK})+")
_MASKED_WORDS = re.compile(rf"\w+|{_MASK}|[%+<>=≥≤]")
# What leads to an address that came or went alone ("contact us at …"), and to one that another one stands for.
_AT = re.compile(r"\b(?:at|to|under|e-?mail|address)\b", re.IGNORECASE)
_BY = re.compile(
    r"\b(?:at|to|under|e-?mail(?:ing)?|address|by|via|or|and|contacting|visiting|through|using)\b", re.IGNORECASE
)
_LABEL = re.compile(
    r"^\W{0,4}(?:by |via |per )?"
    r"(?:support|facsimile|e-?mail|mail|courriel|tel|telephone|phone|téléphone|telefon|fax"
    r"|address|adresse|anschrift|attn|attention"
    r"|contact|web(?:site)?)(?:\s(?:address|us|number))?\s?[.:]",
    re.IGNORECASE,
)
# A way to write that stands in the line of an address.
_CONTACT = re.compile(
    rf"(?:\b(?:support|e-?mail|mail|web(?:site)?|contact)\s?:\s?)?(?:{EMAIL.pattern}|{WEB.pattern})", re.IGNORECASE
)
_SAYS_WHERE = re.compile(
    r"\b(?:address|located|hq|headquarters?|registered (?:office|seat)|office|mail(?:ed|ing)?|writ(?:e|ing|ten) to|post"
    r"|contact|notices?|attention|attn|agent|seat|siège|adresse|sitz|anschrift|sede|domicilio|indirizzo|email|e-mail)\b",
    re.IGNORECASE,
)
# A street of this name is no time.
_SECOND = re.compile(r"\bSecond (?=(?:Avenue|Ave|Street|St|Road|Rd|Floor)\b)")
# Who hands mail on, with the address up to the code of its town.
_CARE_OF = re.compile(rf"\bc/o\b(?:(?!c/o\b)[^.;{_MASK}]){{2,140}}?{_POSTCODE.pattern}", re.IGNORECASE)
# The town of an address with its code and country, alone in a line.
_TOWN = re.compile(
    r"\W*(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{3}\s\d{2})\s(?-i:[^\W\d_a-z])[\w’' -]{2,30},\s" + f"(?:{_COUNTRY.pattern})\\W*",
    re.IGNORECASE,
)
# What a word of an address is: a number, a capital, or one of the few that join them.
_WORD_OF_ADDRESS = re.compile(
    r"\W{0,3}\d[\w/.,°º#-]*\W{0,3}|\W{0,3}[^\W\d_a-zà-ÿ][\w’'./&-]*\W{0,3}|\W*(?:of|the|de|du|des|la|le|les|der|den|am|an|im|da|do|di|del"
    r"|[ld][’'][\w-]{1,30}|int|av|los|las|and|et|und|y|e|no|nr|n°|str|st|th|floor|étage|rue|via|bis|ter|chome|cedex)\W*|\W+",
)
_NO_ADDRESS = re.compile(
    rf"\b(?:{LEGAL_FORMS}|l\.l\.c|s\.?a\.?s|s\.?a\.?r\.?l|b\.?v|gmbh|limited|company|oy|ab|a/s|aps|kg|ohg|pty|pte|srl|spa"
    rf"|decision|regulation|directive|version|plans?|premium|basic|prices?|fees?|rates?|limits?|max\w*|min\w*|[gmt]b|(?:{ALL_TIME_UNITS})s?|{CURRENCIES}|{CURRENCY_CODES}|percent|users?|laws?|courts?|article|section|clause)\b"
    rf"|[{CURRENCY_SIGNS}%]",
    re.IGNORECASE,
)


def address_line(edit: Edit, edits: Edits) -> bool:
    """Whether the line of an address came, went or is another one; "No. 5" in it denies nothing."""
    if max(len(edit.old), len(edit.new)) > LONGEST_LINE:
        return False
    if not edit.is_modified:
        line = edit.old or edit.new
        return (is_address_line(line) or _is_among_address_lines(edit, edits)) and not _moved_abroad(edit, edits)
    return _is_line_of_same_place(edit.old, edit.new) and not _is_elsewhere(edit.old, edit.new)


def _is_among_address_lines(edit: Edit, edits: Edits) -> bool:
    """Whether a short line of capitals stands right beside the line of an address; a company in it was named before."""
    text, other = (edits.after, edits.base) if edit.after else (edits.base, edits.after)
    line, at = edit.old or edit.new, edit.shown.index
    if len(line.split()) > LONGEST_NAME_WORDS or not all(map(_WORD_OF_ADDRESS.fullmatch, line.split())):
        return False
    if not line.lower().startswith("c/o") and _NO_ADDRESS.search(line) and not _names(other, line):
        return False
    near = (one.visible for one in (*text.blocks[max(0, at - 1) : at], *text.blocks[at + 1 : at + 2]))
    return any(map(is_address_line, near))


def _names(text: ParsedText, name: str) -> bool:
    return any(name in block.visible for block in text.blocks)


def addresses(edit: Edit, _: Edits) -> bool:
    """Whether the changed words of a clause are addresses."""
    if max(len(edit.old), len(edit.new)) > LONGEST_READ or not edit.is_modified:
        return False
    if masked(edit.old) == masked(edit.new):
        return _addresses_in(edit.old) != _addresses_in(edit.new)
    if not edit.pieces:
        return False
    if _is_of_same_people_elsewhere(edit.old, edit.new):
        return True
    if _is_elsewhere(*(" ".join(sides) for sides in zip(*((one.old, one.new) for one in edit.pieces), strict=True))):
        return False
    beside_a_street = any(map(_names_streets, edit.pieces))
    return all(_is_of_address(piece, beside_a_street=beside_a_street) for piece in edit.pieces)


def _is_of_same_people_elsewhere(old: str, new: str) -> bool:
    """Tell whether only postal addresses differ, and none of them moved to another country."""
    (old, old_places), (new, new_places) = map(_with_signs_for_places, (old, new))
    if not (old_places and new_places) or len(old_places) != len(new_places) or masked(old) != masked(new):
        return False
    return not _is_elsewhere(" ".join(old_places), " ".join(new_places))


def _with_signs_for_places(text: str) -> tuple[str, list[str]]:
    """Return a text with a sign in the place of each postal address, and these."""
    places = [found.group() for found in _CARE_OF.finditer(text)]
    text = _CARE_OF.sub(_MASK, text)
    places += [text[start:end] for start, end in postal_addresses(text)]
    return without_postal_addresses(text, _MASK), places


def _is_elsewhere(old: str, new: str) -> bool:
    """Whether two wordings name different countries: whoever is there may be another one, under other laws."""
    one, other = _countries(old), _countries(new)
    return bool(one and other) and one.isdisjoint(other)


def _moved_abroad(edit: Edit, edits: Edits) -> bool:
    """Whether a line that came or went names another country than one that went or came."""
    line = edit.old or edit.new
    if not _COUNTRY.search(line):
        return False
    others = (one.new if edit.old else one.old for one in edits.edits if not one.is_modified)
    return any(_is_elsewhere(line, other) for other in others if other and is_address_line(other))


def _countries(line: str) -> set[str]:
    named = {name.lower() for name in _COUNTRY.findall(line)}
    return {_ALSO_CALLED.get(name, name) for name in named}


def _is_line_of_same_place(old: str, new: str) -> bool:
    """Whether a line was an address and is one, or the town of one whose code or street is said elsewhere."""
    are_lines = [is_address_line(line) for line in (old, new)]
    if all(are_lines):
        return True
    return any(are_lines) and old.split()[:1] == new.split()[:1] and _is_of_words(old) and _is_of_words(new)


def _is_of_words(line: str) -> bool:
    """Whether a line holds nothing but words that an address may hold."""
    line = _SECOND.sub("2nd ", line)
    words = line.split()
    return (
        0 < len(words) <= LONGEST_LINE_WORDS
        and not _NO_ADDRESS.search(line)
        and all(_WORD_OF_ADDRESS.fullmatch(word) for word in words)
    )


def masked(text: str) -> str:
    """Return the words of a text with every mail address, web address and telephone number as one sign."""
    text = _without_web_and_mail(text, f" {_MASK} ")
    if _digits(text) >= _TELEPHONE_DIGITS:
        text = _TELEPHONE.sub(lambda found: f" {_MASK} " if _is_telephone(found.group()) else found.group(), text)
    if _MASK in text:
        text = _MASKS.sub(_MASK, text)
    return " ".join(_MASKED_WORDS.findall(text)).casefold()


def _is_telephone(number: str) -> bool:
    """Whether a number has as many digits as one that is called, and is no two years."""
    return _digits(number) >= _TELEPHONE_DIGITS and not _YEARS.fullmatch(number.strip())


def _without_web_and_mail(text: str, sign: str = " ") -> str:
    """Return some words with a sign for each mail and web address; each of these holds a point or a scheme."""
    if not ("." in text or "://" in text):
        return text
    if _MAY_BE_MAIL.search(text):
        text = EMAIL.sub(sign, text)
    return WEB.sub(sign, text) if _MAY_BE_WEB.search(text) else text


def _may_hold_contact(text: str) -> bool:
    if not ("." in text or "://" in text):
        return False
    return _MAY_BE_MAIL.search(text) is not None or _MAY_BE_WEB.search(text) is not None


def _addresses_in(text: str) -> list[str]:
    return [found.group() for pattern in (EMAIL, WEB, _TELEPHONE) for found in pattern.finditer(text)]


# Of each line the lines beside it are asked for as well.
@lru_cache(maxsize=1_000)
def is_address_line(line: str) -> bool:
    """Whether a line is an address: a street with its number, a town with its code, where to mail."""
    label = _LABEL.match(line)
    bare = line[label.end() :] if label else line
    has_digits = holds_digit(bare)
    if not (has_digits or "." in bare or "://" in bare):
        return False
    # A word of letters alone is part of an address only before "(at)".
    is_alone = not any(map(str.isalpha, bare.split())) or _AT_IN_BRACKETS.search(bare) is not None
    if is_alone and masked(bare) == _MASK:
        return label is not None or EMAIL.search(bare) is not None
    if not has_digits:
        return False
    bare = _in_capitals(_CONTACT.sub(" ", bare) if _may_hold_contact(bare) else bare)
    if _TOWN.fullmatch(bare):
        return not _NO_ADDRESS.search(bare)
    if not holds_digit(bare) or not (_STREET.search(bare) or _POSTCODE.search(bare)):
        return False
    return _is_of_words(bare)


def _in_capitals(text: str) -> str:
    return _NAMED_SMALL.sub(lambda found: found[1] + found[2].upper(), text)


def _is_of_address(piece: ChangedWords, *, beside_a_street: bool) -> bool:
    """Whether words are parts of an address, and stand in a sentence that says where somebody is or is written to."""
    sides = [side for side in (piece.old, piece.new) if side]
    bare = [_in_capitals(_without_addresses(side, is_alone=len(sides) == 1)) for side in sides]
    words = [word for side in bare for word in side.split() if any(map(str.isalnum, word))]
    if any(_NO_ADDRESS.search(side) for side in bare) or len(words) > 2 * LONGEST_PIECE_WORDS:
        return False
    if not all(_WORD_OF_ADDRESS.fullmatch(word) for word in words):
        return False
    whole = list(map(_address_around, (piece.old, piece.new), (piece.old_sentence, piece.new_sentence)))
    is_whole = all(_BUILDING.search(address) and _POSTCODE.search(address) for address in whole if address)
    if not any(map(holds_digit, words)):
        return not words or (is_whole and any(whole) and all(map(_BUILDING.search, sides)))
    if any(map(_is_numbered, (piece.old, piece.new), (piece.old_sentence, piece.new_sentence))):
        return False
    if beside_a_street or all(is_address_line(one.strip()) for one in (piece.old_sentence, piece.new_sentence) if one):
        return True
    if not all(_STREET.search(address) for address in whole if address):
        return False
    return is_whole or _SAYS_WHERE.search(f"{piece.old_sentence} {piece.new_sentence}") is not None


def _address_around(words: str, sentence: str) -> str:
    """Return the words of an address that some words stand among, "" where they stand nowhere."""
    place = sentence.find(words)
    if not words or place < 0:
        return ""
    before, after = sentence[:place].split()[-BESIDE:], sentence[place + len(words) :].split()[:BESIDE]
    first = next((n for n in range(len(before)) if all(map(_WORD_OF_ADDRESS.fullmatch, before[n:]))), len(before))
    last = next((n for n, word in enumerate(after) if not _WORD_OF_ADDRESS.fullmatch(word)), len(after))
    return " ".join((*before[first:], words, *after[:last]))


def _is_numbered(words: str, sentence: str) -> bool:
    """Whether the number that some words begin with is one by which a company is registered."""
    return words[:1].isdigit() and _NUMBERED.search(sentence[: sentence.find(words)][-20:]) is not None


def _names_streets(piece: ChangedWords) -> bool:
    """Whether one street with its number stands for another."""
    sides = (piece.old, piece.new)
    return all(_STREET.search(side) and holds_digit(side) for side in sides)


def _without_addresses(text: str, *, is_alone: bool) -> str:
    """Return what some words say beside mail and web addresses and the words that lead to these."""
    bare = _without_web_and_mail(text)
    return bare if bare == text else (_AT if is_alone else _BY).sub(" ", bare)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
