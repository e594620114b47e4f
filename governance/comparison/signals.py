"""Patterns of captures and texts that are not policy: error pages, stubs, banners; and of announcements."""

import re

from governance.comparison.segment import ParsedText

STUB_WORDS = 200
OPENING_LENGTH = 600
_FAILURE = re.compile(
    r"page (?:isn.?t|is not|not) (?:available|found)|isn.?t available (?:right now|at the moment)|\b404\b|\b403\b|access denied|forbidden"
    r"|something went wrong|we.?re all mixed up|couldn.?t find|an error (?:has )?occurred|try again later|service unavailable"
    r"|redirecting|you are being redirected|enable javascript|checking your browser|just a moment|verify you are (?:a )?human"
    r"|log ?in to continue|sign ?in to continue|please (?:log|sign) in|too many requests|temporarily unavailable",
    re.IGNORECASE,
)
_ANNOUNCEMENT = re.compile(
    r"we(?:.re| are|.ve| have) (?:updat|chang|revis)\w+|will (?:take effect|become effective|be effective|apply from)|(?:go|come)s? into effect"
    r"|until then|upcoming (?:changes|terms|version)|(?:new|updated) (?:version|terms|policy)[^.]{0,60}(?:effective|take effect)",
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


def announces_change(visible: str) -> bool:
    """Whether a clause announces new or changed terms."""
    return _ANNOUNCEMENT.search(visible[:2_000]) is not None


_EFFECT = re.compile(r"effective|takes? effect|into effect|in force|into force|valid from|applies from|apply from|gültig ab", re.IGNORECASE)


def states_effect(visible: str) -> bool:
    """Whether a clause with a date says that this is the day the text takes effect."""
    return len(visible) <= 600 and _EFFECT.search(visible) is not None
