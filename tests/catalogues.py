"""The catalogues of translations as files: what a source holds, and what is compiled beside it."""

import ast
import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its translations: one, or one for each plural form."""

    message: str
    plural: str
    translations: tuple[str, ...]
    is_fuzzy: bool


def catalogues() -> list[Path]:
    """Every source of a catalogue in the project's apps."""
    return sorted(ROOT.glob("*/locale/*/LC_MESSAGES/django.po"))


def entries(source: Path) -> Iterator[Entry]:
    """Yield the entries of a source but for its header."""
    for block in source.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("msg"):
                name = line.partition(" ")[0]
                parts[name] = ""
            if name and not line.startswith("#"):
                parts[name] += "".join(ast.literal_eval(one) for one in _STRING.findall(line))
        if parts.get("msgid"):
            said = tuple(words for part, words in parts.items() if part.startswith("msgstr"))
            is_fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
            context = f"{parts['msgctxt']}\x04" if "msgctxt" in parts else ""  # as gettext writes it
            yield Entry(context + parts["msgid"], parts.get("msgid_plural", ""), said, is_fuzzy)


def compiled(source: Path) -> dict[str, tuple[str, ...]]:
    """What the file beside the source says, by message."""
    with source.with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, dict[int, str]] = {}
    for key, words in catalogue.items():
        message, form = key if isinstance(key, tuple) else (key, 0)
        found.setdefault(message, {})[form] = words
    found.pop("", None)
    return {message: tuple(forms[one] for one in sorted(forms)) for message, forms in found.items()}
