"""What was read of a page or a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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
    """Where the text of a page stood, and what was decided about it that the next reading is to decide alike.

    `text_in` is "" if the text was declared or there are no parts, `word_count` how many words it had. `kept` names
    what is called furniture and was taken for text for its size, `left_out` what was not; `title_word_count` tells how
    many words stood in what was taken for the title from outside of the marked parts.
    """

    text_in: str = ""
    word_count: int = 0
    kept: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    title_word_count: int = 0

    @classmethod
    def of(cls, written: Sequence[Any]) -> "TextPlace":
        """Return a place from its parts as JSON has them. Raises ValueError or TypeError if they are none."""
        text_in, word_count, kept, left_out, title_word_count = written
        names = tuple(map(str, kept)), tuple(map(str, left_out))
        return cls(str(text_in), int(word_count), *names, int(title_word_count))

    def is_alike(self, other: "TextPlace") -> bool:
        """Whether texts at both places are made of the same parts, so that none was kept for one of them only."""
        turned = (self._only_kept & other._only_left) | (self._only_left & other._only_kept)
        return self.text_in == other.text_in and not turned

    @property
    def _only_kept(self) -> set[str]:
        return set(self.kept) - set(self.left_out)

    @property
    def _only_left(self) -> set[str]:
        return set(self.left_out) - set(self.kept)


NOWHERE = TextPlace()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The Markdown of a page, and what tells whether it is the document.

    `link_share` is the share of its letters that stand in links, `replaced_share` that of letters which could not be
    read; `language` is what the page says of itself, a hint. `place` tells where it
    stood; `left_out` are sentences of the page that are not in it, where it was found by structure.
    """

    markdown: str
    title: str = ""
    first_heading: str = ""
    language: str = ""
    word_count: int = 0
    link_share: float = 0.0
    replaced_share: float = 0.0
    place: TextPlace = NOWHERE
    left_out: tuple[str, ...] = ()
