"""Looks again whether a sign-in still holds, under the lock that whatever ends sign-ins takes.

A request that widens an account may have waited while the password was changed, which ends every other sign-in.
"""

from allauth.core.internal.sessionkit import get_session_user
from django.contrib.sessions.backends.base import SessionBase
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import User


class SignInEnded(AuthenticationFailed):
    default_detail = "This sign-in has ended meanwhile. Sign in again."
    default_code = "bad_session_token"


def hold_sign_in(session: SessionBase, user: User) -> User:
    """Lock the person until the transaction ends, and return them as they are now.

    Raises SignInEnded if the stored session was ended, or bears an earlier password.
    """
    present = User.objects.select_for_update().get(pk=user.pk)
    kept = type(session)(session.session_key)
    if get_session_user(kept) != present:
        raise SignInEnded
    return present
