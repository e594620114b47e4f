"""What is known exactly to bind nobody: the rules of one clause, in the order in which they are asked.

A rule looks at the changed words, whole, and answers only where it is sure. What no rule knows is left to the model.
"""

from collections.abc import Callable, Mapping, Sequence

from governance.comparison.judging.deltas import Delta
from governance.comparison.judging.equivalents import equivalence
from governance.comparison.judging.restating import Restatements
from governance.comparison.judging.shifts import Shift
from governance.comparison.materiality.abbreviations import written_out
from governance.comparison.materiality.addresses import address_line, addresses
from governance.comparison.materiality.banners import banner
from governance.comparison.materiality.contacts import channel, officers, reaches
from governance.comparison.materiality.date_lines import copyright_year
from governance.comparison.materiality.definitions import definition
from governance.comparison.materiality.edits import Edit, Edits, signs_that_count
from governance.comparison.materiality.figures import figures, identifiers, tells_a_number
from governance.comparison.materiality.headings import heading_in_disguise
from governance.comparison.materiality.lapsed import notice_lapsed
from governance.comparison.materiality.layout import renumbered, update_day
from governance.comparison.materiality.lists import language_row, register_row, revision, row_left
from governance.comparison.materiality.menus import menu_entry
from governance.comparison.materiality.mixtures import mixture
from governance.comparison.materiality.names import document_renamed, formerly, name_in_full, product_renamed
from governance.comparison.materiality.page import furniture, left_behind
from governance.comparison.materiality.pointers import informs, pointer
from governance.comparison.materiality.postal import without_postal_addresses
from governance.comparison.materiality.spelling import grammar
from governance.comparison.materiality.wordings import said_otherwise
from governance.comparison.result import Context
from governance.comparison.text.segment import ParsedText

Rule = Callable[[Edit, Edits], bool]
# By the name that `judging.where_told.IMMATERIAL` has for it.
RULES: dict[str, Rule] = {
    "addresses": addresses,
    "figures": figures,
    "identifiers": identifiers,
    "document_renamed": document_renamed,
    "product_renamed": product_renamed,
    "formerly": formerly,
    "name_in_full": name_in_full,
    "written_out": written_out,
    "language_row": language_row,
    "register_row": register_row,
    "revision": revision,
    "grammar": grammar,
    "pointer": pointer,
    "channel": channel,
    "officers": officers,
    "definition": definition,
    "mixture": mixture,
}
# What reads the whole clause and knows what it says, whatever came to its words or went from them.
OF_WHOLE_CLAUSES: dict[str, Rule] = {
    "copyright_year": copyright_year,
    "addresses": address_line,
    "furniture": furniture,
    "left_behind": left_behind,
    "renumbered": renumbered,
    "stated_date": update_day,
    "same_otherwise": said_otherwise,
    "revision": banner,
    "notice_lapsed": notice_lapsed,
    "heading_in_disguise": heading_in_disguise,
    "pointer": informs,
    "figures": tells_a_number,
    "menu_entry": menu_entry,
    "channel": reaches,
    "row_left": row_left,
}


# A change of more clauses is no small one.
MOST_READ = 200
# What may have happened to the words of a clause that binds nobody all the same. Whatever else did is told.
_MAY_HAPPEN = ("number_", "item_", "term_")


class Immaterial:
    """Knows of each changed clause of one comparison whether it provides what it provided, and by which rule."""

    def __init__(self, deltas: Sequence[Delta], base: ParsedText, after: ParsedText, context: Context) -> None:
        self._is_small = len(deltas) <= MOST_READ
        # Kept, so that each stays the only one of its id.
        self._deltas = [delta for delta in deltas if not delta.is_date_only] if self._is_small else []
        edits = tuple(map(_edit_of, self._deltas))
        self._edit_of = {id(delta): edit for delta, edit in zip(self._deltas, edits, strict=True)}
        self._restatements = Restatements(deltas)
        self._edits = Edits(base, after, edits, context.document_title, context.captured_on)

    def restated(self, delta: Delta) -> str:
        """Return the rule by which a clause says what was said before, in other places or ways, "" otherwise."""
        if rule := self._restatements.rule_for(delta):
            return rule
        return equivalence(delta.before, delta.after) if delta.before and delta.after else ""

    def binds_nobody(self, delta: Delta, shifts: Sequence[Shift]) -> str:
        """Return the rule by which what changed in a clause binds nobody, "" where none says so."""
        if not self._is_small:
            return ""
        edit = self._edit_of.get(id(delta)) or _edit_of(delta)
        if edit.is_modified and _other_signs(edit.old, edit.new):
            return ""
        if rule := _first(OF_WHOLE_CLAUSES, edit, self._edits):
            return rule
        if delta.is_date_only or any(not shift.kind.startswith(_MAY_HAPPEN) for shift in shifts):
            return ""
        return _first(RULES, edit, self._edits)


def _other_signs(old: str, new: str) -> bool:
    """Tell whether signs that mean something differ. Dashes in postal addresses mean nothing."""
    if signs_that_count(old) == signs_that_count(new):
        return False
    bare = (without_postal_addresses(text, " ") for text in (old, new))
    return len({tuple(signs_that_count(text)) for text in bare}) > 1


def _edit_of(delta: Delta) -> Edit:
    return Edit(delta.kind, delta.before, delta.after)


def _first(rules: Mapping[str, Rule], edit: Edit, edits: Edits) -> str:
    """Return the name of the first rule by which the changed words bind nobody, "" where none says so."""
    return next((name for name, rule in rules.items() if rule(edit, edits)), "")
