"""Whom a row of a table speaks of: a title of a column or another cell may name a rival, a product or somebody else."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from governance.analysis.sub_processors.places import countries_in
from governance.comparison.materiality.known_words import known_words
from governance.comparison.text.reader_text import as_read
from governance.comparison.text.spans import cell_spans

if TYPE_CHECKING:
    from governance.analysis.comparing import Clause

_OTHERS = re.compile(
    r"\b(?:competitors?|rivals?|competition|alternatives?|(?:other|rival|competing) (?:\w+ )?(?:companies|services"
    r"|platforms|providers|vendors|products|apps))\b",
    re.IGNORECASE,
)
# The list of words is of sentences.
_ANSWERS = frozenset(("yes", "ok"))
MOST_WORDS_OF_A_NAME = 6


def is_row(text: str) -> bool:
    """Return whether a clause is a row of a table."""
    return text.lstrip().startswith("|")


def with_headers(clauses: Sequence["Clause"]) -> list["Clause"]:
    """Return the clauses, in their order, each row of a table with the first row of its table."""
    documents: dict[tuple[int, int | None], list[Clause]] = defaultdict(list)
    for clause in clauses:
        documents[clause.document_id, None if clause.place is not None else clause.version_id].append(clause)
    headers: dict[int, str] = {}
    for own in documents.values():
        before: Clause | None = None
        for clause in sorted(own, key=lambda one: one.start if one.place is None else one.place):
            if is_row(clause.text):
                follows = before is not None and is_row(before.text) and before.heading_path == clause.heading_path
                headers[clause.provision_id] = headers[before.provision_id] if before and follows else clause.text
            before = clause
    return [
        replace(one, header=headers[one.provision_id])
        if not one.header and headers.get(one.provision_id, one.text) != one.text
        else one
        for one in clauses
    ]


def is_beside_somebody(clause: "Clause", start: int, end: int) -> bool:
    """Return whether another cell of a row than that at `start`, or a title of its table, names somebody."""
    text = clause.text
    if not is_row(text):
        return False
    others = [text[first:last] for first, last in cell_spans(text) if not first < end or not start < last]
    titles = [clause.header[first:last] for first, last in cell_spans(clause.header)]
    return any(map(names_somebody, (*others, *titles)))


def names_somebody(cell: str) -> bool:
    """Return whether a few words name a rival, or have a name that is no ordinary word and no country."""
    words = as_read(cell)
    if _OTHERS.search(words):
        return len(words.split()) <= MOST_WORDS_OF_A_NAME
    if len(words.split()) > MOST_WORDS_OF_A_NAME or countries_in(words):
        return False
    return any(_is_name(word.strip("“”\"’'()[]*,.;:!?-–—")) for word in words.split())


def _is_name(word: str) -> bool:
    if not word[:1].isupper() or word.isupper() or not word.replace("-", "").replace("’", "").isalpha():
        return False
    parts = word.lower().removesuffix("’s").split("-")
    return any(len(part) > 2 and part not in known_words("English") and part not in _ANSWERS for part in parts)
