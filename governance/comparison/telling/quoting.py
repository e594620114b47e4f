"""Words of a text in quotation marks; of long ones the first."""

import re

from governance.comparison.telling.passages import phrase_cut
from governance.comparison.text.shortening import bare

QUOTE_LENGTH = 120
_ENDS = " .;:,!?)”’*_"
_SENTENCE_END = re.compile(r"[)”’*_\s]*(?:[.!?;]|$)")


def quoted(wording: str, limit: int = QUOTE_LENGTH, noun: str = "words") -> str:
    """The wording in quotation marks, without marks at its ends; of a long one its first words, and a note of that."""
    wording = bare(wording)
    if len(wording) <= limit:
        return f"“{wording}”"
    shown = phrase_cut(wording, limit)
    return f"“{wording}”" if shown == wording else f"{noun} beginning “{shown}”"


def has_words(piece: str) -> bool:
    return any(character.isalnum() for character in piece)


def quoted_in_two(text: str, pieces: tuple[str, str]) -> str:
    """The condition and what then holds, with an ellipsis between them where words are left out there."""
    condition, rule = pieces
    place = text.find(condition)
    left_out = text[place + len(condition) : text.find(rule, place + len(condition))].strip(_ENDS)
    is_cut = goes_on(text[place + len(condition) :], rule)
    return f"“{condition}”{'…' if left_out else ','} “{rule}”{'…' if is_cut else ''}"


def goes_on(text: str, part: str) -> bool:
    """Whether the sentence goes on behind the part."""
    return not _is_sentence_end(text, part) and bool(text[text.find(part) + len(part) :].strip(_ENDS))


def _is_sentence_end(text: str, part: str) -> bool:
    return _SENTENCE_END.match(text, text.find(part) + len(part)) is not None
