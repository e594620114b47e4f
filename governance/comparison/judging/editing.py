"""Tell edits without a change of meaning: other spellings of the same words, and one name put for another."""

import re
from collections import Counter
from collections.abc import Sequence

from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.service_names import is_of_the_service
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import MODIFIED
from governance.comparison.text.dates import MONTH
from governance.comparison.text.joined_words import same_words_joined
from governance.comparison.text.meaningful_marks import CURRENCY_SIGNS
from governance.comparison.text.normalise import RELATIVE_DATE
from governance.comparison.text.phrases import PHRASES
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import LEGAL_FORMS

# Each name is looked for in the whole text; nobody renames so much at once.
MOST_NAMES = 50
MAX_RESPELLED_WORDS = 5
MAX_CORRECTED_WORDS = 3
MAX_NAME_WORDS = 4
VARIANT_LETTERS = 5
LONGEST_READ = 20_000
_SPELLINGS = (
    ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("our", "or"),
    ("ll", "l"), ("tre", "ter"), ("ence", "ense"), ("gement", "gment"), ("ogue", "og"),
)  # fmt: skip
# Words that are spelled in one way on one side of the ocean and in another one on the other, ending apart.
_SPELLED_ELSEWHERE = dict(
    pair.split()
    for pair in (
        "programme program", "grey gray", "cheque check", "tyre tire", "practise practice", "practised practiced",
        "ageing aging", "artefact artifact", "aluminium aluminum", "sceptical skeptical", "mould mold",
        "manoeuvre maneuver", "enquiry inquiry", "enquiries inquiries", "whilst while", "amongst among",
        "towards toward", "learnt learned", "storey story", "paediatric pediatric", "encyclopaedia encyclopedia",
    )
)  # fmt: skip
# What the endings above would make one word of and are two.
_TWO_WORDS = frozenset(("filled", "filing", "filling", "filed", "mourning", "morning", "billed", "billing"))
_NAME = re.compile(r"[A-Z][\w.&’'-]*(?: (?:[A-Z0-9][\w.&’'-]*|of|and))*$")
LEGAL_FORM = re.compile(rf"\b(?:{LEGAL_FORMS}|l\.l\.c|s\.?a\.?s?|b\.?v|opco)\b", re.IGNORECASE)
# What begins with a capital and names nothing: days, who is spoken of, how much and whether. Of numbers in words only
# these: other ones are names of services.
NO_NAME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|spring|summer|autumn|winter|today|tomorrow"
    r"|we|us|our|you|your|they|their|it|its|he|she|i|my|nobody|everybody|anybody|nothing|everything|anything"
    r"|no|not|never|always|often|sometimes|yes|all|any|some|none|each|every|both|either|neither|only|most|few|many|more"
    r"|less|fewer|may|might|must|shall|will|can|could|should|if|unless|until|when|before|after|with|without"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|sixty|ninety|hundred"
    r"|daily|weekly|monthly|yearly|annual(?:ly)?)\b",
    re.IGNORECASE,
)
# In such a clause a capitalised word may be a place or a party, and putting another for it is no renaming.
NAMES_A_PLACE = re.compile(
    r"\b(?:laws?|courts?|jurisdiction|venue|arbitrat\w+|transfer\w*"
    r"|stored (?:in|at|within|outside)|located|territor\w+|countr(?:y|ies)|residen\w+|regions?)\b",
    re.IGNORECASE,
)


def is_respelling(delta: Delta) -> bool:
    """Whether both wordings have the same letters and numbers, or differ in the spelling of a few long words only."""
    if delta.before is None or delta.after is None:
        return False
    first, second = delta.before.words, delta.after.words
    if same_words_joined(first, second):
        return True
    is_same_norm = delta.before.norm == delta.after.norm and _digits(first) == _digits(second)
    if is_same_norm and _relative_dates(delta.before) == _relative_dates(delta.after):
        return True
    old, new = first.split(), second.split()
    if len(old) != len(new):
        return False
    changed = [(one, other) for one, other in zip(old, new, strict=True) if one != other]
    return len(changed) <= MAX_RESPELLED_WORDS and all(_is_variant(one, other) for one, other in changed)


def _relative_dates(block: Block) -> list[str]:
    """What a norm leaves out beside dates: "a month ago" is not "a year ago"."""
    return [found.lower() for found in RELATIVE_DATE.findall(block.visible)]


def is_correction(delta: Delta, before: ParsedText, after: ParsedText) -> bool:
    """Whether a mistyped word was put right, written so nowhere else, and the right one elsewhere.

    Two letters were swapped, or one doubled or not: any other letter makes other words too often ("consent" and
    "content", "contact" and "contract").
    """
    if delta.before is None or delta.after is None:
        return False
    old, new = delta.before.words.split(), delta.after.words.split()
    if len(old) != len(new):
        return False
    changed = {(one, other) for one, other in zip(old, new, strict=True) if one != other}
    return 0 < len(changed) <= MAX_CORRECTED_WORDS and all(
        _is_mistyped(one, other) and _stands_once(one, before, after) and _stands_elsewhere(other, before)
        for one, other in changed
    )


def _is_mistyped(one: str, other: str) -> bool:
    """Whether two neighbouring letters are swapped, not the first, or one of the words has a letter doubled."""
    if min(len(one), len(other)) < VARIANT_LETTERS or not (one + other).isalpha():
        return False
    if len(one) != len(other):
        shorter, longer = sorted((one, other), key=len)
        doubled = {f"{shorter[: at + 1]}{shorter[at:]}" for at in range(len(shorter))}
        return {one, other}.isdisjoint(_TWO_WORDS) and longer in doubled
    places = [place for place, (first, second) in enumerate(zip(one, other, strict=True)) if first != second]
    if len(places) != 2 or places[0] == 0 or places[1] != places[0] + 1:
        return False
    return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]


def _stands_once(word: str, before: ParsedText, after: ParsedText) -> bool:
    holders = sum(word in block.words.split() for block in before.blocks if word in block.words and not block.is_copy)
    return holders == 1 and not any(word in block.words.split() for block in after.blocks if word in block.words)


def _stands_elsewhere(word: str, before: ParsedText) -> bool:
    return any(word in block.words.split() for block in before.blocks if word in block.words)


def renamings_among(deltas: Sequence[Delta], before: ParsedText, after: ParsedText, title: str = "") -> frozenset[int]:
    """The `id`s of the modified clauses in which nothing but a name was replaced that was replaced throughout.

    A name counts when it is that of the service, at least two clauses put the same other name for it and it stands
    nowhere in the new text.
    """
    # Of a page captured twice a change is told once; the name stood in the other half as well.
    copies = Counter(block.twin for block in before.blocks if block.is_copy)
    pieces_of: dict[int, set[tuple[str, str]]] = {}
    places: Counter[tuple[str, str]] = Counter()
    for delta in deltas:
        if delta.kind != MODIFIED or delta.is_date_only:
            continue
        assert delta.before is not None, "A modified clause has both sides."
        assert delta.after is not None, "A modified clause has both sides."
        if max(len(delta.before.visible), len(delta.after.visible)) > LONGEST_READ:
            continue
        pieces = {_trimmed(piece) for piece in changed_pieces(delta.before.visible, delta.after.visible)}
        names = {pair for pair in pieces if _is_renaming(*pair)}
        for pair in names:
            places[pair] += 1 + copies[delta.before.index]
        if pieces and pieces == names and not _names_a_place(delta.before):
            pieces_of[id(delta)] = pieces
    often = [pair for pair, count in places.most_common(MOST_NAMES) if count > 1]
    gone = {
        (old, new)
        for old, new in often
        if not _still_stands(old, after)
        and is_of_the_service(old, before, title)
        and is_of_the_service(new, after, title)
    }
    return frozenset(key for key, pieces in pieces_of.items() if pieces <= gone)


def _trimmed(piece: tuple[str, str]) -> tuple[str, str]:
    """Both sides without the marks around them, and without a possessive ending if both have one."""
    old, new = (side.strip(" \"“”„‘’'()[]*_.,;:") for side in piece)
    for ending in ("'s", "’s"):
        if old.endswith(ending) and new.endswith(ending):
            return old.removesuffix(ending), new.removesuffix(ending)
    return old, new


def _still_stands(name: str, after: ParsedText) -> bool:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(pattern.search(block.visible) for block in after.blocks if name in block.visible)


def _names_a_place(block: Block) -> bool:
    """Whether the clause is about courts, laws or places, where one name for another is a change of substance."""
    return NAMES_A_PLACE.search(block.visible) is not None


def _is_name(piece: str) -> bool:
    """Whether it is the name of something that is no legal party."""
    if len(piece.split()) > MAX_NAME_WORDS or not _NAME.match(piece) or LEGAL_FORM.search(piece):
        return False
    return not (NO_NAME.search(piece) or MONTH.search(piece) or PHRASES["party"].search(piece))


def _is_renaming(old: str, new: str) -> bool:
    """Whether one name stands for the other and no number in it changed: "Model 2" and "Model 3" are two things."""
    return _is_name(old) and _is_name(new) and _digits(old) == _digits(new)


def _digits(words: str) -> list[str]:
    """Return the digits in the words, and the signs of currencies, shares and minus, sorted."""
    return sorted(character for character in words if character.isdigit() or character in f"{CURRENCY_SIGNS}%‰-−")


_MARKS_AROUND = " .,;:()*_\"“”'’"


def _is_variant(one: str, other: str) -> bool:
    """British and American spellings of one word; not its plural, nor a similar word ("consent" is not "content")."""
    if _elsewhere(one) == _elsewhere(other):
        return True
    if one in _TWO_WORDS or other in _TWO_WORDS:
        return False
    if min(len(one), len(other)) < VARIANT_LETTERS:
        return False
    return _folded(one) == _folded(other)


def is_spelled_elsewhere(old: str, new: str) -> str:
    """Return "american" or "british" where a word gave way to its spelling in the other country, "" otherwise."""
    old, new = old.strip(_MARKS_AROUND), new.strip(_MARKS_AROUND)
    if old == new or not (old.isalpha() and new.isalpha() and _is_variant(old, new)):
        return ""
    american = _folded(_elsewhere(old))
    return "american" if new == american else "british" if old == american else ""


def _elsewhere(word: str) -> str:
    """The American spelling of a British word, its plural too; other words as they are."""
    found = _SPELLED_ELSEWHERE.get(word)
    if found is None and word.endswith("s"):
        singular = _SPELLED_ELSEWHERE.get(word[:-1])
        found = f"{singular}s" if singular else None
    return found or word


def _folded(word: str) -> str:
    for british, american in _SPELLINGS:
        word = word.replace(british, american)
    return word
