"""What a validator finds wrong with a PDF by both of its standards, but for one alarm that is false."""

import re
import tempfile
from pathlib import Path

import page

# The validator takes the line end before `endstream` for CR LF where the data of the stream itself ends with CR, and
# then finds the data a byte short. ISO 32000-1, 7.3.8.1: what counts is /Length, and a line end after it.
_FALSE_ALARM = "PDFA3A-STREAM-LENGTH-001"
_STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n")


def failures_of(pdf: bytes) -> list[str]:
    """Return what fails of PDF/UA-1 and PDF/A-3a, as sentences."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "memo.pdf")
        path.write_bytes(pdf)
        found = [
            failure
            for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
            for failure in page.validate_pdf(str(path), profile=profile).failures
        ]
    return [str(one) for one in found if one.rule_id != _FALSE_ALARM or not _lengths_are_right(pdf)]


def _lengths_are_right(pdf: bytes) -> bool:
    ends = [found.end() + int(found[1]) for found in _STREAM.finditer(pdf)]
    return bool(ends) and all(re.match(rb"\r?\n?endstream", pdf[end : end + 12]) for end in ends)
