"""Keyed hashes: what lets a thing be known again without keeping it.

HMAC-SHA256 under a key that is derived from SECRET_KEY for one purpose: without the key nobody can try addresses out
against what is stored, and the hashes of one purpose say nothing about those of another.
"""

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def keyed_hash(text: str, *, purpose: str) -> str:
    """The hash to store: 64 hexadecimal digits, under the present SECRET_KEY."""
    return _digest(settings.SECRET_KEY, text, purpose)


def keyed_hashes(text: str, *, purpose: str) -> list[str]:
    """The hashes to look for: under the present SECRET_KEY, and under each former one that is still configured."""
    return [_digest(secret, text, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(secret: str, text: str, purpose: str) -> str:
    return hmac.new(_key(secret, purpose), text.encode(), "sha256").hexdigest()


@lru_cache(maxsize=64)
def _key(secret: str, purpose: str) -> bytes:
    info = f"clausewatch {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
