"""Whether something is only called otherwise: a document that the clause refers to, a product."""

import re

from governance.comparison.judging.editing import LEGAL_FORM
from governance.comparison.judging.service_names import KIND, is_of_the_service
from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.materiality.replaced_names import changed_names, renamings, stands_in
from governance.comparison.text.normalise import plain_words

_DOCUMENT = (
    r"(?:policy|policies|notices?|statements?|terms|agreement|guidelines?|rules|standards?|principles|code|charter"
    r"|guide)"
)
_KIND_OF_DOCUMENT = re.compile(_DOCUMENT, re.IGNORECASE)
_DOCUMENT_ALONE = re.compile(rf"{_DOCUMENT}\W*", re.IGNORECASE)
_DOCUMENT_NAME = re.compile(
    r"((?:[A-Z][\w’'&-]{1,30} ){0,5}?)"
    r"(?:Polic(?:y|ies)|Notices?|Statements?|Terms(?: (?:of (?:Service|Use)|and Conditions))?"
    r"|Guidelines?|Rules|Standards?)"
)
# A document under either case, "privacy policy" and "Privacy Notice".
_SUBJECT = re.compile(rf"(privacy|cookies?|data protection|community|acceptable use) {_DOCUMENT}\W*", re.IGNORECASE)
# What a service calls the rules on how people behave there, or by its own name: "Papertrail Rules".
_OF_CONDUCT = re.compile(
    r"(?:Community|Content|(?:User )?Conduct|House|Acceptable (?:Use|Content)|(?P<whose>[A-Z][\w’'&.-]{1,30}))"
    r" (?:Polic(?:y|ies)|Rules|Guidelines|Standards|Principles)|(?:Community )?Code of Conduct"
)
_END_OF_NAME = re.compile(
    r"\.(?:com|net|org|io|ai|app|co|eu|de|fr|nl|be|at|ch|it|es|pt|pl|cz|se|uk)|[A-Z][a-z’'-]{1,20}"
)
LONGEST_READ = 10_000
FEWEST_WORDS_LEFT = 3
_NAMED = r"[A-Z][\w’'&+-]{0,40}(?: [A-Z][\w’'&+-]{0,40}){0,4}"
_FORMERLY = re.compile(
    rf"({_NAMED}) \((?:formerly|previously)(?: (?:known as|called|named))?,? [\"“]?({_NAMED})[\"”]?\)"
)


def document_renamed(edit: Edit, edits: Edits) -> bool:
    """Whether a document that the clause refers to is called otherwise: "Privacy Notice" for "Privacy Policy"."""
    if not (edit.is_modified and edit.pieces):
        return False
    if all(names_document(piece) for piece in edit.pieces):
        return True
    if max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    names = changed_names(edit.old, edit.new, edit.stretches)
    return all(was and now and was != now and _is_same_document(was, now, edits) for was, now in names)


def _is_same_document(was: str, now: str, edits: Edits) -> bool:
    """Whether both names are of one document, and the old one is gone."""
    old, new = _DOCUMENT_NAME.fullmatch(was), _DOCUMENT_NAME.fullmatch(now)
    if old and new and old[1] == new[1]:
        return not stands_in(was, edits.after)
    may_be = _lost_word_within(was, now) or _lost_word_within(now, was) or _are_of_conduct(was, now, edits)
    return may_be and not stands_in(was, edits.after) and not stands_in(now, edits.base)


def _lost_word_within(longer: str, shorter: str) -> bool:
    """Whether a name lost a word after the one that says whose it is: "Nest Tree Review Rules"."""
    long, short = longer.removesuffix("s").split(), shorter.removesuffix("s").split()
    if len(short) < FEWEST_WORDS_LEFT or long[:1] + long[2:] != short:
        return False
    return _KIND_OF_DOCUMENT.fullmatch(long[-1]) is not None and not KIND.search(long[1])


def _are_of_conduct(was: str, now: str, edits: Edits) -> bool:
    """Whether both are names of the rules on how people behave there."""
    old, new = _OF_CONDUCT.fullmatch(was), _OF_CONDUCT.fullmatch(now)
    if not (old and new):
        return False
    owners = ((old["whose"], edits.base), (new["whose"], edits.after))
    return not all((old["whose"], new["whose"])) and all(
        not whose or is_of_the_service(whose, text, edits.title) for whose, text in owners
    )


def product_renamed(edit: Edit, edits: Edits) -> bool:
    """Whether a thing that the service offers is called otherwise, throughout the text."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    found = [*renamings(edit.old, edit.new, edit.stretches)]
    return bool(found) and None not in found and edits.renamed.issuperset(found)


def name_in_full(edit: Edit, edits: Edits) -> bool:
    """Whether the service's own name is written in full, or with the end of its address: "Nest", "Nest.example"."""
    if not (edit.is_modified and edit.pieces) or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    return all(_adds_to_own_name(piece, edits) for piece in edit.pieces)


def _adds_to_own_name(piece: ChangedWords, edits: Edits) -> bool:
    words, sentence, text = (
        (piece.old, piece.old_sentence, edits.base) if piece.old else (piece.new, piece.new_sentence, edits.after)
    )
    if bool(piece.old) == bool(piece.new) or not _END_OF_NAME.fullmatch(words) or KIND.search(words):
        return False
    found = re.search(rf"(?<![\w.])([A-Z][\w’'&-]{{2,30}}) ?{re.escape(words)}(?![\w])", sentence)
    if not found or LEGAL_FORM.search(words):
        return False
    if words.startswith("."):
        return is_of_the_service(found[1], text, edits.title) or is_of_the_service(found.group(), text, edits.title)
    return stands_in(found.group(), edits.base) and is_of_the_service(found.group(), text, edits.title)


def formerly(edit: Edit, _: Edits) -> bool:
    """Whether it is said, or no longer said, what something was called before: "Nest (formerly Tree)"."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    old, new = _ways_to_say(edit.old), _ways_to_say(edit.new)
    return len(old | new) > 2 and not old.isdisjoint(new)


def _ways_to_say(text: str) -> set[str]:
    """The words of a text with the names that are said to be new, and with those that they stand for."""
    told = [found for found in _FORMERLY.finditer(text) if not LEGAL_FORM.search(found.group())]
    if not told:
        return {plain_words(text)}
    return {plain_words(_FORMERLY.sub(name, text)) for name in (r"\1", r"\2", r"\g<0>")}


def names_document(piece: ChangedWords) -> bool:
    if not (piece.old and piece.new):
        return False
    if _DOCUMENT_ALONE.fullmatch(piece.old) and _DOCUMENT_ALONE.fullmatch(piece.new):
        return piece.old[:1].isupper() and piece.new[:1].isupper()
    old, new = _SUBJECT.fullmatch(piece.old), _SUBJECT.fullmatch(piece.new)
    return old is not None and new is not None and old[1].casefold() == new[1].casefold()
