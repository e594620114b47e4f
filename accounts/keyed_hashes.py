"""Keyed hashes: they let an address be recognised again without storing it.

They are HMAC-SHA256 under a key that Django derives from SECRET_KEY and the purpose. Without the key nobody can try
addresses against what is stored, and the hashes of one purpose say nothing about those of another.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac


def keyed_hash(text: str, *, purpose: str) -> str:
    """Return the hash to store: 64 hexadecimal digits, under the present SECRET_KEY."""
    return _digest(settings.SECRET_KEY, text, purpose)


def keyed_hashes(text: str, *, purpose: str) -> list[str]:
    """Return the hashes to look for: under the present SECRET_KEY, and under each former one that is configured."""
    return [_digest(secret, text, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(secret: str, text: str, purpose: str) -> str:
    return salted_hmac(f"clausewatch {purpose}", text, secret=secret, algorithm="sha256").hexdigest()
