"""How several platforms state a category: the clauses that really do, their likeness, and what they state."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from governance.analysis.agreeing import least_signs, listed_in, signs_of
from governance.analysis.corrections import Correction, correction_in, what_is_said_of
from governance.analysis.dimension_patterns import PATTERNS
from governance.analysis.dimension_table import Dimension
from governance.analysis.dimensions import dimensions_of, findings_in
from governance.analysis.footnotes import bears_footnote, has_footnote
from governance.analysis.stated_scope import Party
from governance.analysis.stating import FoundStatement, statements_in
from governance.analysis.table_rows import is_row
from governance.analysis.turned_truth import (
    is_bounded_by_lead_in,
    is_led_in_for_another,
    is_turned_around,
    with_surroundings,
)
from governance.comparison.text.normalise import plain_words, visible_text
from governance.comparison.text.reader_text import as_read

_Found = TypeVar("_Found")
SHOWN_PROVISIONS, SHOWN_CELLS = 5, 3
RULES_VERSION = "cw-compare-7"
SIMILARITY_MEASURE = (
    "Twice the number of different words that two clauses share, divided by the number of different words of both, "
    "without links, marks and the most frequent words; from 0 to 1. It compares words, not meanings."
)
_FREQUENT_WORDS = (
    "the and of to for that with your our this are or by you we will may not in is be a an as on it any at from us such"
    " which these those their its has have if can all other under do does"
)
_OF_THE_SERVICE = frozenset(one.dimension for one in PATTERNS if one.party is Party.SERVICE)
_FREQUENT = frozenset(_FREQUENT_WORDS.split())


@dataclass(frozen=True)
class Clause:
    """A provision in force: `text` is `version.text[start:end]` of the version in which this wording first stood.

    `lead_in` is the clause that ends with a colon and that this one is an item of, "" where there is none. `place` is
    its place in the current text, None where it isn't known, `corrected` what the clauses behind it say of it, and
    `header` the first row of the table of which it is another row.
    """

    platform_id: int
    document_id: int
    provision_id: int
    version_id: int
    classed: str
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...]
    label: str
    lead_in: str = field(default="", compare=False)
    place: int | None = field(default=None, compare=False)
    corrected: Correction = field(default=Correction.NONE, compare=False)
    header: str = field(default="", compare=False)

    @cached_property
    def words(self) -> frozenset[str]:
        """The different words that a likeness is measured by."""
        return frozenset(plain_words(visible_text(self.text)).split()) - _FREQUENT


@dataclass(frozen=True, slots=True)
class StatedClause:
    """A clause with its sentences that state the category, the strongest first."""

    clause: Clause
    statements: tuple[FoundStatement, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The clause of another platform that shares most words with one, and their similarity from 0 to 1."""

    platform_id: int
    provision_id: int
    similarity: float


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause that is shown: the sentence that states most, and the nearest clause of each other platform."""

    clause: Clause
    statement: FoundStatement
    nearest: tuple[Nearest, ...]


@dataclass(frozen=True, slots=True)
class StatedCell:
    """What one sentence states in a dimension: `version.text[start:end]`, in the sentence at `within`."""

    clause: Clause
    rule: str
    start: int
    end: int
    within: tuple[int, int]
    value: str

    @property
    def text(self) -> str:
        return self.clause.text[self.start - self.clause.start : self.end - self.clause.start]

    @property
    def sentence(self) -> str:
        return self.clause.text[self.within[0] - self.clause.start : self.within[1] - self.clause.start]


@dataclass(frozen=True, slots=True)
class Column:
    """What one platform states: clauses that are shown, how many more there are, and the cells by dimension."""

    shown: tuple[ShownClause, ...]
    left_out: int
    cells: Mapping[str, tuple[StatedCell, ...]]


def stated_clauses(clauses: Sequence[Clause], category: str) -> list[StatedClause]:
    """Return the clauses of one platform that state the category, the strongest statement first, each sentence once.

    Only sentences for which other signs than their rule speak are counted, and where many speak for one, those for
    which few do are left. The first clause of each rule comes before the second of any, so that what is shown has each
    kind of statement. Of one rule those come first for which most signs speak, then the order of the documents counts.
    """
    surrounded = with_surroundings(clauses)
    agreed = {clause: pairs for clause in surrounded if (pairs := _agreed(clause, category))}
    least = least_signs([signs for pairs in agreed.values() for signs, _ in pairs])
    found: list[tuple[int, StatedClause]] = []
    for clause, pairs in agreed.items():
        if strong := [pair for pair in pairs if pair[0] >= least]:
            weak = [pair for pair in pairs if pair[0] < least]
            found.append((strong[0][0], StatedClause(clause, tuple(one for _, one in (*strong, *weak)))))
    found.sort(
        key=lambda pair: (
            pair[1].statements[0].rank,
            -pair[0],
            pair[1].clause.document_id,
            pair[1].clause.start,
            pair[1].clause.provision_id,
        )
    )
    return _each_rule_first(each_once([stated for _, stated in found], _sentence))


def _agreed(clause: Clause, category: str) -> list[tuple[int, FoundStatement]]:
    """The sentences that state the category with the number of signs that speak for each, the first rule first."""
    stated = statements_in(clause.text, category, clause.classed, clause.heading_path)
    every = stated or listed_in(clause.text, category, clause.classed)
    return [(signs_of(clause.text, one, category, clause.classed, clause.heading_path), one) for one in every]


def _each_rule_first(found: Sequence[StatedClause]) -> list[StatedClause]:
    counts: Counter[str] = Counter()
    turns = []
    for one in found:
        turns.append(counts[one.statements[0].rule])
        counts[one.statements[0].rule] += 1
    return [one for _, one in sorted(zip(turns, found, strict=True), key=lambda pair: pair[0])]


def each_once(found: Iterable[_Found], sentence: Callable[[_Found], str]) -> list[_Found]:
    """Return the first of those whose sentences have the same words, as where a page or two documents have it twice."""
    firsts: dict[str, _Found] = {}
    for one in found:
        firsts.setdefault(plain_words(visible_text(sentence(one))), one)
    return list(firsts.values())


def _sentence(one: StatedClause) -> str:
    first = one.statements[0]
    return one.clause.text[first.start : first.end]


def compared(stated: Mapping[int, Sequence[StatedClause]], category: str) -> dict[int, Column]:
    """Return what each platform states of the category, by the platform's key, in the order that is given."""
    return {
        platform: Column(
            shown=tuple(_shown(one, platform, stated) for one in own[:SHOWN_PROVISIONS]),
            left_out=max(0, len(own) - SHOWN_PROVISIONS),
            cells={dimension.id: tuple(cells_of(own, category, dimension)) for dimension in dimensions_of(category)},
        )
        for platform, own in stated.items()
    }


def cells_of(own: Sequence[StatedClause], category: str, dimension: Dimension) -> list[StatedCell]:
    """Return what the clauses of one platform state in a dimension, each wording once, the strongest first."""
    found: dict[tuple[str, str], StatedCell] = {}
    for one in own:
        for statement in one.statements:
            for cell in _cells_in(one.clause, statement, category):
                if cell[0] == dimension.id:
                    found.setdefault((cell[1].value, cell[1].text.casefold()), cell[1])
    return list(found.values())


def _cells_in(clause: Clause, statement: FoundStatement, category: str) -> Iterator[tuple[str, StatedCell]]:
    """The cells of a sentence; none where what stands around it can turn its truth."""
    if is_turned_around(clause, statement.start, statement.end):
        return
    is_of_another = is_led_in_for_another(clause.lead_in)
    is_open = (
        is_bounded_by_lead_in(clause.lead_in)
        or is_bounded_by_lead_in(clause.text[: statement.start].rstrip())
        or is_row(clause.text)
        or correction_in(as_read(clause.text[: statement.end])) is not Correction.NONE
        or what_is_said_of(clause, statement.end) is Correction.LIMITS
        or has_footnote(clause.text, statement.start, statement.end)
        or any(map(bears_footnote, (clause.lead_in, *clause.heading_path)))
    )
    sentence = clause.text[statement.start : statement.end]
    first, last = clause.start + statement.start, clause.start + statement.end
    for one in findings_in(sentence, category):
        if is_of_another and one.dimension in _OF_THE_SERVICE:
            continue
        end = first + len(sentence[: one.end].rstrip(" ,"))
        yield (
            one.dimension,
            StatedCell(clause, statement.rule, first + one.start, end, (first, last), "" if is_open else one.value),
        )


def _shown(one: StatedClause, platform: int, stated: Mapping[int, Sequence[StatedClause]]) -> ShownClause:
    nearest = [
        best
        for other, clauses in stated.items()
        if other != platform and (best := _nearest(one.clause, other, clauses)) is not None
    ]
    return ShownClause(one.clause, one.statements[0], tuple(nearest))


def _nearest(clause: Clause, other: int, clauses: Sequence[StatedClause]) -> Nearest | None:
    """The clause of the other platform that shares most; of equals the stronger statement."""
    best = None
    for one in clauses:
        similarity = round(similarity_of(clause.words, one.clause.words), 2)
        if best is None or similarity > best.similarity:
            best = Nearest(other, one.clause.provision_id, similarity)
    return best


def similarity_of(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the similarity of two sets of words; see SIMILARITY_MEASURE."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
