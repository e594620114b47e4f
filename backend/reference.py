"""What the generated API reference says beyond what the views themselves say."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers


class ErrorSerializer(serializers.Serializer[Any]):
    """Every error."""

    detail = serializers.CharField(help_text="One sentence for a person.")
    code = serializers.CharField(help_text="One word for a program.")


class InvalidSerializer(ErrorSerializer):
    """What was wrong with the request, by field."""

    # The metaclass takes a declared field out of the class, so that it replaces no attribute of the same name.
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class Schema(AutoSchema):
    """Adds to each operation the errors that it can answer with."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self._error_codes():
            serializer = InvalidSerializer if code == 400 else ErrorSerializer
            if str(code) not in bodies:
                body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    serializer, str(code), direction=direction
                )
                bodies[str(code)] = body
        return bodies

    def _error_codes(self) -> list[int]:
        codes = [400, 429]
        if self.get_auth() != [{}] and {} not in self.get_auth():
            codes += [401, 403]
        if "{" in self.path:
            codes.append(404)
        if self.method in ("POST", "PUT", "PATCH"):
            codes += [413, 415]
        return sorted(codes)
