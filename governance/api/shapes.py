"""Pieces that several answers of the record share."""

from typing import Any

from rest_framework import serializers

from governance.models import Document, Provision, PublicIdMixin, Version


class PublicIdField(serializers.CharField):
    """The public id of the row whose key this is."""

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
    """Whose recording a text is, and under which licence."""

    name = serializers.CharField()
    licence = serializers.CharField()
    licence_url = serializers.CharField()
    attribution = serializers.CharField()
