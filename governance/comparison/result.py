"""What a comparison is given and what it says. Plain values: no behaviour, no database."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Protocol

from governance.comparison.text.segment import Block, ParsedText

SUBSTANTIVE, EDITORIAL, COSMETIC = "substantive", "editorial", "cosmetic"
FLAPPING, EXTRACTION, INITIAL = "flapping", "extraction", "initial"
# Real differences of a text's meaning or wording: what a digest tells at least.
REPORTED = (SUBSTANTIVE, EDITORIAL)

ADDED, REMOVED, MODIFIED, MOVED = "added", "removed", "modified", "moved"
HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the document's past.

    `kind` is change, technical or first (how the new version was recorded). `earlier_digests` are the digests of
    earlier versions, most recent first, the first one being `before` itself. `earlier_block_digests` are the
    `line_digest`s seen in earlier versions but not in `before`. `earlier_dated_digests` (optional) are the
    `dated_digest`s of versions earlier than `before`: with them a stale copy that comes and goes is told from a real
    roll-back. `last_good` is the newest earlier version that is not a failed capture; it is used only when `before` is
    one. `sources` is how many pages the document is assembled from.

    `lines_once_gone` are `line_digest`s that stand in `before`, were missing in a version after their first appearance
    and have not stood long enough since to count as settled: when such a line goes, the text returns to a state it had.
    `before_stood_hours` is how long `before` had stood, None where that is not known. `is_confirmed` says that the new
    text has stood through its hold: a rule that would hold the change back judges it as it stands. `is_seen_twice` says
    that each text was looked at twice before it was recorded, as what we read ourselves is. `is_before_confirmed` says
    that `before` stood through a hold and was told then, `is_as_told` that the new text ends a hold and has the words
    that stood before it, which is what people were told last. `replaced_lines` are the
    keys and places of lines (`counting_lines`) that were replaced in the last days already. `is_before_held`
    says that `before` was held for confirmation and the new text does not show it any more: compare with `last_good`.
    `document_title` helps to tell what the clauses are about. `captured_on` is the day of the new text's capture.
    """

    kind: str = "change"
    earlier_digests: Sequence[str] = ()
    earlier_block_digests: Container[str] = frozenset()
    earlier_dated_digests: Container[str] = frozenset()
    last_good: ParsedText | None = None
    sources: int = 1
    lines_once_gone: Container[str] = frozenset()
    before_stood_hours: float | None = None
    is_confirmed: bool = False
    is_seen_twice: bool = False
    is_before_confirmed: bool = False
    is_as_told: bool = False
    replaced_lines: Container[str] = frozenset()
    is_before_held: bool = False
    document_title: str = ""
    captured_on: date | None = None


class Weighed(Protocol):
    """A changed clause, as a comparison gives it or as the record shows it."""

    @property
    def kind(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def severity_rule(self) -> str: ...


class Kept(Protocol):
    """Knows which words of one text the other text holds as often, so that they are neither new nor gone."""

    def are_kept(self, words: str, *, are_new: bool, least: int = ...) -> bool: ...
    def without_kept(self, words: str, *, are_new: bool) -> str: ...
    def stood(self, words: str, *, are_new: bool) -> bool: ...
    def beside(self, block: Block, step: int, *, are_new: bool) -> Block | None: ...
    def reworded(self, words: str, *, are_new: bool, beside: str = "") -> str: ...
    def news_in_row(self, block: Block, *, is_new: bool) -> Sequence[str]: ...


# The rules of a clause whose words all stood, or stand, elsewhere in the document.
RESTATED_HERE, RESTATED_THERE = "restated_here", "restated_there"


@lru_cache(maxsize=1_000)
def told_kind(kind: str, severity_rule: str) -> str:
    """What is told and counted of a clause: one that came or went moved if the other text holds all of its words."""
    return MOVED if severity_rule in (RESTATED_HERE, RESTATED_THERE) and kind != MODIFIED else kind


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause that was added, removed, modified or moved. `before` is a block of the text compared against.

    `repeats` are the (index before, index after) of further clauses that changed in the same words. `provisions` is how
    many provisions it stands for: itself and those, none for a heading, one where the page was captured twice.
    `instead` is the line whose place it took, or that took its place. `reworded` is the sentence of the other text of
    which a clause that came or went is another form. `says_little` has it told after all others.
    """

    kind: str
    before: Block | None
    after: Block | None
    category: str
    severity: str
    sentence: str
    severity_rule: str = ""
    repeats: tuple[tuple[int | None, int | None], ...] = ()
    provisions: int = 1
    instead: Block | None = None
    says_little: bool = False
    reworded: str = ""

    @property
    def is_of_heading(self) -> bool:
        """Whether a heading changed, which is no provision."""
        before, after = self.before or self.after, self.after or self.before
        return before is not None and after is not None and before.kind == after.kind == "heading"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a clause descends from another than the one it is matched to: block indexes before and after.

    `split`: the clause `after` was a part of `before`. `merge`: the clause `before` became a part of `after`.
    """

    kind: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One true sentence about the change as a whole, with a code for programs ("rewritten", "first_good_capture")."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DifferenceCounts:
    """How many provisions of each kind of difference; headings are none."""

    added: int = 0
    removed: int = 0
    modified: int = 0
    moved: int = 0

    @property
    def total(self) -> int:
        return self.added + self.removed + self.modified + self.moved


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two texts, what kind of change it is and which rule says so.

    `pairs` holds (index before, index after) of every matched block, unchanged ones included. `effective_date` is a
    date the changed text states for its own effect, or None. `categories` come most important first;
    `main_categories` are those that it is mainly about. `hold_hours` is
    how long the new text must stand before the change is taken for real; 0 where there is nothing to wait for.
    `set_aside` are differences that the verdict leaves out of account: a renaming, addresses hidden from
    robots, a part that is waited for, the second copy of a page. Where an upcoming text stands beside the one in
    force, the differences lead to the upcoming text and the pairs to the one in force. `has_known_categories` is false
    for a text in a language whose clauses seldom get the right category: they are told by their headings. `kept` knows
    the words of both texts, so that nothing is told as new that stood before.
    """

    label: str
    rule: str
    reason: str
    is_alertable: bool
    severity: str = LOW
    severity_rule: str = "not_substantive"
    effective_date: date | None = None
    against_last_good: bool = False
    differences: tuple[Difference, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    categories: tuple[str, ...] = ()
    main_categories: tuple[str, ...] = ()
    counts: DifferenceCounts = field(default_factory=DifferenceCounts)
    relations: tuple[Relation, ...] = ()
    statements: tuple[Statement, ...] = ()
    hold_hours: int = 0
    set_aside: tuple[Difference, ...] = ()
    has_known_categories: bool = True
    kept: Kept | None = field(default=None, repr=False, compare=False)
