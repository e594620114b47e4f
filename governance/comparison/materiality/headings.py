"""Whether a line is a heading without the mark of one: it names what follows and provides nothing."""

import re

from governance.comparison.materiality.edits import Edit, Edits
from governance.comparison.text.segment import Block, ParsedText
from governance.comparison.text.word_lists import BE, DO, HAVE, LEGAL_FORMS

LONGEST_HEADING_WORDS = 8
LEAST_WORDS_BESIDE = 12
SMALL_WORD, STEM, LONG_STEM = 3, 5, 8

# A heading with these says for whom or when what follows holds.
_LIMITS = re.compile(
    rf"\d|[@$€£%/]|\b(?:{BE}|{HAVE}|{DO}|{LEGAL_FORMS}|for|only|if|when|where|unless|except|without|optional"
    rf"|users?|customers?|residents?"
    r"|consumers?|countries|states?|sellers?|minors|children|we|you|your|our|i|they|until|before|after|pour|für"
    r"|si|wenn|sauf|außer"
    r"|seulement|nur|except\w*|exclu\w*|exempt\w*|limit\w*|allowed|permitted|void|plans?|premium|free|trial|beta)\b",
    re.IGNORECASE,
)
_FORCE = re.compile(r"\b(?:prohibit\w*|require\w*|forbid\w*|mandatory|not|no|never|disallow\w*)\b", re.IGNORECASE)
_MARKS = re.compile(r"[.!?;,]")
_WORD = re.compile(r"[^\W\d_]+")
_IN_BOLD = re.compile(r"(?:(?:[*+-]|\d{1,3}[.)])\s{1,4})?\*\*[^*]{1,120}(?:\*\*[.:]?)?")


def heading_in_disguise(edit: Edit, edits: Edits) -> bool:
    """Whether a short line that came or went names what stands below it, in both texts."""
    if edit.is_modified or edit.shown.kind not in ("paragraph", "list_item"):
        return False
    text, other = (edits.after, edits.base) if edit.after else (edits.base, edits.after)
    line = (edit.new or edit.old).strip(" .:")
    if not (_is_name(line) and _looks_like_heading(edit.shown, text)):
        return False
    return _names_what_follows(line, edit.shown, text, other)


def _is_name(line: str) -> bool:
    if not 0 < len(line.split()) <= LONGEST_HEADING_WORDS or not line[:1].isupper():
        return False
    return not (_LIMITS.search(line) or _MARKS.search(line))


def _looks_like_heading(block: Block, text: ParsedText) -> bool:
    """Whether it is set in bold, or quoted, or a paragraph between a sentence and what it heads."""
    raw = text.quote(block)
    if _IN_BOLD.fullmatch(raw.strip()):
        return True
    if block.kind == "list_item" or not raw.lstrip().startswith(">"):
        return False
    before = text.blocks[block.index - 1] if block.index else None
    return (
        before is not None
        and before.word_count >= LEAST_WORDS_BESIDE
        and not before.visible.rstrip(" *_").endswith(":")
    )


def _names_what_follows(line: str, block: Block, text: ParsedText, other: ParsedText) -> bool:
    """Whether the clause below, which the other text has too, speaks of what the line names, and as forcefully."""
    following = text.blocks[block.index + 1 : block.index + 3]
    below = next((one for one in following if one.word_count >= LEAST_WORDS_BESIDE), None)
    if below is None or all(one.words != below.words for one in other.blocks):
        return False
    named = [word for word in _WORD.findall(line.casefold()) if len(word) > SMALL_WORD]
    spoken_of = [word for word in named if word[:STEM] in below.words]
    if not named or 2 * len(spoken_of) < len(named):
        return False
    return all(word.casefold()[:LONG_STEM] in below.words for word in _FORCE.findall(line))
