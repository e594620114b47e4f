"""Parses stored texts into clauses; while a request waits only for the analysis of one text."""

from governance.comparison import Comparison, ParsedText, parse
from governance.comparison.result import EXTRACTION
from governance.models import Version
from governance.models.versions import MOST_PARSED_BYTES, text_of

TOO_LARGE = "too_large"
_NOTHING = parse("")


def is_too_large(size: int) -> bool:
    """Tell whether a text of so many bytes is only stored, neither parsed nor compared."""
    return size > MOST_PARSED_BYTES


def parsed_text(data: bytes) -> ParsedText:
    """Return the clauses of these bytes; none if the text is too large."""
    return _NOTHING if is_too_large(len(data)) else parse(text_of(data))


def parsed_version(version: Version) -> ParsedText:
    """Return the clauses of a stored version; none if it was stored as too large."""
    return _NOTHING if version.is_too_large else parse(version.text)


def as_too_large(comparison: Comparison) -> Comparison:
    """Return the comparison of a text that was too large to be compared, which says nothing of its contents."""
    return Comparison(
        EXTRACTION,
        TOO_LARGE,
        f"The text is larger than {MOST_PARSED_BYTES / 1e6:.0f} MB. It is kept as it is and was not compared.",
        is_alertable=False,
        against_last_good=comparison.against_last_good,
    )
