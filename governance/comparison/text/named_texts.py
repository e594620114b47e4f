"""Whether a clause speaks of another document than the one it stands in: "our Processor Terms" in the terms of service.

A document is known by its title and by the headings above the clause. One that is only called "these terms" or "this
policy" is the document itself; one with a name of its own that neither title nor headings hold is another.
"""

import re
from collections.abc import Collection, Sequence
from typing import Protocol

from governance.comparison.text.segment import ParsedText

LONGEST_CLAUSE = 2_000
OPENING_BLOCKS = 12
WORDS_OF_A_NAME = 6
EXTRA_WORDS = 2
_LISTED_TERMS = "terms conditions agreement contract eula addendum dpa tos"
_LISTED_POLICIES = "policy policies notice statement guidelines guideline rules standards code charter"
_TERMS, _POLICIES = frozenset(_LISTED_TERMS.split()), frozenset(_LISTED_POLICIES.split())
_TEXTS = _TERMS | _POLICIES
# Between the words of a name, and after its kind: "Terms of Service for Sellers".
_JOINING = frozenset(("of", "for", "and", "on", "the", "&", "to"))
# What the name of a document may add or lack and still mean the same one.
_LISTED_ADDITIONS = "service services use sale user users new updated revised current upcoming latest our legal"
_ANY_NAME = frozenset(_LISTED_ADDITIONS.split())
_THESE, _OURS = frozenset(("these", "this")), frozenset(("our", "your", "and", "&"))
# In small letters these still name another document.
_LISTED_SUBJECTS = (
    "privacy cookie cookies developer developers processor processing controller community advertising seller sellers"
    " merchant partner copyright brand payment payments business enterprise commercial api beta refund"
)
_SUBJECTS = frozenset(_LISTED_SUBJECTS.split())
_WORD = re.compile(r"[\w&][\w’'-]{0,60}")
_NOTICE_ELSEWHERE = re.compile(
    r"datenschutz(?:erklärung|hinweis\w*|richtlinie)|politique de (?:confidentialité|protection)|privacybeleid"
    r"|pol[ií]tica de (?:privacidade?|cookies)|informativa (?:sulla )?privacy|privacyverklaring",
    re.IGNORECASE,
)
_TERMS_ELSEWHERE = re.compile(
    r"\b(?:agb|nutzungsbedingungen|geschäftsbedingungen|cgu|cgv|conditions|condiciones|términos|termini|condizioni"
    r"|voorwaarden|termos|terms)\b",
    re.IGNORECASE,
)


# What only one of these documents is about, by the words of its title.
_KINDS = {
    "privacy": re.compile(
        r"\b(?:privacy|privacidad\w?|confidentialité|data protection|données personnelles|datenschutz\w*)\b",
        re.IGNORECASE,
    ),
    "terms": re.compile(
        r"\bterms (?:of|and)\b|\bconditions (?:of|générales|d['’])|\buser agreement\b|\b(?:cgu|cgv|agb)\b"
        r"|nutzungsbedingungen|geschäftsbedingungen",
        re.IGNORECASE,
    ),
    "cookies": re.compile(r"\b(?:cookies?|trackers?) (?:policy|notice|statement)\b", re.IGNORECASE),
}


class ClauseInPlace(Protocol):
    """A clause as it is read, and the headings above it, outermost first."""

    @property
    def visible(self) -> str: ...

    @property
    def heading_path(self) -> tuple[str, ...]: ...


def kind_of_document(name: str) -> str:
    """Return "privacy", "terms" or "cookies" for a title that is surely that of one such document, "" otherwise."""
    found = [kind for kind, words in _KINDS.items() if words.search(name)]
    return found[0] if len(found) == 1 else ""


def first_heading(text: ParsedText) -> str:
    """Return the first heading near the beginning of a text, "" where there is none."""
    return next((block.visible for block in text.blocks[:OPENING_BLOCKS] if block.kind == "heading"), "")


def names_of(text: ParsedText, title: str) -> tuple[str, ...]:
    """What a document is called: its title, and its first heading."""
    return tuple(name for name in (title, first_heading(text)) if name)


def speaks_of_another(block: ClauseInPlace, names: Sequence[str]) -> bool:
    """Whether a clause names other documents and not the one it stands in, which bears these names."""
    visible = block.visible[:LONGEST_CLAUSE]
    if not (names or block.heading_path):
        return False
    if any(map(_TERMS_ELSEWHERE.search, names)) and _NOTICE_ELSEWHERE.search(visible):
        return _TERMS_ELSEWHERE.search(visible) is None
    known = _words(" ".join((*names, *block.heading_path)))
    words = _WORD.findall(visible)
    said = {_meant(words, place, names, known) for place, word in enumerate(words) if word.lower() in _TEXTS}
    return "other" in said and "own" not in said


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


def _meant(words: Sequence[str], place: int, names: Sequence[str], known: Collection[str]) -> str:
    """What the document that is called by the word at this place is: own, other, or "" where that is not said."""
    before, first = _name_before(words, place)
    name = {word.lower() for word in (*before, *_name_after(words, place))} - _JOINING - _TEXTS
    determiner = words[first - 1].lower() if first else ""
    if determiner in _THESE:
        return "own"
    if name - _ANY_NAME:
        return "own" if _is_name_of_own(name, " ".join((*before, *words[place : place + 3])), names, known) else "other"
    if determiner not in _OURS and not name:
        return ""
    kinds = [kind for kind in (_TERMS, _POLICIES) if not kind.isdisjoint(known)]
    if not kinds:
        return ""
    return "own" if any(words[place].lower() in kind for kind in kinds) else "other"


def _is_name_of_own(name: Collection[str], whole: str, names: Sequence[str], known: Collection[str]) -> bool:
    """Tell whether the name is of this document: title and headings have its words, or all but a company's."""
    extra = set(name) - _ANY_NAME - set(known)
    is_longer_title = any(" " in own and own.lower() in whole.lower() for own in names)
    return not extra or (is_longer_title and len(extra) <= EXTRA_WORDS and extra.isdisjoint(_SUBJECTS))


def _name_before(words: Sequence[str], place: int) -> tuple[Sequence[str], int]:
    """The words of a name before its kind, and where they begin: capitals, and what joins capitals."""
    first = place
    for at in range(place - 1, max(-1, place - 1 - WORDS_OF_A_NAME), -1):
        word = words[at]
        if word.lower() in _TEXTS or word.lower() in _THESE | _OURS:
            break
        # Where all stands in capitals they make no name.
        if (word[0].isupper() and not words[place].isupper()) or word.lower() in _SUBJECTS:
            first = at
        elif word.lower() not in _JOINING:
            break
    if first < place and words[first].lower() in ("the", "we", "we’re", "we're", "we’ve", "we've"):
        first += 1
    return words[first:place], first


def _name_after(words: Sequence[str], place: int) -> Sequence[str]:
    """The words of a name after its kind: "of Service", "for Sellers"."""
    if words[place + 1 : place + 2] and words[place + 1].lower() in ("of", "for"):
        end = place + 2
        while end < min(len(words), place + 2 + WORDS_OF_A_NAME) and words[end][0].isupper():
            end += 1
        return words[place + 2 : end]
    return ()
