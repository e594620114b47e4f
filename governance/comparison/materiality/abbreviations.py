"""Whether a term is only written out with its abbreviation: "General Owl Rule (“GOR”)" for "GOR"."""

import re
from collections.abc import Iterator

from governance.comparison.materiality.edits import ChangedWords, Edit, Edits
from governance.comparison.text.normalise import plain_words

LONGEST_READ = 10_000
_SHORT = re.compile(r"\((?:the |hereinafter )?[\"“]?([A-Z]{2,8})[\"”]?\)")
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"[A-Z]{2,5}")
_DOCUMENT = re.compile(
    r"(?:[A-Z][a-z]{1,20} (?:(?:of|for|and) )?){1,4}"
    r"(?:Policy|Agreement|Addendum|Terms|Notice|Statement|Guidelines|Rules|Conduct)"
)
_SMALL = frozenset(("of", "the", "and", "for", "on", "in", "to", "de", "des", "du", "la", "le", "et"))
# A term may have so many small words and others beside those whose letters are taken.
_MORE_WORDS = 4
MOST_TERMS = 10


def written_out(edit: Edit, edits: Edits) -> bool:
    """Whether an abbreviation gave way to the term with it in brackets, or the other way round."""
    if not edit.is_modified or max(len(edit.old), len(edit.new)) > LONGEST_READ:
        return False
    if edit.pieces and all(_is_document_in_short(piece, edits) for piece in edit.pieces):
        return True
    terms = {*_terms(edit.old), *_terms(edit.new)}
    return 0 < len(terms) <= MOST_TERMS and _shortened(edit.old, terms) == _shortened(edit.new, terms)


def _is_document_in_short(piece: ChangedWords, edits: Edits) -> bool:
    """Whether a document is called by the first letters of its name, which nothing else is short for."""
    short, term = sorted((piece.old.strip(".,;"), piece.new.strip(".,;")), key=len)
    if not _LETTERS.fullmatch(short) or not _DOCUMENT.fullmatch(term):
        return False
    words = [word for word in _WORD.findall(term) if word.lower() not in _SMALL]
    if "".join(word[0] for word in words) != short:
        return False
    meant = {
        plain_words(one)
        for text in (edits.base, edits.after)
        for block in text.blocks
        if short in block.visible
        for one, letters in _terms(block.visible)
        if letters == short
    }
    return meant <= {plain_words(term)}


def _terms(text: str) -> Iterator[tuple[str, str]]:
    """Each term that is followed in brackets by an abbreviation of its first letters, and the abbreviation."""
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
