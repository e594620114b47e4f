"""Which characters the fonts of memos can show. What they lack is shown by its code, and counted."""

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
# Joiners, soft hyphens and variation selectors show nothing and stay; what turns the direction of text does not.
_KEPT = frozenset("\n \u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f")


def shown_by_code(text: str, fonts: tuple[Path, ...]) -> tuple[str, int]:
    """Return the text with each character that no font has as its code, such as [U+1F642], and how many these are.

    Blanks of other kinds become plain ones, and line breaks stay.
    """
    known, count, parts = _characters(fonts), 0, []
    for char in text:
        if char in _KEPT or ord(char) in known:
            parts.append(char)
        elif char in "\t\r\u00a0" or char.isspace():
            parts.append(" ")
        else:
            parts.append(f"[U+{ord(char):04X}]")
            count += 1
    return "".join(parts), count


@lru_cache(maxsize=4)
def _characters(folders: tuple[Path, ...]) -> frozenset[int]:
    """Return every character that some font in these folders has, but for controls and private use."""
    found: set[int] = set()
    for folder in folders:
        for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
            with TTFont(path, lazy=True) as font:
                found |= set(font.getBestCmap() or {})
    return frozenset(code for code in found if code >= 0x20 and not 0x7F <= code < 0xA0 and not 0xE000 <= code < 0xF900)
