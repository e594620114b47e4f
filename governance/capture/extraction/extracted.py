"""What was read of a page or a PDF."""

from dataclasses import dataclass
from typing import NamedTuple

# Raise it with every change of what something is read as: what is stored is then read again before it is compared with.
EXTRACTOR_VERSION = 2


class Unreadable(Exception):
    """What cannot be read as a document; the message says why, in a sentence."""


class ScannedPdf(Unreadable):
    """A PDF of pictures, which holds no text to be read."""


class NothingSelected(Unreadable):
    """What a declaration selects, or needs for a range, is not in the page: the page or the declaration has changed."""


# By the names under which a child process tells them.
FAILURES = {"unreadable": Unreadable, "scanned": ScannedPdf, "nothing_selected": NothingSelected}


# Where the text of a page stood that was found by structure: in the parts that are marked as content, or all over it.
IN_MARKED, IN_PAGE = "marked", "page"


class TextPlace(NamedTuple):
    """Where the text of a page stood, "" if that was declared or there are no parts, and how many words it had."""

    text_in: str
    word_count: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """The Markdown of a page, and what tells whether it is the document.

    `link_share` is the share of its letters that stand in links, `replaced_share` that of letters which could not be
    read; `language` is what the page says of itself, a hint. `text_in` is the first half of its TextPlace;
    `left_out` are sentences of the page that are not in it, where it was found by structure.
    """

    markdown: str
    title: str = ""
    first_heading: str = ""
    language: str = ""
    word_count: int = 0
    link_share: float = 0.0
    replaced_share: float = 0.0
    text_in: str = ""
    left_out: tuple[str, ...] = ()
