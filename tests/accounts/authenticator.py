"""An authenticator app for tests: sets TOTP up for a person and gives the code of a moment."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

from accounts.models import User


def set_up_totp(user: User) -> str:
    """The secret of the person's new second factor."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """The code on the app's screen at this moment of the (possibly set) clock."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def wrong_code(secret: str) -> str:
    """A code that the app shows neither now nor a step early or late."""
    step = int(time.time()) // 30
    shown = {format_hotp_value(hotp_value(secret, step + early)) for early in (-1, 0, 1)}
    return next(code for number in range(4) if (code := f"{number:06}") not in shown)


def has_totp(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
