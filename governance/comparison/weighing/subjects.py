"""What changed clauses and whole changes are about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from governance.comparison.judging.deltas import Delta, is_day_of_provision, is_timestamp
from governance.comparison.judging.where_told import IMMATERIAL, is_material
from governance.comparison.matching.wording import changed_pieces
from governance.comparison.result import HIGH, LOW, MEDIUM, MOVED, Difference, Weighed
from governance.comparison.text.dated_lines import is_line_of_dates, says_nothing_else, without_dates
from governance.comparison.text.effective_dates import speaks_of_new_terms
from governance.comparison.text.jurisdiction import (
    may_name_a_law_or_court,
    other_court,
    other_law,
    states_jurisdiction,
)
from governance.comparison.text.languages import is_read, language_of_blocks, languages
from governance.comparison.text.reader_text import readable
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.shortening import cut
from governance.comparison.weighing.categorise import LEAST_MARGIN, LEAST_MARGIN_OF_SENTENCE, Categoriser
from governance.comparison.weighing.category_features import Passage, is_contact_detail
from governance.comparison.weighing.notable_clauses import is_row_of_recipients
from governance.comparison.weighing.taxonomy import (
    CONTACT_ENTITY,
    EFFECTIVE_DATE,
    GOVERNING_LAW,
    NOTICE_OF_CHANGE,
    OTHER,
    PROCESSOR_TERMS,
    category_names,
    is_evident,
)

DATE_LINE_WORDS = 8
HEADING_LENGTH = 60
# One clause makes its category one of the main ones among so many changed clauses, two among four times and three among
# nine times as many: a model errs on a few single clauses, and in a rewrite these few would be most of the list.
CLAUSES_FOR_ONE = 36
MOST_NAMED = 6
# A law or a court is named in clauses of these as well, and the category says more.
ABOUT_DISPUTES = frozenset((GOVERNING_LAW, "dispute_resolution_arbitration", "class_action_waiver"))
# A row of a list of those who get data is about that, whatever they do with it.
ABOUT_RECIPIENTS = frozenset((PROCESSOR_TERMS, "data_sharing", "international_transfer"))

_POINTS = {HIGH: 100, MEDIUM: 10, LOW: 1}
_NEVER_DOUBTED = frozenset((EFFECTIVE_DATE, OTHER))
# What a clause states itself.
_STATED = (NOTICE_OF_CHANGE, EFFECTIVE_DATE)
# What names somebody or something, such as “Inkwell Monitor”, doesn't say what a clause is about.
_NAME = re.compile(r"\b[A-Z][a-z][\w’'-]{0,30}(?:[ -][A-Z][a-z][\w’'-]{0,30})+")
_SENTENCE_END = re.compile(r"(?<=[.!?;]) ")


class Subjects:
    """Finds the category of clauses of two texts, read in their surroundings."""

    def __init__(self, categoriser: Categoriser, title: str, base: ParsedText, after: ParsedText) -> None:
        self._categoriser = categoriser
        self._title = title
        self._base = base
        self._after = after
        # Asked once a comparison, and only where a clause has changed.
        self._language_of = lru_cache(maxsize=2)(lambda is_new: language_of_blocks((after if is_new else base).blocks))

    def of_delta(self, delta: Delta) -> str:
        """The category of a changed clause."""
        block = delta.shown
        is_number = block.visible.isdecimal()
        if not is_number and speaks_of_new_terms(block.visible) and not delta.is_date_only:
            return NOTICE_OF_CHANGE
        if (block.dates or delta.is_date_only) and _is_date_line(delta, self._title):
            return EFFECTIVE_DATE
        text = self._after if delta.after else self._base
        is_edited = delta.before is not None and delta.after is not None
        changed = changed_words(delta.before, delta.after) if is_edited else ""
        if not is_number and is_contact_detail(changed or block.visible):
            return CONTACT_ENTITY
        category = self._categorise(block, text, changed)
        if category == OTHER and is_edited and (sentences := changed_sentences(delta.before, delta.after)):
            of_sentence = replace(block, visible=sentences)
            category = self._categorise(of_sentence, text, "", LEAST_MARGIN_OF_SENTENCE)
        is_listed = block.kind in ("table_row", "list_item") and category not in ABOUT_RECIPIENTS
        if is_listed and self.are_known and is_row_of_recipients(block):
            return PROCESSOR_TERMS
        if (
            not is_number
            and may_name_a_law_or_court(block.visible)
            and category not in ABOUT_DISPUTES
            and _is_on_jurisdiction(delta)
        ):
            return GOVERNING_LAW
        return category

    def of_moved(self, block: Block) -> str:
        """The category of a clause of the new text that changed its place only."""
        return self._categorise(block, self._after, "")

    def about(self, differences: Sequence[Difference]) -> tuple[str, ...]:
        """The categories that a change is mainly about, most important first, at most six beside what it states.

        Where it is sure of none, the likeliest category of the weightiest clause: nothing but the class of a change is
        told by it.
        """
        main = main_categories(differences)
        named = [name for name in main if name not in (OTHER, *_STATED)][:MOST_NAMED]
        if not named and OTHER in main:
            unsure = [one for one in differences if one.category == OTHER]
            named = [self._likeliest(next((one for one in unsure if is_material(one)), unsure[0]))]
        return (*named, *(name for name in main if name in _STATED))

    def _likeliest(self, difference: Difference) -> str:
        """The category with most points, by however little it leads; `other` in a language that is not known."""
        block, text = difference.after, self._after
        if block is None:
            block, text = difference.before, self._base
        assert block, "A difference has at least one side."
        return self._categorise(block, text, changed_words(difference.before, difference.after), least=0.0)

    def as_told(self, category: str, block: Block) -> str:
        """The category that a sentence on a clause names; `other` where its words and its heading don't confirm it.

        So it is in a text whose language the model does not know.
        """
        return category if category in _NEVER_DOUBTED or (self.are_known and _is_confirmed(category, block)) else OTHER

    @cached_property
    def are_known(self) -> bool:
        """Whether the text is in a language that the model knows, or says too little to tell."""
        return is_read(self._language_of(True))

    def _categorise(self, block: Block, text: ParsedText, changed: str, least: float = LEAST_MARGIN) -> str:
        language = self._language_of(text is self._after)
        if not is_read(language):
            return OTHER
        return self._categoriser.categorise(passage_of(block, text, changed, self._title, language), least)


def _is_confirmed(category: str, block: Block) -> bool:
    """Whether a clause's own words speak of its category, and so does the heading over it where there is one."""
    is_heading = block.kind == "heading"
    if not is_evident(category, block.visible if is_heading else _NAME.sub(" ", block.visible)):
        return False
    return is_heading or not block.heading_path or is_evident(category, block.heading_path[-1])


def _is_on_jurisdiction(delta: Delta) -> bool:
    """Whether the clause came or went and says which law or court decides, or another one is named in it."""
    block = delta.shown
    if delta.is_date_only or block.kind == "heading":
        return False
    if delta.before and delta.after:
        old, new = readable(delta.before.visible), readable(delta.after.visible)
        return any((other_law(old, new), other_court(old, new)))
    return states_jurisdiction(readable(block.visible))


def _is_date_line(delta: Delta, title: str) -> bool:
    """Whether what changed is a date of the document: a date alone, or a line that tells of nothing else."""
    if delta.is_date_only:
        return not is_day_of_provision(delta, title)
    block = delta.shown
    sides = [side for side in (delta.before, delta.after) if side]
    if block.word_count > DATE_LINE_WORDS or is_timestamp(block):
        return False
    if all(is_line_of_dates(side.visible, title) for side in sides):
        return True
    return bool(block.dates) and all(says_nothing_else(without_dates(side), title) for side in sides)


def changed_words(before: Block | None, after: Block | None) -> str:
    """What a reworded clause lost and gained; empty for a clause that came or went whole."""
    if before is None or after is None:
        return ""
    return " ".join(f"{old} {new}" for old, new in changed_pieces(before.visible, after.visible))


def changed_sentences(before: Block | None, after: Block | None) -> str:
    """Return those sentences of a reworded clause that changed, as they read now.

    "" if every sentence changed, or if the clause came or went whole.
    """
    if before is None or after is None:
        return ""
    old, new = (_SENTENCE_END.split(side.visible) for side in (before, after))
    found = [one for one in new if one not in old]
    return " ".join(found) if len(found) < len(new) else ""


def passage_of(block: Block, text: ParsedText, changed: str, title: str, language: str) -> Passage:
    """A clause as the category model reads it; only words of a language other than English are told apart."""
    around = neighbours_of(block, text)
    known = language if language in languages() else ""
    return Passage(block.visible, changed, block.heading_path, title, around, block.lead_in, known)


def subject_name(category: str, headings: Sequence[str]) -> str:
    """The name of a clause's category, or, where no category fits, the words of the heading that it stands under."""
    if category == OTHER and headings and (heading := readable(headings[-1]).strip()):
        return cut(heading, HEADING_LENGTH)
    return category_names().get(category, category)


def neighbours_of(block: Block, text: ParsedText) -> list[str]:
    """The clauses before and after one, where they stand under the same heading."""
    around = text.blocks[max(0, block.index - 1) : block.index] + text.blocks[block.index + 1 : block.index + 2]
    return [one.visible for one in around if one.kind != "heading" and one.heading_path == block.heading_path]


def ordered_categories(differences: Sequence[Weighed]) -> tuple[str, ...]:
    """Categories by weight: severity first, then the number of clauses; dates and `other` last."""
    points: Counter[str] = Counter()
    for difference in differences:
        if difference.severity_rule != MOVED:
            points[difference.category] += _POINTS[difference.severity]
    ranked = sorted(points, key=lambda name: (name in (OTHER, EFFECTIVE_DATE), -points[name], name))
    return tuple(ranked)


def main_categories(differences: Sequence[Weighed]) -> tuple[str, ...]:
    """The categories that a change is mainly about, in the order of `ordered_categories`.

    Clauses that only look changed do not count, and of a change of many clauses several must be of the category. Dates
    and announcements always count. `other` is named only where there is nothing else to name.
    """
    clauses = [one for one in differences if one.severity_rule not in IMMATERIAL]
    counts = Counter(difference.category for difference in clauses)
    total = sum(counts.values())
    ranked = ordered_categories(differences)
    stated = [name for name in ranked if name in _STATED]
    named = [name for name in ranked if name not in (OTHER, *stated) and total <= CLAUSES_FOR_ONE * counts[name] ** 2]
    if not named and counts.keys() - {*stated}:
        named = [name for name in ranked if name not in stated]
    return tuple(name for name in ranked if name in named or name in stated)
