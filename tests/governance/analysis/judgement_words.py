"""The words that no sentence of ours says of a document or a platform, and which strings of an answer are ours."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from governance.analysis.sourced import SourcedSentence

JUDGEMENTS = (
    r"\b(?:violat\w*|unlawful\w*|illegal\w*|unfair\w*|should|ought|risky|complian\w*|compl(?:y|ies)|abusive|dangerous|bad"
    r"|worse|worst|better|best|good|safe|unsafe|acceptable|unacceptable|recommend\w*)\b"
)
# The same where rows of the tables are told too, which name laws such as that on unfair contract terms.
JUDGEMENTS_BESIDE_TABLES = (
    r"\b(?:violat\w*|unlawful\w*|illegal\w*|unfair(?! contract)|lawful(?![- ]basis)|compl(?:y|ies|iant)"
    r"|non-?compliant|risky"
    r"|dangerous|should|must not|bad|worse|abusive|excessive|deceptive)\b"
)
# What others wrote, and names of things.
_THEIRS = {"text", "heading_path", "label", "title", "name", "slug", "platform", "id", "document_type", "sector"}


def our_sentences(value: Any, key: str = "") -> Iterator[str]:
    """Every string of an answer that is not quoted and names nothing of a platform."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _THEIRS:
                yield from our_sentences(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from our_sentences(inner, key)
    elif isinstance(value, str):
        yield value


def sentences_of(value: Any) -> Iterator[SourcedSentence]:
    """Yield every sentence with its source that stands somewhere in a value of the analysis."""
    if isinstance(value, SourcedSentence):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from sentences_of(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from sentences_of(getattr(value, field.name))
