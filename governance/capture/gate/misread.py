"""Whether two texts are one that was decoded in two ways: a server names its bytes wrongly, or encodes them twice."""

import re

# What UTF-8 looks like that was read as windows-1252 or Latin-1: a first byte and those that follow it. And U+FFFD.
_FOLLOWS = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_MISREAD = re.compile(rf"[\xc2-\xf4][{_FOLLOWS}]|[\xc2\xc3]\s|\ufffd")
_MOJIBAKE = re.compile(r"Ã[\x80-\xbf©¨ª«¢¤¶¼]|â€[™œ\x9d“”˜¦]|Â[\xa0©®«»]")
_ENCODED = re.compile(r"[^\x21-\x7e]+")


def has_letters_of_a_wrong_code(text: str) -> bool:
    """Tell whether many letters of a text, of which nothing else need be known, look like read in a wrong code."""
    return len(_MOJIBAKE.findall(text)) > max(5, len(text) / 2_000)


def is_misread(text: str, known: str) -> bool:
    """Tell whether a text is the known one, and only its letters were read in a wrong code."""
    return _signs(text) > _signs(known) and _same_otherwise(text, known)


def holds_misread_lines(text: str, known: str) -> bool:
    """Tell whether a line is one of the known text whose letters were read in a wrong code."""
    lines = {_ENCODED.sub("", line): line for line in known.split("\n") if not line.isascii()}
    found = ((line, lines.get(_ENCODED.sub("", line))) for line in text.split("\n") if _MISREAD.search(line))
    return any(before is not None and before != line and _signs(line) > _signs(before) for line, before in found)


def _signs(text: str) -> int:
    return len(_MISREAD.findall(text))


def _same_otherwise(one: str, other: str) -> bool:
    return _ENCODED.sub("", one) == _ENCODED.sub("", other)
