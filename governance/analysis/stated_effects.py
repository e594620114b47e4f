"""The days on which a text says that it takes effect, and those that it names only as the earliest possible."""

import re
from datetime import date

from governance.comparison.text.dates import StatedDate, find_days
from governance.comparison.text.effective_dates import effective_date_of
from governance.comparison.text.segment import ParsedText

_AT_THE_EARLIEST = re.compile(
    r"[\s,(]*(?:at\sthe\s(?:very\s)?earliest|or\slater|or\sthereafter|or\safter)\b", re.IGNORECASE
)
_NOT_BEFORE = re.compile(r"\b(?:no|not)\s(?:earlier|sooner)\sthan\s|\bearliest\b[^,;]{0,20}\Z", re.IGNORECASE)


def days_of_effect(parsed: ParsedText) -> set[date]:
    """Return each day on which a clause says that the text takes effect."""
    found = (effective_date_of([block], None) for block in parsed.blocks if block.dates)
    return {day for day in found if day is not None}


def may_be_later(sentence: str, stated: StatedDate) -> bool:
    """Whether the words say that the day is the earliest possible, which is no day of effect."""
    before = sentence[: stated.start]
    return (_AT_THE_EARLIEST.match(sentence, stated.end) or _NOT_BEFORE.search(before)) is not None


def is_at_the_earliest(parsed: ParsedText, day: date) -> bool:
    """Whether a clause names the day as the earliest possible."""
    texts = (parsed.quote(block) for block in parsed.blocks if block.dates)
    return any(stated.exact == day and may_be_later(text, stated) for text in texts for stated in find_days(text))
