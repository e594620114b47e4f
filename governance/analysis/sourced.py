"""Values that every analysis is made of: exact words of a text, a clause with its category, a sentence with its source.

No sentence is made without a rule and a source: words of the text, a row of a table, a change of the record, or an
answer of the person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from governance.analysis.category_confidence import confidence_of, likeliest_of
from governance.comparison.text.languages import ENGLISH, language_of_clause
from governance.comparison.text.normalise import visible_text
from governance.comparison.text.reader_text import as_read
from governance.comparison.weighing.category_features import Passage

# In "Owl Post | _la | de | 90 Days" names and codes are not the words of a language.
_CELLS = re.compile(r"[|·•\n]")
_LEAST_OF_A_CELL = 4


class SourceKind(StrEnum):
    """What a sentence rests on."""

    TEXT = "text"
    RECORD = "record"
    TABLE = "table"
    YOU = "you"


@dataclass(frozen=True, slots=True)
class ExactWords:
    """Exactly `text[start:end]` of a stored version; `version` is its public id."""

    version: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourcedSentence:
    """A sentence, the rule that made it, and what it rests on.

    `reference` names the source: a version, a change, a row of a table as `file:key`, or a question.
    """

    sentence: str
    rule: str
    source: SourceKind
    reference: str
    quotation: ExactWords | None = None


@dataclass(frozen=True, slots=True)
class PlaceOfClause:
    """Where a clause stands: the headings above it, its document's title, and its language where that isn't English."""

    headings: tuple[str, ...]
    title: str
    language: str


@dataclass(frozen=True)
class AnalysedClause:
    """A provision in one version: exact words and category, and where it stands: its headings, title, language."""

    provision: str
    category: str
    words: ExactWords
    place: PlaceOfClause | None = field(default=None, compare=False, repr=False)

    @cached_property
    def confidence(self) -> str | None:
        """Return how sure the category is, None where that can't be asked."""
        return None if self.place is None else confidence_of(self.category, self._passage(self.place))

    @property
    def likeliest(self) -> tuple[str, ...]:
        """Return the likeliest categories, none where that can't be asked."""
        return () if self.place is None else likeliest_of(self._passage(self.place))

    def _passage(self, place: PlaceOfClause) -> Passage:
        visible = visible_text(self.words.text)
        return Passage(visible, headings=place.headings, title=place.title, language=place.language)

    @cached_property
    def read(self) -> str:
        """Return its words as a reader of the page sees them."""
        return as_read(self.words.text)

    @cached_property
    def is_english(self) -> bool:
        """Return whether its function words are English, or too few to say. Short cells of a table tell nothing."""
        cells = _CELLS.split(self.read)
        told = self.read if len(cells) == 1 else " ".join(one for one in cells if len(one.split()) >= _LEAST_OF_A_CELL)
        return language_of_clause(told) in ("", ENGLISH)

    def quote(self, words: str, occurrence: int = 0) -> ExactWords:
        """Return those words where they stand in the clause the n-th time; the whole clause if marks part them."""
        place = -1
        for _ in range(occurrence + 1):
            place = self.words.text.find(words, place + 1)
            if place < 0:
                return self.words
        start = self.words.start + place
        return ExactWords(self.words.version, start, start + len(words), words)


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """What a change did to a provision; `kind` and `severity_rule` are the record's words.

    `change` is the public id of the change. The words of a side that there is not are None.
    """

    change: str
    kind: str
    severity_rule: str
    is_material: bool
    before: AnalysedClause | None
    after: AnalysedClause | None

    @property
    def clause(self) -> AnalysedClause:
        """Return the clause as it reads now, or as it read before it was removed."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class TextInView:
    """What is analysed: the clauses of one version in their order, and what is known of the document.

    `service` are names by which the text may call the service. Of a change (`is_of_change`) only the clauses in
    `changes` are rated, which may be none. `effect` is when the text says that it takes effect, with its words.
    """

    version: str
    clauses: tuple[AnalysedClause, ...]
    service: tuple[str, ...] = ()
    sector: str = ""
    changes: tuple[ClauseChange, ...] = ()
    effect: "StatedEffect | None" = None
    answers: Mapping[str, str] = field(default_factory=dict)
    is_of_change: bool = False


@dataclass(frozen=True, slots=True)
class StatedEffect:
    """The day on which the text takes effect, and the words that say so."""

    day: date
    reference: str
    quotation: ExactWords
