"""Decides who may call an endpoint, before the endpoint reads the request."""

from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.signing_in.recent import gave_enough_for_staff, require_recent_sign_in, session_of
from accounts.signing_in.staff_sessions import is_of_staff

if TYPE_CHECKING:  # rest_framework.views imports this module, as the settings name it
    from rest_framework.views import APIView


def user_of(request: Request) -> User:
    """Return the person who asks; for views whose permission admits only people."""
    assert request.user.is_authenticated, "A view without a permission that asks for a sign-in."
    return request.user


def may_read(request: Request) -> bool:
    """Tell whether the caller may be shown the person's data: in a session, or with an API key of the scope `read`."""
    return not isinstance(request.auth, ApiKey) or "read" in request.auth.scopes


class ScopeNeeded(PermissionDenied):
    """The API key that was used lacks a scope."""

    default_code = "scope_required"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This API key doesn't have the scope “{scope}”.")


def require_read(request: Request) -> None:
    """Raise ScopeNeeded unless the caller may be shown the person's data: of what makes an address to read it at."""
    if not may_read(request):
        raise ScopeNeeded("read")


class SignedInWithScope(BasePermission):
    """Admits people who are signed in.

    An API key needs the method's scope: `read` for safe methods, `write` for others.

    A view may name another scope by `key_scope`.
    """

    message = "Sign in first."
    code: str | None = None

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        if not isinstance(request.auth, ApiKey):
            return True
        scope = getattr(view, "key_scope", None) or ("read" if request.method in SAFE_METHODS else "write")
        needed = ScopeNeeded(scope)
        self.message, self.code = str(needed.detail), needed.default_code
        return scope in request.auth.scopes


class PublicRead(SignedInWithScope):
    """Admits anybody to safe methods; other methods need the sign-in and the scope."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.method in SAFE_METHODS or request.method not in view.allowed_methods:
            return True  # a method the view doesn't have is a 405, not a question of who asks
        return super().has_permission(request, view)


class SessionNeeded(PermissionDenied):
    """This method needs a session; an API key may call others of the view."""

    default_detail = "Sign in with your password for this: an API key can't do it."
    default_code = "session_required"


class SessionRequired(SignedInWithScope):
    """Admits people signed in by a session; an API key is refused whatever its scopes."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            return False
        self.message, self.code = SessionNeeded.default_detail, SessionNeeded.default_code
        return not isinstance(request.auth, ApiKey)


class OperatorRequired(SessionRequired):
    """Admits staff who may do what the view's `operator_permission` names, in a session as the admin asks for.

    That is one that began as a session of staff, and in which a second factor was given.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not super().has_permission(request, view):
            return False
        user, session = user_of(request), session_of(request)
        self.message, self.code = "This is for operators.", "operator_required"
        permission: str = view.operator_permission  # type: ignore[attr-defined]  # of every view that asks for this
        if not (user.is_active and user.is_staff and user.has_perm(permission)):
            return False
        self.message, self.code = "Sign in as staff, with your second factor.", "second_factor_required"
        return is_of_staff(session) and gave_enough_for_staff(session, user)


class RecentlySignedIn(SignedInWithScope):
    """Admits people who gave every factor lately, and API keys with the scope.

    For what changes or reveals an account.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if super().has_permission(request, view):
            require_recent_sign_in(request, user_of(request), timezone.now())
            return True
        return False
