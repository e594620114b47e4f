"""Serializers for request bodies that refuse what they don't know, so that a misspelt field is never silently lost."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

_SHOWN_NAME_LENGTH = 100  # an unknown field's name comes from outside and is echoed in the error


class _RefusesUnknownFields:
    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            self._refuse_unknown(data)
        return super().to_internal_value(data)  # type: ignore[misc]

    def _refuse_unknown(self, data: Mapping[str, Any]) -> None:
        fields = self.fields  # type: ignore[attr-defined]
        errors = {}
        for name in data:
            if name not in fields:
                errors[str(name)[:_SHOWN_NAME_LENGTH]] = [
                    serializers.ErrorDetail("There is no such field.", code="unknown_field")
                ]
            elif fields[name].read_only:
                errors[name] = [serializers.ErrorDetail("This field can't be set.", code="read_only_field")]
        if errors:
            raise serializers.ValidationError(errors)


class StrictSerializer(_RefusesUnknownFields, serializers.Serializer[Any]):
    """A request body: an unknown or read-only field is a 400 on that field."""


class SentText(serializers.CharField):
    """Text that was sent as text. A plain field takes numbers for their digits."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class SentBoolean(serializers.BooleanField):
    """True or false. A plain field takes `"no"`, `"off"` and 0 for false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class SentInteger(serializers.IntegerField):
    """A number that was sent as a number. A plain field takes text, in the digits of any script."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictModelSerializer(_RefusesUnknownFields, serializers.ModelSerializer[Any]):
    """A request body shaped by a model: an unknown or read-only field is a 400 on that field."""

    serializer_field_mapping: ClassVar = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: SentText,
        models.BooleanField: SentBoolean,
        models.PositiveSmallIntegerField: SentInteger,
    }
