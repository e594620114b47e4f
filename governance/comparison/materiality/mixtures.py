"""Whether several things of which each binds nobody differ in one clause: a name here and a misspelt word there."""

from governance.comparison.materiality.contacts import is_person, is_way
from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.materiality.names import names_document
from governance.comparison.materiality.pointers import is_of_pointer
from governance.comparison.materiality.replaced_names import renamings
from governance.comparison.materiality.spelling import is_put_right

LONGEST_READ = 10_000
MOST_PIECES = 12


def mixture(edit: Edit, edits: Edits) -> bool:
    """Whether each changed piece of a clause is known to some rule."""
    if not edit.is_modified or not 1 < len(edit.pieces) <= MOST_PIECES:
        return False
    if max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    renamed = [one is not None and one in edits.renamed for one in renamings(edit.old, edit.new, edit.stretches)]
    if len(renamed) != len(edit.pieces):
        return False
    return all(is_name or _binds_nobody(piece, edits) for is_name, piece in zip(renamed, edit.pieces, strict=True))


def _binds_nobody(piece: ChangedWords, edits: Edits) -> bool:
    if is_put_right(piece, edits) or names_document(piece):
        return True
    return is_way(piece) or is_of_pointer(piece) or is_person(piece)
