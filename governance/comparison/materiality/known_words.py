"""Words that the texts of several companies use: what is none of these and nearly one is probably misspelt."""

from functools import lru_cache

from governance.comparison.weighing.taxonomy import DATA

_FILES = {"English": "en", "French": "fr"}


@lru_cache(maxsize=4)
def known_words(language: str) -> frozenset[str]:
    """Return the known words of a language, in small letters; none of a language that is not listed."""
    if language not in _FILES:
        return frozenset()
    return frozenset((DATA / "words" / f"{_FILES[language]}.txt").read_text(encoding="utf-8").split())
