"""Signing in to the API with a personal key: `Authorization: Bearer cw_<prefix>_<secret>`."""

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.services.api_keys import find_usable, note_use


class SessionTokenAuthentication(XSessionTokenAuthentication):
    """Signs in the person of a session token. A token that is no longer good is a 401, never an anonymous visit."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        token = self.get_session_token(request)
        if not token:
            return None
        found: tuple[User, Any] | None = super().authenticate(request)
        if found is None:
            raise AuthenticationFailed(
                "This session token is not known, has ended, or waits for its sign-in to be completed.",
                code="bad_session_token",
            )
        return found


class ApiKeyAuthentication(BaseAuthentication):
    """Signs in the person of an API key, with the `ApiKey` as `request.auth`.

    A bad key is a 401, never an anonymous visit.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        key = find_usable(token=token.strip().decode("ascii", errors="replace"), now=now)
        if key is None:
            raise AuthenticationFailed("This API key is unknown, expired or revoked.", code="bad_api_key")
        note_use(key=key, now=now)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
