"""Patterns of captures and texts that are not policy: error pages, stubs, banners; and of announcements."""

import re
from collections import Counter
from collections.abc import Iterable

from governance.comparison.normalise import visible_text
from governance.comparison.segment import ParsedText

STUB_WORDS = 200
OPENING_LENGTH = 600
POINTER_WORDS = 25
NOTICE_LENGTH = 120
FUNCTION_WORDS_NEEDED = 6
_FUNCTION_WORD_LISTS = {
    "English": "the and of to for that with your our this are or by",
    "German": "der die das und von für mit den ist auf dem ein eine nicht werden",
    "French": "le les des et du pour une est vous nous dans sur ou par",
    "Spanish": "el los las y del para una con su por nuestro sus que",
    "Portuguese": "o os uma e do da dos das para com seu sua que não",
    "Italian": "il gli della di per che con una sono dei nel alla",
    "Dutch": "de het een en van voor met dat op aan zijn wij",
}
_FUNCTION_WORDS = {name: words.split() for name, words in _FUNCTION_WORD_LISTS.items()}
_ERROR_PAGE = (
    r"page (?:isn.?t|is not|not) (?:available|found)|something went wrong|we.?re all mixed up"
    r"|an (?:unexpected )?error (?:has )?occurred"
    r"|(?:couldn.?t|can.?t|could not|cannot) find (?:the|that|this|your) page"
    r"|service unavailable|too many requests|\b404\b"
)
_NOTICE = re.compile(_ERROR_PAGE, re.IGNORECASE)
_FAILURE = re.compile(
    _ERROR_PAGE + r"|isn.?t available (?:right now|at the moment)|temporarily unavailable|\b403\b"
    r"|access (?:denied|forbidden)|try (?:again|reloading)"
    r"|redirecting|you are being redirected|enable javascript|checking your browser|just a moment"
    r"|verify you are (?:a )?human|log ?in to continue|sign ?in to continue|please (?:log|sign) in",
    re.IGNORECASE,
)
_UNAVAILABLE_PART = re.compile(r"(?:is|are) (?:not|un)\s?available in your (?:location|country|region)", re.IGNORECASE)
_POINTER = re.compile(
    r"learn more|find out more|read more|more information|information\b[^.]{0,80}\bhere\b|for details,? see",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"open (?:data|government|source)|licen[cs]ed? under|data ?set|data exchange|©|\(c\) \d{4}"
    r"|all rights reserved|creative commons|cc[ -]by",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"cookie|sub-?processor|\b_g[ac]|pixel|local storage|vendor list|list of (?:vendors|providers|partners)",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"we(?:.re| are|.ve| have) (?:updat|chang|revis)\w+|will (?:take effect|become effective|be effective|apply from)"
    r"|(?:go|come)s? into effect"
    r"|until then|upcoming (?:changes|terms|version)"
    r"|(?:new|updated) (?:version|terms|policy)[^.]{0,60}(?:effective|take effect)",
    re.IGNORECASE,
)

_EFFECT = re.compile(
    r"effective|takes? effect|into effect|in force|into force|valid from|applies from|apply from|gültig ab",
    re.IGNORECASE,
)


def looks_failed(text: ParsedText) -> bool:
    """Whether a capture is empty, or short and opens like an error, redirect, login or consent page."""
    if text.word_count < 5:
        return True
    if text.word_count >= STUB_WORDS:
        return False
    opening = " ".join(block.visible[:OPENING_LENGTH] for block in text.blocks[:12])[:OPENING_LENGTH]
    return _FAILURE.search(opening) is not None


def is_failure_notice(visible: str) -> bool:
    """Whether a line is the notice of an error page."""
    return len(visible) <= NOTICE_LENGTH and _NOTICE.search(visible) is not None


def has_failure_notice(text: ParsedText) -> bool:
    """Whether one of its lines is such a notice: a part of the document failed."""
    return any(is_failure_notice(block.visible) for block in text.blocks)


def language_of(wordings: Iterable[str]) -> str:
    """The language most of the words belong to by their function words, or "" when they do not say."""
    counts = Counter(word for wording in wordings for word in wording.split())
    ranked = sorted(
        ((sum(counts[word] for word in words), name) for name, words in _FUNCTION_WORDS.items()), reverse=True
    )
    (most, name), (second, _) = ranked[0], ranked[1]
    return name if most >= FUNCTION_WORDS_NEEDED and most >= 2 * second else ""


def announces_change(visible: str) -> bool:
    """Whether a clause announces new or changed terms."""
    return _ANNOUNCEMENT.search(visible[:2_000]) is not None


def states_effect(visible: str) -> bool:
    """Whether a clause with a date says that this is the day the text takes effect."""
    return len(visible) <= 600 and _EFFECT.search(visible) is not None


def is_attribution(raw: str) -> bool:
    """Whether a clause credits a data source or licence and links to it."""
    return "://" in raw and _ATTRIBUTION.search(raw[:2_000]) is not None


def is_pointer(added_raw: str) -> bool:
    """Whether an added wording only says where to find information: a link in a short sentence without a rule."""
    if "](" not in added_raw or len(added_raw) > 600:
        return False
    visible = visible_text(added_raw).strip()
    is_one_sentence = not re.search(r"[.!?]\s+\S", visible)
    return is_one_sentence and visible.count(" ") < POINTER_WORDS and _POINTER.search(visible) is not None


def lists_recipients_or_cookies(visible: str, headings: tuple[str, ...]) -> bool:
    """Whether a table row belongs to a list of cookies or of companies, by its headings or its own words."""
    return _LISTS.search(" ".join(headings[-2:]) + " " + visible[:600]) is not None


def is_unavailable_part(visible: str) -> bool:
    """Whether a line stands for a part that the server did not show to this visitor."""
    return len(visible) <= 200 and _UNAVAILABLE_PART.search(visible) is not None
