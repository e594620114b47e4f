"""Sets a memo as a PDF that is both PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3), with its data attached.

The template is `memo.typ`. It gets the memo's text as JSON, so no text is ever read as markup, and it imports nothing.
"""

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import typst

from governance.analysis.memo.blocks import MemoLayout
from governance.analysis.memo.glyphs import FONTS, font_files, shown_by_code

TEMPLATE = Path(__file__).parent / "memo.typ"
PAPERS = {"a4": "a4", "letter": "us-letter"}
_STANDARDS: Any = ["ua-1", "a-3a"]
_DATA = "memo.json"


def pdf_of(layout: MemoLayout, *, paper: str = "a4", more_fonts: Path | None = None) -> bytes:
    """Return the memo as a PDF on this paper, `a4` or `letter`; the same bytes for the same memo, fonts and typst.

    What the fonts lack is shown by its code, and the memo says so. `more_fonts` is a folder of further fonts.
    """
    folders = (FONTS, more_fonts) if more_fonts else (FONTS,)
    plain, count = _shown(layout.plain(), folders)
    if count:
        plain["sections"][0]["blocks"].append(_note(count))
    plain |= {
        "paper": PAPERS[paper],
        "author": "Clausewatch",
        "service": "Clausewatch compliance memo",
        "description": "What documents say and what changed in them, with quotations. It makes no legal determination.",
        "running-title": plain["title"],
        "attached": [
            {"name": _DATA, "type": "application/json", "description": "The data of this memo, with the exact texts"}
        ],
    }
    files = {
        "main.typ": TEMPLATE.read_bytes(),
        "layout.json": json.dumps(plain, ensure_ascii=False).encode(),
        _DATA: layout.data,
    }
    return typst.compile(cast(Any, files), font_paths=_fonts(folders), pdf_standards=_STANDARDS)


def typesetting_version(more_fonts: Path | None = None) -> str:
    """Return what names the state of the typesetter, template and fonts: the same state makes the same bytes."""
    folders = (FONTS, more_fonts) if more_fonts else (FONTS,)
    digest = hashlib.sha256(TEMPLATE.read_bytes())
    for folder in folders:
        for path in font_files(folder):
            digest.update(path.relative_to(folder).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"typst-{version('typst')}-{digest.hexdigest()[:12]}"


@lru_cache(maxsize=4)
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _note(count: int) -> dict[str, Any]:
    what = "1 character is" if count == 1 else f"{count} characters are"
    return {
        "kind": "paragraph",
        "text": f"{what} shown by code: no font of this file has them. The exact text is in the attached data.",
        "sources": [],
    }


def _shown(value: Any, folders: tuple[Path, ...]) -> tuple[Any, int]:
    """Return the value with every text as the fonts can show it, and how many characters are shown by code."""
    count = 0

    def shown(text: str) -> str:
        nonlocal count
        made, of_text = shown_by_code(text, folders)
        count += of_text
        return made

    return _mapped(value, shown), count


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _mapped(one, change) for key, one in value.items()}
    return [_mapped(one, change) for one in value] if isinstance(value, list | tuple) else value
