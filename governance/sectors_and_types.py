"""Which sectors and document types the shipped catalogue has: what clients may expect, beside what else is recorded.

Neither set is closed. The operator may name a sector of their own, and an imported collection brings its own types.
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
    """The sectors of the shipped platforms, in alphabetical order."""
    return tuple(sorted({row["sector"] for row in rows_of(PLATFORMS_FILE)}))


@cache
def shipped_document_types() -> tuple[str, ...]:
    """The types of the shipped documents, such as `privacy-policy`, in alphabetical order."""
    return tuple(sorted({slugify(row["document_type"]) for row in rows_of(DOCUMENTS_FILE)}))


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of one of the two files, as they stand there."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
