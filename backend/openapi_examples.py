"""Gives the fields of answers in the OpenAPI document an example each, so that a reader of it sees what comes.

Request bodies have none: a program that tries examples would send them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

_BY_FORMAT = {
    "date": "2026-03-09",
    "date-time": "2026-03-09T10:30:00Z",
    "email": "reader@example.com",
    "uuid": "6f1c2f0e-4d0b-4f6a-9a53-0f6d7f0b3c21",
    "uri": "https://lumenfold.example/terms",
}
_BY_NAME = {
    "attribution": "Example Collection contributors",
    "band": "Moderate",
    "category": "data_sharing",
    "category_name": "Data sharing",
    "change": "CW-C-000123",
    "citation": "Regulation (EU) 2016/679",
    "code": "watchlist_full",
    "detail": "Your plan allows 1 platform, and you have 1.",
    "display_name": "A. Reader",
    "document": "CW-D-000042",
    "document_title": "Privacy Policy",
    "document_type": "privacy-policy",
    "first_version": "CW-V-000311",
    "from_version": "CW-V-000311",
    "full_name": "General Data Protection Regulation",
    "headline": "Lumenfold Privacy Policy: “may not share” became “may share” (data sharing)",
    "homepage": "https://lumenfold.example",
    "jurisdiction": "EU",
    "label": "8.4",
    "language": "en",
    "licence": "ODC-BY 1.0",
    "locale": "en",
    "name": "Lumenfold",
    "official_url": "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
    "operator": "Lumenfold Ltd",
    "platform": "lumenfold",
    "provision": "CW-P-002750",
    "reason": "Words of provisions changed.",
    "regulation": "gdpr",
    "sentence": "Under “Sharing”: “may not share” became “may share”.",
    "severity_rule": "reversed_from_negation",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "short_name": "GDPR",
    "slug": "lumenfold",
    "source_url": "https://lumenfold.example/privacy",
    "text": "We may share your data with advertisers.",
    "timezone": "Europe/Berlin",
    "title": "Privacy Policy",
    "to_version": "CW-V-000312",
    "version": "CW-V-000312",
}
_REQUEST = "Request"


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Return the document with an example for each field of an answer that has a format or a name known here."""
    for name, schema in result.get("components", {}).get("schemas", {}).items():
        if not name.endswith(_REQUEST):
            for field, described in _texts(schema):
                example = _BY_FORMAT.get(described.get("format", ""), _BY_NAME.get(field))
                if example is not None:
                    described.setdefault("examples", [example])
    return result


def _texts(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the fields that hold free text, by name."""
    for field, described in schema.get("properties", {}).items():
        kinds = described.get("type", ())
        if "string" in ([kinds] if isinstance(kinds, str) else kinds) and "enum" not in described:
            yield field, described
