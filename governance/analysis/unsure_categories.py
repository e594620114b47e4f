"""What an analysis says of clauses whose category is not sure: that it is not, and which are the likeliest."""

from collections.abc import Iterator

from governance.analysis.sourced import AnalysedClause, SourcedSentence, SourceKind, TextInView
from governance.comparison.judging.assertions import says_something
from governance.comparison.weighing.taxonomy import OTHER, category_names

# What is shorter is a title.
LEAST_WORDS = 5
_NOTHING = "no regulation, rating or action is given"


def notes_on(text: TextInView) -> tuple[SourcedSentence, ...]:
    """Return a note on each changed clause of no sure category; of a whole text one that counts its clauses."""
    if text.is_of_change:
        return tuple(_of_clause(one.clause) for one in text.changes if one.is_material and _is_unsure(one.clause))
    return tuple(_of_text(text))


def _of_clause(clause: AnalysedClause) -> SourcedSentence:
    said = f"The category of this clause is not certain enough to be told, so {_NOTHING} for it."
    if names := [category_names()[one] for one in clause.likeliest]:
        said = f"{said} The likeliest {'is' if len(names) == 1 else 'are'} {' and '.join(f'“{one}”' for one in names)}."
    return SourcedSentence(said, "category_unsure", SourceKind.TEXT, clause.words.version, clause.words)


def _of_text(text: TextInView) -> Iterator[SourcedSentence]:
    count = sum(one.category == OTHER and len(one.read.split()) >= LEAST_WORDS for one in text.clauses)
    if count:
        clauses, them = ("1 clause has", "it") if count == 1 else (f"{count:,} clauses have", "them")
        said = f"{clauses} no category that is certain enough to be told, so {_NOTHING} for {them}."
        yield SourcedSentence(said, "categories_unsure", SourceKind.TEXT, text.version)


def _is_unsure(clause: AnalysedClause) -> bool:
    return clause.category == OTHER and len(clause.read.split()) >= LEAST_WORDS and says_something(clause.read)
