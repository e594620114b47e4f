"""Accepts a code of an authenticator app once, even while its time step would still be valid."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from accounts.models import User


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
