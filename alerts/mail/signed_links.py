"""Signs what a link of a mail carries, many times with one key."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings


def signed_by(salt: str) -> Callable[[str], str]:
    """Return a function that signs as `Signer(sep=".", salt=salt).sign` does, which reads it again.

    Django's would derive the key again for each of a million links.
    """
    key = _key(salt, settings.SECRET_KEY)

    def signed(value: str) -> str:
        signature = base64.urlsafe_b64encode(hmac.digest(key, value.encode(), "sha256")).rstrip(b"=").decode()
        return f"{value}.{signature}"

    return signed


@lru_cache(maxsize=8)
def _key(salt: str, secret: str) -> bytes:
    """Return the key of Django's Signer: the `salted_hmac` of its salt."""
    return hashlib.sha256(f"{salt}signer{secret}".encode()).digest()
