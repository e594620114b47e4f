"""How text that others wrote stands in terminals, logs and messages of ours.

Nothing of it moves a cursor, colours, hides, turns the direction of what follows, or looks like another line.
"""

import re

LETTERS_SHOWN = 120
# Explicit formatting of the Unicode bidirectional algorithm (UAX 9, section 2).
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A table program takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full-width ones too
# They shape Persian and Indic words and emoji.
_JOINERS = "\u200c\u200d"
# Letters and symbols that show nothing: Hangul fillers and the Braille blank.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


class LineHandedBack:
    """A file for `csv.writer` that gives back the line that is written to it."""

    def write(self, line: str) -> str:
        return line


def table_cell(value: object) -> str:
    """Return the value as a cell of a CSV table: what a table program would take for a formula gets an apostrophe.

    What would turn the direction of the text stands as its code.
    """
    text = "" if value is None else with_its_direction(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def with_its_direction(text: str) -> str:
    """Return the text with each character that would turn its direction as its code: what is read is what is stored."""
    return _TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def on_one_line(text: str) -> str:
    """Return the text on one line, with what can't be seen, or would control a terminal, written as escapes."""
    if text.isprintable() and text.isascii():  # as nearly all is
        return text
    return "".join(map(_seen, text))


def shown(text: str) -> str:
    """Return the beginning of the text on one line, to be quoted in a message."""
    return on_one_line(text if len(text) <= LETTERS_SHOWN else f"{text[:LETTERS_SHOWN]}…")


def _seen(char: str) -> str:
    if char in _JOINERS or (char.isprintable() and char not in _BLANK):
        return char
    if char.isspace() and char > "\x7f" and char not in "\x85\u2028\u2029":  # the blanks of other widths
        return " "
    return char.encode("unicode_escape", "backslashreplace").decode()
