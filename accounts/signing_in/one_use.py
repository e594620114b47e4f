"""Accepts a code of an authenticator app once, even while its time step would still be valid, and limits guesses."""

from typing import Any

from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import respond_429
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.limits.sign_ins import WRONG_FROM_EVERYWHERE, SecondFactorTry
from accounts.models import User
from accounts.services.security_log import Kind, note_and_tell


def _spend(user: User, code: str) -> None:
    """Have allauth refuse the code until its last time step is over.

    By itself allauth remembers a code for one step only, and not at all when it sets the app up.
    """
    steps = 2 * app_settings.TOTP_TOLERANCE + 1
    key = TOTP(Authenticator(user=user))._get_used_cache_key(code)
    cache.set(key, "y", timeout=steps * app_settings.TOTP_PERIOD)


class SpendsCode:
    """For allauth's forms that take a code: marks it as used as soon as it is accepted."""

    user: User

    def clean_code(self) -> Any:
        code = super().clean_code()  # type: ignore[misc]
        _spend(self.user, code)
        return code


class CountsWrongCodes(SpendsCode):
    """For the forms that ask for a second factor: counts what is wrong by account, and tells the owner of an attack."""

    def clean_code(self) -> Any:
        now = timezone.now()
        attempt = SecondFactorTry(context.request, self.user, now)
        if not attempt.begin():
            raise ImmediateHttpResponse(respond_429(context.request))
        try:
            code = super().clean_code()
        except ValidationError:
            if attempt.was_wrong():
                facts = {"tries": str(WRONG_FROM_EVERYWHERE)}
                note_and_tell(kind=Kind.SECOND_FACTOR_GUESSED, user=self.user, now=now, facts=facts, undoable=False)
            raise
        attempt.was_right()
        return code
