"""Whether something is only called otherwise: a document that the clause refers to, a product."""

import re

from governance.comparison.judging.editing import LEGAL_FORM
from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.materiality.replaced_names import Renaming, renamings, surroundings
from governance.comparison.text.normalise import plain_words

_DOCUMENT = (
    r"(?:policy|policies|notices?|statements?|terms|agreement|guidelines?|rules|standards?|principles|code|charter"
    r"|guide)"
)

_DOCUMENT_NAME = re.compile(
    r"((?:[A-Z][\w’'&-]{1,30} ){0,5}?)"
    r"(?:Polic(?:y|ies)|Notices?|Statements?|Terms(?: (?:of (?:Service|Use)|and Conditions))?"
    r"|Guidelines?|Rules|Standards?)"
)
LONGEST_READ = 10_000
_NAMED = r"[A-Z][\w’'&+-]{0,40}(?: [A-Z][\w’'&+-]{0,40}){0,4}"
_FORMERLY = re.compile(
    rf"({_NAMED}) \((?:formerly|previously)(?: (?:known as|called|named))?,? [\"“]?({_NAMED})[\"”]?\)"
)


def document_renamed(edit: Edit, edits: Edits) -> bool:
    """Whether a document that the clause refers to is called otherwise: "Privacy Notice" for "Privacy Policy"."""
    if not (edit.is_modified and edit.pieces):
        return False
    if all(_names_document(piece) for piece in edit.pieces):
        return True
    if max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    return all(one and _is_same_document(one, edits) for one in renamings(edit.old, edit.new))


def _is_same_document(one: Renaming, edits: Edits) -> bool:
    """Whether both names are of one kind of document with the same words before it, and the old one is gone."""
    old, new = _DOCUMENT_NAME.fullmatch(one.old_name), _DOCUMENT_NAME.fullmatch(one.new_name)
    return bool(old and new and old[1] == new[1]) and not surroundings(one.old_name, edits.after)


def product_renamed(edit: Edit, edits: Edits) -> bool:
    """Whether a thing that the service offers is called otherwise, throughout the text."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    found = [*renamings(edit.old, edit.new)]
    return bool(found) and None not in found and edits.renamed.issuperset(found)


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


def _names_document(piece: ChangedWords) -> bool:
    if not (piece.old and piece.new):
        return False
    if re.fullmatch(_DOCUMENT + r"\W*", piece.old, re.I) and re.fullmatch(_DOCUMENT + r"\W*", piece.new, re.I):
        return piece.old[:1].isupper() and piece.new[:1].isupper()
    return False
