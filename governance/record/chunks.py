"""Splits many keys into bounded parts, since a statement takes only so many parameters."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

CHUNK = 500

Key = TypeVar("Key", int, str)


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Yield the keys in order, at most CHUNK at a time."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
