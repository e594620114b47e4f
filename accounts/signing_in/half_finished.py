"""A sign-in that was begun and not finished ends with the password it was begun with.

What remains to be given (a second factor, the code in a mail) is kept by allauth in the session. A reset, a change of
the password, a deletion and “This wasn't me” all write another password hash, and nobody can look through sessions for
those of a person who isn't signed in. So the session keeps a keyed hash of the password it was begun with, and the
store looks at it each time.
"""

from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.internal.userkit import str_to_user_id, user_id_to_str
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase

from accounts.keyed_hashes import keyed_hash, keyed_hashes
from accounts.models import User

_BEGUN = "sign_in_begun"
_PURPOSE = "the password that a sign-in was begun with"


def bind_sign_in(session: SessionBase, user: User) -> None:
    """Note in the session who begins to sign in, and with which password. What another had begun in it is over."""
    begun_by, _ = session.get(_BEGUN) or ("", "")
    if begun_by != user_id_to_str(user):
        session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    session[_BEGUN] = [user_id_to_str(user), keyed_hash(user.password, purpose=_PURPOSE)]


def is_over(session: SessionBase | dict[str, Any], user: User) -> bool:
    """Tell whether the person's password was set anew, or the account closed, since this session began a sign-in."""
    _, noted = session.get(_BEGUN) or (None, None)
    is_bound = noted is None or noted in keyed_hashes(user.password, purpose=_PURPOSE)
    return not (user.is_active and is_bound)


class SessionStore(db.SessionStore):
    """Sessions in the database; one whose sign-in was begun with an earlier password is gone."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing if there is no such session any more."""
        kept: dict[str, Any] = super().load()
        if LOGIN_SESSION_KEY not in kept or SESSION_KEY in kept or _BEGUN not in kept:
            return kept
        user = User.objects.filter(pk=str_to_user_id(kept[_BEGUN][0])).first()
        if user is not None and not is_over(kept, user):
            return kept
        self.delete(self.session_key)
        self._session_key = None
        return {}
