"""The sectors and document types of the shipped catalogue, which clients may expect beside others.

Neither set is closed: the operator may add a sector, and an imported collection brings its own types.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.text import slugify

DATA = Path(__file__).resolve().parent / "data"
PLATFORMS_FILE, DOCUMENTS_FILE = DATA / "platforms.csv", DATA / "platform_catalogue.csv"


@cache
def shipped_sectors() -> tuple[str, ...]:
    """Return the sectors of the shipped platforms, in alphabetical order."""
    return tuple(sorted({row["sector"] for row in rows_of(PLATFORMS_FILE)}))


@cache
def shipped_document_types() -> tuple[str, ...]:
    """Return the types of the shipped documents, such as `privacy-policy`, in alphabetical order."""
    return tuple(sorted({slugify(row["document_type"]) for row in rows_of(DOCUMENTS_FILE)}))


_SPELLED = {"ai": "AI", "api": "API", "iot": "IoT"}


def in_words(slug: str) -> str:
    """Return a sector, a type of document or another code as words, such as “Privacy policy” for `privacy-policy`."""
    words = " ".join(_SPELLED.get(word, word) for word in str(slug).replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file of the catalogue."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
