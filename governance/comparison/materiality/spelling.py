"""Whether only the spelling or the grammar of a clause is put right."""

import re

from governance.comparison.materiality.edits import Edit, Edits

_ARTICLES = re.compile(
    r"(?:(?:a|an|the|that|which|who|whom|whose|is|are|was|were|’s|'s|s)\b\W*){1,2}|\W*", re.IGNORECASE
)


def grammar(edit: Edit, _: Edits) -> bool:
    """Whether only articles, relative pronouns and forms of "to be" differ."""
    if not (edit.is_modified and edit.pieces):
        return False
    if not any(piece.old or piece.new for piece in edit.pieces):
        return False
    return all(_ARTICLES.fullmatch(piece.old) and _ARTICLES.fullmatch(piece.new) for piece in edit.pieces)
