"""Whether something is only called otherwise: a document that the clause refers to, a product."""

import re

from governance.comparison.materiality.edits import ChangedWords, Edit, Edits

_DOCUMENT = (
    r"(?:policy|policies|notices?|statements?|terms|agreement|guidelines?|rules|standards?|principles|code|charter"
    r"|guide)"
)


def document_renamed(edit: Edit, _: Edits) -> bool:
    """Whether a document that the clause refers to is called otherwise: "Privacy Notice" for "Privacy Policy"."""
    if not (edit.is_modified and edit.pieces):
        return False
    return all(_names_document(piece) for piece in edit.pieces)


def _names_document(piece: ChangedWords) -> bool:
    if not (piece.old and piece.new):
        return False
    if re.fullmatch(_DOCUMENT + r"\W*", piece.old, re.I) and re.fullmatch(_DOCUMENT + r"\W*", piece.new, re.I):
        return piece.old[:1].isupper() and piece.new[:1].isupper()
    return False
