"""Adds to the generated API reference what the views themselves don't say."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from accounts.permissions import PublicRead, SessionRequired
from accounts.strict import StrictSerializer


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
        if "200" in bodies and self._is_change_by_keys():
            bodies["204"] = {
                "description": "Done, for an API key without the scope `read`, which is shown nothing of it."
            }
        return bodies

    def _is_change_by_keys(self) -> bool:
        """Tell whether an API key with the scope `write` may call the operation to change something."""
        needs_session = any(isinstance(permission, SessionRequired) for permission in self.view.get_permissions())
        is_change = self.method in ("POST", "PUT", "PATCH")
        return is_change and not needs_session and getattr(self.view, "key_scope", "write") == "write"

    def _error_codes(self) -> list[int]:
        codes = [400, 401, 406, 429, 503]
        if not self._is_public():
            codes.append(403)
        if "{" in self.path:
            codes.append(404)
        if self.method in ("POST", "PUT", "PATCH", "DELETE"):
            codes += [413, 415]
        return sorted(codes)

    def _is_public(self) -> bool:
        return self.method == "GET" and any(
            isinstance(permission, (AllowAny, PublicRead)) for permission in self.view.get_permissions()
        )

    def get_auth(self) -> list[dict[str, Any]]:
        """Return how to sign in; nothing for public operations, which the reference would otherwise show as locked."""
        return [] if self._is_public() else [scheme for scheme in super().get_auth() if scheme]

    def get_description(self) -> str:  # type: ignore[override]  # of DRF's class; the library's has no arguments
        """Return the view's description, with a sentence if signing in shows more."""
        described: str = super().get_description()
        if not (self._is_public() and getattr(self.view, "answers_by_reader", False)):
            return described
        return f"{described}\n\nPublic; signing in, or an API key, shows more on tiers that have more.".strip()

    def _get_request_body(self, direction: Literal["request", "response"] = "request") -> dict[str, Any] | None:
        if self.method != "DELETE":
            return super()._get_request_body(direction)  # type: ignore[no-any-return, no-untyped-call]
        # The library takes it that a DELETE has none. Ours have one only where it is declared and needed.
        serializer = self.get_request_serializer()
        if not (isinstance(serializer, type) and issubclass(serializer, StrictSerializer)):
            return None
        self.method = "POST"
        try:
            return super()._get_request_body(direction)  # type: ignore[no-any-return, no-untyped-call]
        finally:
            self.method = "DELETE"
