"""Arguments that commands share: numbers between two others, and moments."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 1990, 2999  # far from where a day more or less, or another zone, is no date any more
LARGEST_KEY = 2**63 - 1


def number(kind: Callable[[str], float], least: float, most: float) -> Callable[[str], float]:
    """Return what reads an option as a number of this kind between two others."""

    def read(text: str) -> float:
        try:
            given = kind(text)
        except ValueError:
            given = least - 1
        if not least <= given <= most:  # nor is what is no number
            whole = "whole " if kind is int else ""
            raise ArgumentTypeError(f"{text!r} is no {whole}number from {least:,} to {most:,}.")
        return given

    return read


def moment(text: str) -> datetime:
    """Read an ISO 8601 date, or date and time; UTC if it names no zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a time such as 2026-03-09 or 2026-03-09T08:00:00Z") from error
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ArgumentTypeError(f"{text!r} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return at if at.tzinfo else at.replace(tzinfo=UTC)
