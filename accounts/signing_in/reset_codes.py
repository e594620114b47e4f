"""A code that resets a password is void once the password was set anew, by another code or in any other way.

The code itself stands in the session that asked for it, and nobody can look through sessions. So the session also keeps
a keyed hash of the password that the code is to replace.
"""

from django.contrib.sessions.backends.base import SessionBase

from accounts.keyed_hashes import keyed_hash, keyed_hashes
from accounts.models import User

_REPLACES = "reset_replaces"
_PURPOSE = "the password that a reset replaces"


def bind_code(session: SessionBase, email: str) -> None:
    """Note which password the code that is mailed now is to replace; nothing for an address without an account."""
    password = User.objects.filter(email=email).values_list("password", flat=True).first()
    if password is None:
        session.pop(_REPLACES, None)
    else:
        session[_REPLACES] = keyed_hash(password, purpose=_PURPOSE)


def is_void(session: SessionBase, user: User) -> bool:
    """Tell whether the person's password was set anew since the code of this session was mailed."""
    noted = session.get(_REPLACES)
    return noted is not None and noted not in keyed_hashes(user.password, purpose=_PURPOSE)
