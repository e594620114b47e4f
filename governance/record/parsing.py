"""Reading stored texts as clauses: here and in writing only, never while a request waits."""

from governance.comparison import Comparison, ParsedText, parse
from governance.comparison.result import EXTRACTION
from governance.models import Version
from governance.models.versions import MOST_PARSED_BYTES, text_of

TOO_LARGE = "too_large"
_NOTHING = parse("")


def is_too_large(size: int) -> bool:
    """Whether a text of so many bytes is kept as it is, and neither parsed nor compared."""
    return size > MOST_PARSED_BYTES


def parsed_text(data: bytes) -> ParsedText:
    """The clauses of these bytes; none where they are too many."""
    return _NOTHING if is_too_large(len(data)) else parse(text_of(data))


def parsed_version(version: Version) -> ParsedText:
    """The clauses of a stored version; none of one that was stored as too large."""
    return _NOTHING if version.is_too_large else parse(version.text)


def as_too_large(comparison: Comparison) -> Comparison:
    """What is said of a text that was not compared: nothing about what it says."""
    return Comparison(
        EXTRACTION,
        TOO_LARGE,
        f"The text is larger than {MOST_PARSED_BYTES / 1e6:.0f} MB. It is kept as it is and was not compared.",
        is_alertable=False,
        against_last_good=comparison.against_last_good,
    )
