"""The tags of languages, such as `de` or `pt-BR`, by which pages are asked for and documents are told apart."""

import re

from django.core.exceptions import ValidationError

LONGEST_TAG = 16
# RFC 5646, 2.1: language, script, region, variants, extensions, private use. What is only private names no language.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-[a-z]{4})?"
    r"(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3})){0,3}"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8}){1,5}){0,3}"
    r"(?:-x(?:-[a-z0-9]{1,8}){1,5})?",
    re.IGNORECASE | re.ASCII,
)


def is_language_tag(tag: str) -> bool:
    """Tell whether this is written as the tag of a language (BCP 47), in at most 16 letters."""
    return len(tag) <= LONGEST_TAG and _TAG.fullmatch(tag) is not None


def validate_language_tag(tag: str) -> None:
    """Raise ValidationError for what is no tag of a language."""
    if not is_language_tag(tag):
        raise ValidationError("Give the tag of a language (BCP 47), such as en, de or pt-BR.", code="language")
