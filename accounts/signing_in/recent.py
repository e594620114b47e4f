"""Decides what counts as a recent sign-in: one with every factor that the person has.

A sign-in passes through all factors, whichever page or client is used, so a fresh one counts whole. Later the password
and, if the person has one, a second factor must be given again.
"""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.models import ApiKey, User

SIGNED_IN_AT = "signed_in_at"
# Allauth's, in the session: how somebody signed in, and who.
_RECORDS, _RECORDS_OF = "account_authentication_methods", "account_authentication_methods_user"


class RecentSignInNeeded(PermissionDenied):
    default_detail = (
        "This needs a recent sign-in. Give your password again (POST /_allauth/app/v1/auth/reauthenticate) and, if "
        "you have one, your second factor (POST /_allauth/app/v1/auth/2fa/reauthenticate)."
    )
    default_code = "recent_sign_in_required"


@receiver(user_logged_in)
def note_sign_in(*, request: HttpRequest, **told: Any) -> None:
    """Store the time of the sign-in in its session."""
    request.session[SIGNED_IN_AT] = timezone.now().timestamp()


def missing_factors(
    session: SessionBase, user: User, now: datetime, *, password_proved: bool = False
) -> tuple[str, ...]:
    """Return which of `password` and `mfa` the person has but has not given lately; empty after a recent sign-in."""
    since = now - timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    if session.get(SIGNED_IN_AT, 0) > since.timestamp():
        return ()
    missing = []
    if user.has_usable_password() and not password_proved and not _was_given(session, "password", since):
        missing.append("password")
    if has_second_factor(user) and not _was_given(session, "mfa", since):
        missing.append("mfa")
    if not user.has_usable_password() and not has_second_factor(user):
        missing.append("password")  # which a reset gives
    return tuple(missing)


def has_second_factor(user: User) -> bool:
    """Tell whether the person has a second factor. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def gave_enough_for_staff(session: SessionBase, user: User) -> bool:
    """Tell whether a second factor was given in a session of this person's, or need not be (STAFF_SECOND_FACTOR)."""
    if settings.STAFF_SECOND_FACTOR == "optional":
        return True
    records = session.get(_RECORDS)
    is_own = session.get(_RECORDS_OF) == user_id_to_str(user)
    return is_own and isinstance(records, list) and any(record.get("method") == "mfa" for record in records)


def session_of(request: Request) -> SessionBase:
    """Return the session by which the person of an API request is signed in."""
    return request.auth if isinstance(request.auth, SessionBase) else request._request.session


def require_recent_sign_in(request: Request, user: User, now: datetime, *, password_proved: bool = False) -> None:
    """Raise RecentSignInNeeded if the request uses a session whose sign-in is not recent.

    An API key is no session: its scopes say what it may do.
    """
    if isinstance(request.auth, ApiKey):
        return
    if missing_factors(session_of(request), user, now, password_proved=password_proved):
        raise RecentSignInNeeded


def _was_given(session: SessionBase, method: str, since: datetime) -> bool:
    records = session.get(_RECORDS)
    return isinstance(records, list) and any(
        record.get("method") == method and record.get("reauthenticated") and record.get("at", 0) > since.timestamp()
        for record in records
    )
