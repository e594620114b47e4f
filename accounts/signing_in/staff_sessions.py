"""Limits sessions of staff in time, whether by cookie or by token."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

STAFF_SEEN_AT = "staff_seen_at"
_SEEN_IS_NOTED_EVERY = timedelta(minutes=1)


@receiver(user_logged_in)
def limit_staff_session(*, request: HttpRequest, user: Any, **told: Any) -> None:
    """Let a session that begins as that of staff end after STAFF_SESSION_HOURS, or after STAFF_IDLE_MINUTES unused."""
    if user.is_staff:
        now = timezone.now()
        request.session[STAFF_SEEN_AT] = now.timestamp()
        request.session.set_expiry(now + timedelta(hours=settings.STAFF_SESSION_HOURS))


def is_of_staff(session: SessionBase) -> bool:
    return STAFF_SEEN_AT in session


def has_rested_too_long(session: SessionBase, now: datetime) -> bool:
    """Tell whether a session of staff has been unused for too long."""
    return is_of_staff(session) and now.timestamp() - session[STAFF_SEEN_AT] > settings.STAFF_IDLE_MINUTES * 60


def note_seen(session: SessionBase, now: datetime) -> bool:
    """Note that a session of staff is used, at most once a minute; return whether anything was noted."""
    if not is_of_staff(session) or now.timestamp() - session[STAFF_SEEN_AT] < _SEEN_IS_NOTED_EVERY.total_seconds():
        return False
    session[STAFF_SEEN_AT] = now.timestamp()
    return True


class StaffSessions:
    """Ends idle sessions by cookie when a view asks who is signed in. Belongs after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]  # as Django's own
        return self.get_response(request)


def _user_of(request: HttpRequest) -> Any:
    now = timezone.now()
    if has_rested_too_long(request.session, now):
        request.session.flush()
    else:
        note_seen(request.session, now)
    return get_user(request)


class SessionTokens(SessionTokenStrategy):
    """Ends idle sessions by token, for allauth's routes and for the API."""

    def lookup_session(self, session_token: str) -> SessionBase | None:
        session: SessionBase | None = super().lookup_session(session_token)
        if session is None:
            return None
        now = timezone.now()
        if has_rested_too_long(session, now):
            session.flush()
            return None
        if session.session_key is None:  # it turned out to be over when it was read
            return None
        if note_seen(session, now):
            session.save()
        return session
