"""Which characters the fonts of memos can show. What they lack is shown by its code, and counted."""

from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import structlog
from fontTools.ttLib import TTCollection, TTFont, TTLibError

logger = structlog.get_logger(__name__)

FONTS = Path(__file__).parent / "fonts"
# Joiners, soft hyphens and variation selectors show nothing and stay; what turns the direction of text does not.
_KINDS = frozenset((".ttf", ".otf", ".ttc", ".otc"))
_COLLECTIONS = frozenset((".ttc", ".otc"))
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
        for path in font_files(folder):
            found.update(*_maps(path))
    return frozenset(code for code in found if code >= 0x20 and not 0x7F <= code < 0xA0 and not 0xE000 <= code < 0xF900)


def font_files(folder: Path) -> list[Path]:
    """Return the files of fonts in a folder and the folders in it, in order."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _KINDS and path.is_file())


def _maps(path: Path) -> Iterator[frozenset[int]]:
    """Yield the characters of each font in a file. One that can't be read has none, and is said in the log."""
    try:
        if path.suffix.lower() in _COLLECTIONS:
            with closing(TTCollection(path, lazy=True)) as fonts:
                yield from (frozenset(font.getBestCmap() or ()) for font in fonts)
        else:
            with closing(TTFont(path, lazy=True)) as font:
                yield frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError, ValueError, KeyError, AssertionError):  # what the library raises for broken files
        logger.warning("font_not_read", font=path.name)
