"""How text that others wrote stands in terminals, logs and messages of ours.

Nothing of it moves a cursor, colours, hides, turns the direction of what follows, or looks like another line.
"""

LETTERS_SHOWN = 120
# They shape Persian and Indic words and emoji.
_JOINERS = "\u200c\u200d"
# Letters and symbols that show nothing: Hangul fillers and the Braille blank.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


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
