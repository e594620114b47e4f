"""Serializers and fields that several answers of the record share."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.models import Document, Provision, PublicIdMixin, Version
from governance.models.changes import Severity
from governance.sectors_and_types import shipped_document_types, shipped_sectors


def _one_of_these_or_another(values: Sequence[str], others: str) -> dict[str, Any]:
    """Return the schema of a string that mostly has one of these values, but may have others."""
    return {
        "anyOf": [{"type": "string", "enum": list(values)}, {"type": "string"}],
        "description": f"One of the shipped catalogue, or {others}.",
    }


SEVERITIES = Severity.labels
SECTOR = _one_of_these_or_another(shipped_sectors(), "another one that the operator gave to a platform")
DOCUMENT_TYPE = _one_of_these_or_another(shipped_document_types(), "another one that some document has")


@extend_schema_field(SECTOR)
class SectorField(serializers.CharField):
    """A platform's sector."""


@extend_schema_field(DOCUMENT_TYPE)
class DocumentTypeField(serializers.SlugField):
    """The type of a document, such as `privacy-policy`."""


class PublicIdField(serializers.CharField):
    """Shows the public id of the row with this key."""

    def __init__(self, model: type[PublicIdMixin], **options: Any) -> None:
        self.model = model
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> str:  # type: ignore[override]
        return self.model.public_id_of(value)


def document_id(**options: Any) -> PublicIdField:
    return PublicIdField(Document, **options)


def version_id(**options: Any) -> PublicIdField:
    return PublicIdField(Version, **options)


def provision_id(**options: Any) -> PublicIdField:
    return PublicIdField(Provision, **options)


class PlatformNameSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()


class AttributionSerializer(serializers.Serializer[Any]):
    """Who recorded a text, and under which licence."""

    name = serializers.CharField()
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()
