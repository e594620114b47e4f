"""What can be said of a line, or of a clause of a long one, without its surroundings."""

from typing import NamedTuple

from governance.comparison.text.dates import StatedDate, find_dates
from governance.comparison.text.labels import read_label
from governance.comparison.text.normalise import (
    address_key,
    count_words,
    digest_of,
    normalise_line,
    shown_address,
    visible_text,
    wording_key,
)


class Reading(NamedTuple):
    """What can be said of a piece of text without its surroundings."""

    norm: str
    digest: str
    words: str
    label: str
    dates: tuple[StatedDate, ...]
    visible: str
    dated_words: str
    word_count: int


def read_piece(piece: str) -> Reading:
    """Read a piece of text: a whole line, or a clause of a long one."""
    norm = normalise_line(piece)
    label, label_end = read_label(piece)
    visible = visible_text(piece[label_end:] if label_end else piece)
    if "\n" in visible and "<" not in piece:  # a line that was broken is one to a reader
        visible = visible.replace("\r", " ").replace("\n", " ")
    dates = find_dates(visible)
    words = wording_key(visible, date_spans=[(found.start, found.end) for found in dates])
    address = shown_address(piece) if not (words or dates) and "://" in piece else ""
    if address:
        words = address_key(address)
        return Reading(norm, digest_of(words), words, label, (), address, words, count_words(words))
    dated_words = f"{words} {[found.value for found in dates]}" if dates else words
    digest = digest_of(norm) if norm else ""
    return Reading(norm, digest, words, label, tuple(dates), visible, dated_words, count_words(words))
