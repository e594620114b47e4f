"""The signs by which the model of materiality judges a small edit: what its changed words are and where they stand.

A sign is a name that is there or isn't. `SAID` says of each how a reason names it.
"""

import re
from collections.abc import Iterator, Sequence

from governance.comparison.materiality.addresses import EMAIL, WEB
from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.result import MODIFIED

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*")
# Words, by what they are about. English first, and the plainest of French and German.
_ABOUT = {
    "force": r"may|must|shall|will|can|cannot|should|could|would|need|not|no|never|nor|unless|except|only|without",
    "joining": r"and|or|as well as|in addition|also|et|ou|und|oder|sowie",
    "extent": r"any|all|every|each|certain|some|other|includ(?:e|es|ed|ing)|such as|e\.g|for example|limited"
    r"|applicable|relevant|specific",
    "the service": r"we|our|us|ours|nous|notre|nos|wir|unser\w*|uns",
    "the reader": r"you|your|yours|users?|customers?|members?|vous|votre|vos|sie|ihr\w*|utilisateurs?",
    "others": r"third|part(?:y|ies)|partners?|affiliates?|vendors?|providers?|(?:sub-?)?processors?|subsidiar\w+"
    r"|advertisers?|suppliers?|controllers?|regulators?|authorit\w+|researchers?|recipients?|compan(?:y|ies)|entit\w+"
    r"|prestataires?|tiers",
    "handling data": r"collect\w*|use[sd]?|using|shar(?:e|es|ed|ing)|disclos\w+|process\w*|transfer\w*|s[eo]ll?d?"
    r"|stor(?:e|es|ed|ing|age)|retain\w*|delet\w+|access\w*|receiv\w+|obtain\w*|utilis\w+|traite\w*|conserv\w+",
    "data": r"data|information|cookies?|identifiers?|device|location|phone|biometric|données|daten|logs?",
    "law": r"laws?|courts?|jurisdiction|arbitrat\w+|disputes?|claims?|damages|govern\w*|prevail\w*|compl(?:y|ies|iance)"
    r"|legal|regulations?|act|directive",
    "rights": r"rights?|requests?|object\w*|opt\w*|consent\w*|withdraw\w*|choose|choice|entitled|cancel\w*|terminat\w+"
    r"|suspend\w*|appeal\w*|droits?",
    "purposes": r"purposes?|in order to|marketing|advertis\w+|personali[sz]\w+|analy\w+|improv\w+|train\w*|research"
    r"|security|fraud|safety",
    "time": r"days?|months?|years?|weeks?|hours?|within|until|before|after|period",
    "places": r"eu|eea|uk|us|u\.s|usa|states?|countr(?:y|ies)|regions?|european|california\w*|switzerland|canada|europe"
    r"|world\w*",
    "products": r"services?|products?|features?|plans?|apps?|applications?|software|websites?|sites?|platform"
    r"|accounts?|programme?s?",
    "finding out": r"here|learn|more|see|visit|read|please|click|below|above|links?|page|section|find|details?|refer"
    r"|help|cent(?:er|re)|contact|forms?|faq|ici|hier",
    "documents": r"polic(?:y|ies)|notices?|terms|agreement|statement|guidelines?|addendum|annex\w*|appendix|schedule"
    r"|exhibit|conditions|rules",
    "change": r"updat\w+|chang\w+|amend\w*|effective|revis\w+|new|upcoming|modif\w+|version|previous\w*|replac\w+"
    r"|discontinu\w+|longer",
    "content": r"content|posts?|upload\w*|intellectual|copyright\w*|trademarks?",
    "conduct": r"prohibit\w*|illegal|violat\w+|abus\w+|harass\w*|spam|fraud\w*|misleading|sexual\w*|violen\w+|hate\w*",
}
_PATTERNS = {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _ABOUT.items()}
# English, French and German words that join others and say nothing alone.
_JOINING_ALONE = frozenset(
    word
    for words in (
        "a an the of to in on at by for from with as is are was were be been being it its this that these those which",
        "who whom and or le la les un une des du de et ou au aux en der die das den dem des ein eine und oder zu im am",
    )
    for word in words.split()
)
_POINTS = re.compile(
    r"\b(?:see|refer to|read|visit|consult|check|click|find out|learn more|more (?:info\w*|details)"
    r"|(?:further|additional) (?:info\w*|details)|details|available (?:here|at|on)|described in|here|view|go to"
    r"|cliquez|consulter|plus d[’']infos?\w*|ici|hier|weitere informationen)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"\bmeans\b|^\W*[“\"„«]", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?。！？][”\"')\]]*$")
_SENTENCE_WORDS = 7
_UNDER = {
    "contacts": r"contact|how to reach|address|kontakt|impressum|legal notice|mentions",
    "definitions": r"definition|interpretation|glossar",
    "changes": r"change|update|revision|history|version",
}
_HEADINGS = {name: re.compile(words, re.IGNORECASE) for name, words in _UNDER.items()}
_SIZES = ((1, "one word"), (2, "two words"), (4, "three or four words"), (8, "up to eight words"), (16, "some words"))
_EDGE = 0.04
SAID = {
    "came": "the clause is new",
    "went": "the clause is gone",
    "reworded": "the clause was reworded",
    "paragraph": "the clause is a paragraph",
    "list_item": "the clause is an item of a list",
    "table_row": "the clause is a row of a table",
    "heading": "the clause is a heading",
    "put in": "words were put in and none taken out",
    "taken out": "words were taken out and none put in",
    "replaced": "words were replaced by others",
    **{name: f"{name} changed" for _, name in _SIZES},
    "many words": "many words changed",
    "one for another": "one word was replaced by another",
    "nearly the same word": "the new word is nearly the old one",
    "no word of content": "only joining words changed",
    "names alone": "all that changed is capitalised, as names are",
    "numbers alone": "only numbers changed",
    "numbers among": "numbers are among what changed",
    "addresses among": "addresses are among what changed",
    "a quoted term": "a term in quotation marks is among what changed",
    "a sentence came": "a whole sentence is new",
    "a sentence went": "a whole sentence is gone",
    "points elsewhere": "the sentence says where to find something",
    "defines": "the clause defines a term",
    "states nothing": "the clause names neither side and nothing that anybody must or may do",
    "new words known": "the new words stand elsewhere in the old text",
    "new words unknown": "not all new words stand in the old text",
    "old words kept": "the old words stand elsewhere in the new text",
    "old words gone": "old words stand nowhere in the new text any more",
    "alike": "the old and the new words are mostly the same",
    "unlike": "the old and the new words have nothing in common",
    "often": "the same words changed in several clauses",
    "short": "the clause has five words at most",
    "first": "the clause stands at the beginning of the text",
    "last": "the clause stands at the end of the text",
    "under no heading": "the clause stands under no heading",
    **{f"under {name}": f"its heading is on {name}" for name in _UNDER},
    **{f"about {name}": f"words on {name} changed" for name in _ABOUT},
    "about change": "words on changes and versions changed",
    "about force": "words of obligation or denial changed",
    "about joining": "words such as “and” or “or” changed",
    "about extent": "words on how far something goes changed",
    "about others": "words on other people or companies changed",
    "about finding out": "words on where to find something changed",
    "newly dated": "the text bears a new date",
    "not newly dated": "the text bears no new date",
    "alone": "no other clause changed",
    "among few": "few clauses changed",
    "among several": "several clauses changed",
    "in English": "the text is in English",
    "in another language": "the text is in another language",
    "a party among": "a party is among what changed",
    "a value among": "a number, a sum or a denial is among what changed",
    "under recipients": "its heading is on who gets data",
    "in a privacy policy": "the document’s title speaks of privacy",
    "in terms": "the document’s title speaks of terms",
}


def signs_of_change(edits: Sequence[Edit], among: Edits, *, is_newly_dated: bool) -> frozenset[str]:
    """Return the signs of a whole change; `edits` are its clauses without those that a rule knows to bind nobody."""
    count = len(edits)
    found = {"newly dated" if is_newly_dated else "not newly dated"}
    found.add("alone" if count == 1 else "among few" if count <= 4 else "among several")
    found.add("in English" if among.language == "English" else "in another language")
    small = among.title.casefold()
    found |= {name for word, name in (("privacy", "in a privacy policy"), ("terms", "in terms")) if word in small}
    return frozenset(found)


def signs_of_clause(edit: Edit, among: Edits) -> frozenset[str]:
    """Return the signs of one changed clause."""
    old = " ".join(piece.old for piece in edit.pieces)
    new = " ".join(piece.new for piece in edit.pieces)
    olds, news = _WORD.findall(old), _WORD.findall(new)
    found = {"reworded" if edit.is_modified else "came" if edit.after else "went", edit.shown.kind}
    found.update(_signs_of_words(old, new, olds, news))
    if edit.kind == MODIFIED:
        found.update(_signs_of_replacing(olds, news))
    found.update(_signs_of_sentences(edit))
    found.update(_signs_of_place(edit, among))
    found.update(_signs_of_texts(olds, news, among))
    if among.pieces.keys() & {(piece.old, piece.new) for piece in edit.pieces}:
        found.add("often")
    return frozenset(found)


def _signs_of_words(old: str, new: str, olds: Sequence[str], news: Sequence[str]) -> Iterator[str]:
    both = f"{old} {new}"
    yield next((name for most, name in _SIZES if len(olds) + len(news) <= most), "many words")
    yield from (f"about {name}" for name, pattern in _PATTERNS.items() if pattern.search(both))
    telling = [word for word in (*olds, *news) if word.casefold() not in _JOINING_ALONE]
    numbers = [word for word in telling if word[0].isdigit()]
    if not telling:
        yield "no word of content"
    elif len(numbers) == len(telling):
        yield "numbers alone"
    elif all(word[0].isupper() for word in telling):
        yield "names alone"
    if numbers:
        yield "numbers among"
    if EMAIL.search(both) or WEB.search(both):
        yield "addresses among"
    if any(mark in both for mark in '“”"«»„'):
        yield "a quoted term"


def _signs_of_replacing(olds: Sequence[str], news: Sequence[str]) -> Iterator[str]:
    yield "put in" if not olds else "taken out" if not news else "replaced"
    if not (olds and news):
        return
    if len(olds) == len(news) == 1:
        yield "one for another"
        if is_nearly(olds[0].casefold(), news[0].casefold()):
            yield "nearly the same word"
    ours, theirs = {word.casefold() for word in olds}, {word.casefold() for word in news}
    shared = len(ours & theirs) / min(len(ours), len(theirs))
    if shared > 0.6:
        yield "alike"
    elif not shared:
        yield "unlike"


def _signs_of_sentences(edit: Edit) -> Iterator[str]:
    if any(_is_sentence(piece.new) for piece in edit.pieces):
        yield "a sentence came"
    if any(_is_sentence(piece.old) for piece in edit.pieces):
        yield "a sentence went"
    if any(_POINTS.search(side) for piece in edit.pieces for side in (piece.old_sentence, piece.new_sentence)):
        yield "points elsewhere"
    wording = edit.new or edit.old
    if _DEFINES.search(wording):
        yield "defines"
    if not any(_PATTERNS[name].search(wording) for name in ("force", "the service", "the reader")):
        yield "states nothing"


def _is_sentence(words: str) -> bool:
    return _ENDS_SENTENCE.search(words) is not None and len(_WORD.findall(words)) >= _SENTENCE_WORDS


def _signs_of_place(edit: Edit, among: Edits) -> Iterator[str]:
    text = among.after if edit.after else among.base
    place = edit.shown.index / max(1, len(text.blocks))
    if place < _EDGE:
        yield "first"
    if place > 1 - _EDGE:
        yield "last"
    path = " ".join(edit.shown.heading_path[-2:])
    if not path:
        yield "under no heading"
    yield from (f"under {name}" for name, pattern in _HEADINGS.items() if pattern.search(path))
    if edit.shown.word_count <= 5:
        yield "short"


def _signs_of_texts(olds: Sequence[str], news: Sequence[str], among: Edits) -> Iterator[str]:
    fresh = {word.casefold() for word in news} - _JOINING_ALONE
    lost = {word.casefold() for word in olds} - _JOINING_ALONE
    if fresh:
        yield "new words known" if all(word in among.old_words for word in fresh) else "new words unknown"
    if lost:
        yield "old words kept" if all(word in among.new_words for word in lost) else "old words gone"


def is_nearly(one: str, other: str) -> bool:
    """Whether two words of letters differ by one letter, of seven letters or more by two at most."""
    shorter = min(len(one), len(other))
    if abs(len(one) - len(other)) > 2 or shorter < 3 or max(len(one), len(other)) > 40 or not (one + other).isalpha():
        return False
    row = list(range(len(other) + 1))
    for count, letter in enumerate(one, start=1):
        last, row[0] = row[0], count
        for place, another in enumerate(other, start=1):
            last, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, last + (letter != another))
    return row[-1] <= (2 if shorter >= 7 else 1)
