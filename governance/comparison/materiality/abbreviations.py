"""Whether a term is only written out with its abbreviation: "General Owl Rule (“GOR”)" for "GOR"."""

import re
from collections.abc import Iterator

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.normalise import plain_words

LONGEST_READ = 10_000
_SHORT = re.compile(r"\((?:the |hereinafter )?[\"“]?([A-Z]{2,8})[\"”]?\)")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "de", "des", "du", "la", "le", "et"))
# A term may have so many small words and others beside those whose letters are taken.
_MORE_WORDS = 4
MOST_TERMS = 10


def written_out(edit: Edit, _: Edits) -> bool:
    """Whether an abbreviation gave way to the term with it in brackets, or the other way round."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    terms = {*_terms(edit.old), *_terms(edit.new)}
    return 0 < len(terms) <= MOST_TERMS and _shortened(edit.old, terms) == _shortened(edit.new, terms)


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """Each term that an abbreviation of its first letters follows in brackets, with the abbreviation."""
    for found in _SHORT.finditer(text):
        before = text[max(0, found.start() - 200) : found.start()].rstrip()
        words = [*_WORD.finditer(before)]
        letters = found[1].lower()
        for first in range(len(words) - 1, max(-1, len(words) - len(letters) - _MORE_WORDS - 1), -1):
            term = [word.group() for word in words[first:]]
            if "".join(word[0].lower() for word in term if word.lower() not in _SMALL) == letters:
                yield before[words[first].start() :], found[1]
                break


def _shortened(text: str, terms: set[tuple[str, str]]) -> str:
    """Return the words of a text with the abbreviation wherever a term stands, alone or with it."""
    for term, short in sorted(terms, key=lambda one: -len(one[0])):
        text = re.sub(rf"\b(?:the )?{re.escape(term)}(?: ?\((?:the |hereinafter )?[\"“]?{short}[\"”]?\))?", short, text)
        text = re.sub(rf"\b[Tt]he {short}\b", short, text)
    return plain_words(text)
